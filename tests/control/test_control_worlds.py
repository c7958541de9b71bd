"""Worlds come and go over HTTP."""

from __future__ import annotations

import httpx
import pytest

from creatoraudit_mock import ControlClient, ControlError, MockServer
from creatoraudit_mock.control.client import ControlledWorld
from creatoraudit_mock.scenario import names
from creatoraudit_mock.server import LiveWorld

SOURCE = """
description = "One account."

[[keys]]
name = "Main"
secret = "main-secret"

[[accounts]]
platform = "tiktok"
username = "ada"
"""


def count(world: ControlledWorld) -> int:
    """How many accounts the API shows with the key of a world."""
    headers = {"authorization": f"Bearer {world.api_key}"}
    found = httpx.get(f"{world.base_url}/accounts", headers=headers, trust_env=False)
    return len(found.json()["data"])


def test_a_world_by_name(control: ControlClient) -> None:
    """A world that is created from a scenario is served under its own key at once."""
    assert count(control.create("small", seed=3)) == 5


def test_a_world_by_text(control: ControlClient) -> None:
    """A world may begin with the text of a scenario file."""
    made = control.create(source=SOURCE)

    assert (made.api_key, count(made)) == ("main-secret", 1)


def test_a_created_world_is_as_told(control: ControlClient) -> None:
    """Seed, start, dialect and clock are those that were asked for."""
    about = control.create(
        "empty",
        seed=7,
        start="2027-01-01T00:00:00+02:00",
        dialect={"delete_status": 200},
        clock={"mode": "per-request", "step": "1h30m"},
    ).about

    assert (about.seed, about.dialect) == (7, {"delete_status": 200})
    assert about.started.isoformat() == "2026-12-31T22:00:00+00:00"
    assert (about.clock.mode, about.clock.step) == ("per-request", 5400)


def test_a_scaled_world_begins_at_its_start(control: ControlClient) -> None:
    """However its clock runs, a world begins at the instant that it was given."""
    about = control.create("empty", clock={"mode": "scaled", "speed": 1e6}).about

    assert about.started.isoformat() == "2026-01-05T09:00:00+00:00"
    assert about.clock.now > about.started


def test_a_scaled_world_may_wait(control: ControlClient) -> None:
    """A clock that waits stands still, whatever is asked of the control interface."""
    made = control.create("empty", clock={"mode": "scaled", "speed": 1e6, "waits": True})

    assert made.clock().now == made.about.started


def test_two_worlds_of_one_seed(control: ControlClient) -> None:
    """Worlds with the same keys get different ones here, and do not see each other (law 8)."""
    one, two = control.create("small"), control.create("small")
    one.advance("3d")

    assert one.api_key != two.api_key
    assert two.clock().now == two.about.started
    assert two.log().total == 0


def test_later_keys_of_two_worlds_of_one_seed(control: ControlClient) -> None:
    """A key that is issued later does not open the twin of its world either (law 8)."""
    one, two = control.create("empty", seed=9), control.create("empty", seed=9)
    secrets = [made.add_key("reader", "read").secret for made in (one, two)]
    for made, secret in zip((one, two), secrets, strict=True):
        headers = {"authorization": f"Bearer {secret}"}
        httpx.get(f"{made.base_url}/whoami", headers=headers, trust_env=False)

    assert secrets[0] != secrets[1]
    assert [len(made.journal(key="reader")) for made in (one, two)] == [1, 1]


def test_ids_are_not_used_again(control: ControlClient) -> None:
    """The id of a removed world is nobody's for ever."""
    gone = control.create("empty")
    gone.remove()

    assert control.create("empty").id != gone.id
    with pytest.raises(ControlError, match="404 Not Found: there is no world"):
        gone.clock()


def test_a_removed_world_is_unknown(control: ControlClient) -> None:
    """The key of a removed world opens nothing."""
    gone = control.create("empty")
    gone.remove()
    headers = {"authorization": f"Bearer {gone.api_key}"}

    answer = httpx.get(f"{gone.base_url}/whoami", headers=headers, trust_env=False)

    assert answer.status_code == 401


def test_the_servers_own_worlds_are_listed(
    remote: ControlledWorld, control: ControlClient, live: LiveWorld
) -> None:
    """A world that a program has added is there, by its id, with its key."""
    listed = {one.id: one for one in control.worlds()}

    assert listed[remote.id].api_key == live.api_key


def test_a_created_world_has_a_location(server: MockServer) -> None:
    """The answer to a creation says where the world is."""
    made = httpx.post(f"{server.control_url}/worlds", json={}, trust_env=False)

    assert made.headers["location"] == f"{server.control_url}/worlds/{made.json()['id']}"
    assert httpx.get(made.headers["location"], trust_env=False).json()["id"] == made.json()["id"]


def test_scenarios_are_listed(control: ControlClient) -> None:
    """All scenarios that come with the package can be chosen."""
    assert [one.name for one in control.scenarios()] == names()


def test_a_recording_is_replayed(control: ControlClient, remote: ControlledWorld) -> None:
    """A downloaded recording makes a world with the same history."""
    remote.advance("2d")
    remote.hold(remote.resources()[0].id)
    headers = {"authorization": f"Bearer {remote.api_key}"}
    httpx.get(f"{remote.base_url}/accounts", headers=headers, trust_env=False)

    twin = control.replay(remote.recording())

    assert twin.recording() == remote.recording()
    assert twin.journal_jsonl() == remote.journal_jsonl() != b""
    assert twin.clock() == remote.clock()


REFUSED = [
    ({"scenario": "smal"}, "scenario='smal' must be one of: agency, empty"),
    ({"scenario": "/etc/passwd.toml"}, "must be one of: agency, empty"),
    ({"source": "x = 1"}, "source: Object contains unknown field `x`"),
    ({"source": "= 1"}, "is not valid TOML"),
    ({"scenario": "small", "source": ""}, "give either scenario or source, not both"),
    ({"start": "1999-01-01T00:00:00Z"}, "years 2000 to 9999"),
    ({"start": "2026-01-05T09:00:00"}, "start='2026-01-05T09:00:00': "),
    ({"dialect": {"delete_statu": 200}}, "delete_statu"),
    ({"dialect": {"delete_status": 299}}, "299"),
    ({"clock": {"mode": "fast"}}, "clock.mode='fast': invalid enum value 'fast'"),
    ({"clock": {"mode": "scaled", "speed": 0}}, "clock.speed=0: expected `float` >= 1e-06"),
    ({"clock": {"step": "soon"}}, "clock.step='soon': must look like 45s, 1h30m, 7d or PT6H"),
    ({"sed": 1}, "sed=1: is not known here; known: scenario, source, seed"),
    ([], "expected `object`, got `array`"),
]


@pytest.mark.parametrize(("body", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_makes_no_world(server: MockServer, body: object, said: str) -> None:
    """What makes no world is refused with a sentence that names the member and the value."""
    refused = httpx.post(f"{server.control_url}/worlds", json=body, trust_env=False)

    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert said in refused.json()["detail"]


def test_what_is_no_recording(server: MockServer) -> None:
    """A damaged recording is refused with the line that is at fault."""
    headers = {"content-type": "application/jsonl"}
    url = f"{server.control_url}/recordings"
    refused = httpx.post(url, content=b"{}\n", headers=headers, trust_env=False)

    assert (refused.status_code, refused.json()["detail"]) == (
        422,
        "line 1: not a recording of creatoraudit-mock.",
    )
