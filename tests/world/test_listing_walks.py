"""Walking through collections page by page, while rows come and go."""

import json
import random
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timelines
from creatoraudit_mock import Dialect, World
from creatoraudit_mock.world import CursorForged, CursorInvalid, Order, Shown
from creatoraudit_mock.world.catalogue import ACCOUNT_VIDEOS, ACCOUNTS, VIDEOS, Catalogue
from effort import effort

CATALOGUES: dict[str, Catalogue[Any]] = {
    "accounts": ACCOUNTS,
    "videos": VIDEOS,
    "account-videos": ACCOUNT_VIDEOS,
}
ORDERS = [
    (name, Order(column, descending))
    for name, catalogue in CATALOGUES.items()
    for column in catalogue.columns
    for descending in (False, True)
]
orders = st.sampled_from(ORDERS)
limits = st.integers(1, 7)
JUNK = [
    *("", "=", "e30", "W10", "bnVsbA", "WzEsMiwzXQ", "a", "å", "\0", "WyJhIiwiYiIsImMiXQ", "🦀"),
    *("eyJhIjoiYiJ9", "eyJ2IjoxfQ", "../../etc/passwd", " ", "%00", "W1tbW1tb" * 500),
]


KINDS = [
    Dialect(),
    Dialect(full_last_page="continues", null_order="largest"),
    Dialect(full_last_page="continues", cursor_lifetime="10m"),
    Dialect(null_order="largest", limit_under_cursor="bound", cursor_lifetime="10m"),
]
dialects = st.sampled_from(KINDS)
each_dialect = pytest.mark.parametrize("dialect", KINDS, ids=lambda one: str(one.settings()))


def populated(dialect: Dialect | None = None) -> World:
    """Accounts and videos, some scraped and some not, several added at one instant."""
    world = World(seed=3, dialect=dialect)
    for number in range(7):
        world.track_account("instagram", f"ig_{number}", is_active=number % 3 > 0)
        world.track_account("tiktok", f"tt_{number}", first_refresh="10d" if number % 2 else "1s")
        world.track_video("tiktok", f"730000000000000{number:04}", is_active=number % 3 > 0)
    world.clock.advance("3d")
    world.track_account("tiktok", "late")
    return world


def page(
    world: World,
    name: str,
    order: Order,
    limit: int,
    cursor: str | None = None,
    filters: dict[str, Any] | None = None,
) -> tuple[list[Shown], str | None]:
    """One page, and the cursor of the next."""
    found = CATALOGUES[name].page(
        world.organization,
        world.clock.instant,
        filters=filters or {},
        order=order,
        limit=limit,
        cursor=cursor,
    )
    return found.items, found.next_cursor


def walk(world: World, name: str, order: Order, limit: int, **filters: Any) -> Iterator[Any]:
    """The ids of a whole walk."""
    cursor = None
    for _ in range(1_000):
        items, cursor = page(world, name, order, limit, cursor, filters)
        assert 0 < len(items) <= limit or cursor is None
        yield from (shown.fields["id"] for shown in items)
        if cursor is None:
            return
    pytest.fail("the walk never ends")


def everything(world: World, name: str) -> list[dict[str, Any]]:
    """The fields of all items, in no particular order."""
    items, cursor = page(world, name, CATALOGUES[name].default, 10**6)
    assert cursor is None
    return [shown.fields for shown in items]


@each_dialect
@pytest.mark.parametrize(("name", "order"), ORDERS)
def test_walks_are_whole_and_in_order(name: str, order: Order, dialect: Dialect) -> None:
    """With any limit a walk has every row once: ties by ascending id, nulls where they belong.

    They come last both ways, or first when descending, if they count as largest.
    """
    world = populated(dialect)
    rows = everything(world, name)
    known = [row for row in rows if row[order.by] is not None]
    unknown = [row for row in rows if row[order.by] is None]
    for part in (known, unknown):
        part.sort(key=lambda row: row["id"])
    known.sort(key=lambda row: row[order.by], reverse=order.descending)
    nulls_first = order.descending and dialect.null_order == "largest"
    expected = [row["id"] for row in (unknown + known if nulls_first else known + unknown)]
    for limit in (1, 2, 3, len(rows), len(rows) + 1):
        assert list(walk(world, name, order, limit)) == expected


def test_walks_meet_nulls() -> None:
    """What the tests above say of nulls is said of something."""
    world = populated()
    assert any(row["last_scrape_time"] is None for row in everything(world, "accounts"))
    assert any(row["view_count"] is None for row in everything(world, "videos"))


@effort(3)
@given(orders, limits, st.randoms(use_true_random=False), dialects)
def test_untouched_rows_are_met_once(
    named: tuple[str, Order], limit: int, chance: random.Random, dialect: Dialect
) -> None:
    """While rows are added and deleted between pages, all others come exactly once."""
    name, order = named
    world = populated(dialect)
    untouched = {row["id"] for row in everything(world, name)}
    met: list[Any] = []
    cursor = None
    for number in range(200):
        items, cursor = page(world, name, order, limit, cursor)
        met += [shown.fields["id"] for shown in items]
        if cursor is None:
            break
        untouched -= _disturb(world, chance, number)
    assert sorted(found for found in met if found in untouched) == sorted(untouched)
    assert len(met) == len(set(met))


def _disturb(world: World, chance: random.Random, number: int) -> set[Any]:
    """Add or delete something; the ids of what is gone."""
    ids = timelines.tracked(world)
    if len(ids) < 4 or chance.random() < 0.5:
        world.track_account("instagram", f"new_{number}")
        world.track_video("tiktok", f"731000000000000{number:04}")
        return set()
    item = chance.choice(ids)
    org = world.organization
    posts: set[Any] = set()
    if item in org.accounts:
        shown = org.show_posts(org.account(item), world.clock.instant)
        posts = {one.fields["id"] for one in shown}
    world.delete(item)
    return {item, *posts}


def test_the_row_under_the_cursor_may_vanish() -> None:
    """A walk goes on behind the place where its last row was."""
    world = populated()
    order = Order("username", descending=False)
    items, cursor = page(world, "accounts", order, 3)
    for shown in items:
        world.delete(shown.fields["id"])
    following, _ = page(world, "accounts", order, 1, cursor)
    assert [shown.fields["username"] for shown in [*items, *following]] == [
        f"ig_{number}" for number in range(4)
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"platform": "instagram"}, 7),
        ({"platform": "tiktok", "is_active": True}, 8),
        ({"is_active": False}, 3),
        ({"q": "TT_"}, 7),
        ({"q": "nobody"}, 0),
        ({"category": "none"}, 0),
        ({"q": "_3", "platform": "instagram", "is_active": False}, 1),
    ],
)
def test_filters_are_joined_by_and(filters: dict[str, Any], expected: int) -> None:
    """A filtered walk has what passes all filters, in pages of any size."""
    world = populated()
    for limit in (1, 2, 50):
        assert len(list(walk(world, "accounts", ACCOUNTS.default, limit, **filters))) == expected


def test_the_total_counts_what_passes_the_filters() -> None:
    """It is the number of rows of the whole walk, wherever the page lies; null unless asked for."""
    world = populated()
    arguments: dict[str, Any] = {
        "filters": {"platform": "tiktok"},
        "order": ACCOUNTS.default,
        "limit": 3,
    }
    org, now = world.organization, world.clock.instant
    first = ACCOUNTS.page(org, now, **arguments, count=True)
    second = ACCOUNTS.page(org, now, **arguments, count=True, cursor=first.next_cursor)
    assert (first.total, second.total) == (8, 8)
    assert ACCOUNTS.page(org, now, **arguments).total is None


def test_a_last_page_that_is_full_is_the_last() -> None:
    """No empty page follows when the limit divides the number of rows."""
    world = populated()
    items, cursor = page(world, "accounts", ACCOUNTS.default, 15)
    assert (len(items), cursor) == (15, None)


@pytest.mark.parametrize(
    ("limit", "sizes"), [(15, [15, 0]), (5, [5, 5, 5, 0]), (14, [14, 1]), (16, [15])]
)
def test_an_empty_page_may_follow_a_full_one(limit: int, sizes: list[int]) -> None:
    """A service that does not look ahead ends a walk with an empty page if the last one is full."""
    world, found, cursor = populated(Dialect(full_last_page="continues")), [], None
    for _ in sizes:
        items, cursor = page(world, "accounts", ACCOUNTS.default, limit, cursor)
        found.append(len(items))
    assert (found, cursor) == (sizes, None)


@effort(3)
@given(orders, timelines.timelines())
def test_orderings_are_never_stale(named: tuple[str, Order], timeline: list[Any]) -> None:
    """A world that has been listed before each step lists the same as one that never was."""
    name, order = named
    listed, fresh = timelines.new_world(), timelines.new_world()
    for step in timeline:
        list(walk(listed, name, order, 3))
        timelines.do(listed, step)
        timelines.do(fresh, step)
    assert list(walk(listed, name, order, 3)) == list(walk(fresh, name, order, 3))
    assert everything(listed, name) == everything(fresh, name)


def test_a_list_is_sorted_anew_though_only_one_item_was_scraped() -> None:
    """What was scraped meanwhile changes its place; the others need not be looked at."""
    world, order = World(), Order("last_scrape_time", descending=True)
    slow = world.track_account("tiktok", "slow", first_refresh="2m")
    quick = world.track_account("tiktok", "quick", scrape_interval_hours=1, first_refresh="1m")
    found = []
    for minutes in (5, 90):
        world.clock.advance(minutes=minutes)
        found.append(list(walk(world, "accounts", order, 3)))
    assert found == [[slow.id, quick.id], [quick.id, slow.id]]


@effort(3)
@given(st.sampled_from(["accounts", "videos"]), timelines.timelines(), timelines.dialects())
def test_a_list_is_sorted_by_what_is_shown(
    name: str, timeline: list[Any], dialect: Dialect
) -> None:
    """Counters are worked out for sorting without the rest of what is shown, and are the same."""
    world, catalogue = timelines.new_world(dialect=dialect), CATALOGUES[name]
    timelines.run(world, timeline)
    org, now = world.organization, world.clock.instant
    for item in catalogue.items(org, now):
        shown = catalogue.show(org, item, now)
        for field in catalogue.columns.keys() - {"added_at", "last_scrape_time"}:  # texts there
            value, until = catalogue.columns[field](org, item, now)
            assert (value, now < until) == (shown.fields[field], True)


# -- cursors that are not ours


def refuse(world: World, name: str, order: Order, cursor: str, **filters: Any) -> None:
    """The cursor is refused, by its name."""
    with pytest.raises(CursorInvalid) as caught:
        page(world, name, order, 3, cursor, filters)
    assert caught.value.field == "cursor"


def issued(world: World, **filters: Any) -> str:
    """A genuine cursor of the accounts in default order."""
    _, cursor = page(world, "accounts", ACCOUNTS.default, 2, None, filters)
    assert cursor is not None
    return cursor


@pytest.mark.parametrize("cursor", JUNK)
def test_junk_is_no_cursor(cursor: str) -> None:
    """What was never issued is refused."""
    refuse(populated(), "accounts", ACCOUNTS.default, cursor)


def test_cursors_look_like_the_documented_ones() -> None:
    """They are unpadded base64url, so that they need no escaping in a URL."""
    cursor = issued(populated())
    assert cursor.isascii()
    assert cursor.replace("-", "").replace("_", "").isalnum()


def test_every_change_of_a_cursor_is_noticed() -> None:
    """Cut, lengthened or altered in any one place, a cursor is refused."""
    world = populated()
    cursor = issued(world)
    for place, character in enumerate(cursor):
        other = "A" if character != "A" else "B"
        refuse(world, "accounts", ACCOUNTS.default, cursor[:place] + other + cursor[place + 1 :])
        refuse(world, "accounts", ACCOUNTS.default, cursor[:place])
    for changed in (f"{cursor}=", f"{cursor}A", f" {cursor}", f"{cursor}\n", f"{cursor}!", "!"):
        refuse(world, "accounts", ACCOUNTS.default, changed)


def test_a_position_needs_its_own_seal() -> None:
    """The seal of one row does not open another."""
    world = populated()
    cursor = issued(world)
    raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for old, new in ((b"17", b"18"), (b'"', b"'"), (b"[", b"[ "), (b"0", b"1")):
        forged = urlsafe_b64encode(raw.replace(old, new, 1)).rstrip(b"=").decode()
        if forged != cursor:
            refuse(world, "accounts", ACCOUNTS.default, forged)


def test_a_cursor_belongs_to_its_walk() -> None:
    """Another collection, column, direction, filter or world refuses it; its own takes it."""
    world = populated()
    cursor = issued(world, platform="tiktok")
    own: dict[str, Any] = {"platform": "tiktok"}
    page(world, "accounts", ACCOUNTS.default, 5, cursor, own)
    refuse(world, "accounts", ACCOUNTS.default, cursor)
    refuse(world, "accounts", ACCOUNTS.default, cursor, platform="instagram")
    refuse(world, "accounts", ACCOUNTS.default, cursor, platform="tiktok", q="a")
    refuse(world, "accounts", Order("added_at", descending=False), cursor, **own)
    refuse(world, "accounts", Order("username", descending=True), cursor, **own)
    refuse(world, "videos", VIDEOS.default, cursor, **own)
    refuse(World(seed=4), "accounts", ACCOUNTS.default, cursor, **own)


@pytest.mark.parametrize("category", ["c\x1fq=a", "c\x1fq='a'", "c'\x1fq='a"])
def test_filters_cannot_be_smuggled_into_one_another(category: str) -> None:
    """A separator inside one filter's value is not mistaken for a second filter."""
    world = World()
    for number in range(3):
        world.track_account("tiktok", f"a{number}", category=category)
    refuse(
        world, "accounts", ACCOUNTS.default, issued(world, category=category), category="c", q="a"
    )


@effort(8)
@given(
    st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: urlsafe_b64encode(raw).decode())
)
def test_any_text_as_a_cursor_is_refused_properly(text: str) -> None:
    """No text whatever leads to anything but `CursorInvalid`."""
    refuse(SOME_WORLD, "accounts", ACCOUNTS.default, text)


json_parts = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)


@effort(8)
@given(st.lists(json_parts | st.lists(json_parts, max_size=3), max_size=5))
def test_any_json_as_a_cursor_is_refused_properly(parts: list[Any]) -> None:
    """Nor does any JSON in the guise of a cursor."""
    raw = json.dumps(parts).encode()
    refuse(SOME_WORLD, "accounts", ACCOUNTS.default, urlsafe_b64encode(raw).decode().rstrip("="))


SOME_WORLD = populated()


def test_a_forged_cursor_can_be_told_from_one_of_another_walk() -> None:
    """Altered, made up or from another world is one thing; from another walk is another."""
    world = populated()
    cursor = issued(world)
    for forged in ("made-up", f"{cursor}A", issued(World(seed=4, scenario="small"))):
        with pytest.raises(CursorForged):
            page(world, "accounts", ACCOUNTS.default, 3, forged)
    with pytest.raises(CursorInvalid) as caught:
        page(world, "videos", VIDEOS.default, 3, cursor)
    assert type(caught.value) is CursorInvalid


def test_a_bound_cursor_keeps_its_page_size() -> None:
    """Where the limit is bound too, another one is refused by what the cursor is bound to."""
    world = populated(Dialect(limit_under_cursor="bound"))
    cursor = issued(world)
    page(world, "accounts", ACCOUNTS.default, 2, cursor)
    with pytest.raises(
        CursorInvalid, match="cursor was not issued for this filter, sort and limit"
    ):
        page(world, "accounts", ACCOUNTS.default, 3, cursor)


def test_pages_change_with_time_only_if_cursors_expire() -> None:
    """While nothing happens a cursor stays the same; one that expires stays so for a minute."""
    order = Order("username", descending=False)
    for lifetime, changes in (("endless", [0, 0, 0]), ("10m", [1, 0, 1])):
        world = populated(Dialect.parse({"cursor_lifetime": lifetime}))
        _, first = page(world, "accounts", order, 2)
        found = []
        for pause in ("1s", "59s", "1s"):
            world.clock.advance(pause)
            _, last = page(world, "accounts", order, 2)
            found.append(int(last != first))
            first = last
        assert found == changes


def test_a_cursor_outlives_time() -> None:
    """Cursors do not expire: a walk may pause for a month."""
    world = populated()
    order = Order("username", descending=False)
    items, cursor = page(world, "accounts", order, 3)
    world.clock.advance(timedelta(days=30))
    following, _ = page(world, "accounts", order, 1, cursor)
    assert items[-1].fields["username"] < following[0].fields["username"]
