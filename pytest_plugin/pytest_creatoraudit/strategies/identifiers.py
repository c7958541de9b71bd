"""Ids of the API, handles of profiles, and what names a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from uuid import UUID

from hypothesis import strategies as st

from pytest_creatoraudit.strategies.arguments import check_bounds, check_option

Platform: TypeAlias = Literal["instagram", "tiktok"]

PLATFORMS: Final[tuple[Platform, ...]] = ("instagram", "tiktok")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789._-"
_CODE: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_LONGEST_HANDLE: Final = 64
_NUMBERS: Final = {"instagram": (64**10, 2**63 - 1), "tiktok": (7 * 10**18, 8 * 10**18 - 1)}
"""Numbers of posts as they have been for years: shortcodes of 11 characters, ids of 19 digits."""
_URLS: Final = {
    "instagram": (
        "https://www.instagram.com/p/{code}/",
        "https://www.instagram.com/reel/{code}/",
        "https://instagram.com/reels/{code}",
        "https://www.instagram.com/tv/{code}/",
        "https://www.instagram.com/reel/{code}/?igsh=abc123",
        "https://www.instagram.com/somebody/reel/{code}/",
        "www.instagram.com/p/{code}/",
        "http://instagram.com/p/{code}",
    ),
    "tiktok": (
        "https://www.tiktok.com/@somebody/video/{number}",
        "https://www.tiktok.com/@somebody/photo/{number}",
        "https://www.tiktok.com/@somebody/video/{number}?is_from_webapp=1",
        "https://m.tiktok.com/v/{number}.html",
        "tiktok.com/@somebody/video/{number}",
    ),
}
_BARE: Final = {"instagram": ("{code}", "{number}", "{number}_25025320"), "tiktok": ("{number}",)}


@st.composite
def platforms(draw: st.DrawFn) -> Platform:
    """Names of the networks. Shrinks toward "instagram"."""
    return draw(st.sampled_from(PLATFORMS))


@st.composite
def ids(draw: st.DrawFn, *, known: Sequence[str] = ()) -> str:
    """Ids as the API issues them: version 4 UUIDs in lower case.

    Shrinks toward the first known one, else toward the least UUID.

    Args:
        known: ids that exist; they are drawn as often as made-up ones, which no world has.
    """
    made_up = st.integers(0, 2**122 - 1).map(_uuid)
    return draw(st.sampled_from(known) | made_up if known else made_up)


@st.composite
def handles(
    draw: st.DrawFn, *, min_size: int = 1, max_size: int = 30, as_typed: bool = False
) -> str:
    """User names of profiles: letters, digits, dots, underscores and hyphens.

    Shrinks toward "a".

    Args:
        min_size: how many characters at least, an `@` not counted.
        max_size: how many at most; the API takes 64.
        as_typed: also with an `@` in front and with capitals, which the API takes for the same.
    """
    check_bounds("size", min_size, max_size, least=1, most=_LONGEST_HANDLE)
    letters = st.lists(st.sampled_from(_LETTERS), min_size=min_size, max_size=max_size)
    handle = "".join(draw(letters))
    if not as_typed:
        return handle
    return draw(st.sampled_from([handle, f"@{handle}", handle.upper(), f"@{handle.title()}"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post of a platform, by its number; Instagram's links have it in base 64."""

    platform: Platform
    number: int

    @property
    def shortcode(self) -> str | None:
        """The code in Instagram's links; TikTok has none."""
        if self.platform == "tiktok":
            return None
        digits, rest = "", self.number
        while rest:
            rest, digit = divmod(rest, 64)
            digits = _CODE[digit] + digits
        return digits

    @property
    def spellings(self) -> list[str]:
        """Every form in which the API takes it: bare first, then links."""
        forms = (*_BARE[self.platform], *_URLS[self.platform])
        return [form.format(code=self.shortcode, number=self.number) for form in forms]


@st.composite
def posts(draw: st.DrawFn, *, platform: Platform | None = None) -> Post:
    """Posts of a platform. Shrinks toward the lowest number on Instagram.

    Args:
        platform: the only one; both unless given.
    """
    check_option("platform", platform, PLATFORMS)
    chosen = draw(platforms()) if platform is None else platform
    return Post(platform=chosen, number=draw(st.integers(*_NUMBERS[chosen])))


@st.composite
def post_identifiers(
    draw: st.DrawFn, *, platform: Platform = "instagram", post: Post | None = None
) -> str:
    """What names a post when it is tracked: its id, shortcode or address, in all spellings.

    Shrinks toward the bare shortcode or id.

    Args:
        platform: where the post is.
        post: the one to name, so that two draws spell the same; any of the platform unless given.
    """
    check_option("platform", platform, PLATFORMS)
    meant = post or draw(posts(platform=platform))
    return draw(st.sampled_from(meant.spellings))


def _uuid(bits: int) -> str:
    """A version 4 UUID of 122 bits; unlike those of `st.uuids`, it shrinks."""
    high, middle, low = bits >> 74, bits >> 62 & 0xFFF, bits & (1 << 62) - 1
    return str(UUID(int=high << 80 | 4 << 76 | middle << 64 | 2 << 62 | low))
