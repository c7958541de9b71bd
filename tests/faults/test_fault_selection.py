"""Which requests a fault strikes: operation, resource, counts, chance and virtual time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import Dialect, Fault, Handle, World
from wire import wire


def statuses(client: httpx.Client, *paths: str) -> list[int]:
    """What each path is answered."""
    return [client.get(path).status_code for path in paths]


def path_of(item: Handle) -> str:
    """Where an account is."""
    return f"/accounts/{item.id}"


def test_everything_by_default(world: World, client: httpx.Client) -> None:
    """Without conditions every request is struck, for ever."""
    world.faults.add(Fault.status(503))

    assert set(statuses(client, *["/accounts", "/videos", "/health"] * 5)) == {503}


def test_a_resource_in_the_path(world: World, client: httpx.Client) -> None:
    """Only requests about the resource are struck, of whatever operation."""
    one, other = world.accounts[:2]
    world.faults.add(Fault.status(503), resource=one)
    paths = [f"/accounts/{one.id}", f"/accounts/{one.id}/analytics", f"/accounts/{other.id}"]

    assert statuses(client, *paths) == [503, 503, 200]


def test_a_resource_in_the_body(world: World, client: httpx.Client) -> None:
    """A batch that names the resource is struck as a whole."""
    one, other = world.accounts[:2]
    world.faults.add(Fault.status(503), resource=one.id)

    def ask(*ids: str) -> int:
        body = {"account_ids": list(ids), "period": "7d"}
        return client.post("/accounts/metrics", json=body).status_code

    assert [ask(one.id), ask(other.id), ask(other.id, one.id)] == [503, 200, 503]


def test_a_resource_in_the_query(world: World, client: httpx.Client) -> None:
    """So is a list that is filtered by it."""
    creator = world.creators[0]
    world.faults.add(Fault.status(503), resource=creator)

    assert statuses(client, f"/accounts?creator_id={creator.id}", "/accounts") == [503, 200]


def test_after(world: World, client: httpx.Client) -> None:
    """So many requests that meet the other conditions pass; others do not count."""
    world.faults.add(Fault.status(500), on="GET /accounts", after=2, times=1)
    paths = ["/accounts", "/videos", "/accounts", "/videos", "/accounts", "/accounts"]

    assert statuses(client, *paths) == [200, 200, 200, 200, 500, 200]


def test_what_is_refused_counts_for_nothing(world: World, client: httpx.Client) -> None:
    """Requests that the API refuses use up neither `after` nor `times`."""
    world.faults.add(Fault.status(500), on="GET /accounts", after=1, times=1)
    paths = ["/accounts?limit=0", "/accounts", "/accounts?limit=0", "/accounts", "/accounts"]

    assert statuses(client, *paths) == [422, 200, 422, 500, 200]


def test_a_window(world: World, client: httpx.Client) -> None:
    """It strikes from its start on, and no more at its end, to the microsecond."""
    start = world.clock.now.replace(hour=10)
    world.faults.add(Fault.status(503), start=start, duration="1h")
    seen = []
    for _ in range(2):
        world.clock.advance(minutes=59, seconds=59, microseconds=999_999)
        seen += statuses(client, "/health")
        world.clock.advance(microseconds=1)
        seen += statuses(client, "/health")

    assert seen == [200, 503, 503, 200]


def test_from_now_on(world: World, client: httpx.Client) -> None:
    """A duration alone counts from now."""
    world.faults.add(Fault.status(503), duration="30s")
    seen = statuses(client, "/health")
    world.clock.advance("30s")

    assert [*seen, *statuses(client, "/health")] == [503, 200]


@given(
    start=st.integers(0, 100),
    length=st.integers(1, 100),
    instants=st.lists(st.integers(0, 250), max_size=20),
)
def test_windows_are_exact(start: int, length: int, instants: list[int]) -> None:
    """A request is struck if and only if its instant is in the window."""
    world = World()
    low = world.clock.now.timestamp() + start
    world.faults.add(
        Fault.status(503),
        start=world.clock.now.fromtimestamp(low, world.clock.now.tzinfo),
        duration=length,
    )
    with world.client() as client:
        for instant in sorted(instants):
            world.clock.advance_to(world.started + instant * 1_000_000)
            struck = client.get("/health").status_code == 503
            assert struck == (start <= instant < start + length)


@pytest.mark.parametrize("fault", [Fault.gzip(), Fault.no_etag()], ids=str)
def test_dialects_differ_in_what_fits(fault: Fault) -> None:
    """Where only single resources have a tag, no other answer can be spoiled in it."""
    world = World("small", dialect=Dialect(etag_coverage="resources"))
    with pytest.raises(ValueError, match=f"on='GET /accounts': {fault} needs an operation with"):
        world.faults.add(fault, on="GET /accounts")
    world.faults.add(fault)
    with world.client() as client:
        client.get("/accounts")
        client.get(path_of(world.accounts[0]))

    assert [len(entry.faults) for entry in world.journal] == [0, 1]


# -- chance


def hits(world: World, order: list[int], probability: float) -> dict[int, list[bool]]:
    """For each account, which of the requests about it are struck."""
    world.faults.add(Fault.status(503), on="get_account", probability=probability, name="sometimes")
    found: dict[int, list[bool]] = {number: [] for number in range(len(world.accounts))}
    paths = [path_of(account) for account in world.accounts]
    with world.client() as client:
        for number in order:
            found[number].append(client.get(paths[number]).status_code == 503)
    return found


@given(
    order=st.lists(st.integers(0, 4), min_size=1, max_size=40),
    seed=st.integers(0, 1_000),
    probability=st.floats(0.05, 0.95),
    shuffle=st.randoms(use_true_random=False),
)
def test_chance_does_not_depend_on_others(
    order: list[int], seed: int, probability: float, shuffle: Random
) -> None:
    """The same seed strikes the same requests about a thing, whatever comes between them."""
    first = hits(World("small", seed=seed), order, probability)
    other = order.copy()
    shuffle.shuffle(other)

    assert hits(World("small", seed=seed), other, probability) == first
    alone = [number for number in order if number == order[0]]
    assert hits(World("small", seed=seed), alone, probability)[order[0]] == first[order[0]]


def test_chance_keeps_its_share() -> None:
    """About so many requests are struck; another seed strikes others."""
    struck = [hits(World("small", seed=seed), [0] * 500, 0.3)[0] for seed in (1, 2)]

    for one in struck:
        assert 110 < sum(one) < 190
    assert struck[0] != struck[1]


def test_each_fault_has_its_own_chance() -> None:
    """Two faults of the same probability do not strike in step."""
    world = World("small")
    for name in ("one", "other"):
        world.faults.add(Fault.no_etag(), probability=0.5, name=name)
        world.faults.add(Fault.clock_skew(ahead=9), probability=0.5, name=f"{name} skew")
    with world.client() as client:
        for _ in range(60):
            client.get("/accounts")
    together = [len(entry.faults) for entry in world.journal]

    assert set(together) >= {0, 1, 2}


# -- laws


@given(moves=st.lists(st.integers(1, 500), min_size=1, max_size=12), cuts=st.integers(2, 7))
def test_one_leap_is_many_steps(moves: list[int], cuts: int) -> None:
    """However the clock comes to an instant, the same requests are struck."""
    journals = []
    for parts in (1, cuts):
        world = World("small", seed=4)
        world.faults.add(Fault.status(503), probability=0.4)
        world.faults.add(Fault.stale("2h"), duration="1h")
        world.faults.add(Fault.clock_skew(behind=60), after=2, times=3)
        account = path_of(world.accounts[0])
        with world.client() as client:
            for minutes in moves:
                for part in range(parts):
                    whole = minutes * 60_000_000
                    step = whole * (part + 1) // parts - whole * part // parts
                    world.clock.advance_to(world.clock.instant + step)
                client.get(account)
        journals.append([{**entry.to_dict(), "log": None} for entry in world.journal])

    assert journals[0] == journals[1]


def test_counts_are_exact_among_threads(world: World) -> None:
    """Eight threads at once: as many pass and as many are struck as told, no more, no fewer."""
    fault = world.faults.add(Fault.status(503), on="GET /accounts", after=23, times=101)
    world.set_rate_limit(None)
    with wire(world) as client, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.get("/accounts").status_code, range(240)))

    assert answers.count(503) == 101
    assert (fault.met, fault.hits) == (240, 101)
    in_order = [entry.status for entry in world.journal]
    assert in_order == [200] * 23 + [503] * 101 + [200] * 116
