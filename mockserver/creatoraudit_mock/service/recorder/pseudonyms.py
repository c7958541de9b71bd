"""Other names for everything that tells who somebody is; the same for the same, key by key.

A pseudonym is a keyed hash: whoever has the file but not the API key cannot find out by trying
which profile is behind it, and whoever records again with the same key gets the same names. Each is
one word without a meaning, so that no original is met in it by chance.
"""

from __future__ import annotations

import base64
from hashlib import blake2b
from typing import Final

from creatoraudit_mock.service.key import Key

_LETTERS: Final = 12
_NUMBERS: Final = 7 * 10**18
"""Where the numbers of posts begin that no profile of a mock has."""


class Pseudonyms:
    """Gives pseudonyms that belong to an API key."""

    def __init__(self, key: Key) -> None:
        self._key = blake2b(key.authorization.encode(), digest_size=32).digest()

    def __repr__(self) -> str:
        return "<Pseudonyms, their key kept secret>"

    def handle(self, username: str) -> str:
        """A user name; upper and lower case are one."""
        return f"u{self._letters('handle', username.lower())}"

    def number(self, platform: str, identifier: str) -> str:
        """The number of a post."""
        digest = self._digest("post", f"{platform}:{identifier}")
        return str(_NUMBERS + int.from_bytes(digest, "big") % 10**18)

    def name(self, kind: str, text: str) -> str:
        """Anything that has a name, such as a creator: one word that begins as its kind does."""
        return f"{kind[0]}{self._letters(kind, text)}"

    def labels(self, metadata: dict[str, str]) -> dict[str, str]:
        """Metadata, names and values."""
        return {
            self.name("label", name): self.name("value", value) for name, value in metadata.items()
        }

    def _letters(self, kind: str, text: str) -> str:
        return base64.b32encode(self._digest(kind, text)).decode().lower()[:_LETTERS]

    def _digest(self, kind: str, text: str) -> bytes:
        return blake2b(f"{kind}\0{text}".encode(), key=self._key, digest_size=10).digest()


class Kept:
    """Leaves every name as it is."""

    def handle(self, username: str) -> str:
        """The user name."""
        return username

    def number(self, platform: str, identifier: str) -> str:  # noqa: ARG002 - as above
        """The identifier."""
        return identifier

    def name(self, kind: str, text: str) -> str:  # noqa: ARG002 - as above
        """The text."""
        return text

    def labels(self, metadata: dict[str, str]) -> dict[str, str]:
        """The metadata."""
        return metadata
