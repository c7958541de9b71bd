"""Routes: the contract's operations, all of them and nothing else."""

import json

import httpx
import pytest

from creatoraudit_mock import World
from creatoraudit_mock.contract import Operation, operation, operations
from creatoraudit_mock.http.handlers import HANDLERS
from creatoraudit_mock.http.routes import PREFIX, Routes
from wire import UNKNOWN_ID, anonymous, wire

PATHS = sorted({one.path for one in operations()})


def filled(one: Operation) -> str:
    """The path of an operation, with an id that nothing has in every place for one."""
    return "/".join(UNKNOWN_ID if part.startswith("{") else part for part in one.path.split("/"))


def test_the_paths_are_those_of_the_contract() -> None:
    """Every path of the contract has a route, and every route is a path of the contract."""
    assert sorted(Routes().paths) == sorted(PREFIX + path for path in PATHS)


@pytest.mark.parametrize(
    ("path", "is_there"),
    [("/deep/v2/health", 1), ("/v2/health", 1), ("/deeper/v2/health", 0), ("/deep", 0)],
)
def test_another_application_may_mount_it(path: str, is_there: int) -> None:
    """What leads to the place where it is mounted is no part of a request's path."""
    assert len(Routes()({"path": path, "root_path": "/deep"}).methods) == is_there


def test_every_operation_has_a_handler() -> None:
    """Every operation of the contract is simulated, and no handler is for anything else."""
    assert HANDLERS.keys() == {one.id for one in operations()}


@pytest.mark.parametrize("one", operations(), ids=lambda one: one.id)
def test_every_operation_is_reached(one: Operation) -> None:
    """A request on the operation's method and path is journaled under the operation's name."""
    world = World("small")
    with wire(world) as client:
        client.request(one.method, filled(one))
    assert world.journal[-1].operation == one.id


@pytest.mark.parametrize("name", ["get_overview", "create_creator"])
def test_an_operation_without_a_handler_says_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the contract have an operation that the mock cannot answer: 501, to a key alone."""
    monkeypatch.delitem(HANDLERS, name)
    world, one = World("small"), operation(name)
    body = {"name": "Ada"} if one.method == "POST" else None
    with wire(world) as client:
        response = client.request(one.method, filled(one), json=body)
    assert (response.status_code, response.json()["code"]) == (501, "NOT_IMPLEMENTED")
    assert name in response.json()["detail"]
    with anonymous(world) as client:
        assert client.request(one.method, filled(one), json=body).status_code == 401


@pytest.mark.parametrize(
    "url",
    [
        "/v2",
        "/v2/",
        "/v2/nowhere",
        "/v2/accounts/",
        "/v2/accounts//",
        "/v2//accounts",
        "//v2/accounts",
        "/v2/Accounts",
        "/V2/accounts",
        "/v1/accounts",
        "/v3/accounts",
        "/accounts",
        "/",
        "/v2/accounts%0A",
        "/v2/health%0A",
        "/v2/accounts%20",
        "/v2/accounts%00",
        "/v2/accounts/metrics/",
        f"/v2/accounts/{UNKNOWN_ID}/",
        f"/v2/accounts/{UNKNOWN_ID}/analytics%0A",
        f"/v2/accounts/{UNKNOWN_ID}/videos",
        "/v2/accounts/a%2Fb",
        "/v2/../v1/accounts",
        "/v2/accounts;x=1",
        "/v2/account%73/",
        "/docs",
        "/openapi.json",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_unknown_paths_are_not_found(method: str, url: str, world: World) -> None:
    """What is not exactly a path of the contract is 404 for everybody, key or not."""
    for client in (wire(world), anonymous(world)):
        response = client.request(method, f"https://api.creatoraudit.com{url}")
        assert response.status_code == 404
        assert world.journal[-1].operation is None


@pytest.mark.parametrize("url", [f"/accounts/{UNKNOWN_ID}%0A", "/videos/%0A", "/creators/x%0A"])
def test_a_line_feed_in_an_id_is_a_bad_id(url: str, client: httpx.Client) -> None:
    """An id that ends with a line feed is in the place of an id, and is none: 422."""
    response = client.get(url)
    assert (response.status_code, response.json()["code"]) == (422, "VALIDATION_ERROR")


def test_the_answer_to_an_unknown_path_names_it(client: httpx.Client) -> None:
    """The detail of a 404 of the path itself repeats the path."""
    assert client.get("/acounts").json()["detail"] == "There is no /v2/acounts in this API."


def test_percent_encoding_of_plain_letters_means_nothing(client: httpx.Client) -> None:
    """A path is compared after decoding, as RFC 3986 has it."""
    assert client.get("/%61ccounts").json() == client.get("/accounts").json()


def test_the_literal_path_wins_over_the_template(world: World, client: httpx.Client) -> None:
    """`/creators/top` is the leaderboard, not the creator called top."""
    client.get("/creators/top")
    assert world.journal[-1].operation == "list_top_creators"


def test_a_literal_path_does_not_lend_its_segment_to_the_template(client: httpx.Client) -> None:
    """`/accounts/metrics` takes POST alone; reading the account called metrics is no option."""
    response = client.get("/accounts/metrics")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("path", PATHS)
def test_other_methods_are_refused_with_what_is_allowed(path: str, client: httpx.Client) -> None:
    """A method that a path lacks gets 405, and `Allow` lists the contract's methods and HEAD."""
    one = next(one for one in operations() if one.path == path)
    have = {one.method for one in operations() if one.path == path}
    have |= {"HEAD"} if "GET" in have else set()
    for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - have:
        response = client.request(method, filled(one))
        assert response.status_code == 405
        assert response.headers["allow"].split(", ") == sorted(have)


def test_a_wrong_method_needs_no_key(world: World) -> None:
    """The method is looked at before the key."""
    with anonymous(world) as client:
        assert client.delete("/accounts").status_code == 405


def test_health(world: World) -> None:
    """Health says ok to everybody, and is not conditional."""
    with anonymous(world) as client:
        response = client.get("/health")
    assert response.json() == {"data": {"type": "health", "status": "ok"}}
    assert "etag" not in response.headers


def test_meta(world: World) -> None:
    """The metadata give addresses under the address that the client used."""
    with anonymous(world) as client:
        found = client.get("/meta").json()["data"]
    base = "https://api.creatoraudit.com/v2"
    assert found == {
        "type": "api_meta",
        "api_version": "v2",
        "status": "current",
        "docs_url": f"{base}/docs",
        "openapi_url": f"{base}/openapi.json",
        "whoami_url": f"{base}/whoami",
        "deprecation": None,
        "sunset": None,
    }


def test_the_addresses_of_the_metadata_work(client: httpx.Client) -> None:
    """Each URL of the metadata answers 200."""
    found = client.get("/meta").json()["data"]
    for name in ("docs_url", "openapi_url", "whoami_url"):
        assert client.get(found[name]).status_code == 200


def test_whoami(world: World, client: httpx.Client) -> None:
    """Who am I? The organization and the name of the key."""
    assert client.get("/whoami").json()["data"] == {
        "type": "whoami",
        "organization_id": world.organization.id,
        "api_key_name": "Default key",
    }


def test_the_document_is_the_contract(world: World) -> None:
    """`/openapi.json` is the very document that requests are checked against."""
    with anonymous(world) as client:
        served = client.get("/openapi.json").content
    paths = json.loads(served)["paths"]
    assert {(method.upper(), path) for path, methods in paths.items() for method in methods} == {
        (one.method, one.path) for one in operations()
    }


def test_the_docs_are_a_page(world: World) -> None:
    """`/docs` is HTML, for whoever asks for HTML."""
    with anonymous(world, headers={"accept": "text/html"}) as client:
        response = client.get("/docs")
    assert response.headers["content-type"].startswith("text/html")
