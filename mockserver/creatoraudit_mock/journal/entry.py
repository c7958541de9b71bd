"""One request as it was served, with everything that was decided about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
from msgspec import Struct

from creatoraudit_mock.contract.nearest import nearest_operation, nearest_parameters
from creatoraudit_mock.values import Instant, format_instant, parse_instant

Headers = tuple[tuple[str, str], ...]

MASK: Final = "masked-key"
"""What stands in place of a key wherever a key does not belong. No URL needs to escape it."""

_NANOSECONDS = 1_000_000_000


class Arrival(Struct, frozen=True, eq=False, gc=False):
    """When and how a request really came. Any two are equal: runs repeat, real time does not."""

    real: int = 0
    """Real time in nanoseconds since the Unix epoch; 0 if nobody looked."""
    connection: str = "unknown"
    """The client's `host:port`, or `in-process`."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Arrival)

    def __hash__(self) -> int:
        return 0

    def to_dict(self) -> dict[str, str]:
        """The arrival as JSON values."""
        return {"at": self.iso, "connection": self.connection}

    @property
    def iso(self) -> str:
        """The real time in ISO 8601, to the microsecond."""
        moment = datetime.fromtimestamp(self.real // _NANOSECONDS, UTC)
        moment = moment.replace(microsecond=self.real % _NANOSECONDS // 1000, tzinfo=None)
        return f"{moment.isoformat(timespec='microseconds')}Z"


def path_of(target: str) -> str:
    """The decoded path of a request target."""
    return unquote(target.partition("?")[0])


def route_of(target: str, base_url: str) -> str:
    """The decoded path of a request target, without that of the API."""
    return path_of(target).removeprefix(urlsplit(base_url).path)


class Entry(Struct, frozen=True, kw_only=True, gc=False):  # a journal is long, and holds no cycles
    """One request as it was served."""

    index: int
    at: Instant
    method: str
    base_url: str
    """Where the client addressed the API."""
    target: str
    """Path and query, as sent, except that `masked-key` stands in place of a secret."""
    request_headers: Headers
    """Names in lower case; the secret in `authorization` is replaced by the key's name."""
    request_body: bytes
    operation: str | None
    """The operation's id in the contract; None if the path or method is unknown."""
    key: str | None
    """The name of the API key; None if none was given or known."""
    status: int
    response_headers: Headers
    response_body: bytes
    trace: tuple[str, ...]
    """What was decided, in order, the last being the reason for the status."""
    log: tuple[int, int]
    """The range of the world's log that this request caused."""
    faults: tuple[str, ...] = ()
    """The names of the planned faults that struck this request."""
    delay: int = 0
    """Microseconds until the last byte of the response was to arrive."""
    lost: bool = False
    """Whether a fault kept the client from getting the whole response."""
    arrival: Arrival = Arrival()
    """When and how it really came; no part of equality, for no two runs agree in it."""

    @property
    def path(self) -> str:
        """The path without query, decoded, as sent: `/v2/accounts`."""
        return path_of(self.target)

    @property
    def route(self) -> str:
        """The path without the API's prefix: `/accounts`."""
        return route_of(self.target, self.base_url)

    @property
    def request_size(self) -> int:
        """Bytes of the request's body."""
        return len(self.request_body)

    @property
    def response_size(self) -> int:
        """Bytes of the response's body as sent."""
        return len(self.response_body)

    def to_dict(self, *, real: bool = False) -> dict[str, Any]:
        """The entry as JSON values: bodies as text, instants in ISO 8601.

        Args:
            real: add the real time and the connection, which differ from run to run.
        """
        return {
            "index": self.index,
            "at": format_instant(self.at, micros=True),
            "operation": self.operation,
            "key": self.key,
            "request": {
                "method": self.method,
                "base_url": self.base_url,
                "target": self.target,
                "headers": dict(self.request_headers),
                "body": _text(self.request_body),
                "size": self.request_size,
            },
            "response": {
                "status": self.status,
                "headers": dict(self.response_headers),
                "body": _text(self.response_body),
                "size": self.response_size,
            },
            "trace": list(self.trace),
            "faults": list(self.faults),
            "delay": self.delay,
            "lost": self.lost,
            "log": list(self.log),
            **({"real": self.arrival.to_dict()} if real else {}),
        }

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Entry:
        """The entry of such JSON values; bytes that were no text are not restored.

        Raises:
            KeyError: a member is missing.
            ValueError: a value is not what it should be.
            TypeError: a value is not what it should be.
        """
        request, response = fields["request"], fields["response"]
        return cls(
            index=int(fields["index"]),
            at=parse_instant(fields["at"]),
            method=request["method"],
            base_url=request["base_url"],
            target=request["target"],
            request_headers=tuple(request["headers"].items()),
            request_body=request["body"].encode(),
            operation=fields["operation"],
            key=fields["key"],
            status=int(response["status"]),
            response_headers=tuple(response["headers"].items()),
            response_body=response["body"].encode(),
            trace=tuple(fields["trace"]),
            log=tuple(fields["log"]),
            faults=tuple(fields["faults"]),
            delay=int(fields["delay"]),
            lost=bool(fields["lost"]),
        )

    def near_misses(self) -> list[str]:
        """A sentence on each unknown path, method, parameter or member: what is nearest to it."""
        url = urlsplit(self.target)
        if self.operation is not None:
            query = [name for name, _ in parse_qsl(url.query, keep_blank_values=True)]
            return nearest_parameters(self.operation, query, _members(self.request_body))
        prefix = urlsplit(self.base_url).path
        if not self.path.startswith(f"{prefix}/"):
            return [f"{self.path} is outside this API, which is at {self.base_url}"]
        return [nearest_operation(self.method, self.route)]

    def __str__(self) -> str:
        when = format_instant(self.at)
        why = "; ".join((self.trace[-1], *map("fault {!r}".format, self.faults)))
        return f"{when} {self.method} {self.target} -> {self.status} ({why})"


def _members(body: bytes) -> list[str]:
    """The names in a JSON object; none if it is something else."""
    try:
        return list(msgspec.json.decode(body or b"{}", type=dict[str, msgspec.Raw]))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return []


def _text(body: bytes) -> str:
    return body.decode("utf-8", "backslashreplace")
