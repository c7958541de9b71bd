"""Journal, log and recording, as they are downloaded."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from creatoraudit_mock import World
from creatoraudit_mock.control.client import ControlledWorld
from creatoraudit_mock.server import LiveWorld


@pytest.fixture
def _traffic(api: httpx.Client, world: World) -> None:
    api.get("/accounts?limit=1")
    api.get(f"/accounts/{world.accounts[0].id}")
    api.get("/accounts/nothing")
    api.post("/accounts", json={"platform": "tiktok", "username": "newcomer"})
    api.get("/whoami", headers={"authorization": "Bearer somebodys-real-key"})


@pytest.mark.usefixtures("_traffic")
@pytest.mark.parametrize(
    ("conditions", "indexes"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"operation": "get_account"}, [1, 2]),
        ({"path": "/v2/accounts?"}, [0]),
        ({"path": "/v2/accounts", "method": "GET"}, [0, 1, 2]),
        ({"status": 201}, [3]),
        ({"key": "Default key"}, [0, 1, 2, 3]),
        ({"since": 3}, [3, 4]),
        ({"status": 200, "since": 1}, [1]),
        ({"operation": "nothing"}, []),
    ],
)
def test_query(remote: ControlledWorld, conditions: dict[str, object], indexes: list[int]) -> None:
    """Entries are found by operation, path, method, status, key and index, all together."""
    assert [entry.index for entry in remote.journal(**conditions)] == indexes


@pytest.mark.usefixtures("_traffic")
def test_pages(http: httpx.Client) -> None:
    """A page has as many entries as wanted, and says where the next one begins."""
    first = http.get("/journal?status=200&limit=1").json()
    second = http.get(f"/journal?status=200&limit=1&since={first['next']}").json()

    assert [entry["index"] for entry in first["entries"]] == [0]
    assert ([entry["index"] for entry in second["entries"]], second["next"]) == ([1], None)
    assert first["total"] == second["total"] == 5


@pytest.mark.usefixtures("_traffic")
def test_export(remote: ControlledWorld, world: World) -> None:
    """The journal as JSON lines is that of the world; conditions hold for it too."""
    assert remote.journal_jsonl() == world.journal.to_jsonl()
    (line,) = remote.journal_jsonl(status=201).splitlines()
    assert json.loads(line)["index"] == 3


@pytest.mark.usefixtures("_traffic")
def test_no_secret_is_told(http: httpx.Client, live: LiveWorld) -> None:
    """Neither the world's own keys nor a stranger's stand in journal, log, recording or events."""
    http.post("/keys", json={"name": "other"})
    told = (
        "".join(
            http.get(path).text for path in ("/journal", "/journal.jsonl", "/log", "/recording")
        )
        + http.get("/events?since=start&follow=false").text
    )

    assert "Bearer <Default key>" in told
    assert "somebodys-real-key" not in told
    assert live.api_key not in told


def test_log(remote: ControlledWorld) -> None:
    """The log tells what changed the world, whoever did it."""
    remote.advance("1h")
    remote.set_quota(7)
    entries = remote.log().entries

    assert [entry.command for entry in entries] == [
        {"do": "advance"},
        {"do": "set_quota", "accounts": 7},
    ]
    assert remote.log(since=1, limit=1).next is None
    assert remote.log(limit=1).next == 1


@pytest.mark.usefixtures("_traffic")
def test_recording(remote: ControlledWorld, world: World, tmp_path: Path) -> None:
    """A downloaded recording is what `save` writes and `load` reads."""
    (tmp_path / "run.jsonl").write_bytes(remote.recording())

    assert World.load(tmp_path / "run.jsonl").journal.to_jsonl() == world.journal.to_jsonl()


def test_a_quota_is_replayed(remote: ControlledWorld) -> None:
    """A change of the quota is part of the recording."""
    remote.set_quota(3)

    assert World.replay(remote.recording()).organization.account_quota == 3


def test_control_is_not_in_the_journal(remote: ControlledWorld, world: World) -> None:
    """Requests of the control interface are no traffic of the API."""
    remote.clock()
    remote.advance("1h")
    remote.journal()

    assert len(world.journal) == 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("limit=0", "limit='0': expected `int` >= 1"),
        ("limit=many", "limit='many': expected `int`"),
        ("status=20", "status='20': expected `int` >= 100"),
        ("stats=200", "stats='200': is not known here; known: "),
        ("status=200&status=404", "status=['200', '404']: is given twice"),
    ],
)
def test_what_is_no_query(http: httpx.Client, query: str, said: str) -> None:
    """A query that makes no sense is refused with the parameter and its value."""
    refused = http.get(f"/journal?{query}")

    assert refused.status_code == 422
    assert said in refused.json()["detail"]
