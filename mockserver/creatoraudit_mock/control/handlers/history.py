"""What has happened: journal, log, recording and events."""

from __future__ import annotations

from itertools import islice

import msgspec

from creatoraudit_mock.control.answers import JournalShown, LogShown
from creatoraudit_mock.control.bodies import EventQuery, JournalPage, JournalQuery, LogQuery
from creatoraudit_mock.control.call import Call
from creatoraudit_mock.control.endpoint import JSON_LINES
from creatoraudit_mock.control.feed import Feed, Position, beginning, present
from creatoraudit_mock.control.refusals import Refused
from creatoraudit_mock.control.streams import EventStream
from creatoraudit_mock.control.texts import given
from creatoraudit_mock.control.views import command_shown, entry_shown
from creatoraudit_mock.http.replies import Reply, json
from creatoraudit_mock.journal import Entry
from creatoraudit_mock.kit import World


def query_journal(call: Call) -> Reply:
    """A page of the requests that were served, oldest first."""
    query: JournalPage = call.query
    journal = call.world.journal
    wanted = (entry for entry in journal[query.since :] if _is_wanted(entry, query))
    shown = list(islice(wanted, query.limit))
    following = next((entry.index for entry in wanted), None)
    page = [entry_shown(entry) for entry in shown]
    return json(JournalShown(entries=page, next=following, total=len(journal)))


def export_journal(call: Call) -> Reply:
    """The same as JSON lines, all of it."""
    query: JournalQuery = call.query
    wanted = (entry for entry in call.world.journal[query.since :] if _is_wanted(entry, query))
    lines = [msgspec.json.encode(entry.to_dict()) + b"\n" for entry in wanted]
    return Reply(200, b"".join(lines), JSON_LINES)


def query_log(call: Call) -> Reply:
    """A page of the commands that changed the world, oldest first."""
    query: LogQuery = call.query
    log, end = call.world.log, query.since + query.limit
    shown = [command_shown(query.since + n, one) for n, one in enumerate(log[query.since : end])]
    following = end if end < len(log) else None
    return json(LogShown(entries=shown, next=following, total=len(log)))


def get_recording(call: Call) -> Reply:
    """How it began, and every command and request since: what `World.load` reads."""
    return Reply(200, call.world.recording(), JSON_LINES)


def stream_events(call: Call) -> EventStream:
    """What happens, as it happens."""
    query: EventQuery = call.query
    world, registry = call.world, call.registry
    feed = Feed(world, _start(world, call.headers.get("last-event-id") or query.since))
    return EventStream(feed, world, lambda: world in registry, follow=query.follow)


def _start(world: World, since: str) -> Position:
    if since in {"start", "now"}:
        return beginning(world) if since == "start" else present(world)
    position = Position.parse(since)
    if not position.fits(world):
        raise Refused(
            409,
            f"The event {since!r} has not happened in this world: leave it out, or begin with "
            "?since=start.",
        )
    return position


def _is_wanted(entry: Entry, query: JournalQuery) -> bool:
    conditions = {
        "operation": entry.operation,
        "method": entry.method,
        "status": entry.status,
        "key": entry.key,
    }
    for name, value in conditions.items():
        wanted = getattr(query, name)
        if given(wanted) and wanted != value:
            return False
    return not given(query.path) or entry.target.startswith(str(query.path))
