"""Rules between members of one request, which JSON Schema would put unreadably."""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final, NamedTuple

from creatoraudit_mock.contract.dialect import Dialect
from creatoraudit_mock.contract.refusals import FieldError


class Rule(NamedTuple):
    """A rule over some members; it is not asked while one of them is invalid by itself."""

    members: tuple[str, ...]
    faults: Callable[[Mapping[str, Any], Dialect], Iterator[FieldError]]


def faults(
    operation_id: str, values: Mapping[str, Any], invalid: AbstractSet[str], dialect: Dialect
) -> Iterator[FieldError]:
    """Yield what the operation's rules find in *values* (parameters and members, defaults in)."""
    for rule in _RULES.get(operation_id, ()):
        if invalid.isdisjoint(rule.members):
            yield from rule.faults(values, dialect)


def _custom_dates(values: Mapping[str, Any], dialect: Dialect) -> Iterator[FieldError]:
    if values["period"] != "custom":
        # A preset names the window: what is open is only whether dates beside it are a fault.
        stray = _DATES if dialect.dates_with_preset == "refuse" else ()
        for name in stray:
            if values.get(name) is not None:
                yield FieldError(name, "must be left out unless period is custom")
        return
    for name in _DATES:
        if values.get(name) is None:
            yield FieldError(name, "is required when period is custom")
    yield from _order(values)


def _paired_dates(values: Mapping[str, Any], _dialect: Dialect) -> Iterator[FieldError]:
    given = [name for name in _DATES if values.get(name) is not None]
    for name in _DATES:
        if given and name not in given:
            yield FieldError(name, f"is required when {given[0]} is given")
    yield from _order(values)


def _order(values: Mapping[str, Any]) -> Iterator[FieldError]:
    start, end = (values.get(name) for name in _DATES)
    if start and end and start > end:
        yield FieldError("start_date", "must not be after end_date")


def _some_ids(values: Mapping[str, Any], dialect: Dialect) -> Iterator[FieldError]:
    first, second = _ID_LISTS
    total, most = len(values[first]) + len(values[second]), dialect.batch_size
    if total == 0:
        yield FieldError(first, f"must have at least 1 item, or {second} must")
    elif total > most:
        yield FieldError(first, f"must have at most {most} items together with {second}")


_DATES: Final = ("start_date", "end_date")
_ID_LISTS: Final = ("instagram_post_ids", "tiktok_video_ids")

_WINDOW: Final = Rule(("period", *_DATES), _custom_dates)

_RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "batch_account_metrics": (_WINDOW,),
    "batch_video_metrics": (_WINDOW,),
    "batch_account_video_metrics": (_WINDOW, Rule(_ID_LISTS, _some_ids)),
    **{
        f"get_{level}_{kind}": (rule,)
        for level in ("account", "creator", "organization", "video")
        for kind, rule in (("analytics", Rule(_DATES, _paired_dates)), ("timeseries", _WINDOW))
    },
}
