"""Eight clients on one live world, while its clock moves: nothing fails, nothing is lost.

`STRESS_SECONDS` is how long each crowd is at it; `make stress` gives it a minute.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from creatoraudit_mock import MockServer, VirtualClock, World
from crowd import Member

SECONDS = float(os.environ.get("STRESS_SECONDS", "1"))
MEMBERS = 8


class Outcome(NamedTuple):
    """What a crowd has left behind: its world, and somebody who can still ask."""

    world: World
    before: set[str]
    """The ids of what nobody of the crowd has made."""
    members: list[Member]
    witness: Member


def frozen() -> VirtualClock:
    """A clock that another thread moves."""
    return VirtualClock()


def scaled() -> VirtualClock:
    """A clock on which an hour passes in each second."""
    return VirtualClock(mode="scaled", speed=3_600, source=time.monotonic_ns)


@contextmanager
def pushed(clock: VirtualClock) -> Iterator[None]:
    """Somebody moves the clock meanwhile, by seconds and by hours."""
    done, dice = threading.Event(), random.Random(1)

    def push() -> None:
        while not done.wait(0.01):
            clock.advance(seconds=dice.choice((1, 10, 600, 7_200)))

    thread = threading.Thread(target=push)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        clock.freeze()


@pytest.fixture(scope="module", params=[frozen, scaled], ids=["frozen", "scaled"])
def outcome(request: pytest.FixtureRequest) -> Iterator[Outcome]:
    """A crowd that has been busy; its world stands still now."""
    world = World("small", clock=request.param())
    world.set_rate_limit(None)
    shared = [world.track_account("instagram", f"shared{n}").id for n in range(2)]
    before = {item.id for item in (*world.accounts, *world.videos, *world.creators)}
    with MockServer() as server:
        live = server.add(world)
        members = [Member(live, number, shared) for number in range(MEMBERS)]
        with pushed(world.clock), ThreadPoolExecutor(MEMBERS) as pool:
            busy = [pool.submit(member.be_busy, SECONDS) for member in members]
        for one in busy:
            one.result()
        with Member(live, MEMBERS, shared).connected() as witness:
            yield Outcome(world, before, members, witness)


@pytest.mark.parametrize("kind", ["accounts", "videos", "creators"])
def test_nothing_is_lost(kind: str, outcome: Outcome) -> None:
    """In the end all that was acknowledged is there as acknowledged, and nothing else is new."""
    shown = {row["id"]: row for row in outcome.witness.pages(kind, 50)}
    made = {i: f for one in outcome.members for i, f in getattr(one, kind).items()}
    assert made == {i: {name: shown[i][name] for name in f} for i, f in made.items()}
    assert shown.keys() - made.keys() <= outcome.before


def test_the_last_writer_is_seen(outcome: Outcome) -> None:
    """What all members wrote to shows what the journal has as written last."""
    last = {
        entry.target: json.loads(entry.request_body)
        for entry in outcome.world.journal
        if entry.operation == "update_account" and b'"by"' in entry.request_body
    }
    assert last
    for target, body in last.items():
        shown = outcome.witness.ask("GET", target.removeprefix("/v2")).json()["data"]
        assert shown["metadata"] == body["metadata"]


def test_lists_are_complete_under_paging(outcome: Outcome) -> None:
    """Pages of any length hold each account exactly once, as many as the total says."""
    for limit in (3, 200):
        ids = [row["id"] for row in outcome.witness.pages("accounts", limit)]
        query = {"limit": 1, "include_total": "true"}
        total = outcome.witness.ask("GET", "/accounts", params=query).json()
        assert len(ids) == len(set(ids)) == total["pagination"]["total_count"]


def test_accounts_add_up_to_creators(outcome: Outcome) -> None:
    """Each creator gained what its accounts gained, and each window what its days did."""
    rows = [*outcome.witness.pages("accounts", 200)]
    for creator in outcome.witness.pages("creators", 200):
        whole = gained(outcome.witness, f"/creators/{creator['id']}")
        of_it = [row["id"] for row in rows if row["creator_id"] == creator["id"]]
        parts = [gained(outcome.witness, f"/accounts/{i}") for i in of_it]
        assert whole == sum(parts, Counter())


def test_items_add_up_to_the_organization(outcome: Outcome) -> None:
    """The organization gained what its accounts and videos did."""
    items = [
        f"/{kind}/{row['id']}"
        for kind in ("accounts", "videos")
        for row in outcome.witness.pages(kind, 200)
    ]
    parts = [gained(outcome.witness, item) for item in items]
    assert gained(outcome.witness, "/overview") == sum(parts, Counter())


def gained(witness: Member, path: str) -> Counter[str]:
    """What something gained in the last 30 days; its days add up to it."""
    shown = witness.ask("GET", f"{path}/analytics").json()["data"]
    figures = ("views", "plays", "likes", "comments", "shares", "engagement")
    for figure in figures:
        assert shown[figure] == sum(day[figure] for day in shown["series"])
    return +Counter({figure: shown[figure] for figure in figures})


def test_the_journal_is_complete(outcome: Outcome) -> None:
    """Each request that any client sent is in the journal exactly once."""
    sent = [i for one in (*outcome.members, outcome.witness) for i in one.sent]
    kept = [dict(entry.request_headers)["x-request-id"] for entry in outcome.world.journal]
    assert sorted(kept) == sorted(sent)


def test_the_journal_is_in_order_of_time(outcome: Outcome) -> None:
    """Entries stand in the order of their instants, and so do the commands of the log."""
    for kept in (outcome.world.journal, outcome.world.log):
        instants = [entry.at for entry in kept]
        assert instants == sorted(instants)


def test_the_recording_replays(outcome: Outcome, tmp_path: Path) -> None:
    """The saved run lives again in one thread: same log, and same journal to the byte."""
    outcome.world.save(tmp_path / "crowd.jsonl")
    again = World.load(tmp_path / "crowd.jsonl")
    assert again.journal.to_jsonl() == outcome.world.journal.to_jsonl()
    assert list(again.log) == list(outcome.world.log)
