"""The zoo as a table: who there is, and what each fails on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pytest_creatoraudit import PollerFailed, Session, check_poller
from zoo import right, wrong
from zoo.habits import Poller

EXAMPLES: Final = 300
"""Within so many a fault must be found."""
EVENTS: Final = 5
"""To so many events and faults it must shrink."""


@dataclass(frozen=True)
class Wrong:
    """A poller that fails."""

    kind: type[Poller]
    fails_on: str
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name."""
        return self.kind.__name__

    @property
    def fault(self) -> str:
        """What it does wrong, in a line."""
        return (self.kind.__doc__ or "").splitlines()[0]

    def caught(self, seed: int = 0) -> PollerFailed | None:
        """How it failed, if it did."""

        def run(session: Session) -> None:
            self.kind(session).run()

        try:
            check_poller(run, examples=EXAMPLES, seed=seed, **self.options)
        except PollerFailed as failed:
            return failed
        return None


@dataclass(frozen=True)
class Right:
    """A poller that never fails."""

    run: Any
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.run.__name__)

    def check(self, examples: int, seed: int = 0) -> None:
        """Must not fail."""
        check_poller(self.run, examples=examples, seed=seed, strict=False, **self.options)


WRONG: Final = (
    Wrong(wrong.TightLoop, "CA101"),
    Wrong(wrong.TooSlow, "CA103"),
    Wrong(wrong.Unconditional, "CA201"),
    Wrong(wrong.AnyAnswer, "CA302"),
    Wrong(wrong.Rounding, "CA303:altered"),
    Wrong(wrong.NoRetryAfter, "CA401"),
)
RIGHT: Final = (Right(right.sync), Right(right.lists), Right(right.metrics))
