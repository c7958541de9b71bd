"""Requests that were expected and did not come: what was asked, what came, what differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from creatoraudit_mock.journal.criteria import Criteria
from creatoraudit_mock.journal.entry import Entry

_SHOWN = 5


class NearMiss(NamedTuple):
    """The entry that comes nearest to what was asked for."""

    entry: Entry
    differences: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join([f"#{self.entry.index} {self.entry}", *map(_indented, self.differences)])


class ExpectationUnmet(AssertionError):
    """A request that was expected never came, or not as often as it should.

    `found` are the entries that met all criteria; `nearest` is the best of the others.
    """

    def __init__(
        self, criteria: Criteria, times: int | None, found: list[Entry], nearest: NearMiss | None
    ) -> None:
        self.found = found
        self.nearest = nearest
        super().__init__("\n".join(_told(criteria, times, found, nearest)))


def nearest_miss(criteria: Criteria, entries: Sequence[Entry]) -> NearMiss | None:
    """The entry that misses least of the criteria, but not nothing; the latest of several."""
    missing = [(criteria.distance(entry), -entry.index, entry) for entry in entries]
    nearest = min((one for one in missing if one[0]), default=None)
    return nearest and NearMiss(nearest[2], tuple(criteria.differences(nearest[2])))


def _told(
    criteria: Criteria, times: int | None, found: list[Entry], nearest: NearMiss | None
) -> list[str]:
    asked = "at least one request" if times is None else f"{times} requests"
    lines = [f"expected {asked} with {criteria}; there were {len(found)}"]
    lines += [_indented(f"#{entry.index} {entry}") for entry in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(_indented(f"... and {len(found) - _SHOWN} more"))
    if nearest is not None:
        lines += ["the nearest miss:", *map(_indented, str(nearest).splitlines())]
    elif not found:
        lines.append("no request was served at all")
    return lines


def _indented(line: str) -> str:
    return f"  {line}"
