"""Bad input of every kind: the documented refusal, and nothing has changed (law 9)."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from creatoraudit_mock import Dialect, World
from wire import KEYS, UNKNOWN_ID, everything, wire, world_of

JSON = {"content-type": "application/json"}
NEW = b'{"platform": "tiktok", "username": "newcomer"}'
WRITES = [
    ("POST", "/accounts"),
    ("PATCH", "/accounts/{account}"),
    ("POST", "/accounts/metrics"),
    ("POST", "/videos"),
    ("PATCH", "/videos/{video}"),
    ("POST", "/videos/metrics"),
    ("POST", "/account-videos/metrics"),
]

MALFORMED = {
    "blank": b" ",
    "cut off": b'{"platform": "tiktok"',
    "trailing comma": b'{"platform": "tiktok",}',
    "two documents": NEW + NEW,
    "a comment": NEW + b"// x",
    "single quotes": NEW.replace(b'"', b"'"),
    "form data": b"platform=tiktok&username=newcomer",
    "XML": b"<account/>",
    "a byte order mark": b"\xef\xbb\xbf" + NEW,
    "UTF-16": NEW.decode().encode("utf-16"),
    "invalid UTF-8": NEW.replace(b"newcomer", b"newcomer\xff"),
    "an overlong sequence": NEW.replace(b"newcomer", b"\xc0\xaf"),
    "a raw NUL": NEW.replace(b"newcomer", b"new\x00comer"),
    "a NUL behind": NEW + b"\x00",
    "a raw line feed": NEW.replace(b"newcomer", b"new\ncomer"),
    "NaN": b'{"scrape_interval_hours": NaN}',
    "Infinity": b'{"scrape_interval_hours": Infinity}',
    "-Infinity": b'{"scrape_interval_hours": -Infinity}',
    "a number out of range": b'{"scrape_interval_hours": 1e999}',
    "an endless integer": b'{"scrape_interval_hours": ' + b"9" * 50_000 + b"}",
    "half a surrogate pair": b'{"category": "\\ud800"}',
    "the other half": b'{"metadata": {"\\udfff": "x"}}',
    "a repeated member": b'{"is_active": true, "is_active": false}',
    "a repeated member inside": b'{"metadata": {"a": "1", "\\u0061": "2"}}',
    "lists too deep": b'{"metadata": ' + b"[" * 65 + b"]" * 65 + b"}",
    "lists far too deep": b"[" * 200_000,
    "objects far too deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "compressed": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "a megabyte of nothing": b"[" + b" " * 1_000_000,
}
NOT_AN_OBJECT = [b"null", b"true", b"0", b'"text"', b"[]", b"[{}]", NEW.join([b"[", b"]"])]


@pytest.fixture(scope="module")
def world() -> World:
    """One world for all tests: none of them may change it."""
    world = World("small")
    world.set_rate_limit(None)
    return world


@pytest.fixture(autouse=True)
def unchanged(world: World) -> Iterator[None]:
    """Hold the world after each test against what it was before."""
    before = everything(world)
    yield
    assert everything(world) == before


def sent(
    world: World, client: httpx.Client, method: str, path: str, body: bytes, **headers: str
) -> httpx.Response:
    """The answer to a request with this body."""
    ids = {"account": world.accounts[0].id, "video": world.videos[0].id}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.request(method, path.format(**ids), content=body, headers={**JSON, **named})


def fields(response: httpx.Response) -> set[str]:
    """The members and parameters that a 422 complains of."""
    assert response.status_code == 422, response.text
    return {error["field"] for error in response.json()["errors"]}


# -- bodies


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_malformed_bodies(
    method: str, path: str, body: bytes, world: World, client: httpx.Client
) -> None:
    """What is no portable JSON is 400 for every operation that takes a body."""
    response = sent(world, client, method, path, body)
    assert (response.status_code, response.json()["code"]) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize("body", NOT_AN_OBJECT)
def test_bodies_that_are_no_object(
    method: str, path: str, body: bytes, world: World, client: httpx.Client
) -> None:
    """JSON that is no object is a fault of the body as a whole."""
    assert fields(sent(world, client, method, path, body)) == {"body"}


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/problem+json",
        "application/vnd.api+json",
        "application/json-patch+json",
        "application/json, text/plain",
        "application/jsonx",
        "application/octet-stream",
        "json",
        "*/*",
    ],
)
def test_other_media_types(
    method: str, path: str, content_type: str, world: World, client: httpx.Client
) -> None:
    """A body that does not say it is JSON is 415 (decision 7)."""
    response = sent(world, client, method, path, b"{}", content_type=content_type)
    assert response.status_code == 415


def test_a_body_without_a_type(client: httpx.Client) -> None:
    """A body that says nothing of its type is 415 too."""
    assert client.post("/accounts", content=NEW).status_code == 415


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_no_body(method: str, path: str, world: World, client: httpx.Client) -> None:
    """Where a body is required none is a fault of the body, whatever type it claims to be of."""
    for content_type in ("application/json", "text/plain"):
        response = sent(world, client, method, path, b"", content_type=content_type)
        assert fields(response) == {"body"}


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_bodies_that_are_too_large(
    method: str, path: str, world: World, client: httpx.Client
) -> None:
    """More than 4 MiB is 413, and whatever it would have said does not matter."""
    response = sent(world, client, method, path, NEW + b" " * 4 * 1024 * 1024)
    assert (response.status_code, response.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")


def test_a_megabyte_is_read(world: World, client: httpx.Client) -> None:
    """A body of 1 MB is judged by what it says."""
    body = json.dumps({"platform": "x", "username": "y", "pad": "z" * 1_000_000}).encode()
    assert fields(sent(world, client, "POST", "/accounts", body)) == {"platform"}


def test_exactly_the_largest_body(world: World, client: httpx.Client) -> None:
    """4 MiB are allowed, one byte more is not."""
    body = b"{}" + b" " * (4 * 1024 * 1024 - 2)
    assert sent(world, client, "POST", "/accounts", body).status_code == 422
    assert sent(world, client, "POST", "/accounts", body + b" ").status_code == 413


def test_reading_with_a_body(world: World, client: httpx.Client) -> None:
    """A GET with a body is answered as if it had none."""
    for body in (b"{", b"\xff", NEW):
        assert sent(world, client, "GET", "/whoami", body).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/accounts", {"platform": "tiktok", "username": "a\0b"}, "username"),
        ("/accounts", {"platform": "tiktok", "username": "a", "category": "\0"}, "category"),
        ("/accounts", {"platform": "tiktok", "username": "a", "metadata": {"\0": ""}}, "metadata"),
        (
            "/accounts",
            {"platform": "tiktok", "username": "a", "metadata": {"b": "\0"}},
            "metadata.b",
        ),
        ("/videos", {"platform": "tiktok", "identifier": "7301234567890123999\0"}, "identifier"),
        ("/accounts/metrics", {"account_ids": [f"{UNKNOWN_ID}\0"]}, "account_ids.0"),
        ("/creators", {"name": "\0"}, "name"),
    ],
    ids=str,
)
def test_escaped_nulls(path: str, body: dict[str, Any], field: str, client: httpx.Client) -> None:
    r"""`\u0000` is JSON but no text to be kept: a fault of its member."""
    assert fields(client.post(path, json=body)) == {field}


@pytest.mark.parametrize("number", [2**53, 2**63, 2**64, 10**300, -(10**300), 0, -1, 169])
def test_huge_numbers(number: int, client: httpx.Client) -> None:
    """Integers out of range are faults of their member, however long they are."""
    body = {"platform": "tiktok", "username": "a", "scrape_interval_hours": number}
    assert fields(client.post("/accounts", json=body)) == {"scrape_interval_hours"}


def test_every_fault_at_once(client: httpx.Client) -> None:
    """A 422 lists all faults of the body, in the order of their places."""
    body = {
        "platform": "x",
        "username": "",
        "is_active": 1,
        "metadata": {"b": 1, "a": None},
        "post_lookback_days": -1,
    }
    response = client.post("/accounts", json=body)
    assert [error["field"] for error in response.json()["errors"]] == [
        "is_active",
        "metadata.a",
        "metadata.b",
        "platform",
        "post_lookback_days",
        "username",
    ]


def test_faults_do_not_repeat_values(client: httpx.Client) -> None:
    """A refusal does not send back what was sent: it may be long, or a secret."""
    secret = "hunter2" * 50
    body = {"platform": secret, "username": secret, "category": 1, "metadata": {"a": [secret]}}
    assert secret not in client.post("/accounts", json=body).text


# -- parameters

INVALID = {
    "limit": ["", "0", "201", "-1", "1.5", "ten", "1e2", "NaN", "%00", "٣", "%FF", "1_0", "0x1"],
    "cursor": ["", "x", "%00", "%FF", "é", "null", "=" * 9, "A" * 20_000, "-_-_", "%F0%9F%98%80"],
    "include_total": ["", "1", "yes", "TRUE", "null", "%FF"],
    "platform": ["", "x", "tiktok%20", "%00", "%FF", "tiktok,instagram"],
    "is_active": ["", "0", "False", "%FF"],
    "order_by": ["", "id", "%00", "%FF"],
    "order_direction": ["", "up", "%FF"],
    "sort": ["", "-", "added_at-", "%FF"],
    "q": ["%00", "%FF", "a%FFb", "x" * 129, "%ED%A0%80"],
    "category": ["%00", "%FF", "x" * 256],
    "creator_id": ["", "x", "%00", "%FF", "{" + UNKNOWN_ID + "}", "urn:uuid:" + UNKNOWN_ID],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in INVALID.items() for value in values]
)
def test_invalid_parameters(name: str, value: str, client: httpx.Client) -> None:
    """A parameter with a value that it does not take is named, and nothing else is."""
    assert fields(client.get(f"/accounts?{name}={value}")) == {name}


@pytest.mark.parametrize("name", INVALID)
def test_parameters_without_a_value(name: str, client: httpx.Client) -> None:
    """`?name` is `?name=`: an empty value, which only free texts may have."""
    response = client.get(f"/accounts?{name}")
    assert response.status_code == (200 if name in {"q", "category"} else 422)


@pytest.mark.parametrize(
    "query",
    [
        "limit=1&limit=2",
        "limit=1&limit=1",
        "limit=x&limit=1",
        "q=a&q=b",
        "platform=tiktok&platform=",
    ],
)
def test_repeated_parameters(query: str, client: httpx.Client) -> None:
    """A known parameter may be given once."""
    name = query.partition("=")[0]
    response = client.get(f"/accounts?{query}")
    assert fields(response) == {name}
    assert {"field": name, "message": "must be given once"} in response.json()["errors"]


def test_repeated_unknown_parameters(client: httpx.Client) -> None:
    """Parameters that the contract does not know may be anything, as often as they like."""
    assert client.get("/accounts?x=1&x=2&x&=&%FF=%FF&%00=%00").status_code == 200


def test_a_thousand_parameters(client: httpx.Client) -> None:
    """Any number of unknown parameters is overlooked."""
    query = "&".join(f"p{n}={n}" for n in range(2_000))
    assert client.get(f"/accounts?{query}").status_code == 200


def test_unknown_parameters_that_are_no_text() -> None:
    """A dialect that refuses unknown parameters names even those that are no text."""
    world = World(dialect=Dialect(unknown_parameters="refuse"))
    with wire(world) as client:
        assert fields(client.get("/accounts?%FF=1&x=2")) == {"?", "x"}


@pytest.mark.parametrize("depth", [10, 1_000, 20_000])
def test_cursors_with_depth(depth: int, client: httpx.Client) -> None:
    """A cursor that decodes to something deep is a cursor that nobody issued."""
    raw = b'["a","b","c",' + b"[" * depth + b"]" * (depth + 1)
    cursor = urlsafe_b64encode(raw).rstrip(b"=").decode()
    assert fields(client.get(f"/accounts?cursor={cursor}")) == {"cursor"}


@pytest.mark.parametrize(
    "raw",
    [
        b"[]",
        b"{}",
        b"null",
        b"1",
        b'["a","b","c"]',
        b'[null,1,""]',
        b"\xff\xfe",
        b'["\\ud800",1,""]',
        b"[" + b"9" * 4_000 + b',"a","b"]',
        b'[1e999,"a","b"]',
        b'["a","b"]',
        b'["a","b","c",1]',
    ],
)
@pytest.mark.parametrize("path", ["/accounts", "/videos", "/account-videos"])
def test_made_up_cursors(raw: bytes, path: str, client: httpx.Client) -> None:
    """A cursor that somebody has put together is refused, whatever it decodes to."""
    cursor = urlsafe_b64encode(raw).rstrip(b"=").decode()
    assert fields(client.get(f"{path}?cursor={cursor}")) == {"cursor"}


# -- paths and headers


@pytest.mark.parametrize(
    "identifier",
    [
        "x",
        "0",
        "null",
        UNKNOWN_ID.replace("-", ""),
        "{" + UNKNOWN_ID + "}",
        UNKNOWN_ID + "%20",
        "%20" + UNKNOWN_ID,
        UNKNOWN_ID.replace("0", "g", 1),
        UNKNOWN_ID.replace("0", "%D9%A0", 1),
        "%00",
        "%FF",
        "%F0%9F%98%80",
        "..",
        "%2E%2E",
        "'%20OR%201=1--",
        "%3Cscript%3E",
        "x" * 5_000,
    ],
)
@pytest.mark.parametrize("kind", ["accounts", "videos"])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE", "HEAD"])
def test_malformed_ids(method: str, kind: str, identifier: str, client: httpx.Client) -> None:
    """An id that is no UUID is a fault of the parameter, for every operation on one resource."""
    url = f"https://api.creatoraudit.com/v2/{kind}/{identifier}"
    if identifier == "..":
        return  # clients take it away before sending
    body: Any = {} if method == "PATCH" else None
    assert client.request(method, url, json=body).status_code == 422


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accept", "text/html\r\nx-evil: 1"),
        ("x-request-id", "a\r\nx-evil: 1"),
        ("host", "a\r\nx-evil: 1"),
        ("host", "evil.example\n"),
        ("if-none-match", '"a"\r\nx-evil: 1'),
        ("idempotency-key", "a\r\nx-evil: 1"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "javascript"),
    ],
)
@pytest.mark.parametrize("path", ["/accounts?limit=1", "/nowhere", "/meta"])
def test_headers_cannot_inject_headers(
    name: str, value: str, path: str, client: httpx.Client
) -> None:
    """Nothing in a request header becomes a header or an address of the answer."""
    response = client.get(path, headers={name: value})
    for one, text in response.headers.items():
        assert not set("\r\n") & set(one + text)
        assert "evil" not in one + text
    assert "evil.example" not in response.text


@pytest.mark.parametrize("path", ["/accounts", "/meta", "/videos"])
@pytest.mark.parametrize("text", ["\r\nx-evil: 1", "\n", '"', "<>", "\x7f", "é", "\u2028"])
def test_queries_cannot_inject_headers(text: str, path: str, client: httpx.Client) -> None:
    """Whatever a query holds, the links of the answer are one clean header."""
    response = client.get(f"{path}?x={quote(text)}&limit=1&{quote(text)}=1")
    assert response.status_code == 200
    assert "x-evil" not in response.headers
    assert all(text.isascii() and text.isprintable() for text in response.headers.values())


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_path_segments_cannot_inject_headers(method: str, client: httpx.Client) -> None:
    """A path with a line feed is no path of the contract."""
    for path in ("/accounts%0A", "/accounts%0D%0Ax-evil:%201", "/accounts%0Ax"):
        response = client.request(method, path)
        assert response.status_code == 404
        assert all(text.isascii() and text.isprintable() for text in response.headers.values())


@pytest.mark.parametrize("key", ["", "x" * 256, "a\0b"])
def test_bad_idempotency_keys(key: str, client: httpx.Client) -> None:
    """An idempotency key that is none is a fault of the header."""
    response = client.post("/accounts", content=NEW, headers={**JSON, "idempotency-key": key})
    assert fields(response) == {"Idempotency-Key"}


def test_refusals_of_every_key_change_nothing() -> None:
    """A world refuses whoever may not write, over and over, and stays what it is."""
    world = world_of(KEYS)
    before = everything(world)
    for secret in ("nonsense", "secret-of-reader", "secret-of-disabled", "secret-of-deleted"):
        with wire(world, secret) as client:
            for method, path in [("POST", "/accounts"), ("DELETE", f"/videos/{UNKNOWN_ID}")]:
                assert client.request(method, path, content=NEW, headers=JSON).is_error
    assert everything(world) == before
