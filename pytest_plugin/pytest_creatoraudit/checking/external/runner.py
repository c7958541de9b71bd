"""One run of a command through one plan, against a live world, up to the horizon."""

from __future__ import annotations

import time
from typing import Final

from creatoraudit_mock import MockServer
from pytest_creatoraudit.checking.external.clocks import DrivenClock, clock_of
from pytest_creatoraudit.checking.external.command import Command
from pytest_creatoraudit.checking.external.errors import (
    CommandFailed,
    Ended,
    Exited,
    Silent,
    Unfinished,
)
from pytest_creatoraudit.checking.external.program import Program
from pytest_creatoraudit.checking.plan import Plan
from pytest_creatoraudit.checking.runner import REQUESTS, Outcome
from pytest_creatoraudit.checking.session import Session
from pytest_creatoraudit.checking.stage import Staged
from pytest_creatoraudit.checking.verdict import is_paid

TIMING: Final = ("CA101", "CA102", "CA104", "CA304", "CA401", "CA402", "CA404", "CA405", "CA501")
"""Rules that look at instants more closely than either clock is true to."""
LATENESS: Final = ("CA103",)
_AT_ONCE: Final = 1_000_000_000
"""The speed that is told to programs which need not wait."""
_START: Final = 10.0
"""Real seconds that any program may take until its first request."""
_LOOK: Final = 0.002
_LOOK_AT_END: Final = 0.02


def play(command: Command, plan: Plan) -> Outcome:
    """Let a command live through a plan.

    On a server of its own: what an earlier run had still under way when it was stopped must not
    reach this world, which may have the same key.

    Raises:
        OSError: it cannot be started.
    """
    clock = clock_of(command)
    staged = Staged(plan, clock)
    clock.horizon = staged.end
    session = Session(staged)
    session.delivered = staged.world.deliveries
    with MockServer() as server:
        session.base_url, session.api_key = server.add(staged.world)
        place = f"{server.control_url}/worlds/{server.world_id(staged.world)}"
        with Program(command, _variables(command, session, f"{place}/deliveries")) as program:
            return Watch(command, program, staged, session, clock).over()


def _variables(command: Command, session: Session, deliveries: str) -> dict[str, str]:
    """What tells a program of its world."""
    is_scaled = command.clock == "scaled"
    return {
        "CREATORAUDIT_BASE_URL": session.base_url,
        "CREATORAUDIT_API_KEY": session.api_key,
        "CREATORAUDIT_ACCOUNT_IDS": ",".join(session.account_ids),
        "CREATORAUDIT_VIDEO_IDS": ",".join(session.video_ids),
        "CREATORAUDIT_DELIVERIES": deliveries,
        "CREATORAUDIT_SPEED": f"{command.speed if is_scaled else _AT_ONCE:.0f}",
    }


class Watch:
    """Looks after a run until it is over."""

    def __init__(
        self,
        command: Command,
        program: Program,
        staged: Staged,
        session: Session,
        clock: DrivenClock,
    ) -> None:
        self._command = command
        self._program = program
        self._staged = staged
        self._session = session
        self._clock = clock
        self._journal = staged.world.journal
        self._most = REQUESTS[0] + REQUESTS[1] * staged.plan.count
        self._began = self._heard = time.monotonic()
        self._count = 0

    def over(self) -> Outcome:
        """Return when it is over, with what became of it."""
        while True:
            self._clock.keep_up()
            if self._clock.now >= self._clock.horizon:
                return self._settled()
            if len(self._journal) > self._most:
                self._clock.stand()
                continue
            if (status := self._program.status) is not None:
                return self._outcome(self._ended(status))
            if (failed := self._stuck()) is not None:
                return self._outcome(failed)
            if self._is_mute():
                return self._outcome(self._silent())
            time.sleep(_LOOK)

    # -- how it may end

    def _settled(self) -> Outcome:
        """At the horizon: no time passes any more, but what was seen may still be handed over."""
        deadline = time.monotonic() + self._command.patience
        while not is_paid(outcome := self._outcome()):
            if self._program.status is not None or time.monotonic() > deadline:
                break
            time.sleep(_LOOK_AT_END)
        return outcome

    def _ended(self, status: int) -> CommandFailed | None:
        at = f"after {len(self._journal)} requests, at {self._clock.now:%Y-%m-%dT%H:%M:%SZ}"
        if status:
            return Exited(f"the command ended with status {status} {at}{self._wrote()}")
        if not self._journal or not self._is_needed():
            return None
        return Ended(
            f"the command ended by itself {at}, though there was something left to follow: let it "
            f"poll for ever, it is stopped when the world ends{self._wrote()}"
        )

    def _is_mute(self) -> bool:
        """Whether it lets a clock wait that only it can move."""
        done = len(self._journal) + len(self._session.delivered)
        now = time.monotonic()
        if done > self._count:
            self._count, self._heard = done, now
        if not done:
            return now - self._heard > max(self._command.patience, _START)
        return self._command.clock == "per-request" and now - self._heard > self._command.patience

    def _silent(self) -> CommandFailed | None:
        if not self._journal or not self._is_needed():
            return None
        return Silent(
            f"the command asked for nothing more after {self._clock.now:%Y-%m-%dT%H:%M:%SZ}, for "
            f"{self._command.patience:g} real seconds, while the clock waited for its requests: "
            "let it divide its waits by CREATORAUDIT_SPEED, or give it "
            f"Command(patience=...){self._wrote()}"
        )

    def _stuck(self) -> CommandFailed | None:
        if time.monotonic() - self._began < self._command.timeout:
            return None
        return Unfinished(
            f"the command came to {self._clock.now:%Y-%m-%dT%H:%M:%SZ} of a world that ends at "
            f"{self._clock.horizon:%Y-%m-%dT%H:%M:%SZ}, in {self._command.timeout:g} real seconds: "
            "let it divide its waits by CREATORAUDIT_SPEED, take fewer days, a longer step or a "
            f"higher speed, or give it Command(timeout=...){self._wrote()}"
        )

    def _is_needed(self) -> bool:
        """Whether there is something left to follow."""
        world = self._staged.world
        left = {handle.id for handle in (*world.accounts, *world.videos)}
        return not left.isdisjoint((*self._session.account_ids, *self._session.video_ids))

    def _wrote(self) -> str:
        tail = self._program.tail()
        return f"; its output ends with\n{tail}" if tail else "; it wrote nothing"

    def _outcome(self, error: CommandFailed | None = None) -> Outcome:
        scaled = self._command.clock == "scaled"
        return Outcome(
            staged=self._staged,
            session=self._session,
            error=error,
            ended=self._clock.now,
            stopped=True,
            cut=self._clock.horizon,
            slack=self._command.slack,
            unjudged=TIMING if scaled else TIMING + LATENESS,
        )
