"""Organizations that show every switch of the dialect to whoever looks at them from outside."""

from __future__ import annotations

from itertools import count
from typing import Any, NamedTuple

from creatoraudit_mock import Dialect, MockServer, World
from creatoraudit_mock.scenario import from_text
from creatoraudit_mock.service import Key
from creatoraudit_mock.service.learning import Permissions, Profile, Record, learn

NEW = Profile("instagram", "newcomer")
GHOST = Profile("tiktok", "ghost")

RICH = """
description = "Whatever a switch needs to be seen."

[organization]
rate_limit = 60

[[keys]]
name = "main"
secret = "main-@"

[[keys]]
name = "limited"
secret = "limited-@"
scopes = ["read"]

[[keys]]
name = "disabled"
secret = "disabled-@"
state = "disabled"

[[keys]]
name = "deleted"
secret = "deleted-@"
state = "deleted"

[[missing_profiles]]
platform = "tiktok"
username = "ghost"

[[accounts]]
platform = "instagram"
username = "nasa"
added = "-30d"
posts_every = "20h"
followers = 50_000

[[accounts]]
platform = "tiktok"
username = "esa"
added = "-20d"
unavailable_from = "-6d" # so that it has quiet days

[[videos]]
platform = "tiktok"
identifier = "7301234567890123456"
added = "-10d"
"""
FULL = RICH.replace("rate_limit = 60", "rate_limit = 60\naccount_quota = 2")
"""The same, where no account can be added any more."""

_numbers = count()


class Outside(NamedTuple):
    """A world on a live server, as somebody sees it who has only its address and keys."""

    world: World
    base_url: str
    keys: dict[str, Key]

    @classmethod
    def of(cls, server: MockServer, dialect: Dialect, text: str = RICH, **options: Any) -> Outside:
        """A new one; its keys are its own, since the key tells a server's worlds apart."""
        number = next(_numbers)
        scenario = from_text(text.replace("@", str(number)), "outside.toml")
        world = World(scenario, dialect=dialect, **options)
        server.add(world)
        names = ("main", "limited", "disabled", "deleted")
        return cls(world, server.base_url, {name: Key(f"{name}-{number}") for name in names})

    def learn(self, may: Permissions, *, keys: tuple[str, ...] = (), **options: Any) -> Record:
        """Learn its dialect; what has to be waited for is waited for in virtual time."""
        given = {name: key for name, key in self.keys.items() if name in ("main", *keys)}
        clock = self.world.clock
        options = {"sleep": lambda seconds: clock.advance(seconds=seconds), **options}
        return learn(self.base_url, given, may, clock=lambda: clock.instant / 1_000_000, **options)

    def learn_all(self, **options: Any) -> Record:
        """Learn whatever can be learned."""
        others = ("limited", "disabled", "deleted")
        return self.learn(EVERYTHING, keys=others, **options)

    def inventory(self) -> Any:
        """What is tracked, with the settings that somebody has made."""
        world = self.world
        return (
            {(one.id, one.is_active, one.creator_id) for one in world.accounts},
            {(one.id, one.is_active) for one in world.videos},
            {(one.id, one.name) for one in world.creators},
        )


EVERYTHING = Permissions(writes=True, wait=20_000, exhaust=True, account=NEW, missing=GHOST)
