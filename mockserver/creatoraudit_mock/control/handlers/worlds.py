"""Worlds come and go."""

from __future__ import annotations

import time
from typing import Any

from creatoraudit_mock.clock import DEFAULT_START, Mode, VirtualClock
from creatoraudit_mock.contract import Dialect
from creatoraudit_mock.control.answers import ScenarioShown
from creatoraudit_mock.control.bodies import ClockWish, CreateWorld
from creatoraudit_mock.control.call import Call
from creatoraudit_mock.control.texts import given
from creatoraudit_mock.control.views import world_shown
from creatoraudit_mock.http.replies import Reply, json
from creatoraudit_mock.kit import World
from creatoraudit_mock.scenario import Scenario, from_text, load, names

NO_CONTENT = Reply(204, media_type=None)


def list_scenarios(_call: Call) -> Reply:
    """The scenarios that come with the package."""
    found = [load(name) for name in names()]
    return json([ScenarioShown(name=one.name, description=one.description) for one in found])


def list_worlds(call: Call) -> Reply:
    """All worlds, oldest first."""
    registry = call.registry
    return json([world_shown(registry, name, call.site) for name, _ in registry.items()])


def create_world(call: Call) -> Reply:
    """A new world."""
    wish: CreateWorld = call.body
    plan = _plan(wish)
    begin = wish.start if given(wish.start) else plan.start or DEFAULT_START
    dialect = Dialect.parse(plan.dialect.settings() | wish.dialect)
    world = World(plan, seed=wish.seed, dialect=dialect, clock=_clock(wish.clock, begin))
    if wish.clock.mode is Mode.SCALED:  # not before: a world begins where it was told to
        world.clock.run(wish.clock.speed, waits=wish.clock.waits)
    return _served(call, world)


def replay_recording(call: Call) -> Reply:
    """A new world that has lived through all that a recording tells; its clock is frozen."""
    return _served(call, World.replay(call.body))


def get_world(call: Call) -> Reply:
    """One world."""
    return json(world_shown(call.registry, call.path["world"], call.site))


def remove_world(call: Call) -> Reply:
    """Serve a world no longer: its keys are nobody's from now on."""
    call.registry.remove(call.world)
    return NO_CONTENT


def _plan(wish: CreateWorld) -> Scenario:
    """A name or a text, never a file: files are the server's own affair."""
    if given(wish.source):
        return from_text(str(wish.source), "source")
    name = wish.scenario if given(wish.scenario) else "empty"
    if name not in names():
        known = ", ".join(names())
        raise ValueError(f"scenario={name!r} must be one of: {known}; or send source, the TOML")
    return load(str(name))


def _clock(wish: ClockWish, begin: Any) -> VirtualClock:
    mode = Mode.FROZEN if wish.mode is Mode.SCALED else wish.mode
    return VirtualClock(begin, mode=mode, step=wish.step, source=time.monotonic_ns)


def _served(call: Call, world: World) -> Reply:
    identifier = call.registry.add(world)
    made = json(world_shown(call.registry, identifier, call.site), status=201)
    return made.but(headers=(("location", f"{call.site}/_mock/worlds/{identifier}"),))
