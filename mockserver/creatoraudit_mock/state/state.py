"""All that a server with a state file is made of."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from creatoraudit_mock.clock import Drive
from creatoraudit_mock.control.registry import Registry
from creatoraudit_mock.http.tenants import Tenants
from creatoraudit_mock.kit import World
from creatoraudit_mock.state.errors import StateError
from creatoraudit_mock.state.file import StateFile
from creatoraudit_mock.state.keeping import LOBBY, Keeper


@dataclass(frozen=True, slots=True)
class State:
    """Worlds whose clocks are not driven yet, and who keeps them."""

    registry: Registry
    lobby: World
    """The first world, served or not."""
    keeper: Keeper
    drives: Mapping[int, Drive]
    """What is going to move the clock of each world."""

    def start(self) -> None:
        """Let the clocks be driven: the server is up.

        Raises:
            StateError: the file cannot be written.
        """
        for number, world in {LOBBY: self.lobby, **self.registry.numbered()}.items():
            world.clock.drive_like(self.drives[number])
        self.keeper.keep(clocks=True)

    def look(self) -> None:
        """Keep where the clocks are, so that a kill costs no more time than since the last look."""
        with suppress(StateError):  # nobody is told anything; who is to be told hears of it
            self.keeper.keep(clocks=True)


def begun(file: StateFile, world: World, drive: Drive, facts: Mapping[str, Any]) -> State:
    """A new state file with its first world; nothing is written before it starts.

    Args:
        file: a new one.
        world: just made.
        drive: what is going to move its clock.
        facts: by which the file is to be known later: the `version` of this program, and the
            `options` with which it was asked for.
    """
    registry = Registry(Tenants(lobby=world))
    registry.add(world)
    return State(registry, world, Keeper(file, registry, world, facts=facts), {LOBBY: drive})
