"""From a state file back to the worlds that were kept in it.

What changed a world is lived through again, and must be answered as it was. What only read it is
put back as it was served: most requests are of this kind, and serving them again is what a restart
would spend its time on.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, NamedTuple

import msgspec

from creatoraudit_mock.clock import Drive
from creatoraudit_mock.control.registry import Registry
from creatoraudit_mock.http.admission import recount
from creatoraudit_mock.http.tenants import Tenants
from creatoraudit_mock.journal import Entry
from creatoraudit_mock.kit import World
from creatoraudit_mock.kit.recording import Beginning, Step, sent
from creatoraudit_mock.kit.replay import live_again
from creatoraudit_mock.state.errors import StateError, damaged
from creatoraudit_mock.state.file import StateFile
from creatoraudit_mock.state.keeping import LOBBY, Keeper, Mark
from creatoraudit_mock.state.state import State
from creatoraudit_mock.state.steps import unpacked
from creatoraudit_mock.world import LogEntry, WorldError


class _Kept(NamedTuple):
    """A world, and what its row says beside how it began."""

    world: World
    is_served: bool
    drive: Drive

    def mark(self) -> Mark:
        clock = self.world.clock.instant
        return Mark(len(self.world.log), len(self.world.journal), clock, self.drive, self.is_served)


class _Differs(Exception):
    """Something was answered otherwise than it is written."""


def facts(file: StateFile) -> dict[str, Any]:
    """By what a state file is known: the `version` that began it, and the `options` of then.

    Raises:
        StateError: the file is damaged.
    """
    found = {name: _decoded(file, value) for name, value in file.read("SELECT * FROM facts")}
    if missing := {"version", "options"} - found.keys():
        raise damaged(file.path, f"there is no word on {', '.join(sorted(missing))}")
    return found


def revived(file: StateFile) -> State:
    """The worlds of a state file, as they were when the last of it was written.

    Raises:
        StateError: the file is damaged, or this version does not answer as it is written there.
    """
    kept, count = _worlds(file)
    _relive(file, kept)
    for number, now in file.read("SELECT number, now FROM worlds WHERE beginning IS NOT NULL"):
        kept[number].world.clock.follow(now)
    lobby = kept[LOBBY].world
    registry = Registry(Tenants(lobby=lobby))
    served = {number: one.world for number, one in kept.items() if one.is_served}
    aliases = file.read("SELECT secret, world, own FROM aliases")
    registry.restore(served, count, {name: (kept[n].world, own) for name, n, own in aliases})
    marks = {number: one.mark() for number, one in kept.items()}
    drives = {number: one.drive for number, one in kept.items()}
    return State(registry, lobby, Keeper(file, registry, lobby, marks), drives)


def _worlds(file: StateFile) -> tuple[dict[int, _Kept], int]:
    """The worlds as they began, by number, and the highest number that was given."""
    kept, count = {}, 0
    # Counted as well are those that are gone.
    rows = "SELECT number, beginning, is_served, drive FROM worlds ORDER BY number"
    for count, beginning, is_served, drive in file.read(rows):
        if beginning is not None:
            world = _begun(file, _decoded(file, beginning, Beginning))
            kept[count] = _Kept(world, bool(is_served), _decoded(file, drive, Drive))
    if LOBBY not in kept:
        raise damaged(file.path, "there is no first world")
    return kept, count


def _begun(file: StateFile, beginning: Beginning) -> World:
    try:
        return World.begun(beginning)
    except ValueError as error:
        raise _written_by_another(file, f"could begin what this version cannot: {error}") from None


def _written_by_another(file: StateFile, deed: str) -> StateError:
    version = facts(file)["version"]
    return StateError(
        f"{file.path} was begun by creatoraudit-mock {version}, which {deed}: use that one, or "
        "give another FILE"
    )


def _decoded(file: StateFile, content: bytes, kind: Any = Any) -> Any:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.DecodeError as error:
        raise damaged(file.path, str(error)) from None


def _relive(file: StateFile, kept: dict[int, _Kept]) -> None:
    rows = "SELECT number, world, content, checksum FROM steps ORDER BY number"
    for row, number, content, checksum in file.read(rows):
        try:
            _take(kept[number].world, unpacked(content, checksum))
        except (KeyError, ValueError) as error:
            raise damaged(file.path, f"step {row}: {error}") from None
        except _Differs as error:
            deed = f"answered {error} of world w{number} otherwise than this version does"
            raise _written_by_another(file, deed) from None


def _take(world: World, happening: LogEntry | Entry) -> None:
    if isinstance(happening, LogEntry):
        step = Step(happening.at, command=happening.command)
        try:
            live_again(step, world.organization, world.app.serve)
        except WorldError:
            raise _Differs(f"command {len(world.log)}") from None
        return
    here = len(world.journal), len(world.log)
    if (happening.index, happening.log[0]) != here:
        raise ValueError(f"something is missing before request {happening.index}")
    if _only_read(world, happening):
        _put_back(world, happening)
    else:
        _serve_again(world, happening)


def _only_read(world: World, entry: Entry) -> bool:
    """Whether the journal and the rate limit are all that a request left its trace in."""
    caused_nothing = entry.log[0] == entry.log[1]
    is_remembered = any(name == "idempotency-key" for name, _ in entry.request_headers)
    return caused_nothing and not is_remembered and not world.organization.faults


def _put_back(world: World, entry: Entry) -> None:
    world.clock.follow(entry.at)
    world.journal.append(entry)
    recount(world, entry)


def _serve_again(world: World, entry: Entry) -> None:
    with suppress(Exception):  # what was answered by a failure must fail again
        live_again(Step(entry.at, request=sent(entry)), world.organization, world.app.serve)
    if world.journal[entry.index :] != [entry]:
        raise _Differs(f"request {entry.index}")
    world.journal.amend(entry)
