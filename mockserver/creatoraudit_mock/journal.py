"""The journal: every request with its response, and the decisions between the two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, overload
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
from msgspec import Struct

from creatoraudit_mock.contract.nearest import nearest_operation, nearest_parameters
from creatoraudit_mock.values import Instant, format_instant

Headers = tuple[tuple[str, str], ...]


class JournalFull(RuntimeError):
    """The journal has reached its cap; it never forgets in silence."""


class Entry(Struct, frozen=True, kw_only=True):
    """One request as it was served."""

    index: int
    at: Instant
    method: str
    base_url: str
    """Where the client addressed the API."""
    target: str
    """Path and query, as sent."""
    request_headers: Headers
    """Names in lower case; the secret in `authorization` is replaced by the key's name."""
    request_body: bytes
    operation: str | None
    """The operation's id in the contract; None if the path or method is unknown."""
    key: str | None
    """The name of the API key; None if none was needed, given or known."""
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

    def to_dict(self) -> dict[str, Any]:
        """The entry as JSON values: bodies as text, instants in ISO 8601."""
        return {
            "index": self.index,
            "at": format_instant(self.at, micros=True),
            "operation": self.operation,
            "key": self.key,
            "request": {
                "method": self.method,
                "target": self.target,
                "headers": dict(self.request_headers),
                "body": self.request_body.decode("utf-8", "backslashreplace"),
            },
            "response": {
                "status": self.status,
                "headers": dict(self.response_headers),
                "body": self.response_body.decode("utf-8", "backslashreplace"),
            },
            "trace": list(self.trace),
            "faults": list(self.faults),
            "delay": self.delay,
            "lost": self.lost,
        }

    def near_misses(self) -> list[str]:
        """A sentence on each unknown path, method, parameter or member: what is nearest to it."""
        url = urlsplit(self.target)
        if self.operation is not None:
            query = [name for name, _ in parse_qsl(url.query, keep_blank_values=True)]
            return nearest_parameters(self.operation, query, _members(self.request_body))
        path, prefix = unquote(url.path), urlsplit(self.base_url).path
        if not path.startswith(f"{prefix}/"):
            return [f"{path} is outside this API, which is at {self.base_url}"]
        return [nearest_operation(self.method, path.removeprefix(prefix))]

    def __str__(self) -> str:
        when = format_instant(self.at)
        why = "; ".join((self.trace[-1], *map("fault {!r}".format, self.faults)))
        return f"{when} {self.method} {self.target} -> {self.status} ({why})"


class Journal:
    """All entries of one world, in the order of serving. Bounded by a cap that raises."""

    __slots__ = ("_entries", "cap")

    def __init__(self, cap: int = 1_000_000) -> None:
        self._entries: list[Entry] = []
        self.cap = cap

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    @overload
    def __getitem__(self, position: int) -> Entry: ...
    @overload
    def __getitem__(self, position: slice) -> list[Entry]: ...
    def __getitem__(self, position: int | slice) -> Entry | list[Entry]:
        return self._entries[position]

    def __repr__(self) -> str:
        return f"<Journal of {len(self)} requests>"

    def append(self, entry: Entry) -> None:
        """Add an entry.

        Raises:
            JournalFull: the cap is reached; raise it with `world.journal.cap = ...`.
        """
        self.require_room()
        self._entries.append(entry)

    def require_room(self) -> None:
        """Make sure that another entry fits, before anything is done that it would tell of.

        Raises:
            JournalFull: the cap is reached.
        """
        if len(self._entries) >= self.cap:
            raise JournalFull(
                f"the journal holds {self.cap} requests, its cap: set journal.cap higher, "
                "or start another world"
            )

    def where(self, wanted: Callable[[Entry], bool] | None = None, /, **fields: Any) -> list[Entry]:
        """The entries that pass a test and have these values, such as `where(status=304)`."""
        return [
            entry
            for entry in self._entries
            if (wanted is None or wanted(entry))
            and all(getattr(entry, name) == value for name, value in fields.items())
        ]

    def to_jsonl(self) -> bytes:
        """All entries as JSON lines."""
        return b"".join(msgspec.json.encode(entry.to_dict()) + b"\n" for entry in self._entries)


def _members(body: bytes) -> list[str]:
    """The names in a JSON object; none if it is something else."""
    try:
        return list(msgspec.json.decode(body or b"{}", type=dict[str, msgspec.Raw]))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return []
