"""Switches of the dialect that meet in one request."""

from typing import Any

import httpx
import pytest

from answers.refusals import JSON, faults
from creatoraudit_mock import Dialect, World
from creatoraudit_mock.contract import operations
from wire import KEYS, UNKNOWN_ID, wire, world_of


def ask(
    method: str, path: str, *, key: str = "all", dialect: dict[str, Any], **more: Any
) -> tuple[httpx.Response, World]:
    """The answer to one request in a fresh world of a dialect, and that world."""
    world = world_of(KEYS, dialect=Dialect(**dialect))
    with wire(world, f"secret-of-{key}") as client:
        return client.request(method, path, **more), world


def test_an_unknown_parameter_is_in_the_query_even_if_the_body_has_its_name() -> None:
    """Where an unknown parameter is named with its location, that is the query."""
    dialect = {"unknown_parameters": "refuse", "error_fields": "located"}
    body = {"platform": "tiktok", "username": "esa2"}
    response, _ = ask("POST", "/accounts?username=x", dialect=dialect, json=body)
    assert faults(response) == ["query.username"]


def test_the_body_as_a_whole_has_no_location_before_it() -> None:
    """A body that is no JSON is named as `body`, if it is a matter of validation."""
    dialect = {"malformed_json": 422, "error_fields": "located"}
    response, _ = ask("POST", "/accounts", dialect=dialect, content=b"{", headers=JSON)
    assert (response.status_code, faults(response)) == (422, ["body"])


def test_a_bound_is_named_alike_in_detail() -> None:
    """The sentence about an oversized batch names the field as the list of faults does."""
    body = {"account_ids": [UNKNOWN_ID] * 201}
    dialect = {"error_fields": "located"}
    response, _ = ask("POST", "/accounts/metrics", dialect=dialect, json=body)
    (told,) = faults(response)
    assert told == "body.account_ids"
    assert f" {told} " in response.json()["detail"]


@pytest.mark.parametrize("path", ["/health", "/meta", "/openapi.json", "/docs"])
def test_open_operations_overlook_unknown_parameters(path: str) -> None:
    """What needs no key declares no 422, so it refuses no parameter either."""
    response, _ = ask("GET", f"{path}?x=1", dialect={"unknown_parameters": "refuse"})
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "BAD_REQUEST"),
        ("{}", "VALIDATION_ERROR"),
        (f'{{"account_ids": ["{UNKNOWN_ID}"]}}', "INSUFFICIENT_SCOPE"),
    ],
)
def test_batches_that_need_write_are_checked_after_the_body_too(content: str, code: str) -> None:
    """With both switches a read key hears of its body first, and of its scope only then."""
    dialect = {"batch_scope": "write", "scope_check": "after-body"}
    response, _ = ask(
        "POST",
        "/accounts/metrics",
        key="reader",
        dialect=dialect,
        content=content,
        headers=JSON,
    )
    assert response.json()["code"] == code


@pytest.mark.parametrize("status", [401, 403])
def test_no_challenge_for_any_key(status: int) -> None:
    """Without challenges a disabled key gets none either, whatever its status."""
    dialect = {"disabled_key": status, "challenge": "absent"}
    response, _ = ask("GET", "/whoami", key="disabled", dialect=dialect)
    assert response.status_code == status
    assert "www-authenticate" not in response.headers


@pytest.mark.parametrize(("status", "name"), [(401, None), (403, "deleted")])
def test_whether_a_deleted_key_is_known_to_the_journal(status: int, name: str | None) -> None:
    """The journal knows a deleted key by its name if the service does."""
    response, world = ask("GET", "/whoami", key="deleted", dialect={"deleted_key": status})
    assert (response.status_code, world.journal[-1].key) == (status, name)


def test_a_deleted_key_is_told_before_the_subscription() -> None:
    """A key that is known to be deleted is told so even if the subscription has lapsed."""
    world = world_of(KEYS, dialect=Dialect(deleted_key=403))
    world.set_subscription(active=False)
    with wire(world, "secret-of-deleted") as client:
        assert client.get("/whoami").json()["detail"] == "The API key is deleted."


def test_a_malformed_id_is_a_matter_of_its_kind() -> None:
    """A link names what is not found: the creator first, then the account."""
    world = world_of(KEYS, dialect=Dialect(malformed_id=404, instance="template"))
    ada = world.create_creator("Ada")
    with wire(world) as client:
        told = [
            client.put(f"/creators/{creator}/accounts/x").json()["detail"]
            for creator in ("x", ada.id)
        ]
    assert told == ["Creator not found.", "Account not found."]


def test_only_what_is_tagged_can_be_free() -> None:
    """Where lists have no validator, `If-None-Match` on them is overlooked and costs a request."""
    dialect = {"etag_coverage": "resources", "not_modified": "free"}
    response, _ = ask("GET", "/accounts", dialect=dialect, headers={"if-none-match": "*"})
    assert (response.status_code, response.headers["x-ratelimit-remaining"]) == (200, "599")


def test_if_none_match_goes_with_the_validator() -> None:
    """No operation without an entity tag has `If-None-Match` among its parameters."""
    for one in operations(Dialect(etag_coverage="resources")):
        contract, declared = one.contract, one.definition.get("parameters", ())
        names = {contract.resolved(parameter)["name"] for parameter in declared}
        assert ("If-None-Match" in names) is one.conditional, one.id


def test_a_retirement_is_announced_in_problems_too() -> None:
    """A 429 is a response to a key that was let in, so it carries the dates."""
    world = world_of(KEYS, dialect=Dialect(deprecation="announced"))
    world.set_rate_limit(1)
    with wire(world) as client:
        headers = [client.get("/whoami").headers for _ in range(2)]
    assert headers[0]["sunset"] == headers[1]["sunset"]
