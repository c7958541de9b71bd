"""Asking a journal: by criteria, for the nearest miss, and for what must be there."""

from collections.abc import Callable
from typing import Any

import pytest

from creatoraudit_mock import World
from creatoraudit_mock.journal import Entry, ExpectationUnmet, Journal
from wire import anonymous, wire


@pytest.fixture
def journal() -> Journal:
    """A list, a 304, an unknown path, one account, a create."""
    world = World("small")
    with wire(world) as client:
        first = client.get("/accounts?limit=2")
        client.get("/accounts?limit=2", headers={"if-none-match": first.headers["etag"]})
        client.get("/nowhere")
        world.clock.advance(hours=1)
        client.get(f"/accounts/{world.accounts[0].id}")
        client.post("/accounts", json={"platform": "tiktok", "username": "new"})
    with anonymous(world) as client:
        client.get("/health")
    return world.journal


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({"path": "/accounts"}, [0, 1, 4]),
        ({"path": "/v2/accounts"}, [0, 1, 4]),
        ({"path": "/accounts", "status": 304}, [1]),
        ({"path": "/accounts", "method": "post"}, [4]),
        ({"operation": "list_accounts"}, [0, 1]),
        ({"operation": None}, [2]),
        ({"key": None}, [5]),
        ({"status": {304, 404}}, [1, 2]),
        ({"method": ["POST"], "status": (201, 200)}, [4]),
        ({"target": "/v2/health"}, [5]),
        ({"path": "/v2/nothing"}, []),
    ],
)
def test_where(criteria: dict[str, Any], found: list[int], journal: Journal) -> None:
    """Paths with or without prefix, methods in any case, several values at once."""
    assert [entry.index for entry in journal.where(**criteria)] == found


def test_a_slip(journal: Journal) -> None:
    """An attribute that entries do not have is named with the one that was meant."""
    with pytest.raises(AttributeError, match="entries have no paht; did you mean path"):
        journal.where(paht="/accounts")


def test_expected(journal: Journal) -> None:
    """What is there is returned."""
    assert [entry.index for entry in journal.expect(path="/accounts", status=304)] == [1]
    assert len(journal.expect(operation="list_accounts", times=2)) == 2
    assert journal.expect(path="/videos", times=0) == []


def test_not_expected(journal: Journal) -> None:
    """What is not there fails with the nearest miss: what was asked, what came, what differs."""
    with pytest.raises(ExpectationUnmet) as caught:
        journal.expect(path="/accounts", method="GET", status=429)
    head, *rest = str(caught.value).splitlines()
    assert head.startswith("expected at least one request with path='/accounts', method='GET', ")
    assert head.endswith("status=429; there were 0")
    assert rest == [
        "the nearest miss:",
        "  #1 2026-01-05T09:00:00Z GET /v2/accounts?limit=2 -> 304 (304: the validator matches)",
        "    status is 304, not 429",
    ]
    assert isinstance(caught.value, AssertionError)
    assert caught.value.nearest is not None
    assert caught.value.nearest.entry.index == 1


def test_not_so_often(journal: Journal) -> None:
    """Too many are shown."""
    with pytest.raises(ExpectationUnmet, match=r"expected 1 requests .* there were 3") as caught:
        journal.expect(path="/accounts", times=1)
    assert [entry.index for entry in caught.value.found] == [0, 1, 4]
    assert "#4 2026-01-05T10:00:00Z POST" in str(caught.value)


def test_a_test_that_does_not_hold(journal: Journal) -> None:
    """A test is named by its function."""

    def is_huge(entry: Entry) -> bool:
        return entry.response_size > 1_000_000

    with pytest.raises(ExpectationUnmet, match="the test is_huge does not hold"):
        journal.expect(is_huge, path="/accounts")


def test_nothing_came() -> None:
    """A journal without entries has no nearest miss."""
    with pytest.raises(ExpectationUnmet, match="no request was served at all"):
        World().journal.expect(path="/accounts")
    assert World().journal.nearest(path="/accounts") is None


@pytest.mark.parametrize(
    ("criteria", "index", "differences"),
    [
        ({"path": "/acounts"}, 4, ("path is '/v2/accounts', not '/acounts'",)),
        ({"path": "/nowhere", "status": 200}, 2, ("status is 404, not 200",)),
        ({"operation": "track_account", "key": "x"}, 4, ("key is 'Default key', not 'x'",)),
    ],
)
def test_nearest(
    criteria: dict[str, Any], index: int, differences: tuple[str, ...], journal: Journal
) -> None:
    """The entry that misses least: what it is about counts most; the latest of several."""
    miss = journal.nearest(**criteria)
    assert miss is not None
    assert (miss.entry.index, miss.differences) == (index, differences)


def test_sizes(journal: Journal) -> None:
    """Bodies are measured as sent."""
    sizes: Callable[[int], tuple[int, int]] = lambda n: (  # noqa: E731 - short
        journal[n].request_size,
        journal[n].response_size,
    )
    assert sizes(1) == (0, 0)
    assert sizes(4)[0] == len(journal[4].request_body) > 0
    told = journal[4].to_dict()
    assert told["request"]["size"] == len(told["request"]["body"])
