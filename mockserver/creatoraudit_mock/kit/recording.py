"""A world's run as JSON lines: how it began, then every command and request in order.

Commands that a request caused are not written: serving the request again causes them again. So
a replay gives the same world and, byte for byte, the same journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from creatoraudit_mock.http.tenants import Tenant
from creatoraudit_mock.journal import Entry, Headers
from creatoraudit_mock.values import Instant
from creatoraudit_mock.world import Command, LogEntry

VERSION = 1


class RecordingError(ValueError):
    """A file that is no recording, or one of a newer version; says which line and why."""


class Beginning(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line: everything that a world is made from."""

    creatoraudit_mock: int = VERSION
    scenario: str
    """The scenario's name."""
    source: str
    """The text of its file, so that the recording stands alone."""
    seed: int
    start: Instant
    dialect: dict[str, Any]
    cap: int
    by_request: bool = False
    """Whether each request moved the clock, which a replay does not show."""
    speeds: list[float] = []
    """At which the clock followed real time, which a replay does not show either."""


class SentRequest(Struct, frozen=True):
    """A request as a client sent it, its key's secret replaced by the key's name."""

    method: str
    base_url: str
    target: str
    headers: Headers
    body: bytes


class Step(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A later line: at an instant a command took effect, or a request was served, or neither."""

    at: Instant
    command: Command | None = None
    request: SentRequest | None = None


def lines(beginning: Beginning, tenant: Tenant, end: Instant) -> Iterator[bytes]:
    """The lines of a recording, without line ends."""
    yield msgspec.json.encode(beginning)
    for done in happenings(tenant):
        yield msgspec.json.encode(_step(done))
    yield msgspec.json.encode(Step(end))


def happenings(tenant: Tenant, commands: int = 0, requests: int = 0) -> Iterator[LogEntry | Entry]:
    """Requests, and commands that no request caused, in order.

    Args:
        tenant: whose.
        commands: entries of the log to be left out: none, or all up to a happening.
        requests: entries of the journal to be left out, likewise.
    """
    log, position = tenant.organization.log, commands
    for entry in tenant.journal[requests:]:
        first, after = entry.log
        yield from log[position:first]
        yield entry
        position = after
    yield from log[position:]


def sent(entry: Entry) -> SentRequest:
    """The request of an entry, to be served again."""
    return SentRequest(
        entry.method, entry.base_url, entry.target, entry.request_headers, entry.request_body
    )


def read(recorded: Iterable[bytes]) -> tuple[Beginning, list[Step]]:
    """The beginning and the steps of a recording.

    Raises:
        RecordingError: a line is damaged, the recording is cut short, or it is of a newer version.
    """
    numbered = [(n, line) for n, line in enumerate(recorded, 1) if line.strip()]
    if not numbered:
        raise RecordingError("line 1: the recording is empty")
    _check_version(numbered[0][1])
    beginning = _decoded(*numbered[0], Beginning)
    steps = [_decoded(n, line, Step) for n, line in numbered[1:]]
    if not steps or steps[-1].command is not None or steps[-1].request is not None:
        raise RecordingError(f"line {numbered[-1][0]}: the recording is cut short")
    return beginning, steps


def _step(done: LogEntry | Entry) -> Step:
    if isinstance(done, Entry):
        return Step(done.at, request=sent(done))
    return Step(done.at, command=done.command)


def _check_version(line: bytes) -> None:
    try:
        version = msgspec.json.decode(line)["creatoraudit_mock"]
    except (msgspec.DecodeError, KeyError, TypeError):
        raise RecordingError("line 1: not a recording of creatoraudit-mock") from None
    if version != VERSION:
        raise RecordingError(
            f"line 1: version {version!r} of the format, but this program knows only {VERSION}: "
            "use the version of creatoraudit-mock that wrote it, or a newer one"
        )


def _decoded(number: int, line: bytes, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.DecodeError as error:
        raise RecordingError(f"line {number}: {error}") from None
