"""A served state file is killed under its clients, again and again: nothing told is lost.

`KILLS` is how often; `make stress` does it 200 times.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from creatoraudit_mock import World
from killing import (
    Client,
    Controller,
    Maker,
    Reader,
    Served,
    Watcher,
    Writer,
    busy_until_killed,
    recorded,
)

KILLS = int(os.environ.get("KILLS", "3"))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """A server that is up."""
    made = Served(tmp_path / "worlds.state")
    made.start()
    yield made
    made.kill()


@pytest.fixture
def clients(server: Served) -> Iterator[list[Client]]:
    """Some that write to one world, and one for each other thing that is kept."""
    controller, watcher = Controller(server, 3), Watcher(server, 4)
    writers = [Writer(server, number) for number in range(3)]
    made = [*writers, controller, watcher, Maker(server, 5), Reader(server, 6)]
    controller.begin()
    watcher.begin()
    yield made
    for client in made:
        client.close()


def test_nothing_acknowledged_is_lost(server: Served, clients: list[Client]) -> None:
    """After each kill every client finds what it was told, and each run replays to its journal."""
    dice = random.Random(1)
    for _ in range(KILLS):
        busy_until_killed(server, clients, dice.uniform(0.02, 0.3))
        server.start()
        for client in clients:
            client.look()
    kept = {world: recorded(server, world) for world in ("w1", "w2", "w3")}
    server.kill()

    server.start()

    for world, (journal, recording) in kept.items():
        assert recorded(server, world)[0] == journal
        assert World.replay(recording).journal.to_jsonl() == journal
    told = sum(client.acknowledged for client in clients)
    assert told > KILLS
    print(f"{KILLS} kills, {told} deeds acknowledged")  # noqa: T201 - for `make stress`
