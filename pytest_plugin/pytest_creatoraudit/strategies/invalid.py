"""Bodies with one member that breaks one rule, in every dialect."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from hypothesis import strategies as st

from creatoraudit_mock import Dialect
from pytest_creatoraudit.strategies.arguments import check_names
from pytest_creatoraudit.strategies.bodies import (
    Body,
    account_bodies,
    creator_bodies,
    video_bodies,
)

_MISSING: Final = object()
_ROOTS: Final = {"bare": "", "located": "body.", "brackets": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalid:
    """A body that must be refused with 422, and why."""

    body: Body
    field: str
    """The member at fault: the one that `errors` names."""
    rule: str
    """The rule that it breaks, in words."""

    def field_in(self, dialect: Dialect) -> str:
        """How `errors` spells the member in a dialect."""
        return f"{_ROOTS[dialect.error_fields]}{self.field}"

    def __str__(self) -> str:
        return f"{self.field}: {self.rule}"


_Breaches: TypeAlias = Mapping[str, tuple[Any, ...]]
"""By rule: values that break it."""
_Rules: TypeAlias = Mapping[str, _Breaches]
"""The same by member."""

_PLATFORM: Final[_Breaches] = {
    "must be there": (_MISSING,),
    "must be a known network": ("youtube", "", "Instagram", "TIKTOK"),
    "must be a text": (1, None, ["tiktok"]),
}
_HOURS: Final[_Breaches] = {
    "must be at least 1": (0, -1),
    "must not be longer than any dialect allows": (721, 10**6),
    "must be a whole number": (1.5, "24", [], True),
}
_FLAG: Final[_Breaches] = {"must be true or false": ("true", 1, [])}
_METADATA: Final[_Breaches] = {
    "must have at most 20 labels": ({str(n): "" for n in range(21)},),
    "must have names of at most 255 characters": ({"x" * 256: ""},),
    "must have names without NUL": ({"\0": ""},),
    "must be an object": ([], "label", 1),
}
_BOUND: Final[_Breaches] = {
    "must be at least 1": (0, -1),
    "must be a whole number": (1.5, "10", [], True),
}
_TRACKED: Final[_Rules] = {
    "platform": _PLATFORM,
    "scrape_interval_hours": _HOURS,
    "is_active": _FLAG,
    "metadata": _METADATA,
}
_ACCOUNT: Final[_Rules] = {
    **_TRACKED,
    "username": {
        "must be there": (_MISSING,),
        "must have 1 to 64 characters": ("", "@", "a" * 65),
        "must be of letters, digits, dots, underscores and hyphens": ("a b", "@@a", "ä", "a/b"),
        "must be a text": (1, None, []),
    },
    "category": {
        "must have 1 to 255 characters": ("", "x" * 256),
        "must be without NUL": ("a\0b",),
        "must be a text": (1, []),
    },
    "creator_id": {
        "must be a UUID": ("ada", "00000000-0000-4000-8000-00000000000"),
        "must be a text": (1, []),
    },
    "max_recent_posts_per_account": {**_BOUND, "must be at most 10000": (10_001,)},
    "post_lookback_days": {**_BOUND, "must be at most 3650": (3_651,)},
}
_VIDEO: Final[_Rules] = {
    **_TRACKED,
    "identifier": {
        "must be there": (_MISSING,),
        "must have 1 to 2048 characters": ("", "x" * 2_049),
        "must be an address, shortcode or id": ("x y", "https://example.com/p/CBAAAAAAAAA/", "#"),
        "must be without NUL": ("CBAAAAA\0AAAA",),
        "must be a text": (1, None, []),
    },
}
_CREATOR: Final[_Rules] = {
    "name": {
        "must be there": (_MISSING,),
        "must have 1 to 255 characters": ("", "x" * 256),
        "must be without NUL": ("a\0b",),
        "must be a text": (1, None, []),
    },
    "is_active": _FLAG,
    "metadata": _METADATA,
}


@st.composite
def invalid_account_bodies(draw: st.DrawFn, *, fields: Collection[str] | None = None) -> Invalid:
    """Bodies of `POST /accounts` that break one rule. Shrinks toward a missing platform.

    Args:
        fields: which members may be at fault; any unless given.
    """
    return _spoiled(draw, account_bodies(), _ACCOUNT, fields)


@st.composite
def invalid_video_bodies(draw: st.DrawFn, *, fields: Collection[str] | None = None) -> Invalid:
    """Bodies of `POST /videos` that break one rule. Shrinks toward a missing platform.

    Args:
        fields: which members may be at fault; any unless given.
    """
    return _spoiled(draw, video_bodies(), _VIDEO, fields)


@st.composite
def invalid_creator_bodies(draw: st.DrawFn, *, fields: Collection[str] | None = None) -> Invalid:
    """Bodies of `POST /creators` that break one rule. Shrinks toward a missing name.

    Args:
        fields: which members may be at fault; any unless given.
    """
    return _spoiled(draw, creator_bodies(), _CREATOR, fields)


def _spoiled(
    draw: st.DrawFn,
    valid: st.SearchStrategy[Body],
    rules: _Rules,
    fields: Collection[str] | None,
) -> Invalid:
    if fields is not None:
        check_names("fields", fields, rules)
    breaches = [
        (field, rule, value)
        for field, broken in rules.items()
        if fields is None or field in fields
        for rule, values in broken.items()
        for value in values
    ]
    field, rule, value = draw(st.sampled_from(breaches))
    body = {name: one for name, one in draw(valid).items() if name != field}
    if value is not _MISSING:
        body[field] = value
    return Invalid(body=body, field=field, rule=rule)
