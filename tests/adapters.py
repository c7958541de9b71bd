"""A client of the API for `run_machine`, as an integrator would wrap one: httpx and dicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import httpx

from creatoraudit_mock import World
from pytest_creatoraudit.strategies import Read
from wire import wire


class Adapter:
    """All functions that a machine can ask for."""

    def __init__(self, world: World) -> None:
        self.http = wire(world)

    def _sent(self, method: str, path: str, **more: Any) -> httpx.Response:
        response = self.http.request(method, path, **more)
        if response.status_code >= 400:
            raise RuntimeError(f"{method} {path}: {response.status_code} {response.text}")
        return response

    def _create(self, kind: str, body: dict[str, Any]) -> Any:
        return self._sent("POST", f"/{kind}s", json=body).json()["data"]

    def _read(self, kind: str, identifier: str, etag: str | None) -> Read:
        headers = {} if etag is None else {"if-none-match": etag}
        response = self._sent("GET", f"/{kind}s/{identifier}", headers=headers)
        fields = None if response.status_code == 304 else response.json()["data"]
        return Read(fields, response.headers.get("etag"))

    def _list(self, kind: str, limit: int) -> Iterator[dict[str, Any]]:
        params: dict[str, Any] = {"limit": limit}
        while True:
            page = self._sent("GET", f"/{kind}s", params=params).json()
            yield from page["data"]
            if not page["pagination"]["has_next"]:
                return
            params["cursor"] = page["pagination"]["next_cursor"]

    def _metrics(self, kind: str, identifiers: Sequence[str]) -> list[str]:
        body = {f"{kind}_ids": identifiers}
        return list(self._sent("POST", f"/{kind}s/metrics", json=body).json()["data"])

    def link(self, creator_id: str, account_id: str) -> None:
        """Link."""
        self._sent("PUT", f"/creators/{creator_id}/accounts/{account_id}")

    def unlink(self, creator_id: str, account_id: str) -> None:
        """Unlink."""
        self._sent("DELETE", f"/creators/{creator_id}/accounts/{account_id}")

    def __getattr__(self, name: str) -> Any:
        for kind in ("account", "video", "creator"):
            functions = {
                f"create_{kind}": lambda *a, kind=kind: self._create(kind, *a),
                f"update_{kind}": lambda one, body, kind=kind: self._sent(
                    "PATCH", f"/{kind}s/{one}", json=body
                ),
                f"delete_{kind}": lambda one, kind=kind: self._sent("DELETE", f"/{kind}s/{one}"),
                f"list_{kind}s": lambda *a, kind=kind: self._list(kind, *a),
                f"read_{kind}": lambda *a, kind=kind: self._read(kind, *a),
                f"{kind}_metrics": lambda *a, kind=kind: self._metrics(kind, *a),
            }
            if name in functions:
                return functions[name]
        raise AttributeError(name)
