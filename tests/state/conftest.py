"""A server without a socket: what it answers is kept, and it can be killed and revived."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import httpx
import pytest

from creatoraudit_mock import World
from creatoraudit_mock.application import Site
from creatoraudit_mock.clock import Drive
from creatoraudit_mock.control.guard import Access
from creatoraudit_mock.state import Durable, State, begun, opened, revived
from creatoraudit_mock.transport.for_httpx import InProcessTransport
from stepping import stepped

HOST = "127.0.0.1"
FACTS = {"version": "0.1.0", "options": {}}


class House:
    """A state file and a server of the worlds in it.

    Args:
        file: a new one.
        world: the first in it.
        drive: what moves its clock.
    """

    def __init__(self, file: Path, world: World, drive: Drive | None = None) -> None:
        self.file = file
        self._stack = ExitStack()
        kept = self._stack.enter_context(opened(file))
        self._serve(begun(kept, world, drive or world.clock.drive, FACTS))

    @property
    def world(self) -> World:
        """The first world."""
        return self.state.lobby

    def api(self, key: str | None = None) -> httpx.Client:
        """A client of the API."""
        headers = {"authorization": f"Bearer {key or self.world.api_key}"}
        url = f"http://{HOST}/v2"
        return httpx.Client(base_url=url, headers=headers, transport=self._transport)

    def control(self) -> httpx.Client:
        """A client of the control interface."""
        return httpx.Client(base_url=f"http://{HOST}/_mock", transport=self._transport)

    def die(self) -> None:
        """End without a word: what has not been kept by now is lost."""
        self._stack.close()

    def revive(self) -> Self:
        """Serve what is in the file, in place of what was served until now."""
        self.die()
        self._serve(revived(self._stack.enter_context(opened(self.file))))
        return self

    def _serve(self, state: State) -> None:
        self.state = state
        state.start()
        self.app = Durable(Site(state.registry, Access()), state.keeper)
        self._transport = InProcessTransport(stepped(self.app), HOST)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One world, `small` on a frozen clock."""
    made = House(tmp_path / "world.state", World("small"))
    yield made
    made.die()
