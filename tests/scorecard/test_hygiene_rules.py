"""CA7: requests that this API has no use for."""

from pathlib import Path

import pytest

from creatoraudit_mock import World, score
from creatoraudit_mock.transport.calling import Request, call
from polling import Desk, codes


@pytest.fixture
def desk() -> Desk:
    """A few accounts."""
    return Desk(World("small"))


@pytest.mark.parametrize(
    "url",
    [
        "/accounts?api_key={key}",
        "/accounts?limit=5&token=whatever",
        "/accounts?q={key}",
        "/accounts?q=Bearer%20{key}",
        "/accounts/{key}",
        "/{key}/accounts",
        "/accounts?API_KEY=ca_live_0123456789",
        "/overview?access_token=x",
    ],
)
def test_a_key_in_the_url(url: str, desk: Desk) -> None:
    """CA701: and the key is nowhere in the journal, the answer or the message."""
    key = desk.world.api_key
    response = desk.get(url.format(key=key))
    card = score(desk.world)
    (finding,) = card.findings
    assert finding.code == "CA701"
    assert "masked-key" in finding.message
    everything = desk.world.journal.to_jsonl().decode() + card.to_json() + response.text
    everything += str(response.headers) + repr(desk.world.journal[0])
    for secret in (key, "whatever", "ca_live_0123456789", "token=x"):
        assert secret not in everything


def test_a_key_elsewhere(desk: Desk) -> None:
    """A key in a body or in a header that is not for it is masked too, and judged by no rule."""
    key = desk.world.api_key
    desk.post("/creators", name="Ada", metadata={"key": key})
    desk.client.get("/accounts", headers={"referer": f"https://x.example/?k={key}"})
    assert key.encode() not in desk.world.journal.to_jsonl()
    assert score(desk.world).findings == ()


def test_a_masked_run_repeats(desk: Desk, tmp_path: Path) -> None:
    """A recorded run with a key in its URLs is replayed byte for byte."""
    key = desk.world.api_key
    for url in (f"/accounts?limit=1&key={key}", f"/accounts/{key}", f"/nowhere/{key}"):
        desk.get(url)
    desk.world.save(tmp_path / "run.jsonl")
    again = World.load(tmp_path / "run.jsonl")
    assert again.journal.to_jsonl() == desk.world.journal.to_jsonl()


@pytest.mark.parametrize("query", ["q=key", "q=token", "q=authorization", "key=&limit=2"])
def test_words_that_are_no_keys(query: str, desk: Desk) -> None:
    """The words themselves may be searched for."""
    desk.get(f"/accounts?{query}")
    assert score(desk.world).findings == ()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/account", "the nearest is GET /accounts"),
        ("/accounts/metric", "the nearest is POST /accounts/metrics"),
        ("/accounts/export", "there is no /accounts/export"),
        ("/users", "nothing in this API is like /users"),
        (
            "/accounts/3f2f6ab0-cfc3-491b-b110-c2e5929d4851/analytic",
            "GET /accounts/{account_id}/anal",
        ),
    ],
)
def test_unknown_paths(path: str, told: str, desk: Desk) -> None:
    """CA702: the message has the nearest path that there is."""
    desk.get(path)
    (finding,) = score(desk.world).findings
    assert finding.code == "CA702"
    assert told in finding.message


@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/robots.txt"])
def test_passers_by(path: str, desk: Desk) -> None:
    """A browser or a probe that looks at the server without a key is no client of the API."""
    call(desk.world.app.serve, Request("GET", "http", "localhost", 80, path.encode(), [], b""))
    assert desk.world.journal[-1].status == 404
    assert score(desk.world).findings == ()


def test_another_version(desk: Desk) -> None:
    """CA702: who has a key and addresses another version is a client on the wrong way."""
    desk.client.get("https://api.creatoraudit.com/v1/accounts")
    assert codes(score(desk.world)) == {"CA702"}


def test_unknown_methods(desk: Desk) -> None:
    """CA702: a path that knows other methods."""
    desk.client.put("/accounts")
    (finding,) = score(desk.world).findings
    assert "/accounts has no PUT, only GET, POST" in finding.message


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Platform", "platform"),
        ("plattform", "platform"),
        ("orderBy", "order_by"),
        ("order-direction", "order_direction"),
        ("limits", "limit"),
        ("accountId", None),
        ("fields", None),
        ("_", None),
        ("locale", None),
    ],
)
def test_misspelt_parameters(name: str, meant: str | None, desk: Desk) -> None:
    """CA702: a slip of a documented parameter; others may exist, undocumented."""
    desk.get(f"/accounts?{name}=5")
    findings = score(desk.world).findings
    assert [f"{name} is no parameter here; {meant} is" in one.message for one in findings] == (
        [True] if meant else []
    )


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("POST", "/webhooks", {}),
        ("GET", "/accounts/events", {}),
        ("GET", "/stream", {}),
        ("GET", "/accounts", {"accept": "text/event-stream"}),
        ("GET", "/nowhere", {"upgrade": "websocket"}),
    ],
)
def test_waiting_for_push(method: str, path: str, headers: dict[str, str], desk: Desk) -> None:
    """CA703, and not CA702 besides."""
    desk.client.request(method, path, headers=headers)
    assert codes(score(desk.world)) == {"CA703"}


def test_unknown_resources(desk: Desk) -> None:
    """A resource that is gone is no unknown path."""
    desk.get("/accounts/3f2f6ab0-cfc3-491b-b110-c2e5929d4850")
    assert score(desk.world).findings == ()
