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

_LOSSES: Final = {"CA103", "CA303:lost"}
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
        """What it fails on, in order: codes of rules, "raised", "idle"."""
        told = [code_of(finding) for finding in self.blamed]
        told += [_RAISED] * (self.error is not None) + [_IDLE] * self.is_idle
        return tuple(dict.fromkeys(told))


def code_of(finding: Finding) -> str:
    """The code of its rule, with the aspect where a rule has several."""
    return f"{finding.code}:{finding.aspect}" if finding.aspect else finding.code


def judge(outcome: Outcome, standard: Standard) -> Verdict:
    """Judge a run."""
    refused = outcome.refused_since
    error = None if refused is not None else outcome.error
    if not len(outcome.staged.world.journal):
        return Verdict(error=error, is_idle=error is None)
    findings = card_of(outcome, standard).chosen(
        select=standard.select, ignore=standard.ignore, strict=standard.strict
    )
    causes = tuple(one for one in findings if code_of(one) not in _LOSSES)
    losses = tuple(one for one in findings if code_of(one) in _LOSSES)
    if causes or error is not None:
        return Verdict(blamed=causes, consequences=losses, error=error)
    late = tuple(one for one in losses if one.code == "CA103")
    lost = tuple(one for one in losses if one.code != "CA103")
    return Verdict(blamed=late, consequences=lost) if late else Verdict(blamed=lost)


def card_of(outcome: Outcome, standard: Standard) -> Scorecard:
    """The scorecard of a run."""
    session = outcome.session
    return score(
        outcome.staged.world,
        lag=standard.lag,
        deliveries=session.delivered,
        until=_until(outcome),
        resources=[*session.account_ids, *session.video_ids],
    )


def _until(outcome: Outcome) -> datetime:
    """Until when the poller is answerable."""
    end = outcome.ended if outcome.stopped or outcome.error else outcome.staged.end
    return min(end, outcome.refused_since or end)
