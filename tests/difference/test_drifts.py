"""Drifts injected into the contract's own document: each is found, named and weighed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from creatoraudit_mock.contract import contract_in
from creatoraudit_mock.difference import Document, Severity, compare

Change = Callable[[dict[str, Any]], Any]


class Drift(NamedTuple):
    """A change of the document, and the finding that it must lead to."""

    change: Change
    code: str
    severity: Severity
    message: str


def schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    """A schema component."""
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


def member(document: dict[str, Any], name: str) -> dict[str, Any]:
    """A member, by its component and name."""
    owner, _, field = name.partition(".")
    found: dict[str, Any] = schema(document, owner)["properties"][field]
    return found


def operation(document: dict[str, Any], path: str, method: str = "get") -> dict[str, Any]:
    """An operation object."""
    found: dict[str, Any] = document["paths"][path][method]
    return found


def parameter(document: dict[str, Any], path: str, name: str) -> dict[str, Any]:
    """A parameter that an operation lists itself."""
    parameters = operation(document, path)["parameters"]
    return next(one for one in parameters if one.get("name") == name)


def put(document: dict[str, Any], name: str, **members: Any) -> None:
    """Change keywords of a member."""
    member(document, name).update(members)


def without(names: list[Any], name: Any) -> None:
    """Take an item out of a list."""
    names.remove(name)


DRIFTS = {
    "operation gone": Drift(
        lambda d: d["paths"].pop("/search"),
        "operation-removed",
        "breaking",
        "GET /search the document has no GET /search",
    ),
    "method gone": Drift(
        lambda d: d["paths"]["/accounts"].pop("post"),
        "operation-removed",
        "breaking",
        "POST /accounts",
    ),
    "operation new": Drift(
        lambda d: d["paths"].update({"/webhooks": {"get": {"responses": {}}}}),
        "operation-added",
        "harmless",
        "GET /webhooks",
    ),
    "another version": Drift(
        lambda d: d.update(servers=[{"url": "https://api.example.com/v3"}]),
        "base-path",
        "notice",
        "the base URL the API is under /v3, the mock's under /v2",
    ),
    "operation deprecated": Drift(
        lambda d: operation(d, "/search").update(deprecated=True),
        "deprecated",
        "notice",
        "GET /search is marked as deprecated",
    ),
    "filter gone": Drift(
        lambda d: without(
            operation(d, "/accounts")["parameters"], parameter(d, "/accounts", "category")
        ),
        "parameter-removed",
        "breaking",
        "query category is not a parameter any more",
    ),
    "filter required": Drift(
        lambda d: parameter(d, "/accounts", "creator_id").update(required=True),
        "parameter-required",
        "breaking",
        "query creator_id was optional and is required",
    ),
    "new required parameter": Drift(
        lambda d: operation(d, "/accounts")["parameters"].append(
            {"name": "org", "in": "query", "required": True, "schema": {"type": "string"}}
        ),
        "parameter-added-required",
        "breaking",
        "query org is a new required parameter",
    ),
    "new required header": Drift(
        lambda d: operation(d, "/accounts")["parameters"].append(
            {"name": "X-Org", "in": "header", "required": True, "schema": {"type": "string"}}
        ),
        "parameter-added-required",
        "breaking",
        "header X-Org is a new required parameter",
    ),
    "smaller pages": Drift(
        lambda d: d["components"]["parameters"]["Limit"]["schema"].update(maximum=100),
        "sent-bound-tighter",
        "breaking",
        "query limit maximum 100 instead of maximum 200",
    ),
    "another default": Drift(
        lambda d: d["components"]["parameters"]["Limit"]["schema"].update(default=7),
        "default",
        "notice",
        "query limit the default is 7",
    ),
    "sort key gone": Drift(
        lambda d: without(
            parameter(d, "/accounts", "order_by")["schema"]["enum"], "follower_count"
        ),
        "sent-values-refused",
        "breaking",
        'query order_by takes no "follower_count" any more',
    ),
    "new required member": Drift(
        lambda d: (
            schema(d, "TrackAccountRequest")["properties"].update(country={"type": "string"}),
            schema(d, "TrackAccountRequest")["required"].append("country"),
        ),
        "sent-field-added-required",
        "breaking",
        "TrackAccountRequest.country is a new required member",
    ),
    "member of a body gone": Drift(
        lambda d: schema(d, "TrackAccountRequest")["properties"].pop("category"),
        "sent-field-removed",
        "breaking",
        "TrackAccountRequest.category",
    ),
    "null refused": Drift(
        lambda d: put(d, "TrackAccountRequest.category", type="string"),
        "sent-null-refused",
        "breaking",
        "TrackAccountRequest.category may not be null any more",
    ),
    "strict bodies": Drift(
        lambda d: schema(d, "TrackAccountRequest").update(additionalProperties=False),
        "sent-closed",
        "breaking",
        "TrackAccountRequest members that are not listed are refused",
    ),
    "success gone": Drift(
        lambda d: operation(d, "/accounts")["responses"].pop("200"),
        "status-removed",
        "breaking",
        "status 200 is not answered any more",
    ),
    "no more 304": Drift(
        lambda d: operation(d, "/accounts")["responses"].pop("304"),
        "not-modified-removed",
        "notice",
        "status 304 is not listed among the answers",
    ),
    "new success": Drift(
        lambda d: operation(d, "/accounts")["responses"].update({"206": {"description": "Part."}}),
        "status-added",
        "notice",
        "status 206 is a new success",
    ),
    "new failure": Drift(
        lambda d: operation(d, "/accounts")["responses"].update({"410": {"description": "Gone."}}),
        "error-added",
        "notice",
        "status 410 is a new failure",
    ),
    "failure that any request may meet": Drift(
        lambda d: operation(d, "/accounts")["responses"].update({"405": {"description": "No."}}),
        "error-listed",
        "harmless",
        "status 405 is listed among the answers",
    ),
    "ETag gone": Drift(
        lambda d: operation(d, "/accounts")["responses"]["200"]["headers"].pop("ETag"),
        "header-removed",
        "notice",
        "header ETag is not among the headers",
    ),
    "header new": Drift(
        lambda d: operation(d, "/accounts")["responses"]["200"]["headers"].update(
            {"X-Cost": {"schema": {"type": "integer"}}}
        ),
        "header-added",
        "harmless",
        "header X-Cost is a new header",
    ),
    "another media type": Drift(
        lambda d: operation(d, "/accounts")["responses"]["200"].update(
            content={"application/xml": {"schema": {"type": "string"}}}
        ),
        "media-removed",
        "breaking",
        "comes as application/xml instead of application/json",
    ),
    "field gone": Drift(
        lambda d: schema(d, "Account")["properties"].pop("last_scrape_time"),
        "field-removed",
        "breaking",
        "Account.last_scrape_time is gone",
    ),
    "field new": Drift(
        lambda d: schema(d, "Account")["properties"].update(mood={"type": "string"}),
        "field-added",
        "harmless",
        "Account.mood is a new field",
    ),
    "field may be missing": Drift(
        lambda d: without(schema(d, "Account")["required"], "follower_count"),
        "field-optional",
        "breaking",
        "Account.follower_count may be missing",
    ),
    "field nullable": Drift(
        lambda d: put(d, "Account.follower_count", type=["integer", "null"]),
        "nullable",
        "breaking",
        "Account.follower_count may be null",
    ),
    "field nullable as in 3.0": Drift(
        lambda d: put(d, "Account.follower_count", nullable=True),
        "nullable",
        "breaking",
        "Account.follower_count may be null",
    ),
    "field never null": Drift(
        lambda d: put(d, "Account.name", type="string"),
        "not-nullable",
        "harmless",
        "Account.name is never null",
    ),
    "count as text": Drift(
        lambda d: put(d, "Account.view_count", type="string"),
        "type",
        "breaking",
        "Account.view_count is string instead of integer",
    ),
    "count with fractions": Drift(
        lambda d: put(d, "Account.view_count", type="number"),
        "type",
        "breaking",
        "Account.view_count is number instead of integer",
    ),
    "always null": Drift(
        lambda d: put(d, "Account.name", type="null"),
        "type",
        "breaking",
        "Account.name is null instead of string or null",
    ),
    "list of anything": Drift(
        lambda d: member(d, "AccountPage.data").pop("items"),
        "type-unknown",
        "notice",
        "AccountPage.data[] has no type in the document",
    ),
    "type unknown": Drift(
        lambda d: schema(d, "Account")["properties"].update(view_count={}),
        "type-unknown",
        "notice",
        "Account.view_count has no type in the document",
    ),
    "new platform": Drift(
        lambda d: schema(d, "Platform")["enum"].append("youtube"),
        "value-added",
        "notice",
        'may be "youtube", which is new',
    ),
    "platform not taken": Drift(
        lambda d: without(schema(d, "Platform")["enum"], "tiktok"),
        "sent-values-refused",
        "breaking",
        'takes no "tiktok" any more',
    ),
    "another constant": Drift(
        lambda d: put(d, "Account.type", const="profile"),
        "values-replaced",
        "breaking",
        'Account.type is "profile" instead of "account"',
    ),
    "instants as dates": Drift(
        lambda d: schema(d, "Timestamp").update(format="date"),
        "format",
        "breaking",
        "is written as date instead of date-time",
    ),
    "ids are any text": Drift(
        lambda d: member(d, "Account.id").pop("format"),
        "format-open",
        "notice",
        "Account.id need not be uuid",
    ),
    "list of another thing": Drift(
        lambda d: put(d, "AccountPage.data", items={"type": "string"}),
        "type",
        "breaking",
        "AccountPage.data[] is string instead of object Account",
    ),
    "another form": Drift(
        lambda d: schema(d, "AccountEnvelope")["properties"].update(
            data={
                "oneOf": [
                    {"$ref": "#/components/schemas/Account"},
                    {"$ref": "#/components/schemas/Video"},
                ]
            }
        ),
        "form-added",
        "notice",
        "AccountEnvelope.data may also be object Video",
    ),
}


@pytest.mark.parametrize("name", DRIFTS)
def test_every_drift_is_found_and_named(name: str) -> None:
    """A drift leads to one finding of its kind and severity, with a message that names it."""
    drift = DRIFTS[name]
    document = copy.deepcopy(contract_in().document)
    drift.change(document)
    findings = compare(Document(document), explain=False).findings
    met = [one for one in findings if one.difference.code == drift.code]
    assert met, [one.message for one in findings]
    assert any(drift.message in one.message for one in met), [one.message for one in met]
    named = [one for one in met if drift.message in one.message]
    # The severest comes first; where our side was only assumed, the same is milder.
    assert named[0].severity == drift.severity


def test_a_drift_shows_nothing_else() -> None:
    """One nullable field is one finding, however many operations show it."""
    document = copy.deepcopy(contract_in().document)
    put(document, "Account.follower_count", nullable=True)
    (finding,) = compare(Document(document)).findings
    assert "GET /accounts 200" in finding.places
    assert "GET /accounts/{account_id} 200" in finding.places
    assert finding.meaning == "Programs that read it as integer fail at the first null."


def test_what_was_only_assumed_cannot_break() -> None:
    """A difference from an assumed part says that our guess was wrong: a notice."""
    document = copy.deepcopy(contract_in().document)
    for item in document["paths"].values():
        for one in item.values():
            one["responses"].pop("502", None)
    document["components"]["headers"]["Cache-Control"]["schema"] = {"type": "integer"}
    findings = compare(Document(document)).findings
    cached = [one for one in findings if one.difference.subject == "header Cache-Control"]
    assert cached
    assert all(one.severity != "breaking" for one in cached)
    assert all("our guess was wrong" in one.background for one in cached)
