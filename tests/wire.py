"""Clients for tests: whatever they receive has been checked against the contract."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

import httpx

from creatoraudit_mock import World
from creatoraudit_mock.contract import PROBLEMS, Dialect, Operation, operations
from creatoraudit_mock.contract.dialect import BEST_GUESS
from creatoraudit_mock.contract.responses import response_errors
from creatoraudit_mock.scenario.loading import from_text

PROBLEM = "application/problem+json"
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"

BESIDE_THE_CONTRACT = {405, 413, 501}
"""Statuses of the mock that the API's own table does not have; no operation declares them."""

Question = Callable[[World, httpx.Client], Any]
Answers = dict[str, tuple[Question, dict[Any, Any]]]
"""Of each switch: what it is asked, and what each of its values answers."""

RATES = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
"""The headers of a response to a key that was let in."""

NOTICES = ("deprecation", "sunset")
"""More of them, where the dialect announces that the version is retired."""

KEYS = """
description = "One key of every kind, in an organization with an account of each platform."

[[keys]]
name = "all"
secret = "secret-of-all"

[[keys]]
name = "reader"
secret = "secret-of-reader"
scopes = ["read"]

[[keys]]
name = "writer"
secret = "secret-of-writer"
scopes = ["write"]

[[keys]]
name = "admin"
secret = "secret-of-admin"
scopes = ["admin"]

[[keys]]
name = "disabled"
secret = "secret-of-disabled"
state = "disabled"

[[keys]]
name = "deleted"
secret = "secret-of-deleted"
state = "deleted"

[[accounts]]
platform = "instagram"
username = "nasa"
added = "-10d"

[[accounts]]
platform = "tiktok"
username = "esa"
added = "-10d"

[[videos]]
platform = "tiktok"
identifier = "7301234567890123456"
added = "-10d"
"""


def world_of(toml: str, **options: Any) -> World:
    """A world that begins as the text of a scenario file says."""
    return World(from_text(toml, "test.toml"), **options)


def wire(
    world: World,
    secret: str | None = None,
    client: Literal["httpx", "httpx2"] = "httpx",
    **more: Any,
) -> httpx.Client:
    """An in-process client with the world's first key, or another, that checks every response."""
    headers = more.pop("headers", {})
    if secret is not None:
        headers = {"authorization": f"Bearer {secret}", **headers}
    check = functools.partial(_check, world.dialect)
    return world.client(client, headers=headers, event_hooks={"response": [check]}, **more)


def anonymous(world: World, **more: Any) -> httpx.Client:
    """A client without any key."""
    made = wire(world, **more)
    del made.headers["authorization"]
    return made


def raw_header(name: str, value: str | bytes) -> httpx.Headers:
    """One header with a value as it stands, whether it is text or not."""
    raw = value if isinstance(value, bytes) else value.encode("latin-1")
    return httpx.Headers([(name.encode(), raw)])


def complaints(
    method: str,
    path: str,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    dialect: Dialect = BEST_GUESS,
) -> list[str]:
    """What is wrong with a response: with regard to the contract, or to what all have in common."""
    sent = {name.lower(): value for name, value in headers.items()}
    is_head = method == "HEAD"
    found = [f"{name} is missing" for name in ("x-request-id", "date") if not sent.get(name)]
    found += _length_complaints(status, sent, body, is_head=is_head)
    operation = operation_at("GET" if is_head else method, path, dialect)
    if status >= 400:
        template = f"/v2{operation.path}" if operation else path
        instance = path if dialect.instance == "path" else template
        content = None if is_head else body
        found += _problem_complaints(instance, status, sent, content, dialect)
    found += _admission_complaints(operation, status, sent, None if is_head else body, dialect)
    if operation is None:
        unrouted = status in {404, dialect.wrong_method}
        return found if unrouted else [*found, f"no operation, yet {status}"]
    if status in BESIDE_THE_CONTRACT:
        return found
    media_type = sent.get("content-type")
    found += response_errors(operation, status, media_type, sent, body, strict=True, head=is_head)
    if "etag" in sent and not operation.conditional:
        found.append(f"{operation.id} has an entity tag, yet never answers 304")
    return found


def operation_at(method: str, path: str, dialect: Dialect = BEST_GUESS) -> Operation | None:
    """The operation of the contract that a request is for: the first path that fits has it."""
    fitting = [one for one in operations(dialect) if _pattern(one.path).fullmatch(path)]
    here = (one for one in fitting if one.path == fitting[0].path and one.method == method)
    return next(here, None)


def lasting(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers without what is left of the rate limit: that changes with each request."""
    return {name: value for name, value in headers.items() if name != "x-ratelimit-remaining"}


def everything(world: World) -> dict[str, Any]:
    """All that a client could see of a world, and how much has happened in it."""
    organization, now = world.organization, world.clock.instant
    accounts = organization.accounts.values()
    return {
        "now": now,
        "log": len(organization.log),
        "accounts": [organization.show_account(account, now).body for account in accounts],
        "videos": [organization.show_video(v, now).body for v in organization.videos.values()],
        "posts": [row.body for one in accounts for row in organization.show_posts(one, now)],
        "creators": [
            (c.id, c.name, c.is_active, c.metadata) for c in organization.creators.values()
        ],
        "keys": [(key.name, key.state) for key in organization.keys.values()],
        "subscription": organization.subscription_active,
    }


def _check(dialect: Dialect, response: Any) -> None:
    request = response.request
    body = response.read()
    found = complaints(
        request.method, request.url.path, response.status_code, response.headers, body, dialect
    )
    assert not found, f"{request.method} {request.url} -> {response.status_code}: {found}"


def _length_complaints(
    status: int, headers: Mapping[str, str], body: bytes, *, is_head: bool
) -> list[str]:
    length = headers.get("content-length")
    if status in {204, 304}:
        return [] if length is None and not body else [f"{status} has content, or its length"]
    if is_head:
        return [] if length is not None and not body else ["HEAD has a length and no body"]
    return [] if length == str(len(body)) else [f"length {length}, yet {len(body)} bytes"]


def _admission_complaints(
    operation: Operation | None,
    status: int,
    headers: Mapping[str, str],
    body: bytes | None,
    dialect: Dialect,
) -> list[str]:
    """The headers of the rate limit, and of a retirement, are there if a key was let in."""
    here = [name for name in (*RATES, *NOTICES) if name in headers]
    told = [*RATES, *(() if dialect.deprecation == "absent" else NOTICES)]
    admitted = operation is not None and operation.scope != "none" and status not in {401, 405}
    if status == 403 and body is not None:
        admitted = json.loads(body)["code"] != "FORBIDDEN"
    elif status in {403, 500}:
        return [] if here in ([], told) else [f"only some of the headers: {here}"]
    if here == (told if admitted else []):
        return []
    return [f"the key was {'' if admitted else 'not '}let in, yet its headers are {here}"]


def _problem_complaints(
    instance: str, status: int, headers: Mapping[str, str], body: bytes | None, dialect: Dialect
) -> list[str]:
    if headers.get("content-type") != PROBLEM:
        return [f"{status} is {headers.get('content-type')}, not a problem document"]
    if body is None:
        return []
    document = json.loads(body)
    kind = PROBLEMS[document["code"]]
    expected = {
        "type": kind.type,
        "title": kind.title,
        "status": status,
        "detail": document.get("detail") or "something",
        "code": kind.code,
        "instance": instance,
        "request_id": headers.get("x-request-id"),
    }
    if status == 422:
        expected["errors"] = document.get("errors") or "at least one"
    if status == 409 and dialect.existing_id == "present" and "existing_id" in document:
        expected["existing_id"] = document["existing_id"]
    wrong = [name for name in {*expected, *document} if document.get(name) != expected.get(name)]
    found = [f"{name} is {document.get(name)!r}, not {expected.get(name)!r}" for name in wrong]
    return found if kind.status == status else [*found, f"{kind.code} with status {status}"]


@functools.cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("/v2" + re.sub(r"\\{\w+\\}", r"[^/]+", re.escape(template)))
