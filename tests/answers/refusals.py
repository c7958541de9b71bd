"""Switches about what is refused, and how."""

from typing import Any

import httpx

from creatoraudit_mock import World
from wire import PROBLEM, UNKNOWN_ID, Answers, Question

JSON = {"content-type": "application/json"}


def faults(response: httpx.Response) -> list[str]:
    """The fields at fault, of a response that has any."""
    return [error["field"] for error in response.json().get("errors", [])]


def fields(world: World, client: httpx.Client) -> Any:
    """How faults are named that lie everywhere, found by schemas, rules and the world itself."""
    path, key = "/creators", {"idempotency-key": ""}
    made = {"name": 1, "metadata": {"a.b": 7}}
    answers = [
        client.patch("/accounts/x", json={"is_active": 3}),
        client.get("/accounts?limit=0&cursor=made-up"),
        client.get("/accounts?cursor=made-up"),
        client.post(path, json=made, headers=key),
        client.post(path, json=[]),
        client.post("/accounts/metrics", json={"account_ids": ["x"]}),
        client.post("/videos/metrics", json={"video_ids": [UNKNOWN_ID], "period": "custom"}),
        client.get(f"/accounts/{world.accounts[0].id}/timeseries?period=custom"),
        client.post("/videos", json={"platform": "tiktok", "identifier": "x"}),
    ]
    return [faults(answer) for answer in answers]


def instance(_: World, client: httpx.Client) -> Any:
    """Where problems say that they happened."""
    refused = [
        client.get(f"/accounts/{UNKNOWN_ID}?x=1"),
        client.put(f"/creators/{UNKNOWN_ID}/accounts/{UNKNOWN_ID}"),
        client.get("/accounts?limit=0"),
        client.get("/nowhere"),
        client.put("/accounts"),
    ]
    return [answer.json()["instance"] for answer in refused]


def wrong_method(_: World, client: httpx.Client) -> Any:
    """What a method gets that a path does not have, and what HEAD gets."""
    response = client.put("/accounts")
    heads = [client.head(path).status_code for path in ("/accounts", "/accounts/metrics", "/x")]
    return response.json()["code"], response.headers.get("allow"), heads


def malformed_id(world: World, client: httpx.Client) -> Any:
    """What an id gets that is none, alone and beside other faults, and one in capitals."""
    answers = [
        client.get("/accounts/x"),
        client.get("/videos/x"),
        client.delete("/creators/x"),
        client.get("/accounts/x/timeseries"),
        client.patch("/accounts/x", json={"is_active": 3}),
        client.get(f"/accounts/{world.accounts[0].id.upper()}"),
    ]
    return [(answer.status_code, *faults(answer)) for answer in answers]


def scope_check(_: World, client: httpx.Client) -> Any:
    """What a read key gets for creates whose body is no JSON, invalid, and good."""
    client.headers["authorization"] = "Bearer secret-of-reader"
    bodies = (b"{", b"{}", b'{"name": "Ada"}')
    return [client.post("/creators", content=b, headers=JSON).json()["code"] for b in bodies]


def key(state: str) -> Question:
    """What a key in some state gets, with the challenge."""

    def ask(_: World, client: httpx.Client) -> Any:
        client.headers["authorization"] = f"Bearer secret-of-{state}"
        response = client.get("/accounts")
        challenge = response.headers.get("www-authenticate")
        return response.status_code, response.json()["code"], challenge

    return ask


def challenge(_: World, client: httpx.Client) -> Any:
    """How a 401 says what kind of key is needed: without a key, and with an unknown one."""
    client.headers["authorization"] = "Bearer x"
    unknown = client.get("/accounts")
    del client.headers["authorization"]
    return [r.headers.get("www-authenticate") for r in (client.get("/accounts"), unknown)]


def json_types(_: World, client: httpx.Client) -> Any:
    """Which media types pass for JSON."""
    types = (
        "application/json",
        "application/merge-patch+json",
        "Application/VND.x+JSON; charset=utf-8",
        "application/+json",
        "text/x+json",
        "application/json+x",
        "application/x+json, application/json",
    )
    return [
        client.post("/creators", content=b'{"name": "Ada"}', headers={"content-type": one})
        .status_code
        for one in types
    ]  # fmt: skip


def problem_accept(_: World, client: httpx.Client) -> Any:
    """Whether those that accept nothing but problems are served, and as what; not HTML."""
    asked = {"accept": "application/problem+json"}
    answers = [client.get(path, headers=asked) for path in ("/whoami", "/meta", "/docs")]
    refused = client.get("/whoami", headers={"accept": "application/problem+json;q=0"})
    return [(r.status_code, r.headers["content-type"]) for r in (*answers, refused)]


def malformed(_: World, client: httpx.Client) -> Any:
    """What a body that is no JSON gets."""
    response = client.post("/accounts", content=b"{", headers=JSON)
    return response.status_code, faults(response)


def batch_with_read_key(world: World, client: httpx.Client) -> Any:
    """What a batch read with a read key gets."""
    client.headers["authorization"] = "Bearer secret-of-reader"
    sent = {"account_ids": [world.accounts[0].id]}
    return client.post("/accounts/metrics", json=sent).status_code


def unknown_parameter(_: World, client: httpx.Client) -> Any:
    """What a misspelled parameter gets."""
    response = client.get("/accounts?Limit=1&offset=2")
    return response.status_code, [
        (error["field"], error["message"]) for error in response.json().get("errors", [])
    ]


BARE = [
    ["account_id", "is_active"],
    ["limit"],
    ["cursor"],
    ["Idempotency-Key", "metadata.a.b", "name"],
    ["body"],
    ["account_ids.0"],
    ["end_date", "start_date"],
    ["end_date", "start_date"],
    ["identifier"],
]
LOCATED = [
    ["path.account_id", "body.is_active"],
    ["query.limit"],
    ["query.cursor"],
    ["header.Idempotency-Key", "body.metadata.a.b", "body.name"],
    ["body"],
    ["body.account_ids.0"],
    ["body.end_date", "body.start_date"],
    ["query.end_date", "query.start_date"],
    ["body.identifier"],
]
BRACKETS = [
    *BARE[:3],
    ["Idempotency-Key", "metadata[a.b]", "name"],
    ["body"],
    ["account_ids[0]"],
    *BARE[6:],
]
FORBIDDEN = (403, "FORBIDDEN", None)
UNAUTHORIZED = (401, "UNAUTHORIZED", "Bearer")
CONCRETE = [
    f"/v2/accounts/{UNKNOWN_ID}",
    f"/v2/creators/{UNKNOWN_ID}/accounts/{UNKNOWN_ID}",
    "/v2/accounts",
    "/v2/nowhere",
    "/v2/accounts",
]

ANSWERS: Answers = {
    "error_fields": (fields, {"bare": BARE, "located": LOCATED, "brackets": BRACKETS}),
    "instance": (
        instance,
        {
            "path": CONCRETE,
            "template": [
                "/v2/accounts/{account_id}",
                "/v2/creators/{creator_id}/accounts/{account_id}",
                *CONCRETE[2:],
            ],
        },
    ),
    "wrong_method": (
        wrong_method,
        {
            405: ("METHOD_NOT_ALLOWED", "GET, HEAD, POST", [200, 405, 404]),
            404: ("NOT_FOUND", None, [200, 404, 404]),
        },
    ),
    "malformed_id": (
        malformed_id,
        {
            422: [
                (422, "account_id"),
                (422, "video_id"),
                (422, "creator_id"),
                (422, "account_id"),
                (422, "account_id", "is_active"),
                (200,),
            ],
            404: [(404,), (404,), (404,), (404,), (422, "is_active"), (404,)],
        },
    ),
    "scope_check": (
        scope_check,
        {
            "before-body": ["INSUFFICIENT_SCOPE"] * 3,
            "after-body": ["BAD_REQUEST", "VALIDATION_ERROR", "INSUFFICIENT_SCOPE"],
        },
    ),
    "disabled_key": (key("disabled"), {403: FORBIDDEN, 401: UNAUTHORIZED}),
    "deleted_key": (key("deleted"), {401: UNAUTHORIZED, 403: FORBIDDEN}),
    "challenge": (challenge, {"present": ["Bearer", "Bearer"], "absent": [None, None]}),
    "json_types": (
        json_types,
        {
            "exact": [201, *[415] * 6],
            "suffix": [201, 201, 201, *[415] * 4],
        },
    ),
    "problem_accept": (
        problem_accept,
        {
            "refuse": [(406, PROBLEM)] * 4,
            "accept": [(200, "application/json")] * 2 + [(406, PROBLEM)] * 2,
        },
    ),
    "malformed_json": (malformed, {400: (400, []), 422: (422, ["body"])}),
    "batch_scope": (batch_with_read_key, {"read": 200, "write": 403}),
    "unknown_parameters": (
        unknown_parameter,
        {
            "ignore": (200, []),
            "refuse": (
                422,
                [("Limit", "is not a known parameter"), ("offset", "is not a known parameter")],
            ),
        },
    ),
}
