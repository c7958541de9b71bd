"""Which media types a client accepts and sends (RFC 9110 sections 8.3 and 12.5.1)."""

import re
from collections.abc import Mapping

_JSON = "application/json"
# Subtypes as RFC 6838 section 4.2 restricts them.
_SUFFIXED = re.compile(r"application/[a-z0-9][a-z0-9!#$&^_.+-]*\+json")
_OWS = " \t"
# The closing quote is optional so that an unclosed string takes the rest in one go;
# if it had to be there, every later quote would start the same search again.
_QUOTED_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*("?)', re.DOTALL)
# Laxer than the grammar by `.2` for `0.2`: every Java client before 19 sends it by default.
_WEIGHT = re.compile(r"[qQ]=(0(?:\.[0-9]{0,3})?|\.[0-9]{1,3}|1(?:\.0{0,3})?)")
_IGNORED = (0, 0.0)


def accepts(accept: str | None, media_type: str) -> bool:
    """Tell whether a response of this media type satisfies the `Accept` field.

    The most specific range that covers the type decides, and among equally specific
    ones the highest weight; a weight of 0 refuses. Parameters other than `q` play no part.

    What the RFC leaves open: a field without any member counts as missing, since it
    states no preference. A range with a malformed weight, with two weights or with an
    unclosed quoted string is ignored; if that leaves nothing, nothing is acceptable.

    Args:
        accept: The field's value, the values of several field lines joined with ", ";
            None if the request has no such field, which accepts everything.
        media_type: Type and subtype of the response, without parameters.

    Returns:
        False where the answer is 406.
    """
    if accept is None or accept in ("*/*", media_type):
        return True
    members = [member for member in _split(_blank_quoted(accept), ",") if member]
    if not members:
        return True
    ranks = _ranks(media_type.lower())
    _, weight = max(_preference(member, ranks) for member in members)
    return weight > 0


def accepts_coding(accept_encoding: str, coding: str) -> bool:
    """Tell whether `Accept-Encoding` names a content coding, or any (section 12.5.3)."""
    ranks = {"*": 1, coding: 2}
    members = [member for member in _split(accept_encoding, ",") if member]
    _, weight = max((_preference(member, ranks) for member in members), default=_IGNORED)
    return weight > 0


def is_json(content_type: str | None, *, suffix: bool = False) -> bool:
    """Tell whether `Content-Type` says `application/json`, whatever its parameters.

    A list is no media type (section 8.3 allows one value): joined field lines are refused
    even if the first of them is JSON.

    Args:
        content_type: The field's value, None if the request has no such field.
        suffix: Whether `application/*+json` is JSON too (RFC 6839 section 3.1).
    """
    if content_type is None:
        return False
    if content_type == _JSON:
        return True
    essence, _, parameters = _blank_quoted(content_type).partition(";")
    media_type = essence.strip(_OWS).lower()
    named = media_type == _JSON or (suffix and _SUFFIXED.fullmatch(media_type) is not None)
    return named and "," not in parameters


def _blank_quoted(field: str) -> str:
    """Empty every quoted string, so that its commas and semicolons separate nothing.

    An unclosed string becomes a lone quote. No content is missed: a weight is never quoted.
    """
    return _QUOTED_STRING.sub(r'"\1', field)


def _split(text: str, separator: str) -> list[str]:
    return [part.strip(_OWS) for part in text.split(separator)]


def _ranks(media_type: str) -> dict[str, int]:
    """Map each range that covers the type to its specificity."""
    main_type, _, _ = media_type.partition("/")
    return {"*/*": 1, f"{main_type}/*": 2, media_type: 3}


def _preference(member: str, ranks: Mapping[str, int]) -> tuple[int, float]:
    """Return specificity and weight of one member, `_IGNORED` if it says nothing of the type."""
    media_range, *parameters = _split(member, ";")
    rank = ranks.get(media_range.lower())
    weight = _weight(parameters)
    if rank is None or weight is None or member.count('"') % 2:
        return _IGNORED
    return rank, weight


def _weight(parameters: list[str]) -> float | None:
    """Return the value of `q`, 1 where it is absent, None where it breaks the grammar."""
    # Space before the `=` is an error too, but must not make `q =0` some other parameter.
    weights = [text for text in parameters if text.partition("=")[0].rstrip(_OWS) in ("q", "Q")]
    if not weights:
        return 1.0
    weight = _WEIGHT.fullmatch(weights[0])
    return float(weight[1]) if weight and len(weights) == 1 else None
