"""Services that answer something else than the contract says."""

from __future__ import annotations

import httpx
import pytest

from creatoraudit_mock import Fault, World
from creatoraudit_mock.service import Caller
from creatoraudit_mock.service.recorder import RecordingFailed, read_organization


def answering(status: int, body: str, content_type: str = "application/json") -> Caller:
    """A caller of a service that answers everything alike."""

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, text=body, headers={"content-type": content_type})

    transport = httpx.MockTransport(answer)
    return Caller("http://127.0.0.1/v2", "key", transport=transport, sleep=lambda _: None)


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (200, "<html>", "not JSON"),
        (200, "[]", "GET /whoami is not what the contract says"),
        (200, '{"data": {"organization_id": 5}}', "GET /whoami is not what the contract says"),
        (401, '{"code": "UNAUTHORIZED"}', "GET /whoami was answered 401 UNAUTHORIZED"),
        (404, "[]", "GET /whoami was answered 404"),
        (302, "", "GET /whoami was answered 302"),
    ],
)
def test_what_cannot_be_recorded_is_named(status: int, body: str, message: str) -> None:
    """The request and what came are told; nothing goes on with half of an organization."""
    with answering(status, body) as caller, pytest.raises(RecordingFailed, match=message):
        read_organization(caller)


def test_a_change_meanwhile_is_noted() -> None:
    """If a collection is another one at the end, the recording says so."""
    world = World("small", seed=1)
    world.faults.add(Fault.stall("20h"), on="GET /videos", times=1)
    transport = world.transport()
    with Caller(world.base_url, world.api_key, transport=transport, timeout=90_000) as caller:
        observed = read_organization(caller)
    assert any(note.startswith("/accounts changed while") for note in observed.notes)
