"""Chance as a keyed hash: the same seed and names give the same numbers everywhere, in any order.

There is no generator with a state, so nothing depends on who asked first, on `PYTHONHASHSEED`
or on the order of a set.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from struct import Struct

import msgspec

_COUNTERS = Struct("<qq")
_WORDS = Struct("<8Q")
_NAME = "\x1f%s"
"""A name among others: what stands before it ends none."""
_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""For each digit the one whose first two bits are those of RFC 9562 section 4.1."""


class Stream(msgspec.Struct, gc=False):  # every resource has one
    """The numbers of one named thing, addressed by counters instead of drawn in order."""

    key: bytes

    def words(self, counter: int, sub: int = 0) -> tuple[int, ...]:
        """Eight independent unsigned 64-bit integers for this counter."""
        return _WORDS.unpack(blake2b(_COUNTERS.pack(counter, sub), key=self.key).digest())


class Chance:
    """All randomness of one world, derived from its seed."""

    __slots__ = ("_begin", "seed")

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._begin = str(seed)

    def __repr__(self) -> str:
        return f"Chance(seed={self.seed})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Chance) and self.seed == other.seed

    def __hash__(self) -> int:
        return hash(self.seed)

    def digest(self, *names: str | int, size: int = 32) -> bytes:
        """`size` bytes (1 to 64) that belong to these names."""
        return blake2b(self._named(names), digest_size=size).digest()

    def stream(self, *names: str | int) -> Stream:
        """The stream of numbers that belongs to these names."""
        return Stream(blake2b(self._named(names), digest_size=32).digest())

    def uuid(self, *names: str | int) -> str:
        """A version 4 UUID (RFC 9562) that belongs to these names."""
        return _uuid(blake2b(self._named(names), digest_size=16).hexdigest())

    def uuids(self, *names: str | int) -> Callable[[int], str]:
        """The UUIDs that belong to these names and a number, for whoever needs many of them."""
        begun = blake2b(self._named((*names, "")), digest_size=16)

        def numbered(number: int) -> str:
            digest = begun.copy()
            digest.update(b"%d" % number)
            return _uuid(digest.hexdigest())

        return numbered

    def _named(self, names: tuple[str | int, ...]) -> bytes:
        return (self._begin + _NAME * len(names) % names).encode()


def _uuid(digits: str) -> str:
    """32 random digits, with version and variant in their places."""
    variant = _VARIANTS[digits[16]]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
