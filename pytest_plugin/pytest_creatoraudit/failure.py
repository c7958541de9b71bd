"""What a failing test says about the worlds that it used."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

if TYPE_CHECKING:
    from creatoraudit_mock import World

_TAIL = 10
"""How many requests are shown."""
_WIDTH = 120
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def sections(
    item: pytest.Item, call: pytest.CallInfo[None], worlds: list[World]
) -> list[tuple[str, str]]:
    """Title and text for each world: those of the fixtures, and those in the failing code."""
    try:
        return list(_sections(item, call, worlds))
    except Exception as error:  # noqa: BLE001 - the test's own failure must be seen in any case
        return [("creatoraudit", f"no report of the worlds, because of {error!r}")]


def check_served(world: World) -> None:
    """Fail if the mock itself broke down behind a live server, where nobody saw it."""
    for entry in world.journal:
        cause = next((line for line in entry.trace if line.startswith("raised ")), None)
        if entry.status == 500 and cause:  # noqa: PLR2004 - the status
            pytest.fail(f"the mock itself failed, {cause}, while it served {entry}", pytrace=False)


def _sections(
    item: pytest.Item, call: pytest.CallInfo[None], worlds: list[World]
) -> Iterator[tuple[str, str]]:
    for world in worlds:
        yield _title(world), "\n".join([*_story(world), f"replay        {replay(item, world)}"])
    for name, world in worlds_in_locals(call, worlds):
        yield (
            f"{_title(world)}, in {name!r}",
            "\n".join([*_story(world), f"replay        {replay(item, None)}"]),
        )


def _title(world: World) -> str:
    return f"creatoraudit: world {world.scenario.name!r}, seed {world.seed}"


def _story(world: World) -> Iterator[str]:
    start, end = _moment(world.started), world.clock.now
    yield f"virtual time  {_short(start)} to {_short(end)} ({end - start})"
    if switches := world.dialect.settings():
        yield f"dialect       {', '.join(f'{name}={value}' for name, value in switches.items())}"
    count = len(world.journal)
    if not count:
        yield "requests      none reached this world: is it the program's base URL and key?"
        return
    counted = Counter(entry.status for entry in world.journal).most_common()
    statuses = ", ".join(f"{times} x {status}" for status, times in counted)
    last = f"; the last {_TAIL}:" if count > _TAIL else ":"
    yield f"requests      {count} ({statuses}){last}"
    for entry in world.journal[-_TAIL:]:
        yield from _told(entry)


def _told(entry: Any) -> Iterator[str]:
    target = entry.target if len(entry.target) <= _WIDTH else f"{entry.target[:_WIDTH]}..."
    yield f"  {_short(_moment(entry.at))} {entry.method} {target} -> {entry.status}"
    if decided := entry.trace[:-1]:
        yield f"      {'; '.join(decided)}"
    yield f"      {entry.trace[-1]}"
    yield from (f"      refused: {line}" for line in _errors(entry.response_body))
    yield from (f"      near miss: {line}" for line in entry.near_misses())


def _errors(body: bytes) -> Iterable[str]:
    """The fields that a problem document complains of."""
    try:
        errors = msgspec.json.decode(body).get("errors") or ()
        return [f"{error['field']} {error['message']}" for error in errors]
    except (msgspec.DecodeError, AttributeError, KeyError, TypeError):
        return ()


def replay(item: pytest.Item, world: World | None) -> str:
    """The command that runs a test again, with the seed of the world that a fixture made for it."""
    option = item.config.option
    parts = [f'pytest "{item.nodeid}"']
    if world is not None:
        parts.append(f"--creatoraudit-seed={world.seed}")
        parts += [f"--creatoraudit-dialect={text}" for text in option.creatoraudit_dialect or ()]
    if isinstance(shuffled := getattr(option, "randomly_seed", None), int):
        parts.append(f"--randomly-seed={shuffled}")
    return " ".join(parts)


def worlds_in_locals(
    call: pytest.CallInfo[None], known: list[World]
) -> Iterator[tuple[str, World]]:
    """Worlds that the test made itself: they are among the variables of the failing code."""
    # Before the first import of the simulator nobody can have made a world.
    kind: Any = vars(sys.modules.get("creatoraudit_mock", sys)).get("World")
    seen = {id(world) for world in known}
    for entry in call.excinfo.traceback if call.excinfo and kind else ():
        for name, value in entry.frame.f_locals.items():
            # A world whose making failed is no world yet: it has no journal.
            if isinstance(value, kind) and hasattr(value, "journal") and id(value) not in seen:
                seen.add(id(value))
                yield name, value


def _moment(instant: int) -> datetime:
    return _EPOCH + timedelta(microseconds=instant)


def _short(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
