"""Two cases of one type compared: values, formats and limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from creatoraudit_mock.difference.findings import Difference
from creatoraudit_mock.difference.shapes import Case
from creatoraudit_mock.difference.spots import Spot
from creatoraudit_mock.difference.wording import bound_told, values_told

_LEAST: Final = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
_UNORDERED: Final = frozenset({"pattern", "multipleOf", "uniqueItems"})


def values(spot: Spot, mine: Case, other: Case) -> Iterator[Difference]:
    """Enums and constants."""
    compare = _sent_values if spot.sending else _read_values
    yield from compare(spot, mine.values, other.values)


def _read_values(
    spot: Spot, mine: frozenset[str] | None, other: frozenset[str] | None
) -> Iterator[Difference]:
    if mine is None and other is not None:
        yield spot.difference("values-closed", theirs=values_told(other))
    elif mine is not None and other is None:
        yield spot.difference("values-open", values_told(mine))
    elif mine is not None and other is not None:
        if not mine & other:
            yield spot.difference("values-replaced", values_told(mine), values_told(other))
            return
        if other - mine:
            yield spot.difference("value-added", theirs=values_told(other - mine))
        if mine - other:
            yield spot.difference("value-removed", values_told(mine - other))


def _sent_values(
    spot: Spot, mine: frozenset[str] | None, other: frozenset[str] | None
) -> Iterator[Difference]:
    if mine is None and other is not None:
        yield spot.difference("sent-values-closed", theirs=values_told(other))
    elif mine is not None and other is None:
        yield spot.difference("sent-values-taken", theirs="other values")
    elif mine is not None and other is not None:
        if mine - other:
            yield spot.difference("sent-values-refused", values_told(mine - other))
        if other - mine:
            yield spot.difference("sent-values-taken", theirs=values_told(other - mine))


def formats(spot: Spot, mine: Case, other: Case) -> Iterator[Difference]:
    """How texts are to be read, such as `date-time`."""
    if mine.formats == other.formats or mine.values or other.values:
        return
    ours, theirs = (", ".join(sorted(case.formats)) for case in (mine, other))
    if spot.sending:
        yield spot.difference(
            "sent-format" if theirs else "sent-format-free", ours or "any", theirs
        )
    elif not ours:
        yield spot.difference("format-closed", theirs=theirs)
    else:
        yield spot.difference("format" if theirs else "format-open", ours, theirs)


def bounds(spot: Spot, mine: Case, other: Case) -> Iterator[Difference]:
    """Limits and patterns."""
    for name in sorted(mine.bounds.keys() | other.bounds.keys()):
        if mine.bounds.get(name) != other.bounds.get(name) and not (mine.values or other.values):
            code = _bound(name, mine.bounds.get(name), other.bounds.get(name), spot)
            told = (bound_told(name, mine.bounds), bound_told(name, other.bounds))
            yield spot.difference(code, *told)


def _bound(name: str, mine: Any, other: Any, spot: Spot) -> str:
    if not spot.sending:
        return "bound"
    if other is None:
        return "sent-bound-wider"
    if name in _UNORDERED:
        return "sent-pattern"
    wider = mine is not None and (other < mine if name in _LEAST else other > mine)
    return "sent-bound-wider" if wider else "sent-bound-tighter"


def unusual(spot: Spot, mine: Case, other: Case) -> Iterator[Difference]:
    """Assertions that are compared as they stand."""
    for name in sorted(mine.unusual.keys() | other.unusual.keys()):
        if mine.unusual.get(name) != other.unusual.get(name):
            told = (bound_told(name, mine.unusual), bound_told(name, other.unusual))
            yield spot.difference("constraint", *told)
