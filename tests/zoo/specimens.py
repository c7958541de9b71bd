"""The zoo as a table: who there is, and what each fails on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from creatoraudit_mock import Dialect
from pytest_creatoraudit import PollerFailed, Session, check_poller
from zoo import careless, hasty, right, right_async, untrue
from zoo.habits import Poller

EXAMPLES: Final = 300
"""Within so many a fault must be found."""
EVENTS: Final = 5
"""To so many events and faults it must shrink."""
WORLDS: Final = 200
"""Of the long run, for each right poller, under dialects drawn at random."""
SHARE: Final = 20
"""One world of so many is lived through again under each alternative of each switch."""
SWITCHES: Final = tuple(
    (name, value) for name, values in Dialect.alternatives().items() for value in values[1:]
)
"""Every alternative of every switch of the dialect."""


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

    def check(self, examples: int, seed: int = 0, **options: Any) -> None:
        """Must not fail."""
        check_poller(self.run, examples=examples, seed=seed, **{**self.options, **options})


WRONG: Final = (
    Wrong(hasty.TightLoop, "CA101"),
    Wrong(hasty.Hammering, "CA102"),
    Wrong(hasty.TooSlow, "CA103"),
    Wrong(untrue.ForgetsVideos, "CA103"),
    Wrong(careless.Unconditional, "CA201"),
    Wrong(careless.SharedTag, "CA202"),
    Wrong(careless.BareTag, "CA202"),
    Wrong(careless.ThrowsAway, "CA203"),
    Wrong(careless.MetricsAtOnce, "CA301"),
    Wrong(untrue.Unready, "CA301:delivered"),
    Wrong(untrue.AnyAnswer, "CA302"),
    Wrong(untrue.Forgetful, "CA302"),
    Wrong(untrue.LateNews, "CA303:disordered", {"faults": ["stale"]}),
    Wrong(untrue.Rounding, "CA303:altered"),
    Wrong(untrue.LocalClock, "CA303:altered"),
    Wrong(untrue.OncePerDay, "CA303:lost", {"lag": "6h", "days": 3}),
    Wrong(untrue.SkipsDips, "CA303:lost"),
    Wrong(hasty.NoRetryAfter, "CA401"),
    Wrong(hasty.HotRetries, "CA402"),
    Wrong(hasty.CreatesTwice, "CA403"),
    Wrong(hasty.GivesUp, "CA404"),
    Wrong(hasty.KeepsGoing, "CA405"),
    Wrong(careless.OneByOne, "CA501"),
    Wrong(careless.EmptyBatch, "CA502"),
    Wrong(careless.NotFoundIgnored, "CA503"),
    Wrong(careless.SmallPages, "CA504", {"strict": True}),
    Wrong(careless.FirstPage, "CA601"),
    Wrong(careless.OtherFilter, "CA602", {"videos": 0}),
    Wrong(careless.MadeUpCursor, "CA603"),
    Wrong(careless.Offsets, "CA604"),
    Wrong(careless.KeyInUrl, "CA701"),
    Wrong(careless.Typo, "CA702"),
    Wrong(careless.WrongPath, "CA702"),
    Wrong(careless.Webhook, "CA703"),
    Wrong(hasty.Crashes, "raised"),
    Wrong(hasty.WaitsForNews, "idle"),
)
RIGHT: Final = (
    Right(right.one_by_one),
    Right(right.by_list),
    Right(right.with_metrics),
    Right(right.batch_only, {"videos": 0}),
    Right(right.generator),
    Right(right.threads, {"accounts": 12}),
    Right(right.pool, {"accounts": 12}),
    Right(right.cached),
    Right(right.by_tenacity),
    Right(right.by_stamina),
    Right(right.by_requests),
    Right(right.by_httpx2),
    Right(right.every_ten_minutes, {"lag": "1h", "days": 2, "accounts": 3}),
    Right(right_async.on_asyncio),
    Right(right_async.on_trio, {"backend": "trio"}),
)
