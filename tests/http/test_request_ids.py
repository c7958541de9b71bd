"""Request ids: the client's own if it is a sane one, else one that repeats with the world."""

from uuid import UUID

import httpx
import pytest

from creatoraudit_mock import Dialect, World
from wire import UNKNOWN_ID, anonymous, raw_header, wire

STRANGE = {
    "empty": "",
    "blank": " ",
    "a space inside": "a b",
    "a tab inside": "a\tb",
    "too long": "x" * 129,
    "not ASCII": "naïve".encode("latin-1"),
    "a control character": "a\x01b",
    "a line feed": "a\nx-evil: 1",
    "a carriage return": "a\r\nx-evil: 1",
    "DEL": "a\x7f",
    "NUL": "a\x00",
}


def ids(world: World, *own: str | None) -> list[str]:
    """The request ids of answers to requests with these ids of their own."""
    with wire(world) as client:
        sent = [{} if one is None else {"x-request-id": one} for one in own]
        return [client.get("/whoami", headers=one).headers["x-request-id"] for one in sent]


@pytest.mark.parametrize("own", ["a", "x" * 128, "8f1c2a4e-0000", "!~", '"<>;,', "order/17?a=b"])
def test_a_sane_id_is_adopted(own: str, world: World) -> None:
    """An id of 1 to 128 visible ASCII characters comes back as it is."""
    assert ids(world, own) == [own]


@pytest.mark.parametrize("own", STRANGE.values(), ids=STRANGE)
def test_a_strange_id_is_replaced(own: str | bytes, world: World) -> None:
    """Anything else is answered with an id of the service's own: a UUID, and no other header."""
    with wire(world) as client:
        response = client.get("/whoami", headers=raw_header("x-request-id", own))
    assert UUID(response.headers["x-request-id"]).version == 4
    assert "x-evil" not in response.headers


def test_two_ids_are_none(world: World) -> None:
    """Of two ids neither is adopted."""
    with wire(world) as client:
        headers = httpx.Headers([("x-request-id", "a"), ("x-request-id", "b")])
        found = client.get("/whoami", headers=headers).headers["x-request-id"]
    assert UUID(found).version == 4


def test_every_answer_has_its_own(world: World) -> None:
    """Ids differ from request to request, whatever is asked and answered."""
    found = []
    with wire(world) as client, anonymous(world) as stranger:
        for path in ["/accounts", "/accounts", "/nowhere", f"/accounts/{UNKNOWN_ID}", "/health"]:
            found += [one.get(path).headers["x-request-id"] for one in (client, stranger)]
    assert len(set(found)) == len(found) == 10


def test_adopted_ids_use_up_their_turn(world: World) -> None:
    """Whether a client names its requests does not change the ids of the others."""
    assert ids(world, None, "mine", None)[::2] == ids(World("small"), None, None, None)[::2]


def test_ids_repeat_with_the_world() -> None:
    """The same requests to a world of the same seed get the same ids, of another seed others."""
    first, again, other = World(seed=5), World(seed=5), World(seed=6)
    assert ids(first, None, None) == ids(again, None, None) != ids(other, None, None)


def test_a_dialect_ignores_the_clients_id() -> None:
    """With inbound_request_id=ignore even a sane id is replaced."""
    world = World(dialect=Dialect(inbound_request_id="ignore"))
    (found,) = ids(world, "mine")
    assert UUID(found).version == 4


def test_a_problem_repeats_the_id(world: World) -> None:
    """`request_id` in a problem document is the id in the header, adopted or not."""
    with wire(world) as client:
        mine = client.get("/nowhere", headers={"x-request-id": "mine"})
        minted = client.get("/nowhere")
    assert mine.json()["request_id"] == mine.headers["x-request-id"] == "mine"
    assert minted.json()["request_id"] == minted.headers["x-request-id"] != "mine"


def test_304_has_an_id(world: World) -> None:
    """A 304 is a response like any other: it has an id of its own."""
    with wire(world) as client:
        first = client.get("/whoami")
        second = client.get("/whoami", headers={"if-none-match": first.headers["etag"]})
    assert second.status_code == 304
    assert second.headers["x-request-id"] != first.headers["x-request-id"]
