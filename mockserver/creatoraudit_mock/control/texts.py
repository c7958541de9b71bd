"""The values that requests are made of, each with the form that it must have."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, TypeAlias

from msgspec import Meta, Struct, UnsetType

_SHORT: Final = r"(?:[0-9]{1,6}(?:\.[0-9]{1,3})?(?:ms|s|m|h|d|w)){1,6}"
_TIME: Final = (
    r"T(?:[0-9]{1,6}H(?:[0-9]{1,6}M)?(?:[0-9]{1,6}S)?|[0-9]{1,6}M(?:[0-9]{1,6}S)?|[0-9]{1,6}S)"
)
_ISO: Final = rf"P(?:[0-9]{{1,6}}W|[0-9]{{1,6}}D(?:{_TIME})?|{_TIME})"

_DURATION: Final = rf"^(?:{_SHORT}|{_ISO})$"
DurationText: TypeAlias = Annotated[
    str,
    Meta(
        pattern=_DURATION,
        max_length=60,
        description="A length of virtual time: 45s, 1h30m, 7d or PT6H.",
        examples=["45s", "1h30m", "PT6H"],
    ),
]
_MOMENT: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})$"
)
# In a query every value is a text, and a number would pass for seconds since 1970.
MomentText: TypeAlias = Annotated[
    str,
    Meta(
        pattern=_MOMENT,
        description="ISO 8601 with an offset or Z.",
        examples=["2026-01-05T09:00:00Z"],
    ),
]
Moment: TypeAlias = Annotated[
    datetime,
    Meta(tz=True, description="ISO 8601 with an offset or Z.", examples=["2026-01-05T09:00:00Z"]),
]
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
Speed: TypeAlias = Annotated[
    float, Meta(ge=0.000001, le=1e9, description="Virtual seconds per real second.")
]


WORDS: Final = {
    _DURATION: "must look like 45s, 1h30m, 7d or PT6H",
    _MOMENT: "must look like 2026-01-05T09:00:00Z, or have an offset such as +02:00",
}
"""What is said of a text that does not match, instead of the pattern."""


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a request says; a name that is not known is refused."""


def given(value: object) -> bool:
    """Whether a member was sent."""
    return not isinstance(value, UnsetType)
