"""What is held against a poller after a run: broken rules, and deliveries that are not true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from creatoraudit_mock import Scorecard, score
from pytest_creatoraudit.checking.runner import Outcome

Codes: TypeAlias = str | Sequence[str] | None
Finding: TypeAlias = Any
"""A finding of the scorecard; its class is not part of the simulator's public face."""

_LOST: Final = "CA303:lost"
_LOSSES: Final = {"CA103", _LOST}
"""What follows from many a fault: of these it is told, but the fault is blamed."""
_RAISED: Final = "raised"
_IDLE: Final = "idle"


@dataclass(frozen=True, kw_only=True)
class Standard:
    """What a poller is measured by."""

    lag: timedelta
    strict: bool = False
    select: Codes = None
    ignore: Codes = None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was found; empty if the poller was right."""

    blamed: tuple[Finding, ...] = ()
    consequences: tuple[Finding, ...] = ()
    error: Exception | None = None
    is_idle: bool = False
    """Whether it asked for nothing at all."""

    @property
    def codes(self) -> tuple[str, ...]:
        """What it fails on, in order: codes of rules, "raised", "idle", or how a command failed."""
        told = [code_of(finding) for finding in self.blamed]
        told += [getattr(self.error, "code", _RAISED)] * (self.error is not None)
        told += [_IDLE] * self.is_idle
        return tuple(dict.fromkeys(told))


def code_of(finding: Finding) -> str:
    """The code of its rule, with the aspect where a rule has several."""
    return f"{finding.code}:{finding.aspect}" if finding.aspect else finding.code


def judge(outcome: Outcome, standard: Standard) -> Verdict:
    """Judge a run."""
    refused = outcome.refused_since
    error = None if refused is not None else outcome.error
    if not outcome.journal:
        return Verdict(error=error, is_idle=error is None)
    findings = _findings(outcome, standard)
    causes = tuple(one for one in findings if code_of(one) not in _LOSSES)
    losses = tuple(one for one in findings if code_of(one) in _LOSSES)
    if causes or error is not None:
        return Verdict(blamed=causes, consequences=losses, error=error)
    late = tuple(one for one in losses if one.code == "CA103")
    lost = tuple(one for one in losses if one.code != "CA103")
    return Verdict(blamed=late, consequences=lost) if late else Verdict(blamed=lost)


def is_paid(outcome: Outcome) -> bool:
    """Whether everything that was seen has been handed over, or something newer."""
    card = _card(outcome, None, outcome.session.delivered)
    return not any(code_of(one) == _LOST for one in card.findings)


def _findings(outcome: Outcome, standard: Standard) -> list[Finding]:
    chosen: dict[str, Any] = {"select": standard.select, "strict": standard.strict}
    chosen["ignore"] = [*_listed(standard.ignore), *outcome.unjudged]
    lag = standard.lag + outcome.slack
    found = list(_card(outcome, lag, outcome.delivered).chosen(**chosen))
    if outcome.cut is None:
        return found
    # After the horizon a command goes on for a moment: that counts for what it owes, and no more.
    at_last = _card(outcome, lag, outcome.session.delivered).chosen(**chosen)
    return [
        *(one for one in found if code_of(one) != _LOST),
        *(one for one in at_last if code_of(one) == _LOST),
    ]


def _card(outcome: Outcome, lag: timedelta | None, delivered: list[Any]) -> Scorecard:
    session = outcome.session
    return score(
        Lived.of(outcome),
        lag=lag,
        deliveries=delivered,
        until=_until(outcome),
        resources=[*session.account_ids, *session.video_ids],
    )


@dataclass
class Lived:
    """What is graded of a world: its truth, and the requests that are judged."""

    organization: Any
    journal: Any
    scenario: Any
    seed: int
    started: int

    @classmethod
    def of(cls, outcome: Outcome) -> Lived:
        """The world of a run."""
        world = outcome.staged.world
        return cls(world.organization, outcome.journal, world.scenario, world.seed, world.started)


def _listed(codes: Codes) -> Sequence[str]:
    return [codes] if isinstance(codes, str) else codes or []


def _until(outcome: Outcome) -> datetime:
    """Until when the poller is answerable."""
    end = outcome.ended if outcome.stopped or outcome.error else outcome.staged.end
    return min(end, outcome.refused_since or end)
