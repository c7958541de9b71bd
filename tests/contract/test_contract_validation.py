"""Requests against the contract: arguments, messages, and all faults at once."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from creatoraudit_mock.contract import (
    Arguments,
    BodyMalformed,
    RequestInvalid,
    check_request,
    contract_in,
    operation,
    operations,
)
from creatoraudit_mock.contract.schemas import compiled
from creatoraudit_mock.contract.wording import message

ID = "0b3f2c14-9a6d-4f1e-8b2a-1c2d3e4f5a6b"
TRACK = {"platform": "instagram", "username": "nasa"}


def check(
    operation_id: str,
    *,
    path: Mapping[str, str] | None = None,
    query: Sequence[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    body: object = None,
) -> Arguments:
    """The call under test with its parts optional; a body that is no bytes is sent as JSON."""
    content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    return check_request(operation(operation_id), path or {}, query, headers or {}, content)


def faults(operation_id: str, **parts: Any) -> list[tuple[str, str]]:
    """The faults of a request that must have some."""
    with pytest.raises(RequestInvalid) as refusal:
        check(operation_id, **parts)
    return [(error.field, error.message) for error in refusal.value.errors]


KINDS: dict[str, tuple[dict[str, Any], Any, str]] = {
    "array": ({"type": "array"}, 1, "must be a list"),
    "boolean": ({"type": "boolean"}, 1, "must be true or false"),
    "integer": ({"type": "integer"}, 1.5, "must be an integer"),
    "null": ({"type": "null"}, 1, "must be null"),
    "number": ({"type": "number"}, "1", "must be a number"),
    "object": ({"type": "object"}, 1, "must be an object"),
    "string": ({"type": "string"}, 1, "must be a string"),
    "nullable": ({"type": ["string", "null"]}, 1, "must be a string"),
    "either": ({"type": ["integer", "string"]}, [], "must be an integer or must be a string"),
    "const": ({"const": "account"}, "video", "must be: account"),
    "enum": ({"enum": ["instagram", "tiktok"]}, "x", "must be one of: instagram, tiktok"),
    "nullable enum": ({"enum": ["asc", "desc", None]}, "x", "must be one of: asc, desc"),
    "enum of others": ({"enum": [1, True]}, "x", "must be one of: 1, true"),
    "date": ({"format": "date"}, "x", "must be a date (YYYY-MM-DD)"),
    "uuid": ({"format": "uuid"}, "x", "must be a UUID"),
    "maxItems": ({"maxItems": 1}, [1, 2], "must have at most 1 item"),
    "minItems": ({"minItems": 2}, [], "must have at least 2 items"),
    "maxLength": ({"maxLength": 2}, "abc", "must be at most 2 characters"),
    "minLength": ({"minLength": 1}, "", "must be at least 1 character"),
    "maxProperties": ({"maxProperties": 1}, {"a": 1, "b": 2}, "must have at most 1 key"),
    "maximum": ({"maximum": 200}, 201, "must be at most 200"),
    "minimum": ({"minimum": 1}, 0, "must be at least 1"),
    "required": ({"required": ["a"]}, {}, "is required"),
    "no NUL": ({"pattern": r"^[^\u0000]*$"}, "\0", "must not contain the character U+0000"),
    "keys": (
        {"propertyNames": {"maxLength": 1}},
        {"ab": 1},
        "keys must be at most 1 character",
    ),
    "unforeseen": ({"multipleOf": 2}, 3, "3 is not a multiple of 2"),
    "unforeseen format": ({"format": "ipv4"}, "x", '"x" is not a "ipv4"'),
    "unforeseen pattern": ({"pattern": "^a$"}, "x", '"x" does not match "^a$"'),
}


@pytest.mark.parametrize(("schema", "value", "expected"), KINDS.values(), ids=KINDS)
def test_each_kind_of_fault_has_its_message(
    schema: dict[str, Any], value: object, expected: str
) -> None:
    """A message says what the value has to be; unforeseen kinds speak the validator's words."""
    validator = Draft202012Validator(schema, validate_formats=True)
    assert [message(error) for error in validator.iter_errors(value)] == [expected]


def test_all_faults_of_a_request_come_at_once() -> None:
    """Path, query, headers, members and their items are reported together, sorted by field."""
    body = {"platform": "youtube", "metadata": {"team": 1}, "scrape_interval_hours": 0}
    assert faults("track_account", headers={"idempotency-key": ""}, body=body) == [
        ("Idempotency-Key", "must be at least 1 character"),
        ("metadata.team", "must be a string"),
        ("platform", "must be one of: instagram, tiktok"),
        ("scrape_interval_hours", "must be at least 1"),
        ("username", "is required"),
    ]
    dates = [("start_date", "2026-1-1"), ("period", "1d")]
    assert faults("get_creator_timeseries", path={"creator_id": "x"}, query=dates) == [
        ("creator_id", "must be a UUID"),
        ("period", "must be one of: 7d, 30d, 90d, custom"),
        ("start_date", "must be a date (YYYY-MM-DD)"),
    ]


def test_items_are_reported_in_the_order_of_the_list() -> None:
    """Faults of the items 2 and 10 come in this order, though their names sort otherwise."""
    ids = [ID if index not in {2, 10} else "x" for index in range(11)]
    fields = [field for field, _ in faults("batch_video_deltas", body={"video_ids": ids})]
    assert fields == ["video_ids.2", "video_ids.10"]


@pytest.mark.parametrize("text", ["", "x", "1.0", "1e2", " 1", "+1", "0x1", "\u0661", "9" * 5000])
def test_query_integers_are_plain_digits(text: str) -> None:
    """Only ASCII digits with an optional minus sign are an integer in a query."""
    assert faults("list_accounts", query=[("limit", text)]) == [("limit", "must be an integer")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", "must be at least 1"), ("-3", "must be at least 1"), ("201", "must be at most 200")],
)
def test_limits_are_never_clamped(text: str, expected: str) -> None:
    """A limit out of range is a fault."""
    assert faults("list_accounts", query=[("limit", text)]) == [("limit", expected)]


@pytest.mark.parametrize("text", ["1", "0", "yes", "on", "True", "FALSE", ""])
def test_query_booleans_are_true_and_false(text: str) -> None:
    """No other spelling of a boolean is accepted in a query."""
    expected = [("include_total", "must be true or false")]
    assert faults("list_accounts", query=[("include_total", text)]) == expected


def test_query_values_are_typed_and_defaults_filled() -> None:
    """Numbers, booleans and ids get their types; absent parameters their defaults."""
    query = [("include_total", "true"), ("limit", "007"), ("creator_id", ID.upper())]
    assert check("list_accounts", query=query).query == {
        "limit": 7,
        "sort": "-added_at",
        "creator_id": ID,
        "include_total": True,
    }


def test_a_parameter_is_given_once() -> None:
    """A repeated parameter is a fault, and the last value's own faults show as well."""
    query = [("limit", "5"), ("limit", "0")]
    assert faults("list_accounts", query=query) == [
        ("limit", "must be at least 1"),
        ("limit", "must be given once"),
    ]


def test_undecodable_text_is_a_fault() -> None:
    """A query value with bytes that are not UTF-8 is refused by name."""
    assert faults("search", query=[("q", "\udcff")]) == [("q", "must be UTF-8 text")]


def test_unknown_parameters_are_ignored_but_told() -> None:
    """Parameters that the contract lacks do no harm; their names are there for a stricter mode."""
    query = [("page", "2"), ("limit", "5"), ("offset", "1"), ("page", "3")]
    arguments = check("list_accounts", query=query)
    assert arguments.unknown == ("offset", "page")
    assert "page" not in arguments.query


def test_missing_parameters_are_required() -> None:
    """A required parameter that is absent is a fault of its name."""
    assert faults("search") == [("q", "is required")]
    assert check("search", query=[("q", "")]).query == {"q": "", "limit": 10}


@pytest.mark.parametrize(
    "text",
    ["x", ID.replace("-", ""), "{" + ID + "}", f"urn:uuid:{ID}", ID + "0", ID[:-1] + "g", f" {ID}"],
)
def test_ids_have_one_form(text: str) -> None:
    """Only the form with four hyphens is an id."""
    expected = [("account_id", "must be a UUID")]
    assert faults("get_account", path={"account_id": text}) == expected


def test_ids_are_normalised_to_lower_case() -> None:
    """The case of an id does not matter, in the path, in members and in lists."""
    assert check("get_account", path={"account_id": ID.upper()}).path == {"account_id": ID}
    body = check("track_account", body={**TRACK, "creator_id": ID.upper()}).body
    assert body["creator_id"] == ID
    batch = check("batch_account_metrics", body={"account_ids": [ID.upper()]}).body
    assert batch["account_ids"] == [ID]


@pytest.mark.parametrize("text", ["2026-02-29", "0000-01-01", "20260101", "2026-W01-1", "x"])
def test_dates_are_calendar_days(text: str) -> None:
    """A date is a day of the calendar in the form YYYY-MM-DD."""
    body = {"video_ids": [ID], "start_date": text}
    assert faults("batch_video_metrics", body=body) == [
        ("start_date", "must be a date (YYYY-MM-DD)")
    ]


def test_declared_headers_are_arguments() -> None:
    """Headers of the contract are passed on by lower-case name, others are not."""
    sent = {"if-none-match": 'W/"a", *', "accept": "*/*"}
    headers = check("get_account", path={"account_id": ID}, headers=sent).headers
    assert headers == {"if-none-match": 'W/"a", *'}


def test_defaults_of_a_creation_are_filled() -> None:
    """A body for tracking has every member of the contract, and nothing else."""
    assert check("track_account", body={**TRACK, "colour": "red"}).body == {
        "platform": "instagram",
        "username": "nasa",
        "category": None,
        "scrape_interval_hours": 24,
        "is_active": True,
        "metadata": {},
        "creator_id": None,
        "max_recent_posts_per_account": None,
        "post_lookback_days": None,
    }


def test_defaults_are_not_shared() -> None:
    """Changing the arguments of one request does not change the next one's."""
    check("track_account", body=TRACK).body["metadata"]["team"] = "growth"
    assert check("track_account", body=TRACK).body["metadata"] == {}


def test_a_patch_says_only_what_it_says() -> None:
    """A PATCH body keeps null apart from absent."""
    path = {"account_id": ID}
    assert check("update_account", path=path, body={}).body == {}
    assert check("update_account", path=path, body={"category": None}).body == {"category": None}


def test_integral_floats_are_integers() -> None:
    """24.0 is an integer to JSON Schema, and an int to the handler."""
    hours = check("track_account", body={**TRACK, "scrape_interval_hours": 24.0}).body
    assert repr(hours["scrape_interval_hours"]) == "24"


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"3", b"true"])
def test_a_body_is_an_object(body: bytes) -> None:
    """Well-formed JSON of another kind is a fault of the body as a whole."""
    assert faults("batch_account_video_metrics", body=body) == [("body", "must be an object")]


@pytest.mark.parametrize("body", [None, b""])
def test_a_needed_body_is_required(body: bytes | None) -> None:
    """No content where some is needed is a fault of the body as a whole."""
    assert faults("create_creator", body=body) == [("body", "is required")]


def test_a_malformed_body_comes_first() -> None:
    """Content that is no JSON is told before any fault of the parameters."""
    with pytest.raises(BodyMalformed):
        check("update_account", path={"account_id": "x"}, body=b"{")


@pytest.mark.parametrize("one", [o for o in operations() if "requestBody" not in o.definition])
def test_unasked_bodies_are_not_looked_at(one: Any) -> None:
    """An operation without a body does not mind content."""
    path = dict.fromkeys(("account_id", "video_id", "creator_id"), ID)
    assert check_request(one, path, [("q", "x")], {}, b"{").body == {}


@pytest.mark.parametrize("username", ["nasa", "@nasa", "a.b_c-d", "A" * 64])
def test_usernames_are_handles(username: str) -> None:
    """Letters, digits, dots, underscores and hyphens, with or without a leading @."""
    assert check("track_account", body={**TRACK, "username": username}).body["username"] == username


@pytest.mark.parametrize("username", ["", "@", "@@nasa", "na sa", "nasa\n", "é", "A" * 65, "a\0"])
def test_other_usernames_are_refused(username: str) -> None:
    """Whatever cannot be a handle is refused in words."""
    ((field, said),) = faults("track_account", body={**TRACK, "username": username})
    assert field == "username"
    assert said.startswith("must be 1 to 64 letters, digits")


def test_metadata_has_its_bounds() -> None:
    """Number of labels, length of names and of values, and their kind are all bound."""
    many = {str(n): "x" for n in range(21)}
    assert faults("create_creator", body={"name": "n", "metadata": many}) == [
        ("metadata", "must have at most 20 keys")
    ]
    odd = {"k" * 256: "x", "l" * 256: "y", "a": "v" * 256, "b": None, "c": "\0"}
    assert faults("create_creator", body={"name": "n", "metadata": odd}) == [
        ("metadata", "keys must be at most 255 characters"),
        ("metadata.a", "must be at most 255 characters"),
        ("metadata.b", "must be a string"),
        ("metadata.c", "must not contain the character U+0000"),
    ]


BATCH = {"video_ids": [ID]}
NEW_VIDEO = {"platform": "tiktok", "identifier": "1"}
BOUNDS: list[tuple[str, dict[str, Any], str, str]] = [
    ("track_account", {**TRACK, "scrape_interval_hours": 0}, "scrape_interval_hours", "least 1"),
    ("track_account", {**TRACK, "scrape_interval_hours": 169}, "scrape_interval_hours", "most 168"),
    ("track_account", {**TRACK, "category": ""}, "category", "least 1 character"),
    ("track_account", {**TRACK, "category": "c" * 256}, "category", "most 255 characters"),
    ("track_account", {**TRACK, "post_lookback_days": 0}, "post_lookback_days", "least 1"),
    ("track_account", {**TRACK, "post_lookback_days": 3651}, "post_lookback_days", "most 3650"),
    ("track_video", {**NEW_VIDEO, "identifier": ""}, "identifier", "least 1 character"),
    ("track_video", {**NEW_VIDEO, "identifier": "1" * 2049}, "identifier", "most 2048 characters"),
    ("track_video", {**NEW_VIDEO, "scrape_interval_hours": 169}, "scrape_interval_hours", "168"),
    ("create_creator", {"name": ""}, "name", "least 1 character"),
    ("create_creator", {"name": "n" * 256}, "name", "most 255 characters"),
    ("batch_account_metrics", {"account_ids": []}, "account_ids", "least 1 item"),
    ("batch_account_metrics", {"account_ids": [ID] * 201}, "account_ids", "most 200 items"),
    ("batch_video_metrics", {"video_ids": [ID] * 201}, "video_ids", "most 200 items"),
    ("batch_video_deltas", {"video_ids": [ID] * 201}, "video_ids", "most 200 items"),
    ("batch_video_deltas", {**BATCH, "windows": []}, "windows", "least 1 item"),
    ("batch_video_deltas", {**BATCH, "windows": [1] * 11}, "windows", "most 10 items"),
    ("batch_video_deltas", {**BATCH, "windows": [366]}, "windows.0", "most 365"),
    ("batch_account_video_metrics", {"tiktok_video_ids": [2**53]}, "tiktok_video_ids.0", "most 90"),
]


@pytest.mark.parametrize(("operation_id", "body", "field", "bound"), BOUNDS)
def test_members_have_bounds(
    operation_id: str, body: dict[str, Any], field: str, bound: str
) -> None:
    """A value just beyond its bound is a fault of its member alone."""
    ((found, said),) = faults(operation_id, body=body)
    assert found == field
    assert bound in said


def test_an_unforeseen_fault_does_not_repeat_the_value() -> None:
    """Where the validator's own words are used, the value at fault is left out of them."""
    (error,) = compiled(contract_in(), {"multipleOf": 2}).iter_errors(12345)
    assert message(error) == "the value is not a multiple of 2"


def test_messages_do_not_repeat_what_was_sent() -> None:
    """A long or private value does not come back in the answer."""
    with pytest.raises(RequestInvalid) as refusal:
        check("track_account", body={**TRACK, "platform": "secret", "category": "secret" * 50})
    assert "secret" not in str(refusal.value)


def test_the_refusal_reads_as_text() -> None:
    """The exception's own text names every field with its message."""
    with pytest.raises(RequestInvalid, match="name is required"):
        check("create_creator", body={})
