"""`world.faults`: planning what goes wrong, and accounting for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from creatoraudit_mock.kit.handle import Handle
from creatoraudit_mock.kit.windows import window
from creatoraudit_mock.values import Duration, Moment, format_instant
from creatoraudit_mock.world import (
    DropFault,
    Fault,
    FaultPlan,
    PlanFault,
    default_name,
    operation_meant,
)

if TYPE_CHECKING:
    from creatoraudit_mock.kit.world import World


class PlannedFault:
    """A fault of a world: its plan, and how many requests it has met and struck."""

    __slots__ = ("_world", "plan")

    def __init__(self, world: World, plan: FaultPlan) -> None:
        self._world = world
        self.plan = plan

    @property
    def name(self) -> str:
        """By which traces and reports call it."""
        return self.plan.name

    @property
    def met(self) -> int:
        """How many requests it was for, struck or not."""
        return self._world.fault_tally.met(self.name)

    @property
    def hits(self) -> int:
        """How many requests it has struck."""
        return self._world.fault_tally.hits(self.name)

    def remove(self) -> None:
        """Let it strike no more."""
        self._world.faults.remove(self)

    def __repr__(self) -> str:
        return f"<PlannedFault {self.name!r}: {self.hits} hits in {self.met} requests>"


class Faults:
    """The faults planned for one world, in the order of planning."""

    __slots__ = ("_world",)

    def __init__(self, world: World) -> None:
        self._world = world

    def __iter__(self) -> Iterator[PlannedFault]:
        plans = list(self._world.organization.faults.values())
        return iter([PlannedFault(self._world, plan) for plan in plans])

    def __len__(self) -> int:
        return len(self._world.organization.faults)

    def __getitem__(self, name: str) -> PlannedFault:
        plans = self._world.organization.faults
        if name not in plans:
            known = ", ".join(map(repr, plans)) or "none"
            raise KeyError(f"no fault is named {name!r}; planned: {known}")
        return PlannedFault(self._world, plans[name])

    def __repr__(self) -> str:
        return f"<Faults: {len(self)} planned, {len(self.unused())} unused>"

    def add(
        self,
        fault: Fault,
        *,
        on: str | None = None,
        resource: str | Handle | None = None,
        times: int | None = None,
        after: int = 0,
        probability: float = 1.0,
        start: Moment | None = None,
        duration: Duration | None = None,
        end: Moment | None = None,
        name: str | None = None,
        optional: bool = False,
    ) -> PlannedFault:
        """Plan a fault for requests that meet all conditions, from now on.

        Only requests that the API would answer are struck; what it refuses, it refuses as ever.

        Args:
            fault: what happens, such as `Fault.status(503)`.
            on: an operation, such as "GET /accounts/{account_id}" or "get_account"; without it,
                every operation that the fault fits.
            resource: an id, or a handle, that the request must name in path, query or body.
            times: how many requests it strikes at most.
            after: how many requests that meet the other conditions pass first.
            probability: the share of requests that are struck; the world's seed says which.
            start: when it begins to strike, instead of at once.
            duration: for how long.
            end: until when, instead of a duration.
            name: by which traces and reports call it; made from the fault and `on` if not given.
            optional: whether it may go unused without `assert_used` complaining.

        Raises:
            ValueError: a condition that no request could meet, or an operation that is unknown.
            WorldError: the resource is unknown, or the name is taken.
        """
        if not _is_made(fault):
            raise TypeError(f"fault must be made by Fault.status(...) or the like, got {fault!r}")
        world, operation = self._world, operation_meant(fault, on, self._world.dialect)
        with world.clock.lock:
            low, high = window(world.clock, start, duration, end)
            self._check_end(high)
            taken = world.organization.fault_names
            plan = FaultPlan(
                name=default_name(fault, operation, taken) if name is None else name,
                fault=fault,  # type: ignore[arg-type]  # every Fault is one of the kinds
                operation=operation,
                resource=None if resource is None else self._resource(resource),
                times=times,
                after=after,
                probability=probability,
                start=low,
                end=high,
                optional=optional,
            )
            world.execute(PlanFault(plan=plan))
        return PlannedFault(world, plan)

    def remove(self, fault: str | PlannedFault) -> None:
        """Let a fault strike no more; it is no longer reported as unused either.

        Raises:
            NotFound: no fault has this name.
        """
        self._world.execute(DropFault(name=fault if isinstance(fault, str) else fault.name))

    def clear(self) -> None:
        """Remove all."""
        for planned in self:
            planned.remove()

    def unused(self) -> list[str]:
        """The names of the faults that have struck no request so far, but for optional ones."""
        return [one.name for one in self if not one.plan.optional and not one.hits]

    def assert_used(self) -> None:
        """Make sure that every fault has struck: one that has not tested nothing.

        Raises:
            AssertionError: some have not; names each, with the requests that it was for.
        """
        missed = [self[name] for name in self.unused()]
        if missed:
            lines = "".join(f"\n  {self._explained(one)}" for one in missed)
            raise AssertionError(
                f"{len(missed)} planned fault(s) struck no request:{lines}\n"
                "remove them, plan them for requests that are sent, or add(..., optional=True)"
            )

    def _explained(self, fault: PlannedFault) -> str:
        sent = len(self._world.journal)
        meant = fault.plan.operation or "any operation that it fits"
        return f"{fault.name!r} for {meant}: met {fault.met} of {sent} requests in the journal"

    def _resource(self, resource: str | Handle) -> str:
        identifier = resource.id if isinstance(resource, Handle) else resource
        return self._world.organization.resource(identifier).id

    def _check_end(self, end: int) -> None:
        now = self._world.clock.instant
        if end <= now:
            there, here = format_instant(end), format_instant(now)
            raise ValueError(f"the window ends at {there}, but it is {here} already")


def _is_made(fault: Any) -> bool:
    """Whether this is a fault of some kind: not every caller has a type checker."""
    return isinstance(fault, Fault) and type(fault) is not Fault
