"""What an unknown path, method, parameter or member may have meant."""

from __future__ import annotations

import pytest

from creatoraudit_mock import World
from creatoraudit_mock.contract.nearest import nearest_operation, nearest_parameters

ID = "44c17b83-d92e-4c51-8d28-d09d4f0134c3"


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/acounts", "there is no /acounts; the nearest is GET /accounts"),
        ("GET", "/accounts/", "there is no /accounts/; the nearest is GET /accounts"),
        ("POST", "/account/metrics", "the nearest is POST /accounts/metrics"),
        ("GET", f"/account/{ID}", "the nearest is GET /accounts/{account_id}"),
        ("GET", f"/videos/{ID}/timeserie", "the nearest is GET /videos/{video_id}/timeseries"),
        ("PUT", "/accounts", "/accounts has no PUT, only GET, POST"),
        ("PUT", f"/accounts/{ID}/analytics", "has no PUT, only GET"),
        ("GET", "/users/me", "nothing in this API is like /users/me"),
        ("GET", "/", "nothing in this API is like /"),
    ],
)
def test_paths(method: str, path: str, expected: str) -> None:
    """A path that is nearly right leads to the one that is; a wrong method lists the right ones."""
    assert nearest_operation(method, path).endswith(expected)


@pytest.mark.parametrize(
    ("operation", "query", "body", "expected"),
    [
        ("list_accounts", ["limit", "cursor"], [], []),
        (
            "list_accounts",
            ["limt", "limt"],
            [],
            ["'limt' is no parameter of GET /accounts; the nearest is 'limit'"],
        ),
        ("get_whoami", ["x"], [], ["'x' is no parameter of GET /whoami, which takes none"]),
        ("get_whoami", [], ["x"], []),
        (
            "track_account",
            [],
            ["platform", "user_name"],
            ["'user_name' is no member of POST /accounts; the nearest is 'username'"],
        ),
    ],
)
def test_names(operation: str, query: list[str], body: list[str], expected: list[str]) -> None:
    """Each unknown name is told once, with the nearest one if there is a near one."""
    assert nearest_parameters(operation, query, body) == expected


def test_far_names_are_told_what_is_taken() -> None:
    """A name that is like nothing gets the list of those that there are."""
    (sentence,) = nearest_parameters("list_accounts", ["offset"], [])

    assert sentence.startswith("'offset' is no parameter of GET /accounts, which takes limit, ")


def test_entries_know_their_near_misses() -> None:
    """The journal's entries tell of path, query and body."""
    world = World()
    with world.client() as client:
        client.get("/accounts?limit=1")
        client.get("/accounts?limt=1")
        client.get("/acounts")
        client.get("https://api.creatoraudit.com/v1/accounts")
        client.post("/accounts", content=b"[1]", headers={"content-type": "application/json"})
        client.post("/accounts", json={"plattform": "tiktok"})

    assert [entry.near_misses() for entry in world.journal] == [
        [],
        ["'limt' is no parameter of GET /accounts; the nearest is 'limit'"],
        ["there is no /acounts; the nearest is GET /accounts"],
        ["/v1/accounts is outside this API, which is at https://api.creatoraudit.com/v2"],
        [],
        ["'plattform' is no member of POST /accounts; the nearest is 'platform'"],
    ]
