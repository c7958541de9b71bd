"""What a run of `learn` may do, and what it is given to do it with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

PLATFORMS: Final = ("instagram", "tiktok")


class Profile(NamedTuple):
    """A public profile on a platform."""

    platform: str
    username: str

    @classmethod
    def parse(cls, text: str) -> Profile:
        """A profile from a text such as `instagram/nasa`.

        Raises:
            ValueError: it looks otherwise.
        """
        platform, _, username = text.partition("/")
        name = username.removeprefix("@")
        if platform not in PLATFORMS or not name or "/" in name:
            raise ValueError(f"must look like instagram/nasa or tiktok/nasa, got {text!r}")
        return cls(platform, name.lower())


@dataclass(frozen=True, kw_only=True)
class Permissions:
    """What may be done; by default requests that only read, without waiting.

    Attributes:
        writes: create, change and delete things of its own.
        wait: seconds that may be waited in all, for what only time shows.
        exhaust: use up the rate limit of a window.
        account: a profile that may be tracked for a while and is not tracked now.
        missing: a profile that does not exist; a random one if none is named.
    """

    writes: bool = False
    wait: float = 0.0
    exhaust: bool = False
    account: Profile | None = None
    missing: Profile | None = None
