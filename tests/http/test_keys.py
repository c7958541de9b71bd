"""API keys: which are let in, and what they may do."""

import httpx
import pytest

from creatoraudit_mock import Dialect, World
from creatoraudit_mock.contract import Operation, operations
from wire import KEYS, UNKNOWN_ID, anonymous, everything, raw_header, wire, world_of

OPEN = ("/health", "/meta", "/openapi.json", "/docs")
GUARDED = [one for one in operations() if one.scope != "none"]
WRITES = [one for one in operations() if one.scope == "write"]
BATCHES = [one for one in operations() if one.scope == "read" and one.method == "POST"]
BODIES = {
    "batch_account_metrics": {"account_ids": [UNKNOWN_ID]},
    "batch_video_metrics": {"video_ids": [UNKNOWN_ID]},
    "batch_account_video_metrics": {"instagram_post_ids": [1]},
}


@pytest.fixture
def world() -> World:
    """A world with one key of every kind."""
    return world_of(KEYS)


def ask(world: World, authorization: str | bytes | None) -> httpx.Response:
    """What whoami answers to somebody with this header."""
    with anonymous(world) as client:
        if authorization is None:
            return client.get("/whoami")
        return client.get("/whoami", headers=raw_header("authorization", authorization))


def requested(client: httpx.Client, one: Operation) -> httpx.Response:
    """The answer to a request for an operation, with nothing in it."""
    return client.request(one.method, one.path.replace("{", "").replace("}", ""))


@pytest.mark.parametrize("path", OPEN)
def test_some_operations_need_no_key(path: str, world: World) -> None:
    """Health, metadata and the contract itself are for everybody."""
    with anonymous(world) as client:
        assert client.get(path).status_code == 200


def test_all_others_need_a_key() -> None:
    """Exactly those four operations of the contract need no key."""
    assert {one.path for one in operations() if one.scope == "none"} == set(OPEN)


@pytest.mark.parametrize("path", OPEN)
@pytest.mark.parametrize("secret", ["nonsense", "secret-of-disabled", "secret-of-deleted"])
def test_a_bad_key_does_no_harm_where_none_is_needed(path: str, secret: str, world: World) -> None:
    """Operations without a key do not look at it."""
    with wire(world, secret) as client:
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("one", GUARDED, ids=lambda one: one.id)
def test_no_key_no_answer(one: Operation, world: World) -> None:
    """Without a key every other operation answers 401 and names the scheme to use."""
    with anonymous(world) as client:
        response = requested(client, one)
    assert (response.status_code, response.json()["code"]) == (401, "UNAUTHORIZED")
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        " ",
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Bearer SECRET-OF-ALL",
        "Bearer secret-of-all-",
        "Bearer secret-of-al",
        "Bearer secret-of-all secret-of-all",
        "Bearer secret-of-all, Bearer secret-of-all",
        'Bearer "secret-of-all"',
        "Bearer: secret-of-all",
        "Bearer=secret-of-all",
        "Bearersecret-of-all",
        "Bearer\tsecret-of-all",
        "Basic secret-of-all",
        "Basic c2VjcmV0LW9mLWFsbDo=",
        "Token secret-of-all",
        "ApiKey secret-of-all",
        "secret-of-all",
        "secret-of-all Bearer",
        "Bearer secret-of-deleted",
        b"Bearer \xff\xfe",
    ],
    ids=str,
)
def test_what_is_no_known_key_is_unauthorized(
    authorization: str | bytes | None, world: World
) -> None:
    """Anything but `Bearer` and a known secret is 401, a deleted key included."""
    response = ask(world, authorization)
    assert (response.status_code, response.json()["code"]) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize(
    "scheme", ["Bearer", "bearer", "BEARER", "bEaReR", "Bearer  ", "Bearer   "]
)
def test_the_scheme_is_known_in_any_case(scheme: str, world: World) -> None:
    """The scheme's case does not matter, nor more than one space behind it (RFC 9110 11.1)."""
    assert ask(world, f"{scheme} secret-of-all").json()["data"]["api_key_name"] == "all"


def test_the_detail_tells_a_missing_key_from_an_unknown_one(world: World) -> None:
    """Without a key a client reads that it needs one, with a wrong one that it is not known."""
    assert ask(world, None).json()["detail"] == "An API key is needed."
    assert ask(world, "Bearer x").json()["detail"] == "The API key is not known."


@pytest.mark.parametrize("one", GUARDED, ids=lambda one: one.id)
def test_a_disabled_key_is_forbidden(one: Operation, world: World) -> None:
    """A disabled key is known, but may do nothing: 403."""
    with wire(world, "secret-of-disabled") as client:
        response = requested(client, one)
    assert (response.status_code, response.json()["code"]) == (403, "FORBIDDEN")


def test_a_key_is_disabled_and_enabled_at_once(world: World) -> None:
    """The next request after a change of a key's state feels it."""
    statuses = []
    for state in ("active", "disabled", "active", "deleted"):
        world.set_key("all", state)
        statuses.append(ask(world, "Bearer secret-of-all").status_code)
    assert statuses == [200, 403, 200, 401]


@pytest.mark.parametrize("one", GUARDED, ids=lambda one: one.id)
def test_a_lapsed_subscription_is_forbidden(one: Operation, world: World) -> None:
    """While the subscription is inactive every key gets 403."""
    world.set_subscription(active=False)
    with wire(world) as client:
        response = requested(client, one)
    assert (response.status_code, response.json()["code"]) == (403, "FORBIDDEN")


def test_a_resumed_subscription_lets_in_again(world: World) -> None:
    """When the subscription resumes, so do the answers."""
    world.set_subscription(active=False)
    world.set_subscription(active=True)
    assert ask(world, "Bearer secret-of-all").status_code == 200


def test_an_unknown_key_is_unknown_whatever_the_subscription(world: World) -> None:
    """The state of the subscription is no business of somebody without a key."""
    world.set_subscription(active=False)
    assert ask(world, "Bearer nonsense").status_code == 401


@pytest.mark.parametrize("one", WRITES, ids=lambda one: one.id)
def test_a_read_key_may_not_write(one: Operation, world: World) -> None:
    """Every operation that may change something refuses a key without the scope."""
    before = everything(world)
    with wire(world, "secret-of-reader") as client:
        response = requested(client, one)
    assert (response.status_code, response.json()["code"]) == (403, "INSUFFICIENT_SCOPE")
    assert everything(world) == before


@pytest.mark.parametrize("secret", ["secret-of-all", "secret-of-writer", "secret-of-admin"])
@pytest.mark.parametrize("one", WRITES, ids=lambda one: one.id)
def test_write_and_admin_keys_may_write(secret: str, one: Operation, world: World) -> None:
    """The scope admin includes write; both come as far as the request's own faults."""
    with wire(world, secret) as client:
        assert requested(client, one).status_code == 422


@pytest.mark.parametrize("secret", ["secret-of-reader", "secret-of-writer", "secret-of-admin"])
@pytest.mark.parametrize("path", ["/whoami", "/accounts", "/videos", "/account-videos"])
def test_every_key_may_read(secret: str, path: str, world: World) -> None:
    """A GET needs a valid key and no particular scope."""
    with wire(world, secret) as client:
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("name", BODIES)
def test_a_read_key_may_read_in_batches(name: str, world: World) -> None:
    """Batch reads are POSTs that change nothing, so reading suffices."""
    path = next(one.path for one in BATCHES if one.id == name)
    with wire(world, "secret-of-reader") as client:
        assert client.post(path, json=BODIES[name]).status_code == 200


@pytest.mark.parametrize("one", BATCHES, ids=lambda one: one.id)
def test_a_strict_dialect_wants_write_for_batches(one: Operation) -> None:
    """With batch_scope=write every batch read refuses a read key."""
    world = world_of(KEYS, dialect=Dialect(batch_scope="write"))
    with wire(world, "secret-of-reader") as client:
        assert client.post(one.path, json=BODIES.get(one.id)).json()["code"] == "INSUFFICIENT_SCOPE"
    with wire(world, "secret-of-writer") as client:
        assert client.post(one.path).status_code == 422


def test_keys_of_one_organization_see_the_same(world: World) -> None:
    """All keys of an organization read the same bytes."""
    bodies = set()
    for secret in ("secret-of-all", "secret-of-reader", "secret-of-writer"):
        with wire(world, secret) as client:
            bodies.add(client.get("/accounts").content)
    assert len(bodies) == 1


def test_a_key_of_another_world_is_unknown(world: World) -> None:
    """A world knows its own keys alone."""
    assert ask(world, f"Bearer {World(seed=9).api_key}").status_code == 401


def test_a_foreign_id_reads_as_not_found(world: World) -> None:
    """A resource of another organization is 404 like one that never was."""
    other = World("small", seed=3)
    with wire(world) as client:
        response = client.get(f"/accounts/{other.accounts[0].id}")
    assert (response.status_code, response.json()["detail"]) == (404, "Account not found.")
