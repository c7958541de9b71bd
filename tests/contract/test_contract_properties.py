"""Whatever comes in, the contract has an answer."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock.contract import (
    Arguments,
    BodyMalformed,
    Operation,
    RequestInvalid,
    check_request,
    operation,
    operations,
)

ID = "0b3f2c14-9a6d-4f1e-8b2a-1c2d3e4f5a6b"
PATH = dict.fromkeys(("account_id", "video_id", "creator_id"), ID)

every_operation = st.sampled_from(operations())
with_bodies = st.sampled_from([one for one in operations() if "requestBody" in one.definition])
names = st.sampled_from(
    ["limit", "cursor", "sort", "order_by", "q", "period", "is_active", "start_date", "unheard_of"]
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts),
    max_leaves=10,
)
labels = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=255)
bodies = st.fixed_dictionaries(
    {
        "platform": st.sampled_from(["instagram", "tiktok"]),
        "username": st.from_regex(r"@?[A-Za-z0-9._-]{1,64}", fullmatch=True),
    },
    optional={
        "category": st.none() | labels.filter(bool),
        "scrape_interval_hours": st.integers(1, 168) | st.integers(1, 168).map(float),
        "is_active": st.booleans(),
        "metadata": st.dictionaries(labels, labels, max_size=20),
        "creator_id": st.none() | st.uuids().map(lambda one: str(one).upper()),
        "max_recent_posts_per_account": st.none() | st.integers(1, 10_000),
        "post_lookback_days": st.none() | st.integers(1, 3650),
        "unheard_of": json_values,
    },
)


def outcome(one: Operation, **parts: Any) -> object:
    """What the check says, be it arguments or a refusal; anything else is an error."""
    sent: dict[str, Any] = {"path": PATH, "query": (), "headers": {}, "body": None} | parts
    try:
        return check_request(one, **sent)
    except (RequestInvalid, BodyMalformed) as refusal:
        return refusal


def verdict(result: object) -> object:
    """A result in a form that two runs can be compared by."""
    return result if isinstance(result, Arguments) else (type(result), str(result))


@given(with_bodies, st.binary(max_size=200))
def test_any_bytes_are_answered(one: Operation, body: bytes) -> None:
    """Whatever bytes come in as a body, the outcome is arguments or a named refusal."""
    assert outcome(one, body=body)


@given(with_bodies, json_values)
def test_any_json_is_answered(one: Operation, value: object) -> None:
    """Whatever JSON comes in as a body, the outcome is arguments or a named refusal."""
    assert outcome(one, body=json.dumps(value).encode())


@given(with_bodies, st.data())
def test_any_member_is_answered(one: Operation, data: st.DataObject) -> None:
    """Whatever JSON the members of a body hold, faults are told by the names of the members."""
    content = one.definition["requestBody"]["content"]["application/json"]
    members = sorted(one.contract.resolved(content["schema"])["properties"])
    value = data.draw(st.dictionaries(st.sampled_from(members), json_values))
    result = outcome(one, body=json.dumps(value).encode())
    if isinstance(result, RequestInvalid):
        assert {error.field.split(".")[0] for error in result.errors} <= set(members)


@given(every_operation, st.lists(st.tuples(names, st.text() | st.from_regex("-?[0-9]{1,4}"))))
def test_any_query_is_answered(one: Operation, query: list[tuple[str, str]]) -> None:
    """Whatever the query holds, the outcome is arguments or faults."""
    result = outcome(one, query=query, body=b"{}")
    assert isinstance(result, Arguments | RequestInvalid)


@given(every_operation, st.text())
def test_any_path_is_answered(one: Operation, text: str) -> None:
    """Whatever stands in the path where an id belongs, the outcome is arguments or faults."""
    result = outcome(one, path=dict.fromkeys(PATH, text), body=b"{}")
    assert isinstance(result, Arguments | RequestInvalid)


@given(bodies)
def test_accepted_bodies_validate_again(body: dict[str, Any]) -> None:
    """What the check made of a body is a valid body, and checking it changes nothing."""
    one = operation("track_account")
    first = check_request(one, {}, (), {}, json.dumps(body).encode())
    again = check_request(one, {}, (), {}, json.dumps(first.body).encode())
    assert again == first


@given(with_bodies, json_values)
def test_the_same_request_has_the_same_outcome(one: Operation, value: object) -> None:
    """Two checks of one request agree, down to the order of the faults."""
    body = json.dumps(value).encode()
    assert verdict(outcome(one, body=body)) == verdict(outcome(one, body=body))
