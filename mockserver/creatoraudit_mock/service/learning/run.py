"""A run of `learn`: every probe that may be tried, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from creatoraudit_mock import __version__
from creatoraudit_mock.contract import Dialect
from creatoraudit_mock.service.budget import DEFAULT_BUDGET, Budget
from creatoraudit_mock.service.caller import Caller
from creatoraudit_mock.service.errors import ServiceTrouble
from creatoraudit_mock.service.key import Key
from creatoraudit_mock.service.learning.desk import Desk
from creatoraudit_mock.service.learning.record import Finding, Record, evidence
from creatoraudit_mock.service.learning.table import PROBES, Need, Probe
from creatoraudit_mock.service.learning.throwaways import Throwaways
from creatoraudit_mock.service.learning.unlearned import NoneOfThese, NotSeen
from creatoraudit_mock.service.learning.wishes import Permissions
from creatoraudit_mock.service.ledger import Ledger

STRANGER: Final = "unknown"
"""The name of a key that the service has never heard of."""
_MISSHAPEN: Final = (AttributeError, IndexError, KeyError, TypeError, ValueError)
_CUT_SHORT: Final = "the run ended before"


def learn(
    base_url: str,
    keys: Mapping[str, Key],
    may: Permissions,
    *,
    budget: int = DEFAULT_BUDGET,
    keep: Callable[[Record], None] = lambda _: None,
    only: frozenset[str] = frozenset(PROBES),
    ledgers: Path | None = None,
    sleep: Callable[[float], None] = time.sleep,
    **caller: Any,
) -> Record:
    """Find out which dialect a service speaks.

    Whatever ends the run early (trouble, the budget, an interruption), what was made is removed
    and what was learned is kept.

    Args:
        base_url: where the API is, with `/v2`.
        keys: the API key as `main`, and those named `limited`, `disabled` or `deleted`, if any.
        may: what is allowed.
        budget: requests that may be sent in all, those for removing things included.
        keep: is handed the record after each switch, and at the end.
        only: the switches to learn.
        ledgers: a folder for notes of what is made, so that a later run can remove what one left
            that was killed.
        sleep: waits so many seconds.
        caller: further settings of `Caller`.

    Raises:
        ValueError: the base URL will not do.
        ModuleNotFoundError: httpx is not installed.
    """
    token, shared = uuid4().hex, Budget(budget)
    known = {**keys, STRANGER: Key(f"ca_unknown_{token}")}

    def connect(name: str) -> Caller:
        return Caller(base_url, known[name], budget=shared, sleep=sleep, **caller)

    desk = Desk(connect, frozenset(keys), may, token, Throwaways(), sleep)
    begun = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    record = Record(desk.base_url, begun, __version__)
    try:
        desk.get("/whoami")
        if ledgers is not None and may.writes:
            _take_notes(desk, ledgers)
        _probe_all(desk, record, only, keep, shared)
        record.is_complete = True
    except (NotSeen, ServiceTrouble) as error:
        record.ended = str(error)
    except BaseException as error:
        record.ended = f"interrupted ({type(error).__name__})"
        raise
    finally:
        try:
            _conclude(desk, record, only, shared)
        finally:
            keep(record)
    return record


def _take_notes(desk: Desk, folder: Path) -> None:
    desk.made = Throwaways(Ledger(folder, desk.token, desk.base_url))
    trouble = desk.clean_dead(folder)
    if trouble:
        raise ServiceTrouble(f"what an earlier run left could not be removed: {', '.join(trouble)}")


def _probe_all(
    desk: Desk,
    record: Record,
    only: frozenset[str],
    keep: Callable[[Record], None],
    budget: Budget,
) -> None:
    for name, probe in PROBES.items():
        if name in only:
            record.findings[name] = finding(desk, name, probe)
            record.requests, record.waited = budget.spent, desk.waited
            keep(record)


def _conclude(desk: Desk, record: Record, only: frozenset[str], budget: Budget) -> None:
    """Remove what was made, and say of each switch that was not tried that it is open."""
    record.left_behind = desk.made.paths()  # should somebody lose patience now
    try:
        record.left_behind = tuple(desk.clean())
    finally:
        desk.close()
        record.requests, record.waited = budget.spent, desk.waited
        for name in Dialect.alternatives():
            reason = _CUT_SHORT if name in only else "not asked for"
            record.findings.setdefault(name, Finding(name, "open", reason=reason))


def finding(desk: Desk, name: str, probe: Probe) -> Finding:
    """What a probe finds of its switch."""
    lacking = unmet(probe, desk.may, desk.keys)
    if lacking:
        return Finding(name, "open", reason=f"needs {' and '.join(lacking)}")
    desk.trail = []
    try:
        value = probe.find(desk)
    except NotSeen as error:
        return Finding(name, "open", reason=str(error), evidence=evidence(desk.trail))
    except NoneOfThese as error:
        return Finding(name, "strange", reason=str(error), evidence=evidence(desk.trail))
    except _MISSHAPEN as error:
        # Whatever a service may answer: an unexpected shape is one, and no reason to stop.
        reason = f"an answer has an unexpected shape ({type(error).__name__}: {error})"
        return Finding(name, "strange", reason=reason, evidence=evidence(desk.trail))
    return Finding(name, "seen", value=value, evidence=evidence(desk.trail))


def unmet(probe: Probe, may: Permissions, keys: frozenset[str]) -> list[str]:
    """The options that a probe needs and that were not given."""
    given = {
        Need.WRITES: may.writes,
        Need.ACCOUNT: may.account is not None,
        Need.WAIT: may.wait > 0,
        Need.EXHAUST: may.exhaust,
        Need.LIMITED_KEY: "limited" in keys,
        Need.DISABLED_KEY: "disabled" in keys,
        Need.DELETED_KEY: "deleted" in keys,
    }
    return [need.value for need in probe.needs if not given[need]]
