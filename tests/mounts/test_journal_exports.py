"""Journals as files: JSON lines and HTTP archives, in virtual and in real time."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from creatoraudit_mock import MockServer, World
from creatoraudit_mock.journal import Entry

PAIRS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "value"],
        "properties": {"name": {"type": "string"}, "value": {"type": "string"}},
        "additionalProperties": False,
    },
}
SIZE = {"type": "integer", "minimum": -1}
INSTANT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"
HAR: dict[str, Any] = {
    "type": "object",
    "required": ["log"],
    "additionalProperties": False,
    "properties": {
        "log": {
            "type": "object",
            "required": ["version", "creator", "entries"],
            "properties": {
                "version": {"const": "1.2"},
                "creator": {
                    "required": ["name", "version"],
                    "properties": {"name": {"type": "string"}, "version": {"type": "string"}},
                },
                "entries": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": [
                            "startedDateTime",
                            "time",
                            "request",
                            "response",
                            "cache",
                            "timings",
                        ],
                        "patternProperties": {"^_": {}},
                        "additionalProperties": False,
                        "properties": {
                            "startedDateTime": {
                                "type": "string",
                                "pattern": INSTANT,
                            },
                            "time": {"type": "number", "minimum": 0},
                            "connection": {"type": "string"},
                            "comment": {"type": "string"},
                            "cache": {"type": "object"},
                            "timings": {
                                "required": ["send", "wait", "receive"],
                                "properties": {
                                    name: {"type": "number", "minimum": -1}
                                    for name in ("send", "wait", "receive")
                                },
                            },
                            "request": {
                                "required": [
                                    "method",
                                    "url",
                                    "httpVersion",
                                    "cookies",
                                    "headers",
                                    "queryString",
                                    "headersSize",
                                    "bodySize",
                                ],
                                "properties": {
                                    "url": {"type": "string", "pattern": "^https?://[^#]+$"},
                                    "cookies": PAIRS,
                                    "headers": PAIRS,
                                    "queryString": PAIRS,
                                    "headersSize": SIZE,
                                    "bodySize": SIZE,
                                    "postData": {"required": ["mimeType", "text"]},
                                },
                            },
                            "response": {
                                "required": [
                                    "status",
                                    "statusText",
                                    "httpVersion",
                                    "cookies",
                                    "headers",
                                    "content",
                                    "redirectURL",
                                    "headersSize",
                                    "bodySize",
                                ],
                                "properties": {
                                    "status": {"type": "integer"},
                                    "headers": PAIRS,
                                    "content": {
                                        "required": ["size", "mimeType"],
                                        "properties": {"size": SIZE, "text": {"type": "string"}},
                                    },
                                    "redirectURL": {"type": "string"},
                                    "headersSize": SIZE,
                                    "bodySize": SIZE,
                                },
                            },
                        },
                    },
                },
            },
        }
    },
}
"""What the HAR 1.2 specification asks for, in the parts that are written."""


@pytest.fixture
def world() -> World:
    """A run with a body, a 304, a query, bytes that are no text, and an error."""
    world = World("small", seed=3)
    with world.client() as client:
        first = client.get("/accounts?limit=2&q=%20a")
        world.clock.advance(hours=2)
        client.get("/accounts?limit=2&q=%20a", headers={"if-none-match": first.headers["etag"]})
        client.post("/creators", json={"name": "Ada"})
        client.post("/creators", content=b"\xff", headers={"content-type": "application/json"})
    return world


@pytest.mark.parametrize("real", [False, True])
def test_har(real: bool, world: World) -> None:  # noqa: FBT001 - a parameter of the test
    """An archive is a valid one, with times, bodies and decisions."""
    archive = json.loads(world.journal.to_har(real=real))
    assert list(jsonschema_rs.Draft202012Validator(HAR).iter_errors(archive)) == []
    first, second, third, _ = archive["log"]["entries"]
    assert first["request"]["url"].startswith("https://api.creatoraudit.com/v2/accounts?limit=2")
    assert first["request"]["queryString"][1] == {"name": "q", "value": " a"}
    assert json.loads(first["response"]["content"]["text"])["data"] is not None
    assert second["response"]["status"] == 304
    assert second["_virtual"] == "2026-01-05T11:00:00.000000Z"
    assert json.loads(third["request"]["postData"]["text"]) == {"name": "Ada"}
    assert (second["startedDateTime"] == second["_virtual"]) is not real


def test_real_time_is_left_out(world: World) -> None:
    """Two runs agree to the byte, though they happened at different real times."""
    copy = World("small", seed=3)
    with copy.client() as client:
        first = client.get("/accounts?limit=2&q=%20a")
        copy.clock.advance(hours=2)
        client.get("/accounts?limit=2&q=%20a", headers={"if-none-match": first.headers["etag"]})
    assert copy.journal.to_jsonl() == b"".join(world.journal.to_jsonl().splitlines(True)[:2])
    assert list(copy.journal) == world.journal[:2]
    assert copy.journal[0].arrival.real != world.journal[0].arrival.real
    assert hash(copy.journal[0].arrival) == hash(world.journal[0].arrival)


def test_real_time_on_request(world: World) -> None:
    """With `real=True` each line has the real time, and the connection."""
    line = json.loads(world.journal.to_jsonl(real=True).splitlines()[0])
    moment = datetime.fromisoformat(line["real"]["at"])
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 600
    assert line["real"]["connection"] == "in-process"
    assert world.journal[0].arrival.real <= time.time_ns()


def test_connections_of_a_live_server() -> None:
    """Requests on one connection have one address, and it is the client's."""
    world = World("small")
    with MockServer() as server:
        live = server.add(world)
        headers = {"authorization": f"Bearer {live.api_key}"}
        for _ in range(2):
            with httpx.Client(base_url=live.base_url, headers=headers, trust_env=False) as client:
                client.get("/whoami")
                client.get("/whoami")
    one, two, three, four = (entry.arrival.connection for entry in world.journal)
    assert one == two
    assert three == four
    assert one != three
    assert one.startswith("127.0.0.1:")


def test_entries_come_back(world: World) -> None:
    """JSON values of an entry make the same entry, if its bodies are text."""
    kept = world.journal[:3]
    assert [Entry.from_dict(entry.to_dict()) for entry in kept] == kept


def test_export(world: World, tmp_path: Path) -> None:
    """The suffix says what is written; anything else is refused."""
    world.export(tmp_path / "run.jsonl")
    world.export(tmp_path / "run.har")
    head, *lines = (tmp_path / "run.jsonl").read_bytes().splitlines(True)
    assert json.loads(head)["creatoraudit_mock_journal"] == 1
    assert b"".join(lines) == world.journal.to_jsonl()
    assert (tmp_path / "run.har").read_bytes() == world.journal.to_har()
    with pytest.raises(ValueError, match=r"written to \.jsonl or \.har, got 'run.txt'"):
        world.export(tmp_path / "run.txt")
