"""Generated input: never a fault of the mock, always by the contract, and refusals change nothing.

A fault of the mock is raised in-process, and the client checks every response, so both end a test.
"""

import json
from typing import Any
from urllib.parse import quote

import httpx
from hypothesis import example, given, settings
from hypothesis import strategies as st

from creatoraudit_mock import World
from creatoraudit_mock.contract import Operation, operations
from creatoraudit_mock.contract.parameters import parameters
from effort import effort
from wire import UNKNOWN_ID, everything, wire

WORLD = World("small")
WORLD.set_rate_limit(None)
IDS = [item.id for item in (*WORLD.accounts, *WORLD.videos, *WORLD.creators)]
WRITES = [one for one in operations() if one.method != "GET"]
KNOWN = {
    "account_id": WORLD.accounts[0].id,
    "video_id": WORLD.videos[-1].id,
    "creator_id": WORLD.creators[0].id,
}
POSTS = [1, 2, 4_194_561]

texts = st.text(max_size=12) | st.sampled_from(
    ["", "\0", "tiktok", "instagram", "nasa", "@Nasa", "30d", "custom", "x" * 300, "\ud800"]
)
dates = st.dates().map(str) | st.sampled_from(["2026-01-05", "2026-02-30", "0000-01-01"])
identifiers = st.sampled_from([*IDS, UNKNOWN_ID, IDS[0].upper()]) | st.uuids().map(str)
numbers = st.integers(-2, 400) | st.integers() | st.floats()
wild = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
members: dict[str, st.SearchStrategy[Any]] = {
    "platform": st.sampled_from(["tiktok", "instagram"]),
    "username": st.sampled_from(["ada.lin", "@AdaLin", "old_campaign"])
    | st.from_regex(r"@?[A-Za-z0-9._-]{1,64}", fullmatch=True),
    "identifier": st.sampled_from(["7301234567890123456", "C1a2B3c4D5e"])
    | texts
    | st.from_regex(r"[A-Za-z0-9_-]{11}|7[0-9]{18}", fullmatch=True),
    "category": st.none() | texts,
    "scrape_interval_hours": st.integers(1, 168),
    "is_active": st.booleans(),
    "metadata": st.dictionaries(texts, texts, max_size=3),
    "creator_id": st.none() | st.sampled_from([*WORLD.organization.creators]) | identifiers,
    "max_recent_posts_per_account": st.none() | st.integers(1, 10_000),
    "post_lookback_days": st.none() | st.integers(1, 3_650),
    "account_ids": st.lists(identifiers, max_size=4),
    "video_ids": st.lists(identifiers, max_size=4),
    "instagram_post_ids": st.lists(st.sampled_from(POSTS) | st.integers(1, 2**53 - 1), max_size=4),
    "tiktok_video_ids": st.lists(st.sampled_from(POSTS) | st.integers(1, 2**53 - 1), max_size=4),
    "windows": st.lists(st.integers(1, 365), max_size=4),
    "period": st.sampled_from(["7d", "30d", "90d", "custom"]),
    "start_date": st.none() | dates,
    "end_date": st.none() | dates,
    "name": texts,
}


def declared(one: Operation) -> list[str]:
    """The query parameters of an operation."""
    return [parameter.name for parameter in parameters(one, "query")]


def encoded(value: Any) -> st.SearchStrategy[bytes]:
    """A value as JSON, with characters beyond ASCII as they are or escaped."""
    raw = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return st.sampled_from([raw, json.dumps(value).encode()])


@st.composite
def contents(draw: st.DrawFn, one: Operation) -> bytes:
    """A body for an operation: often a good one, else with a wild member, or wild altogether."""
    schema = _schema(one)
    optional = {name: members[name] for name in schema.get("properties", {})}
    required = {name: optional.pop(name) for name in schema.get("required", ())}
    good = st.fixed_dictionaries(required, optional=optional)
    name = st.sampled_from([*members])
    spoiled = st.builds(lambda body, key, value: {**body, key: value}, good, name, wild)
    documents = st.one_of(good, good, good, spoiled, wild)
    spelled = documents.flatmap(encoded)
    body: bytes = draw(st.one_of(*[spelled] * 9, st.binary(max_size=40)))
    return body


@st.composite
def requests(draw: st.DrawFn, wanted: list[Operation]) -> dict[str, Any]:
    """A request for one of some operations: its ids known or not, its body good or wild."""
    one = draw(st.sampled_from(wanted))
    ids = st.one_of(*[st.sampled_from(IDS)] * 3, identifiers, texts.map(_utf8))
    parts = [draw(ids) or "x" if p.startswith("{") else p for p in one.path.split("/")]
    headers = {"content-type": "application/json"}
    if draw(st.integers(0, 9)) == 9:
        name = draw(st.sampled_from(["content-type", "accept", "if-none-match", "idempotency-key"]))
        characters = st.characters(codec="latin-1", exclude_characters="\0")
        headers[name] = draw(st.text(characters, max_size=20))
    return {
        "method": one.method,
        "url": "/".join(quote(part, safe="") for part in parts),
        "content": draw(contents(one)),
        "headers": {name: value.encode("latin-1") for name, value in headers.items()},
    }


@st.composite
def queries(draw: st.DrawFn) -> str:
    """A URL of a read, with parameters that it has and others, good values and bad."""
    one = draw(st.sampled_from([one for one in operations() if one.method == "GET"]))
    path = one.path.format_map(KNOWN)
    names = st.sampled_from([*declared(one), "x"])
    good = st.sampled_from(
        [
            "1",
            "200",
            "true",
            "false",
            "tiktok",
            "asc",
            "desc",
            "added_at",
            "-view_count",
            "7d",
            "custom",
            "2025-12-01",
            "2026-01-05",
            "a",
            IDS[0],
        ]
    )
    pairs = draw(st.lists(st.tuples(names, good | texts.map(_utf8)), max_size=5))
    query = "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)
    query += draw(st.sampled_from(["", "", "&", "&&=", "%FF", "&%00", "?", "&limit", "+"]))
    return f"{path}?{query}"


def _schema(one: Operation) -> dict[str, Any]:
    content = one.definition.get("requestBody", {}).get("content", {})
    return one.contract.resolved(content["application/json"]["schema"]) if content else {}


def _utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@effort(10)
@given(requests(WRITES))
def test_writes(request: dict[str, Any]) -> None:
    """Whatever is sent to an operation that takes a body is answered by the contract."""
    world = World("small")
    log = len(world.log)
    with wire(world) as client:
        response = client.request(**request)
    assert response.status_code < 500
    assert response.status_code < 400 or len(world.log) == log


@effort(2)
@given(st.lists(requests(WRITES), max_size=6))
def test_refused_writes_change_nothing(wanted: list[dict[str, Any]]) -> None:
    """After writes that went through, one that is refused leaves everything as it was."""
    world = World("small")
    with wire(world) as client:
        for request in wanted:
            world.clock.advance(seconds=60)
            before = everything(world)
            response = client.request(**request)
            assert response.status_code < 400 or everything(world) == before


@effort(10)
@given(queries())
@example("/accounts?%FF=1&x=%FF")
def test_reads(url: str) -> None:
    """Whatever is asked is answered by the contract, and changes nothing."""
    before = everything(WORLD)
    with wire(WORLD) as client:
        response = client.get(url)
    assert response.status_code in {200, 422}
    assert everything(WORLD) == before


@effort(5)
@given(st.binary(max_size=60))
def test_paths(raw: bytes) -> None:
    """Any path at all is answered, without a fault of the mock."""
    path = quote(raw, safe="/%") if raw.isascii() and b"%" not in raw else quote(raw)
    with wire(WORLD) as client:
        url = httpx.URL(f"https://api.creatoraudit.com/v2/{path.lstrip('/')}")
        assert client.get(url).status_code in {200, 404, 405, 406, 422}


def test_what_is_generated_is_both_good_and_bad() -> None:
    """Generated writes go through in all ways, and are refused in most."""
    found = set()

    @settings(effort(10), derandomize=True, database=None)
    @given(requests(WRITES))
    def collect(request: dict[str, Any]) -> None:
        with wire(World("small")) as client:
            found.add(client.request(**request).status_code)

    collect()
    assert {200, 201, 204, 400, 404, 409, 422} <= found
