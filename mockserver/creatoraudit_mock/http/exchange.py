"""One request on its way through the gate: what it says, and what has been found out about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from creatoraudit_mock.contract import Arguments, Operation
from creatoraudit_mock.http.tenants import Tenant
from creatoraudit_mock.limits import Allowance
from creatoraudit_mock.values import Instant
from creatoraudit_mock.world import FaultPlan, Key, Organization

_HOST = re.compile(r"[A-Za-z0-9._~-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")


@dataclass(slots=True)
class Exchange:
    """A request and the decisions about it so far."""

    scope: Mapping[str, Any]
    method: str
    path: str
    headers: dict[str, str]
    """Lower-case names; repeated fields joined by a comma (RFC 9110 section 5.3)."""
    body: bytes
    tenant: Tenant
    key: Key | None
    now: Instant = 0
    operation: Operation | None = None
    arguments: Arguments = field(default_factory=lambda: Arguments({}, {}, {}, {}, ()))
    allowance: Allowance | None = None
    """What is left to the key, once it has been admitted."""
    request_id: str = ""
    trace: list[str] = field(default_factory=list)
    due: tuple[FaultPlan, ...] = ()
    """The planned faults that may strike this request, in the order of planning."""
    faults: list[str] = field(default_factory=list)
    """The names of those that have."""
    is_foreign: bool = False
    """Whether somebody before the service answers, who knows nothing of its headers."""

    @property
    def organization(self) -> Organization:
        """The organization that answers."""
        return self.tenant.organization

    @property
    def query_string(self) -> str:
        """The raw query, without its question mark."""
        return str(self.scope["query_string"], "latin-1")

    @property
    def query(self) -> list[tuple[str, str]]:
        """The decoded query parameters in the order sent; bytes that are no text are surrogates."""
        text = str(self.scope["query_string"], "utf-8", "surrogateescape")
        return parse_qsl(text, keep_blank_values=True, errors="surrogateescape")

    @property
    def target(self) -> str:
        """Path and query as sent."""
        raw = self.scope.get("raw_path") or self.path.encode()
        path = str(raw, "latin-1").partition("?")[0]
        return f"{path}?{self.query_string}" if self.query_string else path

    @property
    def base_url(self) -> str:
        """Where this API is, as the client addressed it, with `/v2`."""
        host = self.headers.get("host", "")
        if not _HOST.fullmatch(host):
            name, port = self.scope.get("server") or ("localhost", None)
            host = f"{name}:{port}" if port else name
        return f"{self.scope['scheme']}://{host}/v2"


def joined_headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Header fields by lower-case name, repeated ones joined in order."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = str(raw_name, "latin-1").lower(), str(raw_value, "latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
