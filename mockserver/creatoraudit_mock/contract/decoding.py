"""Strict JSON for request bodies.

The standard parser accepts more than RFC 8259 and drops repeated members; a mock that accepts
what the real service may refuse would hide a client's fault. The wording is our own throughout,
since the parser's differs between versions of Python and answers must not.
"""

import json
import math
from typing import Any, Final, NoReturn

from creatoraudit_mock.contract.refusals import BodyMalformed

MAX_DEPTH: Final = 64
"""Levels of lists and objects that a body may have."""


def decoded(body: bytes) -> Any:
    """Return the value that *body* spells. Numbers without a fraction are ints (`24.0` is 24).

    Raises:
        BodyMalformed: not UTF-8, not JSON, or JSON that is not portable: repeated member names,
            numbers out of range, lone surrogates, more than `MAX_DEPTH` levels.
    """
    value = _parsed(_text(body))
    _check(value, MAX_DEPTH)
    return value


def _text(body: bytes) -> str:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise BodyMalformed("The request body is not UTF-8 text.") from None
    if text.startswith("\ufeff"):
        raise BodyMalformed("The request body starts with a byte order mark.")
    return text


def _parsed(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_number,
            parse_int=_number,
        )
    except json.JSONDecodeError:
        raise BodyMalformed("The request body is not valid JSON.") from None
    except RecursionError:
        raise _too_deep() from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise BodyMalformed("The request body gives a member name more than once in one object.")
    return members


def _constant(name: str) -> NoReturn:
    raise BodyMalformed(f"The request body holds {name}, which is not JSON.")


def _number(digits: str) -> int | float:
    number = float(digits)
    if math.isinf(number):
        raise BodyMalformed("The request body holds a number that is out of range.")
    if digits.lstrip("-").isdecimal():
        return int(digits)
    return int(number) if number.is_integer() else number


def _check(value: Any, levels: int) -> None:
    match value:
        case str():
            _check_text(value)
        case list() | dict():
            if levels == 0:
                raise _too_deep()
            for part in value:
                _check(part, levels - 1)
            if isinstance(value, dict):
                for part in value.values():
                    _check(part, levels - 1)


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BodyMalformed("The request body holds half of a surrogate pair.") from None


def _too_deep() -> BodyMalformed:
    return BodyMalformed(f"The request body is nested more than {MAX_DEPTH} levels deep.")
