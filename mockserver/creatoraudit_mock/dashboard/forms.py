"""From what a browser sends to what the endpoints of the control interface take."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from creatoraudit_mock.control.refusals import Refused
from creatoraudit_mock.scenario.format import FaultTable
from creatoraudit_mock.world import FAULTS

MOST_FIELDS: Final = 500
_MOMENT: Final = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[ T](?P<time>\d\d:\d\d)(?P<seconds>:\d\d(?:\.\d{1,6})?)?", re.ASCII
)


def fields(text: str) -> dict[str, str]:
    """The fields of a form or query; those that were left empty are left out.

    Raises:
        Refused: 400, if there are far too many of them.
    """
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise Refused(400, f"The form has more than {MOST_FIELDS} fields.") from None
    return {name: _zoned(value.strip()) for name, value in pairs if value.strip()}


def nested(flat: Mapping[str, str]) -> dict[str, Any]:
    """Fields such as `clock.speed` as members of members."""
    found: dict[str, Any] = {}
    for name, value in flat.items():
        *outer, last = name.split(".")
        place = found
        for part in outer:
            inner = place.setdefault(part, {})
            if not isinstance(inner, dict):
                raise Refused(422, f"{name}={value!r} cannot stand beside {part}={inner!r}.")
            place = inner
        place[last] = value
    return found


def fault_table(flat: Mapping[str, str]) -> dict[str, Any]:
    """A fault as JSON would have it: numbers and flags are no texts.

    Raises:
        Refused: 422, if a number is none.
    """
    kinds = {name: kind for name, kind, _ in arguments(flat.get("fault", ""))}
    kinds |= {name: _plain(str(kind)) for name, kind in FaultTable.__annotations__.items()}
    return {name: _cast(name, kinds.get(name, ""), text) for name, text in flat.items()}


def arguments(fault: str) -> Iterable[tuple[str, str, Any]]:
    """Name, type and default of what a kind of fault takes; a required one has no default."""
    make = FAULTS.get(fault)
    for name, one in inspect.signature(make).parameters.items() if make else ():
        yield name, _plain(str(one.annotation)), None if one.default is one.empty else one.default


_CASTS: Final[dict[str, tuple[Callable[[str], Any], str]]] = {
    "int": (int, "a whole number"),
    "float": (float, "a number"),
    "bool": (lambda text: {"true": True, "false": False}[text], "true or false"),
}
"""What has no row here stays a text."""


def _cast(name: str, kind: str, text: str) -> Any:
    if kind not in _CASTS:
        return text
    cast, words = _CASTS[kind]
    try:
        return cast(text)
    except (ValueError, KeyError):
        raise Refused(422, f"The form is not valid: {name}={text!r} must be {words}.") from None


def _plain(annotation: str) -> str:
    return annotation.partition(" ")[0]


def _zoned(text: str) -> str:
    """A moment as the pages show it; they ask for UTC."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return text
    return f"{found['date']}T{found['time']}{found['seconds'] or ':00'}Z"
