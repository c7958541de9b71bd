"""Handles, links, shortcodes and ids, each brought to one form."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

from creatoraudit_mock.simulation import Platform
from creatoraudit_mock.world.errors import ValueRefused

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_DIGITS = {character: digit for digit, character in enumerate(_ALPHABET)}
_ID = re.compile(r"[0-9]{15,25}", re.ASCII)
_SHORTCODE = re.compile(r"[A-Za-z0-9_-]{5,28}", re.ASCII)
_HANDLE = re.compile(r"@[A-Za-z0-9._-]{1,64}", re.ASCII)

_LEAST_NUMBER = 64**4
"""The least number whose shortcode has five characters."""

_HOSTS = {Platform.INSTAGRAM: "instagram.com", Platform.TIKTOK: "tiktok.com"}
_POST_SEGMENTS = {
    Platform.INSTAGRAM: {"p", "reel", "reels", "tv"},
    Platform.TIKTOK: {"video", "photo", "v", "t"},
}
_EXPECTED = {
    Platform.INSTAGRAM: "must be an Instagram post URL, shortcode or id",
    Platform.TIKTOK: "must be a TikTok video URL or id",
}


class PostIdentity(NamedTuple):
    """Which post is meant: the platform's number for it, and the author if the link told."""

    number: int
    author: str | None = None


def handle(username: str) -> str:
    """The one form of a user name: lower-case, without a leading `@`."""
    return username.removeprefix("@").lower()


def shortcode(number: int) -> str:
    """Instagram's link code of a post: its number in base 64."""
    digits = []
    while number:
        number, digit = divmod(number, 64)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


@lru_cache(maxsize=1024)
def post_identity(platform: Platform, identifier: str) -> PostIdentity:
    """The post that a URL, shortcode or id stands for.

    Raises:
        ValueRefused: it is none of these, or belongs to the other platform.
    """
    text = identifier.strip()
    found = _from_url(platform, text) if "/" in text else _from_code(platform, text)
    if found is None:
        raise ValueRefused("identifier", _EXPECTED[platform])
    return found


def _from_url(platform: Platform, text: str) -> PostIdentity | None:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    base = _HOSTS[platform]
    if parts.scheme not in {"http", "https"} or not (host == base or host.endswith(f".{base}")):
        return None
    path = [part for part in parts.path.split("/") if part]
    if platform is Platform.TIKTOK and host in {"vm.tiktok.com", "vt.tiktok.com"}:
        path.insert(0, "t")
    for kind, code in pairwise(path):
        if kind in _POST_SEGMENTS[platform]:
            return _from_path(platform, path[0], kind, code)
    return None


def _from_path(platform: Platform, first: str, kind: str, code: str) -> PostIdentity | None:
    if kind == "t":
        return PostIdentity(_unresolved(code)) if _SHORTCODE.fullmatch(code) else None
    author = handle(first) if _HANDLE.fullmatch(first) else None
    found = _from_code(platform, code.removesuffix(".html"))
    return found and found._replace(author=author)


def _from_code(platform: Platform, code: str) -> PostIdentity | None:
    media_id = code.partition("_")[0]
    if _ID.fullmatch(media_id) and (media_id == code or platform is Platform.INSTAGRAM):
        return PostIdentity(int(media_id))
    if platform is Platform.INSTAGRAM and _SHORTCODE.fullmatch(code):
        number = 0
        for character in code[:11]:
            number = number * 64 + _DIGITS[character]
        # `A` is the digit 0: a code of little else names no post.
        return PostIdentity(number) if number >= _LEAST_NUMBER else None
    return None


def _unresolved(code: str) -> int:
    """A number for a short link: only the platform could say where it leads."""
    digest = blake2b(code.encode(), digest_size=8).digest()
    return 7_000_000_000_000_000_000 + int.from_bytes(digest, "big") % 10**18
