"""The files from which other mocks answer with the very account that ours answers with."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from bench import ours

_HEADERS: Final = {"Content-Type": "application/json"}


@cache
def account() -> tuple[str, bytes]:
    """Path and body of the account."""
    world = ours.twin()
    path = f"/accounts/{world.accounts[0].id}"
    with world.client() as client:
        return f"/v2{path}", client.get(path).content


def body(folder: Path) -> Path:
    """The body as a file, its path being the path of the request."""
    return _written(folder / "body.json", {"path": account()[0], "body": account()[1].decode()})


def wiremock(folder: Path) -> Path:
    """A folder with one stub."""
    path, text = account()
    stub = {
        "request": {"method": "GET", "urlPath": path},
        "response": {"status": 200, "body": text.decode(), "headers": _HEADERS},
    }
    return _written(folder / "wiremock" / "mappings" / "account.json", stub).parents[1]


def openapi(folder: Path) -> Path:
    """An OpenAPI document with one operation, answered by its example."""
    path, text = account()
    content = {"application/json": {"example": msgspec.json.decode(text)}}
    answer = {"200": {"description": "An account", "content": content}}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "One account", "version": "1"},
        "paths": {path: {"get": {"operationId": "get_account", "responses": answer}}},
    }
    return _written(folder / "openapi.json", document)


def mockoon(folder: Path, port: int) -> Path:
    """An environment with one route."""
    path, text = account()
    headers = [{"key": name, "value": value} for name, value in _HEADERS.items()]
    answer = {
        "uuid": "00000000-0000-4000-8000-000000000003",
        "body": text.decode(),
        "bodyType": "INLINE",
        "statusCode": 200,
        "headers": headers,
        "latency": 0,
        "default": True,
        "disableTemplating": True,
        "rules": [],
        "rulesOperator": "OR",
    }
    route = {
        "uuid": "00000000-0000-4000-8000-000000000002",
        "type": "http",
        "method": "get",
        "endpoint": path.lstrip("/"),
        "responses": [answer],
        "responseMode": None,
    }
    environment = {
        "uuid": "00000000-0000-4000-8000-000000000001",
        "lastMigration": 33,
        "name": "One account",
        "port": port,
        "hostname": "127.0.0.1",
        "routes": [route],
        "rootChildren": [{"type": "route", "uuid": route["uuid"]}],
    }
    return _written(folder / "mockoon.json", environment)


def json_server(folder: Path) -> tuple[Path, Path]:
    """A database with one record, and the routes that lead to it."""
    data = msgspec.json.decode(account()[1])["data"]
    database = _written(folder / "database.json", {"accounts": [data]})
    return database, _written(folder / "routes.json", {"/v2/*": "/$1"})


def _written(file: Path, content: Any) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.encode(content))
    return file
