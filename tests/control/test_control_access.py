"""Keys, rate limits, quota and subscription, set over HTTP."""

from __future__ import annotations

import httpx
import pytest

from creatoraudit_mock import ControlError, World
from creatoraudit_mock.control.client import ControlledWorld
from creatoraudit_mock.server import LiveWorld


def asked(live: LiveWorld, secret: str, method: str = "GET") -> httpx.Response:
    """What the API answers to a key."""
    headers = {"authorization": f"Bearer {secret}"}
    body = {"platform": "tiktok", "username": "newcomer"} if method == "POST" else None
    url = f"{live.base_url}/accounts"
    return httpx.request(method, url, headers=headers, json=body, trust_env=False)


def test_keys_are_listed(remote: ControlledWorld, live: LiveWorld) -> None:
    """Each key is there with the secret that opens this server."""
    (key,) = remote.keys()

    assert (key.name, key.secret, key.state) == ("Default key", live.api_key, "active")


def test_a_key_is_added(remote: ControlledWorld, live: LiveWorld) -> None:
    """A new key opens the API, as far as its scopes reach."""
    reader = remote.add_key("reader / 1", "read")

    assert asked(live, reader.secret).status_code == 200
    assert asked(live, reader.secret, "POST").status_code == 403


def test_a_name_that_is_taken(remote: ControlledWorld) -> None:
    """Two keys of one name are a conflict."""
    with pytest.raises(ControlError, match="409 Conflict: An API key named 'Default key'"):
        remote.add_key("Default key")


def test_a_key_changes_its_state(remote: ControlledWorld, live: LiveWorld) -> None:
    """A key can be disabled, enabled again and deleted, whatever its name has in it."""
    secret = remote.add_key("a/b c?").secret
    seen = []
    for state in ("disabled", "active", "deleted"):
        assert remote.set_key("a/b c?", state).state == state
        seen.append(asked(live, secret).status_code)

    assert seen == [403, 200, 401]


def test_a_key_that_is_unknown(remote: ControlledWorld) -> None:
    """A name that no key has is 404."""
    with pytest.raises(ControlError, match="404 Not Found: no API key with id 'nobody'"):
        remote.set_key("nobody", "active")


def test_rate_limit(remote: ControlledWorld, live: LiveWorld) -> None:
    """The limit holds for the very next request; null lifts it."""
    shown = remote.set_rate_limit(1, "30s")
    assert (shown.requests, shown.window) == (1, 30)
    assert [asked(live, live.api_key).status_code for _ in range(2)] == [200, 429]

    assert remote.set_rate_limit(None).requests is None
    assert asked(live, live.api_key).status_code == 200


def test_rate_limit_of_one_key(remote: ControlledWorld, live: LiveWorld) -> None:
    """A limit for one key leaves the others alone."""
    slow = remote.add_key("slow/er")
    assert remote.set_rate_limit(1, key="slow/er").requests == 1

    listed = remote.keys()

    assert [asked(live, slow.secret).status_code for _ in range(2)] == [200, 429]
    assert [asked(live, live.api_key).status_code for _ in range(2)] == [200, 200]
    assert [key.rate_limit is None for key in listed] == [True, False]


def test_control_requests_are_not_counted(remote: ControlledWorld, live: LiveWorld) -> None:
    """Requests of the control interface use up no limit."""
    remote.set_rate_limit(1)
    for _ in range(5):
        remote.keys()

    assert asked(live, live.api_key).status_code == 200


def test_quota(remote: ControlledWorld, live: LiveWorld) -> None:
    """A quota that is used up refuses accounts, until it is raised."""
    assert (remote.set_quota(5).accounts, remote.set_quota(5).tracked) == (5, 5)
    refused = asked(live, live.api_key, "POST")
    assert (refused.status_code, refused.json()["code"]) == (403, "QUOTA_EXCEEDED")
    remote.set_quota(None)

    assert asked(live, live.api_key, "POST").status_code == 201


def test_a_quota_below_what_is_tracked(remote: ControlledWorld, world: World) -> None:
    """A lower quota takes nothing away."""
    remote.set_quota(2)

    assert len(world.accounts) == 5


def test_subscription(remote: ControlledWorld, live: LiveWorld) -> None:
    """A subscription that has lapsed refuses all, until it resumes."""
    assert remote.set_subscription(active=False).active is False
    assert asked(live, live.api_key).status_code == 403
    remote.set_subscription(active=True)

    assert asked(live, live.api_key).status_code == 200


def test_lose_replica(remote: ControlledWorld, world: World) -> None:
    """Another replica takes over, which knows no idempotency keys."""
    remote.lose_replica()

    assert world.organization.replica == 1


def test_everything_is_shown_at_once(remote: ControlledWorld) -> None:
    """The world itself tells limit, quota and subscription as they stand."""
    remote.set_rate_limit(7)
    remote.set_quota(9)
    remote.set_subscription(active=False)
    about = remote.refresh()

    assert (about.rate_limit.requests, about.quota.accounts) == (7, 9)
    assert about.subscription.active is False
    assert about.commands == 3


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("PUT", "/rate-limit", {"requests": 0}, "requests=0: expected `int` >= 1"),
        ("PUT", "/rate-limit", {}, "missing required field `requests`"),
        ("PUT", "/quota", {"accounts": -1}, "accounts=-1: expected `int` >= 0"),
        ("PUT", "/quota", {"accounts": "many"}, "accounts='many': expected `int | null`"),
        ("PUT", "/subscription", {"active": "no"}, "active='no': expected `bool`"),
        ("POST", "/keys", {"name": ""}, "name='': expected `str` of length >= 1"),
        ("POST", "/keys", {"name": "x", "scopes": ["all"]}, "scopes[0]='all': "),
        ("PATCH", "/keys/Default%20key", {"state": "on"}, "state='on': invalid enum value"),
    ],
)
def test_what_is_not_valid(
    http: httpx.Client, method: str, path: str, body: object, said: str
) -> None:
    """What is not valid changes nothing, and is refused with the member and the value."""
    refused = http.request(method, path, json=body)

    assert refused.status_code == 422
    assert said in refused.json()["detail"]
    assert http.get("/log").json()["total"] == 0
