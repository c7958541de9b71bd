"""What is new in the worlds of a server goes to its state file, before anybody is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from creatoraudit_mock.clock import Drive
from creatoraudit_mock.control.registry import Registry
from creatoraudit_mock.http.tenants import Tenant
from creatoraudit_mock.kit import World
from creatoraudit_mock.kit.recording import happenings
from creatoraudit_mock.state.file import Change, StateFile
from creatoraudit_mock.state.steps import packed
from creatoraudit_mock.values import Instant

LOBBY = 1
"""The number of the world that answers requests without a known key; it is kept for that."""
_STANDING: Final = """
    INSERT INTO worlds (beginning, is_served, now, drive, number) VALUES (?,?,?,?,?)
    ON CONFLICT (number) DO UPDATE SET beginning = excluded.beginning,
        is_served = excluded.is_served, now = excluded.now, drive = excluded.drive
"""


class Mark(NamedTuple):
    """How much of a world has been kept."""

    commands: int
    requests: int
    now: Instant
    """Where its clock was last looked at; later steps tell where it has come to since."""
    drive: Drive
    is_served: bool


class Keeper:
    """Keeps the worlds of a registry in a state file.

    Nobody has to report a change: it compares what there is with what has been kept.

    Args:
        file: where to.
        registry: whose worlds.
        lobby: the registry's first world, which is kept even if it is removed.
        marks: how much of each world is in the file already, by number.
        facts: what a new file is to begin with.
    """

    def __init__(
        self,
        file: StateFile,
        registry: Registry,
        lobby: World,
        marks: Mapping[int, Mark] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        self._file = file
        self._registry = registry
        self._lobby = lobby
        self._marks = dict(marks or {})
        self._facts = [(name, msgspec.json.encode(fact)) for name, fact in (facts or {}).items()]
        self._aliases = registry.tenants.aliases

    def keep(self, *, clocks: bool = False) -> None:
        """Write what is new; when this returns it outlives the process.

        Args:
            clocks: also where the clocks are, for somebody is going to be told.

        Raises:
            StateError: it could not be written; the next call tries again.
        """
        served, aliases = self._registry.numbered(), self._registry.tenants.aliases
        changes: list[Change] = []
        if self._facts:
            changes.append(("INSERT INTO facts VALUES (?,?)", self._facts))
        marks: dict[int, Mark] = {}
        for number, world in {LOBBY: self._lobby, **served}.items():
            old = self._marks.get(number)
            marks[number] = new = _mark(world, old, is_served=number in served, clocks=clocks)
            if new != old:
                changes.extend(_news(number, world, old, new))
        for number in self._marks.keys() - marks.keys():
            changes.extend(_farewell(number))
        if aliases is not self._aliases:
            changes.extend(_renaming(aliases, served))
        if changes:
            self._file.write(changes)
        self._marks, self._aliases, self._facts = marks, aliases, []


def _mark(world: World, old: Mark | None, *, is_served: bool, clocks: bool) -> Mark:
    drive = world.clock.drive
    looks = old is None or clocks or drive != old.drive
    now = world.clock.instant if looks or old is None else old.now
    return Mark(len(world.log), len(world.journal), now, drive, is_served)


def _news(number: int, world: World, old: Mark | None, new: Mark) -> Iterator[Change]:
    standing = (new.is_served, new.now, msgspec.json.encode(new.drive), number)
    if old is None or old.drive != new.drive:
        # A beginning tells how its clock has ever been driven, since findings depend on that.
        row = (msgspec.json.encode(world.beginning), *standing)
        yield _STANDING, [row]
    elif old[2:] != new[2:]:
        yield "UPDATE worlds SET is_served = ?, now = ?, drive = ? WHERE number = ?", [standing]
    told = (0, 0) if old is None else old[:2]
    rows = [(number, *packed(one)) for one in happenings(world, *told)]
    if rows:
        yield "INSERT INTO steps (world, content, checksum) VALUES (?,?,?)", rows


def _farewell(number: int) -> Iterator[Change]:
    yield "DELETE FROM steps WHERE world = ?", [(number,)]
    yield "UPDATE worlds SET beginning = NULL, is_served = 0 WHERE number = ?", [(number,)]


def _renaming(
    aliases: Mapping[str, tuple[Tenant, str]], served: Mapping[int, World]
) -> Iterator[Change]:
    numbers = {id(world): number for number, world in served.items()}
    yield "DELETE FROM aliases", [()]
    rows = [(secret, numbers[id(owner)], own) for secret, (owner, own) in aliases.items()]
    yield "INSERT INTO aliases VALUES (?,?,?)", rows
