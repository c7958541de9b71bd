"""From the bytes of a request to typed values, or to a refusal that names the member."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec

from creatoraudit_mock.contract import BodyMalformed
from creatoraudit_mock.contract.decoding import decoded
from creatoraudit_mock.control.answers import FieldWrong
from creatoraudit_mock.control.refusals import Refused
from creatoraudit_mock.control.texts import WORDS

_T = TypeVar("_T")
_MESSAGE: Final = re.compile(r"(?P<reason>.*?)(?: - at `\$\.?(?P<place>[^`]*)`)?", re.DOTALL)
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(?P<name>.*)`", re.DOTALL)


def read_body(body: bytes, kind: Any) -> Any:
    """The body as a type.

    Raises:
        Refused: 400 if it is no JSON, 422 if it says something that cannot be.
    """
    try:
        values = decoded(body)
    except BodyMalformed as error:
        raise Refused(400, error.message) from None
    return _converted(values, kind, strict=True)


def read_query(pairs: Sequence[tuple[str, str]], kind: type[_T]) -> _T:
    """The query as a type.

    Raises:
        Refused: 422, if a parameter is unknown, given twice, or cannot be.
    """
    values = dict(pairs)
    for name in values:
        if sum(name == other for other, _ in pairs) > 1:
            raise _invalid(name, "is given twice", [v for n, v in pairs if n == name])
    found: _T = _converted(values, kind, strict=False)
    return found


def read_form(values: Mapping[str, Any], kind: Any) -> Any:
    """The fields of a form, which are all text, as a type.

    Raises:
        Refused: 422, if a field is unknown or cannot be.
    """
    return _converted(values, kind, strict=False)


def _converted(values: Any, kind: Any, *, strict: bool) -> Any:
    try:
        return msgspec.convert(values, kind, strict=strict, str_keys=True)
    except msgspec.ValidationError as error:
        found = _MESSAGE.fullmatch(str(error))
        assert found is not None
        place = found["place"] or ""
        if unknown := _UNKNOWN.fullmatch(found["reason"]):
            known = ", ".join(getattr(kind, "__struct_fields__", ())) or "none"
            name = ".".join(filter(None, (place, unknown["name"])))
            reason = f"is not known here; known: {known}" if not place else "is not known here"
            raise _invalid(name, reason, _value(values, name)) from None
        reason = _worded(found["reason"])
        raise _invalid(place, reason, _value(values, place)) from None


def _worded(reason: str) -> str:
    pattern = reason.partition("matching regex ")[2]
    words = next((words for known, words in WORDS.items() if pattern == repr(known)), None)
    return words or reason[:1].lower() + reason[1:]


def _invalid(field: str, reason: str, value: Any) -> Refused:
    shown = repr(value) if len(repr(value)) <= 100 else f"{repr(value)[:99]}…"  # noqa: PLR2004
    named = f"{field}={shown}" if field else f"the request {shown}"
    wrong = FieldWrong(field=field or "body", message=reason)
    return Refused(422, f"The request is not valid: {named}: {reason}.", errors=[wrong])


def _value(values: Any, place: str) -> Any:
    """The value at a place such as `clock.speed` or `scopes[1]`."""
    for part in filter(None, re.split(r"[.\[\]]+", place)):
        if isinstance(values, list) and part.isdecimal() and int(part) < len(values):
            values = values[int(part)]
        elif isinstance(values, dict) and part in values:
            values = values[part]
        else:
            return values
    return values
