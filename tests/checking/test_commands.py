"""`check_poller` for commands: programs in any language, as processes of their own.

With `ZOO=200` (`make zoo`) the right ones are looked at for longer.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from msgspec.structs import replace

from creatoraudit_mock.scorecard import rules
from documents import blocks, text
from pytest_creatoraudit import Command, PollerFailed, check_poller
from pytest_creatoraudit.checking.external import runner
from pytest_creatoraudit.checking.external.clocks import ScaledClock, SteppedClock
from pytest_creatoraudit.checking.external.runner import LATENESS, TIMING
from pytest_creatoraudit.checking.plan import DAY, HOUR, Event, Fault, Plan, Tracked, to_token
from pytest_creatoraudit.checking.stage import Staged
from pytest_creatoraudit.checking.verdict import Standard, judge

LIVES: Final = int(os.environ.get("ZOO", "8"))
PROGRAM: Final = str(Path(__file__).parent / "commands" / "poll.py")
PAGE: Final = "docs/how-to/other-languages.md"
TRACKED: Final = (Tracked(),)
PLAIN: Final = Plan(days=2, tracked=TRACKED)
BUSY: Final = Plan(
    days=2,
    tracked=(Tracked(), Tracked(kind="video", platform="tiktok", every=6)),
    events=(Event(at=5 * HOUR, what="refresh"), Event(at=20 * HOUR, what="metadata")),
    faults=(Fault(at=10 * HOUR, what="status_503", times=2), Fault(at=DAY, what="reset")),
    seed=3,
)


def python(fault: str = "", **settings: Any) -> Command:
    """The Python program, with a fault or none."""
    return Command([sys.executable, PROGRAM, fault], **{"step": "2h", **settings})


def failure(command: Any, plan: Plan = PLAIN, **options: Any) -> PollerFailed:
    """How a command fails in one world."""
    with pytest.raises(PollerFailed) as caught:
        check_poller(command, days=3, replay=to_token(plan), **options)
    return caught.value


def from_page(language: str, folder: Path) -> Path:
    """A program of the page, as a file."""
    (block,) = blocks(PAGE, language)
    name = re.match(r"(?:#|//) (\S+)\n", block)
    assert name is not None
    (folder / name[1]).write_text(block)
    return folder / name[1]


# -- right ones


def test_right_one() -> None:
    """A right program passes, whatever happens."""
    check_poller(python(), days=2, examples=max(LIVES // 4, 2), seed=1)


@pytest.mark.parametrize(
    ("program", "language", "step"), [("node", "js", "2h"), ("sh", "sh", "4h")]
)
def test_right_one_in_another_language(
    program: str, language: str, step: str, tmp_path: Path
) -> None:
    """So do those of the page, in Node and in shell."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    command = Command([program, from_page(language, tmp_path)], step=step)
    # The one in shell follows accounts only.
    plan = BUSY if language == "js" else replace(BUSY, tracked=TRACKED)
    check_poller(command, days=3, replay=to_token(plan))


@pytest.mark.skipif(LIVES < 100, reason="takes minutes: make zoo")
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("program", "language"), [("node", "js"), ("sh", "sh")])
def test_right_one_in_many_worlds(program: str, language: str, seed: int, tmp_path: Path) -> None:
    """They are clean under many seeds."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    command = Command([program, from_page(language, tmp_path)], step="2h", timeout=300)
    check_poller(command, days=3, videos=0, examples=8, seed=seed)


# -- wrong ones


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("unconditional", "CA201"),
        ("twice", "CA302"),
        ("alters", "CA303:altered"),
        ("keeps", "CA303:lost"),
        ("once", "ended"),
        ("mute", "silent"),
    ],
)
def test_wrong_one(fault: str, code: str) -> None:
    """A wrong program fails on its own rule alone, with a word to replay it."""
    patience = 2 if fault in {"keeps", "mute"} else 10
    failed = failure(python(fault, patience=patience), BUSY if fault == "twice" else PLAIN)

    assert failed.codes == (code,)
    assert "Replay: check_poller(..., days=3, lag='24h', replay='" in str(failed)
    assert f"not judged, since this clock is not true to the instant: {TIMING[0]}" in str(failed)


def test_crash() -> None:
    """A program that ends with another status than 0 is told with the end of its output."""
    failed = failure(python("crash"), BUSY)

    assert failed.codes == ("exited",)
    assert "the command ended with status 1 after " in str(failed)
    assert "urllib.error.HTTPError: HTTP Error 503" in str(failed)
    assert "fault status_503: the next 2 request(s) from day 1, 10:00" in str(failed)


def test_a_failure_is_made_small() -> None:
    """What has nothing to do with the failure is left out, also for a command."""
    with pytest.raises(PollerFailed) as caught:
        check_poller(python("unconditional"), days=2, seed=1, accounts=1)
    assert caught.value.plan == PLAIN


def test_idle() -> None:
    """A program that asks for nothing is told where it finds its world."""
    failed = failure([sys.executable, "-c", "pass"])
    assert failed.codes == ("idle",)
    assert "let it use CREATORAUDIT_BASE_URL and CREATORAUDIT_API_KEY" in str(failed)


def test_too_long() -> None:
    """A program that does not come to the end in time is told so, and how it could."""
    failed = failure(python(timeout=0.4, step="1s"))
    assert failed.codes == ("unfinished",)
    assert "in 0.4 real seconds: let it divide its waits by CREATORAUDIT_SPEED" in str(failed)


def test_enough_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that asks more than is needed is stopped early, and owes nothing for that."""
    monkeypatch.setattr(runner, "REQUESTS", (20, 0))
    outcome = runner.play(python(step="10m"), BUSY)
    assert 19 <= len(outcome.journal) < 288
    assert outcome.cut is not None
    assert outcome.cut < outcome.staged.end
    assert judge(outcome, Standard(lag=timedelta(hours=24))).codes == ()


def test_a_refused_key() -> None:
    """A program that ends since its key is refused is right, whatever its status."""
    plan = Plan(days=2, tracked=(Tracked(),), events=(Event(at=HOUR, what="disable_key"),))
    check_poller(python(), days=3, replay=to_token(plan))


def test_nothing_left() -> None:
    """A program that asks for nothing, since what it followed is deleted, is right."""
    plan = Plan(days=2, tracked=(Tracked(),), events=(Event(at=HOUR, what="delete"),))
    check_poller(python(patience=0.5), days=3, replay=to_token(plan))


def test_children_are_stopped(tmp_path: Path) -> None:
    """With a program end the programs that it has started."""
    place = tmp_path / "child"
    child = f"import socket, time; s = socket.socket(socket.AF_UNIX); s.bind({str(place)!r}); "
    shell = f'{sys.executable} -c "$CHILD" & exec {sys.executable} {PROGRAM}'
    env = {"CHILD": f"{child} s.listen(); time.sleep(60)"}
    check_poller(Command(["sh", "-c", shell], env=env), days=3, replay=to_token(PLAIN))

    with socket.socket(socket.AF_UNIX) as knock, pytest.raises(ConnectionRefusedError):
        knock.connect(str(place))


# -- clocks


def test_the_same_again() -> None:
    """Where requests move the clock, the same world goes the same way each time."""
    stories = {str(failure(python("alters"), BUSY)) for _ in range(2)}
    assert len(stories) == 1


def test_requests_bring_events_at_their_instants() -> None:
    """An event between two requests happens at its own instant, before the second."""
    clock = SteppedClock(timedelta(hours=1))
    staged = Staged(Plan(days=1, tracked=(Tracked(),), events=(Event(1800, "refresh"),)), clock)
    clock.horizon = staged.end
    with clock.serving():
        assert staged.happened[0][0] == staged.start + timedelta(minutes=30)
        assert clock.now == staged.start + timedelta(hours=1)


def test_no_request_goes_beyond_the_horizon() -> None:
    """Whatever comes after the horizon happens at it."""
    clock = SteppedClock(timedelta(hours=20))
    staged = Staged(Plan(days=1, tracked=(Tracked(),)), clock)
    clock.horizon = staged.end
    for _ in range(3):
        clock.tick()
    assert clock.now == staged.end


def test_a_scaled_clock_waits_for_the_first_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands until somebody asks, then follows real time, but makes no leaps."""
    real = iter([10.0, 10.0, 10.05, 99.0])
    monkeypatch.setattr(
        "pytest_creatoraudit.checking.external.clocks.time.monotonic", lambda: next(real)
    )
    clock = ScaledClock(1_000)
    staged = Staged(PLAIN, clock)
    clock.horizon = staged.end
    clock.keep_up()
    assert clock.now == staged.start
    clock.tick()
    assert clock.now == staged.start
    clock.keep_up()
    assert clock.now == staged.start + timedelta(seconds=50)
    clock.keep_up()
    assert clock.now == staged.start + timedelta(seconds=150)


def test_waiting_counts_on_a_scaled_clock() -> None:
    """Who waits too long is late where time follows real time."""
    failed = failure(python("slow", clock="scaled", speed=100_000), Plan(days=3, tracked=TRACKED))
    assert failed.codes == ("CA103",)
    assert "later, not within 2.2 d" in str(failed)
    assert f"not true to the instant: {', '.join(TIMING)}" in str(failed)


def test_who_waits_as_long_as_is_right() -> None:
    """Who comes in time is not late there."""
    command = python(clock="scaled", speed=100_000)
    check_poller(command, days=3, replay=to_token(Plan(days=3, tracked=TRACKED)))


def test_rules_that_are_left_out() -> None:
    """They are those about timing, and the page names each."""
    timed = {code for code, rule in rules().items() if rule.timed}
    assert {*TIMING, *LATENESS} == timed
    assert timed == {code for code in timed if text(PAGE).count(code) >= 2 or code in LATENESS}


# -- what is no command


@pytest.mark.parametrize(
    ("argv", "settings", "told"),
    [
        ("node poll.mjs", {}, "a command is a list of texts"),
        ([1], {}, "a command is a list of texts"),
        ([], {}, "a command must name a program"),
        (["x"], {"clock": "frozen"}, "clock must be per-request or scaled; got 'frozen'"),
        (["x"], {"step": "10ms"}, "step must be at least a second; got '10ms'"),
        (["x"], {"speed": 0.5}, "speed must be between 1 and 1000000; got 0.5"),
        (["x"], {"patience": 0}, "patience must be more than 0 real seconds; got 0"),
        (["x"], {"timeout": -1}, "timeout must be more than 0 real seconds; got -1"),
    ],
)
def test_no_command(argv: Any, settings: dict[str, Any], told: str) -> None:
    """What cannot be is refused with its name and value."""
    with pytest.raises((TypeError, ValueError), match=re.escape(told)):
        Command(argv, **settings)


@pytest.mark.parametrize(
    ("speed", "days", "told"),
    [
        (500_000, 3, "nothing could be late in so few days at such a speed"),
        (1_000, 3, "a world would take 259 real seconds"),
    ],
)
def test_a_speed_that_does_not_fit(speed: float, days: int, told: str) -> None:
    """A speed at which nothing could be found, or that takes too long, is refused beforehand."""
    with pytest.raises(ValueError, match=told):
        check_poller(Command(["x"], clock="scaled", speed=speed), days=days)


def test_a_program_that_is_not_there() -> None:
    """A program that does not exist is an error of the test, not of the poller."""
    with pytest.raises(FileNotFoundError, match="no-such-program"):
        check_poller(["no-such-program"])
