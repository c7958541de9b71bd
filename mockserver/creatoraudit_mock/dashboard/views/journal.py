"""The journal: its pages, newest first, and the page of one request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, Final, NamedTuple
from urllib.parse import urlencode

import msgspec
from msgspec import Meta

from creatoraudit_mock.control.refusals import Refused
from creatoraudit_mock.control.texts import Body
from creatoraudit_mock.dashboard.curl import curl
from creatoraudit_mock.dashboard.grades import Grade
from creatoraudit_mock.dashboard.views.frame import frame
from creatoraudit_mock.dashboard.visit import Visit
from creatoraudit_mock.journal import Entry
from creatoraudit_mock.values import to_datetime

PAGE_SIZE: Final = 50
_LONGEST: Final = 20_000
"""Characters of a body that are shown."""
_STATUS: Final = re.compile(r"[1-5](?:xx|[0-9]{2})", re.ASCII)
_Index = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class JournalFilter(Body, frozen=True, kw_only=True):
    """Which requests."""

    status: str = ""
    """Such as 304 or 4xx."""
    path: str = ""
    """What path and query have in them."""
    rule: str = ""
    """The code of a rule that was broken by them."""
    before: _Index | None = None
    after: _Index | None = None


class EntryRow(NamedTuple):
    """A request as a row of a table."""

    number: int
    """Its index in the journal."""
    at: datetime
    method: str
    target: str
    status: int
    reason: str
    faults: tuple[str, ...]
    blame: list[str]
    """Codes of the rules that it broke."""


class Section(NamedTuple):
    """Some of the entries, newest first, and whether there are others to either side."""

    entries: list[Entry]
    has_newer: bool
    has_older: bool


def row(entry: Entry, grade: Grade) -> EntryRow:
    """A request as a row."""
    return EntryRow(
        number=entry.index,
        at=to_datetime(entry.at),
        method=entry.method,
        target=entry.target,
        status=entry.status,
        reason=entry.trace[-1],
        faults=entry.faults,
        blame=sorted({finding.code for finding in grade.blamed.get(entry.index, ())}),
    )


def journal(visit: Visit) -> dict[str, Any]:
    """A page of the requests that were served."""
    query: JournalFilter = visit.call.query
    grade = visit.grades.of(visit.world)
    section = _section(visit.world.journal[:], query, _wanted(query, grade))
    rows = [row(entry, grade) for entry in section.entries]
    conditions = {name: getattr(query, name) for name in ("status", "path", "rule")}
    chosen = {name: value for name, value in conditions.items() if value}
    return {
        **frame(visit),
        "query": query,
        "rows": rows,
        "chosen": chosen,
        "newest": _link(chosen),
        "newer": _link(chosen | {"after": rows[0].number}) if section.has_newer else None,
        "older": _link(chosen | {"before": rows[-1].number}) if section.has_older else None,
        "is_live": query.before is None and query.after is None,
    }


def request(visit: Visit) -> dict[str, Any]:
    """One request: what was sent, what was decided, what was answered, and who blames it."""
    world = visit.world
    index, total = _index(visit.call.path["index"]), len(world.journal)
    if index is None or index >= total:
        there = f"the journal has {total} so far" if total else "the journal is empty so far"
        raise Refused(404, f"There is no request #{visit.call.path['index']}: {there}.")
    entry = world.journal[index]
    return {
        **frame(visit),
        "entry": entry,
        "at": to_datetime(entry.at),
        "curl": curl(entry, visit.call.site),
        "sent": _body(entry.request_body),
        "answered": _body(entry.response_body),
        "near_misses": entry.near_misses(),
        "blame": visit.grades.of(world).blamed.get(index, ()),
        "previous": index - 1 if index else None,
        "following": index + 1 if index + 1 < total else None,
    }


def _wanted(query: JournalFilter, grade: Grade) -> Callable[[Entry], bool]:
    status, path, rule = query.status.lower(), query.path, query.rule.upper()
    if status and not _STATUS.fullmatch(status):
        raise Refused(422, f"status={query.status!r} must look like 304 or 4xx.")
    head = status.removesuffix("xx")

    def is_wanted(entry: Entry) -> bool:
        return (
            str(entry.status).startswith(head)
            and path in entry.target
            and (not rule or any(f.code == rule for f in grade.blamed.get(entry.index, ())))
        )

    return is_wanted


def _section(
    entries: list[Entry], query: JournalFilter, is_wanted: Callable[[Entry], bool]
) -> Section:
    """Entries stand at their index, so what is left out is cut off before it is looked at."""
    if query.after is not None:
        found = _some(entries[query.after + 1 :], is_wanted)
        return Section(found[:PAGE_SIZE][::-1], len(found) > PAGE_SIZE, has_older=True)
    end = len(entries) if query.before is None else query.before
    found = _some(reversed(entries[:end]), is_wanted)
    has_newer = bool(found) and query.before is not None
    return Section(found[:PAGE_SIZE], has_newer, len(found) > PAGE_SIZE)


def _some(entries: Iterable[Entry], is_wanted: Callable[[Entry], bool]) -> list[Entry]:
    """One more than a page has."""
    return list(islice(filter(is_wanted, entries), PAGE_SIZE + 1))


def _link(conditions: dict[str, Any]) -> str:
    return f"?{urlencode(conditions)}" if conditions else "?"


def _index(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004


def _body(body: bytes) -> str:
    """Readable, and not longer than a browser likes."""
    text = "".join(_readable(body))
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}\n… {len(text) - _LONGEST:,} more characters"


def _readable(body: bytes) -> Iterator[str]:
    try:
        yield msgspec.json.format(body, indent=2).decode()
    except (msgspec.DecodeError, UnicodeDecodeError):
        yield body.decode("utf-8", "backslashreplace")
