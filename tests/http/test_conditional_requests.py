"""Conditional requests over HTTP: 304 if and only if the client holds the very bytes."""

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import World, WorldError
from creatoraudit_mock.contract import operations
from effort import effort
from wire import RATES, anonymous, lasting, wire


def _series(level: str, kind: str, world: World) -> str:
    if level == "organization":
        return f"/overview/{kind}"
    return f"/{level}s/{getattr(world, f'{level}s')[0].id}/{kind}"


URLS: dict[str, Callable[[World], str]] = {
    "get_meta": lambda _: "/meta",
    "get_openapi": lambda _: "/openapi.json",
    "get_docs": lambda _: "/docs",
    "get_whoami": lambda _: "/whoami",
    "list_accounts": lambda _: "/accounts?limit=2&sort=-view_count",
    "get_account": lambda world: f"/accounts/{world.accounts[0].id}",
    "list_videos": lambda _: "/videos?platform=tiktok",
    "get_video": lambda world: f"/videos/{world.videos[0].id}",
    "list_account_videos": lambda _: "/account-videos?order_by=view_count&limit=3",
    "list_creators": lambda _: "/creators?sort=-name&limit=2",
    "list_top_creators": lambda _: "/creators/top?period=7d&platform=tiktok",
    "get_creator": lambda world: f"/creators/{world.creators[0].id}",
    **{
        f"get_{level}_{kind}": partial(_series, level, kind)
        for level in ("account", "video", "creator", "organization")
        for kind in ("analytics", "timeseries")
    },
    "get_overview": lambda _: "/overview?period=30d",
    "search": lambda _: "/search?q=a",
}
KEPT = ("etag", "cache-control", "vary")
"""What a 304 repeats of the 200 (decision 25); date and request id are its own."""

each = pytest.mark.parametrize("name", URLS)


def test_every_conditional_operation_is_here() -> None:
    """The table above holds all operations of the contract that may answer 304."""
    expected = {one.id for one in operations() if one.conditional}
    assert URLS.keys() == expected


def test_all_reads_are_conditional_except_health() -> None:
    """Every GET of the contract but `/health` is conditional (decision 23)."""
    reads = {one.id for one in operations() if one.method == "GET"}
    assert reads - {one.id for one in operations() if one.conditional} == {"get_health"}


@each
def test_the_tag_is_of_the_bytes(name: str, world: World, client: httpx.Client) -> None:
    """The entity tag is strong, and the digest of the body as sent."""
    response = client.get(URLS[name](world))
    assert response.headers["etag"] == f'"{sha256(response.content).hexdigest()}"'


@each
def test_a_200_asks_for_revalidation(name: str, world: World, client: httpx.Client) -> None:
    """Caches have to keep it private and to ask every time (decision 26)."""
    headers = client.get(URLS[name](world)).headers
    assert headers["cache-control"] == "private, no-cache"
    needs_key = name not in {"get_meta", "get_openapi", "get_docs"}
    assert headers["vary"] == ("Authorization, Accept" if needs_key else "Accept")


@each
def test_the_same_bytes_are_not_sent_again(name: str, world: World, client: httpx.Client) -> None:
    """The tag that came with a 200 gets 304: no body, no media type, no length."""
    url = URLS[name](world)
    first = client.get(url)
    again = client.get(url, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert {kept: again.headers[kept] for kept in KEPT} == {
        kept: first.headers[kept] for kept in KEPT
    }
    told = set(RATES) & set(first.headers)
    assert set(again.headers) == {*KEPT, *told, "date", "x-request-id"}


@each
@pytest.mark.parametrize(
    ("validator", "status"),
    [
        ("{etag}", 304),
        ("W/{etag}", 304),
        ('"x", {etag}', 304),
        ('{etag}, "x"', 304),
        ("*", 304),
        ('"x"', 200),
        ("{bare}", 200),
        ('"{bare}-gzip"', 200),
        ("w/{etag}", 200),
        ("", 200),
        ("x, {etag}", 200),
    ],
)
def test_which_validators_match(
    name: str, validator: str, status: int, world: World, client: httpx.Client
) -> None:
    """Lists, `*` and weak marks are understood; anything else gets the body (decision 24)."""
    url = URLS[name](world)
    etag = client.get(url).headers["etag"]
    sent = validator.format(etag=etag, bare=etag.strip('"'))
    response = client.get(url, headers={"if-none-match": sent})
    assert (response.status_code, response.headers["etag"]) == (status, etag)


def test_several_lines_are_one_list(client: httpx.Client) -> None:
    """Repeated header lines count as one list (RFC 9110 section 5.3)."""
    etag = client.get("/whoami").headers["etag"]
    lines = [("if-none-match", '"x"'), ("if-none-match", etag)]
    assert client.get("/whoami", headers=httpx.Headers(lines)).status_code == 304


@each
def test_the_tag_of_another_url_does_not_match(
    name: str, world: World, client: httpx.Client
) -> None:
    """A tag is good for the URL that it came from."""
    for other, url in URLS.items():
        if other != name:
            etag = client.get(url(world)).headers["etag"]
            sent = {"if-none-match": etag}
            assert client.get(URLS[name](world), headers=sent).status_code == 200


@each
def test_head_is_get_without_the_body(name: str, world: World, client: httpx.Client) -> None:
    """HEAD has the status and all headers of GET, length and tag included, and no body."""
    client.headers["x-request-id"] = "one"
    url = URLS[name](world)
    got, head = client.get(url), client.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert lasting(head.headers) == lasting(got.headers)
    assert int(head.headers["content-length"]) == len(got.content)


@each
def test_head_is_conditional_too(name: str, world: World, client: httpx.Client) -> None:
    """HEAD with the tag gets the 304 that GET gets."""
    client.headers["x-request-id"] = "one"
    url = URLS[name](world)
    sent = {"if-none-match": client.head(url).headers["etag"]}
    got, head = client.get(url, headers=sent), client.head(url, headers=sent)
    assert lasting(head.headers) == lasting(got.headers)
    assert head.status_code == got.status_code == 304


def test_health_is_never_304(world: World) -> None:
    """A sign of life is given anew each time."""
    with anonymous(world) as client:
        assert client.get("/health", headers={"if-none-match": "*"}).status_code == 200


def test_dates_do_not_matter(client: httpx.Client) -> None:
    """`If-Modified-Since`, `If-Match` and their like are no validators here."""
    headers = {
        "if-modified-since": "Fri, 31 Dec 9999 23:59:59 GMT",
        "if-match": '"x"',
        "if-unmodified-since": "Thu, 01 Jan 1970 00:00:00 GMT",
        "range": "bytes=0-1",
    }
    assert client.get("/whoami", headers=headers).status_code == 200


@pytest.mark.parametrize("verb", ["PATCH", "DELETE"])
def test_writes_are_not_conditional(verb: str, world: World, client: httpx.Client) -> None:
    """`If-None-Match: *` and a wrong `If-Match` do not hinder a write, which has no tag."""
    headers = {"if-none-match": "*", "if-match": '"x"'}
    path = f"/accounts/{world.accounts[0].id}"
    body: Any = {} if verb == "PATCH" else None
    response = client.request(verb, path, json=body, headers=headers)
    assert response.is_success
    assert "etag" not in response.headers


def test_a_creation_has_no_tag(client: httpx.Client) -> None:
    """A 201 carries the representation, but no validator."""
    body = {"platform": "tiktok", "username": "newcomer"}
    response = client.post("/accounts", json=body, headers={"if-none-match": "*"})
    assert response.status_code == 201
    assert not set(KEPT) & response.headers.keys()


def test_the_date_is_of_the_virtual_clock(world: World, client: httpx.Client) -> None:
    """`Date` moves with the clock, on 304 too, and does not touch the tag."""
    first = client.get("/whoami")
    world.clock.advance(days=1, seconds=1)
    again = client.get("/whoami", headers={"if-none-match": first.headers["etag"]})
    assert first.headers["date"] == "Mon, 05 Jan 2026 09:00:00 GMT"
    assert (again.status_code, again.headers["date"]) == (304, "Tue, 06 Jan 2026 09:00:01 GMT")


def test_a_refresh_that_brings_nothing_new_changes_the_tag(
    world: World, client: httpx.Client
) -> None:
    """A scrape that only moves `last_scrape_time` is a change (decision 28)."""
    account = world.accounts[0]
    before = client.get(f"/accounts/{account.id}")
    world.clock.advance(seconds=1)
    world.scrape_now(account)
    sent = {"if-none-match": before.headers["etag"]}
    after = client.get(f"/accounts/{account.id}", headers=sent)
    assert after.status_code == 200
    assert after.json()["data"]["last_scrape_time"] == "2026-01-05T09:00:01Z"


def test_other_parameters_make_another_representation(client: httpx.Client) -> None:
    """Adding the count or another limit makes another representation with a tag of its own."""
    plain = client.get("/accounts").headers["etag"]
    counted = client.get("/accounts?include_total=true").headers["etag"]
    assert plain != counted != client.get("/accounts?limit=49").headers["etag"]


# -- law 4 along generated timelines

Step = tuple[str, Any]

STEPS: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("advance"), st.sampled_from([1, 5, 59, 3_600, 21_600, 86_400, 864_000])),
    st.tuples(st.just("scrape"), st.integers(0, 3)),
    st.tuples(st.just("hold"), st.integers(0, 3)),
    st.tuples(st.just("release"), st.integers(0, 3)),
    st.tuples(st.just("delete"), st.integers(0, 3)),
    st.tuples(st.just("outage"), st.integers(1, 100_000)),
    st.tuples(st.just("track"), st.sampled_from(["nasa", "esa", "guest_chef"])),
    st.tuples(
        st.just("update"),
        st.tuples(
            st.integers(0, 3),
            st.fixed_dictionaries(
                {},
                optional={
                    "is_active": st.booleans(),
                    "scrape_interval_hours": st.sampled_from([1, 24, 168]),
                    "metadata": st.sampled_from([{}, {"a": "b"}]),
                },
            ),
        ),
    ),
)


def take(world: World, step: Step) -> None:
    """Let one step happen; what the world refuses changes nothing, which is a step too."""
    kind, value = step
    items = [*world.accounts[:2], *world.videos[:2]]
    try:
        match kind:
            case "advance":
                world.clock.advance(seconds=value)
            case "outage":
                world.outage(duration=value)
            case "track":
                world.track_account("tiktok", value)
            case "update":
                world.update(items[value[0] % len(items)], **value[1])
            case _:
                actions = {
                    "scrape": world.scrape_now,
                    "hold": world.hold,
                    "release": world.release,
                    "delete": world.delete,
                }
                actions[kind](items[value % len(items)])
    except WorldError:
        pass


@effort(0.75)
@given(st.lists(STEPS, max_size=8))
def test_tags_change_exactly_with_the_bytes(steps: list[Step]) -> None:
    """Law 4: whatever happens, tag and bytes change together, and 304 means the same bytes."""
    world = World("small")
    urls = [url(world) for url in URLS.values()]
    urls += ["/accounts", "/videos?sort=play_count", "/account-videos"]
    held: dict[str, tuple[str, bytes]] = {}
    seen: dict[str, bytes] = {}
    with wire(world) as client:
        for step in [("advance", 0), *steps]:
            take(world, step)
            for url in urls:
                etag, bytes_held = held.get(url, ('"none"', b""))
                asked = client.get(url, headers={"if-none-match": etag})
                got = client.get(url)
                if got.status_code == 404:
                    assert asked.status_code == 404
                    continue
                assert (asked.status_code == 304) is (got.content == bytes_held)
                assert (got.headers["etag"] == etag) is (got.content == bytes_held)
                assert seen.setdefault(got.headers["etag"], got.content) == got.content
                held[url] = (got.headers["etag"], got.content)


@effort(0.75)
@given(st.lists(STEPS, max_size=8))
def test_lists_agree_with_single_reads(steps: list[Step]) -> None:
    """Whatever happened, a list is the single representations in the order of the sort."""
    world = World("small")
    with wire(world) as client:
        for step in steps:
            take(world, step)
            for kind, key in [("accounts", "view_count"), ("videos", "play_count")]:
                items = world.accounts if kind == "accounts" else world.videos
                single = [client.get(f"/{kind}/{item.id}").json()["data"] for item in items]
                single.sort(key=lambda row: row["id"])
                single.sort(key=lambda row: -1 if row[key] is None else row[key], reverse=True)
                assert client.get(f"/{kind}?sort=-{key}").json()["data"] == single


@effort(0.75)
@given(st.lists(STEPS, max_size=8))
def test_reading_on_the_way_does_not_matter(steps: list[Step]) -> None:
    """Law 3: a world that was read at every step answers like one that was not."""
    watched, alone = World("small"), World("small")
    urls = ["/accounts", "/videos?sort=play_count", "/account-videos", "/accounts?sort=-view_count"]
    with wire(watched) as client, wire(alone) as other:
        for step in steps:
            for url in urls:
                client.get(url)
            take(watched, step)
            take(alone, step)
        for url in urls:
            assert client.get(url).content == other.get(url).content
