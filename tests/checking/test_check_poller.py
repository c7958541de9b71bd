"""`check_poller`: what it finds, how it tells, and how a failure comes again."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from pytest_creatoraudit import PollerFailed, Session, check_poller
from zoo.habits import Poller

CALM: dict[str, Any] = {"dialects": False, "faults": False, "accounts": 1, "videos": 0, "seed": 1}


def right(session: Session) -> None:
    """A right poller."""
    Poller(session).run()


def silent(session: Session) -> None:
    """Delivers nothing."""
    poller = Poller(session)
    poller.session.deliver = lambda *_: None  # type: ignore[method-assign]
    poller.run()


def failure(run: Any, **options: Any) -> PollerFailed:
    """How a poller fails."""
    with pytest.raises(PollerFailed) as caught:
        check_poller(run, **{"examples": 30, "seed": 1, **options})
    return caught.value


def test_right_poller() -> None:
    """A right poller passes."""
    check_poller(right, examples=5, seed=2)


def test_story() -> None:
    """A failure tells what was tracked, what happened when, and what was expected."""
    story = str(failure(silent, **CALM))
    assert "CA303:lost the refresh of account user0" in story
    assert "was never delivered" in story
    assert "2026-01-05T09:00:45Z refresh" in story
    assert "request   GET /v2/accounts/" in story
    assert "Replay: check_poller(..., days=7, lag='24h', replay='" in story


def test_shrinking() -> None:
    """What has nothing to do with the failure is left out of its story."""
    plan = failure(silent).plan
    assert (plan.events, plan.faults, plan.dialect, plan.crowd) == ((), (), (), 0)
    assert len(plan.tracked) == 1


def test_replay() -> None:
    """The word of a failure brings the same story again, and nothing else is run."""
    first = failure(silent)
    again = failure(silent, replay=first.replay)
    assert (again.plan, again.codes, str(again)) == (first.plan, first.codes, str(first))


def test_seed() -> None:
    """The same seed draws the same worlds."""
    assert str(failure(silent, seed=7)) == str(failure(silent, seed=7))


def test_idle() -> None:
    """A poller that asks for nothing is told how to get a client."""
    failed = failure(lambda _: time.sleep(1e9))
    assert failed.codes == ("idle",)
    assert "session.client()" in str(failed)


def test_error_of_the_poller() -> None:
    """What the poller raises is told with its story, and is the cause."""

    def broken(session: Session) -> None:
        with session.client() as client:
            client.get("/accounts")
        raise ZeroDivisionError("oh")

    failed = failure(broken)
    assert failed.codes == ("raised",)
    assert "the poller raised ZeroDivisionError: oh" in str(failed)
    assert isinstance(failed.__cause__, ZeroDivisionError)


def test_skipped_refreshes() -> None:
    """Who meets the lag may skip refreshes: every second one is newer than the one before."""

    class Daily(Poller):
        every = 86_400

    check_poller(lambda session: Daily(session).run(), lag="26h", **CALM, examples=15)


def test_lag_beyond_the_days() -> None:
    """A lag as long as the run is refused: nothing could be late."""
    with pytest.raises(ValueError, match=r"days must be longer than lag.*days=1"):
        check_poller(right, days=1, lag=timedelta(hours=24))


def test_unknown_fault() -> None:
    """An unknown fault is refused with the known ones."""
    with pytest.raises(ValueError, match=r"faults must be of status_500.*got meteor"):
        check_poller(right, faults=["meteor"])


def test_replay_of_nonsense() -> None:
    """A word that is none is refused."""
    with pytest.raises(ValueError, match="replay must be what a failure"):
        check_poller(right, replay="abc")


def test_delivery_of_something_else() -> None:
    """A delivery without a mapping is refused where it is made."""
    failed = failure(lambda session: session.deliver("1", "news"))
    assert "takes the id of an account or video" in str(failed)


def test_coroutine() -> None:
    """A coroutine function runs on asyncio."""

    async def poll(session: Session) -> None:
        async with session.async_client() as client:
            await client.get("/accounts")

    assert failure(poll).codes == ("CA103",)
