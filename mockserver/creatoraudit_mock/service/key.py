"""An API key that can be sent, and nothing else: not printed, not pickled, not compared."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import NoReturn

from creatoraudit_mock.http.secrets import masker
from creatoraudit_mock.service.errors import KeyMissing

_SENDABLE = re.compile(r"[\x21-\x7e]+")


class Key:
    """A secret. The HTTP library must not see one that it would quote in an error."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        text = secret.strip()
        if not _SENDABLE.fullmatch(text):
            what = "empty" if not text else "not plain visible ASCII"
            raise KeyMissing(f"the API key is {what}: give it as the dashboard showed it")
        self._secret = text

    @classmethod
    def from_env(cls, name: str, environment: Mapping[str, str] = os.environ) -> Key:
        """The key that an environment variable holds.

        Raises:
            KeyMissing: there is no such variable, or no key in it.
        """
        secret = environment.get(name, "")
        if not secret.strip():
            state = "empty" if name in environment else "not set"
            raise KeyMissing(
                f"the environment variable {name} is {state}: it must hold the API key "
                f"(its name is given, never the key itself)"
            )
        return cls(secret)

    def __repr__(self) -> str:
        return "<Key, kept secret>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled or copied: it would leave the process")

    @property
    def authorization(self) -> str:
        """What the header field `Authorization` must say."""
        return f"Bearer {self._secret}"

    def masked(self, text: str) -> str:
        """A text in which neither this key nor any of the mock's own is to be read."""
        return masker([self._secret])(text)
