"""The closed form of schedules against a model that steps from cycle to cycle."""

import random
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import oracles
from creatoraudit_mock.clock import VirtualClock
from creatoraudit_mock.simulation import Attempt, Hardship, Outcome
from creatoraudit_mock.values import FAR_FUTURE
from creatoraudit_mock.world import (
    Command,
    Hold,
    Misuse,
    Organization,
    Outage,
    Release,
    ScrapeNow,
    Settings,
    SetUnavailable,
    TrackVideo,
    UpdateVideo,
    Video,
)
from creatoraudit_mock.world.views import is_unavailable
from effort import effort, repeats
from oracles import HOUR, MICROS

Pick = Callable[[int, int], int]
Setup = dict[str, Any]
Step = tuple[Any, ...]
HOURS = (1, 2, 5, 24, 168)
JITTERS = (0.0, 0.01, 0.1, 0.25, 0.5)
SHARES = (0.0, 0.0, 0.3, 0.9)


def setups(pick: Pick) -> Setup:
    """A resource with its hardship."""
    jitter = JITTERS[pick(0, len(JITTERS) - 1)]
    hardship = Hardship(
        jitter=jitter,
        lateness=0.5 - jitter if pick(0, 1) else (0.5 - jitter) / 2,
        late=(0.0, 0.5, 1.0)[pick(0, 2)],
        failed=(*SHARES, 1.0)[pick(0, 4)],
        skipped=SHARES[pick(0, 3)],
    )
    return {
        "seed": pick(0, 2**32),
        "hardship": hardship,
        "hours": HOURS[pick(0, len(HOURS) - 1)],
        "delay": (0, 1, 5 * MICROS, 45 * MICROS + 250_000, 30 * HOUR)[pick(0, 4)],
        "active": pick(0, 5) > 0,
        "added_late": pick(0, MICROS),
    }


def waits(pick: Pick) -> Step:
    """Some time passes, often just up to or around the next scrape."""
    if pick(0, 1):
        return "to_attempt", pick(-1, 1)
    if pick(0, 3) == 0:
        return "wait", (0, 0, 1, 300_000, MICROS, 7 * MICROS)[pick(0, 5)]
    return "wait_cycles", pick(0, 20), pick(0, 1000)


def commands(pick: Pick) -> Step:
    """One of the things that may happen to a resource."""
    kinds = ("pause", "resume", "interval", "hold", "release", "release", "scrape_now", "outages")
    kind = (*kinds, "absences")[pick(0, 8)]
    if kind == "interval":
        return kind, HOURS[pick(0, len(HOURS) - 1)]
    if kind in {"outages", "absences"}:
        return kind, pick(0, 2), pick(0, 3), pick(0, 40)
    return (kind,)


def timelines(pick: Pick) -> list[Step]:
    """Waits and commands, in any mixture."""
    return [(waits if pick(0, 1) else commands)(pick) for _ in range(pick(0, 16))]


class Play:
    """One resource in a world, and its model beside it; the same happens to both."""

    def __init__(self, setup: Setup) -> None:
        self.clock = VirtualClock()
        self.clock.advance_to(self.clock.instant + setup["added_late"])
        hardship = setup["hardship"]
        settings = Settings(hardship=hardship)
        self.org = Organization(self.clock, seed=setup["seed"], settings=settings)
        video: Video = self.org.execute(
            TrackVideo(
                platform="tiktok",
                identifier="7301234567890123456",
                scrape_interval_hours=setup["hours"],
                is_active=setup["active"],
                first_refresh=setup["delay"],
            )
        )
        self.video, self.added = video, self.clock.instant
        stream = self.org.chance.stream("scrapes", video.id)
        self.plan = oracles.new_plan(stream, hardship, self.added, setup["delay"], setup["hours"])
        if not setup["active"]:
            self.plan |= {"active": False, "due": None}
        self.marks: list[int] = [self.added]

    def run(self, steps: list[Step]) -> None:
        """Let all steps happen to both."""
        for kind, *details in steps:
            if kind.startswith("wait") or kind == "to_attempt":
                self.clock.advance_to(self._target(kind, details))
            else:
                self._command(kind, details)
            self.marks.append(self.clock.instant)
        oracles.step_to(self.plan, self.clock.instant)

    def _target(self, kind: str, details: list[int]) -> int:
        now = self.clock.instant
        if kind == "wait":
            return now + details[0]
        if kind == "wait_cycles":
            cycles, thousandths = details
            passed: int = self.plan["hours"] * HOUR * (1000 * cycles + thousandths) // 1000
            return now + passed
        oracles.step_to(self.plan, now)
        upcoming = oracles.next_attempt(self.plan, now)
        return now if upcoming is None else max(now, upcoming[0] + details[0])

    def _command(self, kind: str, details: list[int]) -> None:
        now = self.clock.instant
        oracles.step_to(self.plan, now)
        if kind in {"outages", "absences"}:
            details = list(self._span(details, now))
        refused_by_model = self._model(kind, details, now)
        refused = self._world(kind, details)
        assert refused is refused_by_model, f"{kind} at {now}: the model says {refused_by_model}"

    def _model(self, kind: str, details: list[int], now: int) -> bool:
        plan = self.plan
        aimless = {"hold": oracles.hold, "release": oracles.release, "scrape_now": oracles.land}
        try:
            if kind in {"outages", "absences"}:
                oracles.trouble(plan, kind, now, *details)
            elif kind in {"pause", "resume"}:
                oracles.change(plan, now, active=kind == "resume")
            elif kind == "interval":
                oracles.change(plan, now, hours=details[0])
            else:
                aimless[kind](plan, now)
        except oracles.Refused:
            return True
        return False

    def _world(self, kind: str, details: list[int]) -> bool:
        name = self.video.id
        made: dict[str, Callable[[], Command]] = {
            "pause": lambda: UpdateVideo(id=name, changes={"is_active": False}),
            "resume": lambda: UpdateVideo(id=name, changes={"is_active": True}),
            "interval": lambda: UpdateVideo(id=name, changes={"scrape_interval_hours": details[0]}),
            "hold": lambda: Hold(id=name),
            "release": lambda: Release(id=name),
            "scrape_now": lambda: ScrapeNow(id=name),
            "outages": lambda: Outage(start=details[0], end=details[1]),
            "absences": lambda: SetUnavailable(id=name, start=details[0], end=details[1]),
        }
        try:
            self.org.execute(made[kind]())
        except Misuse:
            return True
        return False

    def _span(self, details: list[int], now: int) -> tuple[int, int]:
        exact, cycles, length = details
        interval = self.plan["hours"] * HOUR
        low = now + cycles * interval + (0, 0, interval // 7)[exact]
        if exact == 1 and (upcoming := oracles.next_attempt(self.plan, low)):
            low = upcoming[0]
        return low, low + max(length * interval // 2, 1)


def check(play: Play, pick: Pick) -> None:
    """Ask both for everything, at every instant that might be special."""
    plan, video, weather = play.plan, play.video, play.org.weather(play.video)
    schedule, end = video.schedule, play.clock.instant
    expected = [Attempt(at, Outcome(word)) for at, word in plan["attempts"]]
    assert list(schedule.attempts(play.added, end, weather)) == expected
    assert list(schedule.refreshes(play.added, end, weather)) == plan["refreshes"]
    for instant in interesting(play, pick):
        landed = plan["refreshes"][: bisect_right(plan["refreshes"], instant)]
        assert schedule.last_refresh(instant, weather) == (landed[-1] if landed else None)
        upcoming = oracles.next_attempt(plan, instant)
        found = schedule.next_attempt(instant, weather)
        assert (found and (found.instant, found.outcome.value)) == upcoming
        standing = schedule.standing(instant, weather)
        assert standing.refresh == (landed[-1] if landed else None)
        assert instant < standing.until <= (upcoming[0] if upcoming else FAR_FUTURE)
        assert is_unavailable(video, weather, instant) == oracles.is_unavailable(plan, instant)
        low = pick(play.added, end)
        within = [at for at in plan["refreshes"] if low <= at <= instant]
        assert list(schedule.refreshes(low, instant, weather)) == within


def interesting(play: Play, pick: Pick) -> list[int]:
    """The instants of commands and scrapes, a moment before and after, and any others."""
    attempts = [at for at, _ in play.plan["attempts"]]
    chosen = [attempts[pick(0, len(attempts) - 1)] for _ in range(4) if attempts]
    marks = {play.marks[pick(0, len(play.marks) - 1)] for _ in range(4)} | {*chosen}
    around = {at + step for at in marks for step in (-1, 0, 1)}
    low, high = play.added, play.clock.instant
    around |= {pick(low, high) for _ in range(3)}
    return sorted(at for at in around if low <= at <= high)


@st.composite
def plays(draw: st.DrawFn) -> tuple[Setup, list[Step], int]:
    """A resource, what befalls it, and a number for the choice of questions."""

    def pick(low: int, high: int) -> int:
        return draw(st.integers(low, high))

    return setups(pick), timelines(pick), draw(st.integers(0, 2**16))


@effort(8)
@given(plays())
def test_closed_form_equals_stepping(drawn: tuple[Setup, list[Step], int]) -> None:
    """Whatever commands come when, every question has the answer that stepping finds."""
    setup, steps, number = drawn
    play = Play(setup)
    play.run(steps)
    check(play, random.Random(number).randint)


def test_closed_form_equals_stepping_in_bulk() -> None:
    """The same for thousands of plans, drawn without Hypothesis because that is faster."""
    for _ in range(repeats(3_000)):
        seed = random.getrandbits(64)
        pick = random.Random(seed).randint
        setup, steps = setups(pick), timelines(pick)
        play = Play(setup)
        try:
            play.run(steps)
            check(play, pick)
        except AssertionError as error:
            error.add_note(f"seed={seed} {setup} {steps}")
            raise


def test_the_model_is_worth_its_name() -> None:
    """The bulk reaches what it is meant to reach: every outcome, refusal and kind of command."""
    pick = random.Random(5).randint
    seen: set[str] = set()
    for _ in range(300):
        play = Play(setups(pick))
        steps = timelines(pick)
        play.run(steps)
        seen |= {outcome for _, outcome in play.plan["attempts"]} | {step[0] for step in steps}
    kinds = {"pause", "resume", "interval", "hold", "release", "scrape_now", "outages", "absences"}
    assert seen >= kinds | {"refreshed", "failed", "unavailable", "to_attempt", "wait_cycles"}
