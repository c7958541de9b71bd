"""The trial of one poller: plans are drawn until one shows a failure, which is made small."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import seed as seeded

from pytest_creatoraudit.checking.drawing import Scope, corners, plans
from pytest_creatoraudit.checking.plan import Plan
from pytest_creatoraudit.checking.runner import Outcome
from pytest_creatoraudit.checking.shrinking import shrunk
from pytest_creatoraudit.checking.verdict import Standard, Verdict, judge

_SHRINKING: Final = 100
"""So many runs at most are spent on making a failure smaller."""


class _Found(Exception):
    """Tells Hypothesis that an example failed."""


@dataclass
class Failure:
    """An example in which the poller was wrong."""

    plan: Plan
    outcome: Outcome
    verdict: Verdict


@dataclass
class Trial:
    """One poller before its judge."""

    play: Callable[[Plan], Outcome]
    """Lets the poller live through a plan."""
    name: str
    """By which Hypothesis' database tells it from others."""
    standard: Standard
    seconds: float | None = None
    """Real seconds that may be spent on making a failure smaller."""
    is_steady: bool = True
    """Whether the same plan always goes the same way; else a failure must come twice."""
    failure: Failure | None = None
    """The smallest so far."""
    runs: int = 0
    found_after: int | None = None
    """How many runs it took to find a failure."""
    _codes: dict[Plan, tuple[str, ...]] = field(default_factory=dict)

    def examine(self, plan: Plan) -> tuple[str, ...]:
        """Let the poller live through a plan, once; what it fails on."""
        if plan not in self._codes:
            self.runs += 1
            outcome, verdict = self._live(plan)
            if verdict.codes and not self.is_steady:
                before = set(verdict.codes)
                outcome, verdict = self._live(plan)
                if before.isdisjoint(verdict.codes):
                    verdict = Verdict()
            self._codes[plan] = verdict.codes
            if verdict.codes and self._is_smaller(verdict.codes):
                self.failure = Failure(plan, outcome, verdict)
        return self._codes[plan]

    def _live(self, plan: Plan) -> tuple[Outcome, Verdict]:
        outcome = self.play(plan)
        return outcome, judge(outcome, self.standard)

    def search(self, scope: Scope, examples: int | None, seed: int | None) -> None:
        """Look for a plan in which the poller fails, and for the smallest such plan."""

        def look(plan: Plan) -> None:
            if self.examine(plan):
                raise _Found

        try:
            for plan in corners(scope):
                look(plan)
            _driven(look, scope, self.name, examples, seed)()
        except _Found:
            self.found_after = self.runs
            self._shrink(scope)

    def _shrink(self, scope: Scope) -> None:
        assert self.failure is not None
        deadline = None if self.seconds is None else time.monotonic() + self.seconds

        def still_fails(plan: Plan) -> bool:
            is_spent = self.runs >= (self.found_after or 0) + _SHRINKING
            is_spent = is_spent or (deadline is not None and time.monotonic() > deadline)
            return not is_spent and self._is_smaller(self.examine(plan))

        shrunk(self.failure.plan, min(scope.least_days, self.failure.plan.days), still_fails)

    def _is_smaller(self, codes: tuple[str, ...]) -> bool:
        """Whether it is the same failure, or a part of it."""
        known = self.failure.verdict.codes if self.failure else codes
        return bool(codes) and set(codes) <= set(known)


def _driven(
    look: Callable[[Plan], None],
    scope: Scope,
    name: str,
    examples: int | None,
    seed: int | None,
) -> Callable[[], None]:
    """The search, driven by Hypothesis."""
    # By this its database tells one poller from another.
    look._hypothesis_internal_add_digest = name.encode()  # type: ignore[attr-defined]  # noqa: SLF001
    options: dict[str, Any] = {} if examples is None else {"max_examples": examples}
    if seed is not None:
        options["database"] = None
    driven: Any = settings(
        deadline=None,
        phases=(Phase.reuse, Phase.generate),
        print_blob=False,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
        **options,
    )(given(plan=plans(scope))(look))
    return driven if seed is None else seeded(seed)(driven)  # type: ignore[no-any-return]
