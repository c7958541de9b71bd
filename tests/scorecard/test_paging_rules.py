"""CA6: how lists are gone through."""

import pytest

from creatoraudit_mock import World, score
from polling import BROKEN, Desk, codes


@pytest.fixture
def desk() -> Desk:
    """Two hundred accounts."""
    return Desk(World("agency"))


def test_walks_that_stop(desk: Desk) -> None:
    """CA601: the first page each hour, and never another."""
    for n in range(3):
        desk.get(f"/accounts?limit={50 + n}")
        desk.wait(hours=1)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.count) == ("CA601", 3)


@pytest.mark.parametrize(
    "query", ["limit=1", "limit=10", "order_by=follower_count", "sort=-added_at", "platform=tiktok"]
)
def test_looks_at_the_top(query: str, desk: Desk) -> None:
    """Probes, the top of a sort, and a list that fits on a page are no walks."""
    if query == "platform=tiktok":
        query += "&limit=200"
    for n in range(4):
        desk.get(f"/accounts?{query}&x={n}" if n < 0 else f"/accounts?{query}", "*")
        desk.etags.clear()
        desk.wait(hours=1)
    assert codes(score(desk.world)) == set()


def test_a_walk_that_failed(desk: Desk) -> None:
    """Who is cut off by failures has not stopped by itself."""
    for n in range(4):
        page = desk.get(f"/accounts?limit={100 + n}").json()
        desk.fail(BROKEN)
        desk.poll(f"/accounts?limit={100 + n}&cursor={page['pagination']['next_cursor']}")
        desk.wait(hours=1)
    assert score(desk.world).findings == ()


def test_a_list_that_was_read_once_to_its_end(desk: Desk) -> None:
    """An incremental sync reads everything once, and then only what is new."""
    page = desk.get("/accounts?limit=150").json()
    desk.get(f"/accounts?limit=150&cursor={page['pagination']['next_cursor']}")
    for n in range(5):
        desk.get(f"/accounts?limit={50 + n}")
        desk.wait(hours=1)
    assert score(desk.world).findings == ()


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("platform=tiktok&limit=20", "limit=20"),
        ("limit=20", "limit=20&order_by=username"),
        ("limit=20&order_by=username", "limit=20&order_by=username&order_direction=asc"),
    ],
)
def test_another_filter_under_a_cursor(first: str, then: str, desk: Desk) -> None:
    """CA602: the next page without, or with other, filter and sort."""
    cursor = desk.get(f"/accounts?{first}").json()["pagination"]["next_cursor"]
    assert desk.get(f"/accounts?{then}&cursor={cursor}").status_code == 422
    (finding,) = score(desk.world).findings
    assert finding.code == "CA602"


def test_a_cursor_of_another_list(desk: Desk) -> None:
    """CA602: the cursor of accounts, used for their posts."""
    cursor = desk.get("/accounts?limit=20").json()["pagination"]["next_cursor"]
    desk.get(f"/account-videos?limit=20&cursor={cursor}")
    assert codes(score(desk.world)) == {"CA602"}


def test_another_limit_under_a_cursor(desk: Desk) -> None:
    """A cursor is bound to filter and sort, not to the size of pages or to totals."""
    cursor = desk.get("/accounts?limit=20").json()["pagination"]["next_cursor"]
    desk.get(f"/accounts?limit=200&include_total=true&cursor={cursor}")
    assert score(desk.world).findings == ()


def test_another_error_with_a_cursor(desk: Desk) -> None:
    """What was refused for its limit says nothing of its cursor."""
    desk.get("/accounts?limit=0&cursor=from-an-earlier-run")
    assert codes(score(desk.world)) <= {"CA603"}
    cursor = desk.get("/accounts?limit=20").json()["pagination"]["next_cursor"]
    other = Desk(desk.world, agent="other/1")
    other.get(f"/accounts?limit=0&platform=tiktok&cursor={cursor}")
    assert [one for one in score(desk.world).findings if "other/1" in one.client] == []


@pytest.mark.parametrize("cursor", ["eyJwYWdlIjoyfQ", "2", "%00"])
def test_a_cursor_made_up(cursor: str, desk: Desk) -> None:
    """CA603: built by the client."""
    desk.get(f"/accounts?limit=20&cursor={cursor}")
    assert codes(score(desk.world)) == {"CA603"}


def test_a_cursor_of_an_earlier_run() -> None:
    """What is accepted was given once, if not in this run."""
    earlier = Desk(World("agency"))
    cursor = earlier.get("/accounts?limit=20").json()["pagination"]["next_cursor"]
    desk = Desk(World("agency"))
    assert desk.get(f"/accounts?limit=20&cursor={cursor}").status_code == 200
    assert score(desk.world).findings == ()


@pytest.mark.parametrize("query", ["page=2", "offset=50", "per_page=10", "pageSize=10", "skip=5"])
def test_offsets(query: str, desk: Desk) -> None:
    """CA604: how other APIs page; and that alone, though the name is unknown as well."""
    desk.get(f"/accounts?limit=10&{query}")
    assert codes(score(desk.world)) == {"CA604"}


def test_no_offsets_elsewhere(desk: Desk) -> None:
    """What is no list has no pages."""
    desk.get("/overview?page=2")
    assert score(desk.world).findings == ()
