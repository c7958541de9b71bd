"""All worlds behind one server, by id: `w1`, `w2`, and so on; an id is never used again."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from creatoraudit_mock.http.tenants import Tenants
from creatoraudit_mock.kit import World


class UnknownWorld(LookupError):
    """No world is served under this id."""


class Registry:
    """Worlds by id, and the tenants whose requests they answer.

    Worlds come and go from tests' threads and from the server's own.
    """

    def __init__(self, tenants: Tenants) -> None:
        self.tenants = tenants
        self._lock = threading.Lock()
        self._worlds: dict[str, World] = {}
        self._count = 0

    def add(self, world: World) -> str:
        """Serve a world; return its id.

        Raises:
            ValueError: it is served here already.
        """
        with self._lock:
            self.tenants.add(world)
            self._count += 1
            identifier = f"w{self._count}"
            self._worlds = {**self._worlds, identifier: world}
        return identifier

    def restore(
        self, worlds: Mapping[int, World], count: int, aliases: Mapping[str, tuple[World, str]]
    ) -> None:
        """Serve worlds as they were served before.

        Args:
            worlds: those that still are, by the number in their id, oldest first.
            count: how many ids have been given.
            aliases: the world and its own secret behind each secret that had to differ.
        """
        with self._lock:
            self.tenants.restore(worlds.values(), aliases)
            self._count = count
            self._worlds = {f"w{number}": world for number, world in worlds.items()}

    def numbered(self) -> dict[int, World]:
        """All worlds by the number in their id, oldest first."""
        return {int(identifier[1:]): world for identifier, world in self._worlds.items()}

    def remove(self, world: World) -> None:
        """Serve a world no longer.

        Raises:
            ValueError: it is not served here.
        """
        with self._lock:
            self.tenants.remove(world)
            self._worlds = {
                identifier: one for identifier, one in self._worlds.items() if one is not world
            }

    def world(self, identifier: str) -> World:
        """The world with this id.

        Raises:
            UnknownWorld: there is none.
        """
        world = self._worlds.get(identifier)
        if world is None:
            raise UnknownWorld(f"there is no world {identifier!r} here: GET /_mock/worlds has all")
        return world

    def identifier(self, world: World) -> str:
        """The id of a world.

        Raises:
            ValueError: it is not served here.
        """
        for identifier, one in self._worlds.items():
            if one is world:
                return identifier
        raise ValueError("this world is not served here: add it first")

    def secret(self, world: World, secret: str) -> str:
        """The secret under which a key of a world is known here."""
        with self._lock:
            return self.tenants.known_as(world, secret)

    def __contains__(self, world: object) -> bool:
        return any(one is world for one in self._worlds.values())

    def items(self) -> list[tuple[str, World]]:
        """All ids with their worlds, oldest first."""
        return list(self._worlds.items())
