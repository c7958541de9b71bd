"""The one list of pages, and the one of what their forms do."""

from __future__ import annotations

from typing import Final

from creatoraudit_mock.control.bodies import AdvanceClock, CreateWorld, RunClock, Window
from creatoraudit_mock.control.call import Call
from creatoraudit_mock.control.handlers import clock, faults, resources
from creatoraudit_mock.control.handlers import worlds as all_worlds
from creatoraudit_mock.dashboard.forms import fault_table
from creatoraudit_mock.dashboard.views.findings import findings, rule
from creatoraudit_mock.dashboard.views.home import home
from creatoraudit_mock.dashboard.views.journal import JournalFilter, journal, request
from creatoraudit_mock.dashboard.views.overview import TimelineQuery, overview
from creatoraudit_mock.dashboard.views.resources import ResourceQuery, resource
from creatoraudit_mock.dashboard.views.resources import resources as all_resources
from creatoraudit_mock.dashboard.views.trouble import FaultChoice, trouble
from creatoraudit_mock.dashboard.visit import HOME, PREFIX, Action, Page
from creatoraudit_mock.http.replies import Reply

_WORLD: Final = f"{PREFIX}/{{world}}"


def _to_the_new_world(_call: Call, reply: Reply) -> str:
    return f"{PREFIX}/{dict(reply.headers)['location'].rpartition('/')[2]}"


def _home(_call: Call, _reply: Reply) -> str:
    return HOME


PAGES: Final = (
    Page(HOME, "home.html", home),
    Page(f"{PREFIX}/rules/{{code}}", "rule.html", rule),
    Page(_WORLD, "overview.html", overview, TimelineQuery),
    Page(f"{_WORLD}/resources", "resources.html", all_resources, ResourceQuery),
    Page(f"{_WORLD}/resources/{{resource}}", "resource.html", resource),
    Page(f"{_WORLD}/journal", "journal.html", journal, JournalFilter),
    Page(f"{_WORLD}/journal/{{index}}", "request.html", request),
    Page(f"{_WORLD}/findings", "findings.html", findings),
    Page(f"{_WORLD}/trouble", "trouble.html", trouble, FaultChoice),
)

ACTIONS: Final = (
    Action(f"{PREFIX}/worlds", all_worlds.create_world, CreateWorld, leads=_to_the_new_world),
    Action(f"{_WORLD}/remove", all_worlds.remove_world, leads=_home),
    Action(f"{_WORLD}/clock/advance", clock.advance_clock, AdvanceClock),
    Action(f"{_WORLD}/clock/next", clock.jump_to_next_event),
    Action(f"{_WORLD}/clock/pause", clock.freeze_clock),
    Action(f"{_WORLD}/clock/play", clock.run_clock, RunClock),
    Action(f"{_WORLD}/hold", resources.hold_resource, named="resource"),
    Action(f"{_WORLD}/release", resources.release_resource, named="resource"),
    Action(f"{_WORLD}/scrape", resources.scrape_resource, named="resource"),
    Action(f"{_WORLD}/unavailable", resources.set_unavailable, Window, named="resource"),
    Action(f"{_WORLD}/outages", resources.plan_outage, Window),
    Action(f"{_WORLD}/faults", faults.plan_fault, fault_table),
    Action(f"{_WORLD}/faults/remove", faults.remove_fault, named="fault"),
)
