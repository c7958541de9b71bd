"""What is planned to go wrong between the service and its clients."""

from __future__ import annotations

from typing import Any

import msgspec

from creatoraudit_mock.control.call import Call
from creatoraudit_mock.control.handlers.worlds import NO_CONTENT
from creatoraudit_mock.control.views import fault_shown
from creatoraudit_mock.http.replies import Reply, json
from creatoraudit_mock.kit import World
from creatoraudit_mock.scenario.faults import planned_fault
from creatoraudit_mock.world import FaultPlan, PlanFault


def list_faults(call: Call) -> Reply:
    """All that are planned, in the order of planning."""
    return json([fault_shown(one) for one in call.world.faults])


def plan_fault(call: Call) -> Reply:
    """Plan one as in a scenario file, with `start` counted from now."""
    world, table = call.world, dict(call.body)
    resource = table.pop("resource", None)
    with world.clock.lock:
        plan = _plan(world, table)
        if resource is not None:
            found = world.organization.resource(resource).id
            plan = msgspec.structs.replace(plan, resource=found)
        world.execute(PlanFault(plan=plan))
    return json(fault_shown(world.faults[plan.name]), status=201)


def remove_fault(call: Call) -> Reply:
    """Let one strike no more."""
    call.world.faults.remove(call.path["fault"])
    return NO_CONTENT


def list_unused_faults(call: Call) -> Reply:
    """Those that have struck no request so far, but for optional ones."""
    faults = call.world.faults
    return json([fault_shown(faults[name]) for name in faults.unused()])


def _plan(world: World, table: dict[str, Any]) -> FaultPlan:
    planned = planned_fault(table, world.organization.fault_names, world.dialect)
    return planned.beginning(world.clock.instant)
