"""`If-None-Match` headers, and whether they match."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from pytest_creatoraudit.strategies.arguments import check_option

Form = Literal["tag", "list", "any", "weak", "malformed"]

FORMS: Final[tuple[Form, ...]] = ("tag", "list", "any", "weak", "malformed")
_OTHERS: Final = ('"other"', '""', '"a,b"', 'W/"other"')
_BROKEN: Final = ("other", '"unclosed', 'w/"other"', "'other'", 'W"other"', "*, *", '"a" b"')


@dataclass(frozen=True, slots=True)
class Validator:
    """A value of `If-None-Match`, and whether it matches the tag that it was drawn for."""

    header: str
    matches: bool


@st.composite
def validators(
    draw: st.DrawFn, etag: str, *, matching: bool | None = None, forms: tuple[Form, ...] = FORMS
) -> Validator:
    """Values of `If-None-Match` for a resource whose present tag is known.

    By RFC 9110 a GET is answered 304 if and only if the value matches, the comparison being weak;
    a world whose dialect says `validator_comparison="strong"` takes no weak tag for a match, so
    leave "weak" out there. Malformed values never hold the tag in a form that anybody could read.
    Shrinks toward the tag itself, else toward another tag.

    Args:
        etag: the tag, quotes included, as the header `ETag` gave it.
        matching: only those that match, or only those that do not.
        forms: which of "tag", "list", "any" (`*`), "weak" and "malformed".
    """
    _check_tag(etag)
    check_option("matching", matching, (True, False))
    for form in forms:
        check_option("forms", form, FORMS)
    made = [one for one in _values(etag, forms) if matching in {None, one.matches}]
    if not made:
        raise InvalidArgument(f"no value of forms={forms!r} has matching={matching!r}")
    return draw(st.sampled_from(made))


def _check_tag(etag: Any) -> None:
    if not isinstance(etag, str) or not etag.endswith('"') or '"' not in etag[:-1]:
        raise InvalidArgument(f"etag must be a quoted tag such as '\"abc\"'; got etag={etag!r}")


def _values(etag: str, forms: tuple[Any, ...]) -> Iterator[Validator]:
    opaque, others = etag.removeprefix("W/"), [one for one in _OTHERS if one not in etag]
    strong = [one for one in others if not one.startswith("W/")]
    yield from (Validator(etag, matches=True) for _ in range("tag" in forms))
    if "tag" in forms:
        yield from (Validator(other, matches=False) for other in strong)
    if "list" in forms:
        yield Validator(f"{strong[0]}, {etag}", matches=True)
        yield Validator(f"{etag},{strong[0]} , {strong[1]}", matches=True)
        yield Validator(", ".join(strong), matches=False)
    if "any" in forms:
        yield Validator("*", matches=True)
    if "weak" in forms:
        yield Validator(f"W/{opaque}", matches=True)
        yield Validator(f"{strong[0]}, W/{opaque}", matches=True)
        yield Validator('W/"other"', matches=False)
    if "malformed" in forms:
        yield from (Validator(broken, matches=False) for broken in (opaque.strip('"'), *_BROKEN))
