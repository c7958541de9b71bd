"""The suite: every check in order, its plan, and a run of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from creatoraudit_mock.contract import Dialect
from creatoraudit_mock.service.caller import Caller
from creatoraudit_mock.service.errors import ServiceTrouble
from creatoraudit_mock.service.ledger import Ledger
from creatoraudit_mock.service.verification.answers import declared_claims
from creatoraudit_mock.service.verification.check import Check
from creatoraudit_mock.service.verification.checks import (
    common,
    conditional,
    figures,
    paging,
    reading,
    refusals,
    writing,
)
from creatoraudit_mock.service.verification.claims import Claim
from creatoraudit_mock.service.verification.reads import READS
from creatoraudit_mock.service.verification.report import Report
from creatoraudit_mock.service.verification.request import Unobservable
from creatoraudit_mock.service.verification.session import Session, operation_name
from creatoraudit_mock.service.verification.throwaway import (
    RESERVE,
    Throwaways,
    clean_dead,
    new_run,
)

_UNREADABLE: Final = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What a check stumbles over when an answer has another form; that form is refuted elsewhere."""


def planned(*, writes: bool = False) -> tuple[Check, ...]:
    """Every check in the order in which they run; those that write only if that is wanted."""
    return (
        *reading.checks(),
        *conditional.checks(),
        *paging.checks(),
        *figures.checks(),
        *refusals.checks(),
        *(writing.checks() if writes else ()),
        *common.checks(),
    )


def chosen(checks: Sequence[Check], only: Sequence[str]) -> tuple[Check, ...]:
    """The checks whose code is one of these or lies below it; all if none is named.

    Raises:
        ValueError: a code fits none.
    """
    for code in only:
        if not any(_below(check, code) for check in checks):
            families = ", ".join(dict.fromkeys(check.code.partition(".")[0] for check in checks))
            raise ValueError(f"no check is named {code!r}; there are: {families}, and more below")
    return tuple(check for check in checks if not only or any(_below(check, code) for code in only))


def _below(check: Check, code: str) -> bool:
    return f"{check.code}.".startswith(f"{code}.")


def cost(checks: Sequence[Check]) -> int:
    """The most requests that a run sends if nothing has to be repeated or cleaned up.

    One shows whether the key is good; a few checks without the others have to look around first.
    """
    looked = {check.operation for check in checks if check.code.startswith("read.")}
    return 1 + sum(check.requests for check in checks) + len(READS.keys() - looked)


def verify(
    caller: Caller,
    dialect: Dialect,
    *,
    only: Sequence[str] = (),
    ledgers: Path | None = None,
) -> Report:
    """Put a service to the test.

    Args:
        caller: how to reach it.
        dialect: how it is expected to answer where the documentation is silent.
        ledgers: where to note what is made; without it nothing is written to the service.
        only: codes of checks, or of families of them; all if none is given.

    Raises:
        ValueError: there is no such check.
        ServiceTrouble: the key is refused, or the budget cannot reach, before anything was done.
    """
    checks = chosen(planned(writes=ledgers is not None), only)
    if ledgers is None:
        session = Session(caller, dialect)
        caller.budget.require(cost(checks), "verifying")
        _admitted(caller)
        stopped = _run(session, checks)
        return _report(session, checks, stopped, whole=not only, writes=False)
    run = new_run()
    with Ledger(ledgers, run, caller.base_url) as ledger:
        session = Session(caller, dialect, Throwaways(ledger, run))
        stopped, removed = _with_writes(session, checks, ledgers)
    return _report(session, checks, stopped, whole=not only, writes=True, removed=removed)


def _with_writes(session: Session, checks: Sequence[Check], folder: Path) -> tuple[str, list[str]]:
    caller = session.caller
    try:
        caller.budget.require(cost(checks) + RESERVE, "verifying with writes")
        _admitted(caller)
        removed = clean_dead(caller, folder)
        with caller.budget.kept_back(RESERVE):
            stopped = _run(session, checks)
    except BaseException:
        # Ctrl-C as well: first take away what is ours. If that fails, the notes stay.
        _sweep(session)
        raise
    return _sweep(session) or stopped, removed


def _sweep(session: Session) -> str:
    """Remove what is left of this run; why that failed, or nothing."""
    try:
        session.throwaways.sweep(session.caller, session.exchanges)
    except ServiceTrouble as error:
        return f"cleaning up failed, and is left to the next run with --writes: {error}"
    return ""


def _admitted(caller: Caller) -> None:
    answer = caller.send("GET", "/whoami")
    if answer.status in {401, 403}:
        raise ServiceTrouble(
            f"the key is refused: GET /whoami was answered {answer.status} "
            f"(request id {answer.request_id}): check the key, and the base URL {caller.base_url}"
        )


def _run(session: Session, checks: Sequence[Check]) -> str:
    """Run checks; why the run stopped early, or nothing."""
    for position, check in enumerate(checks):
        session.findings.check = check.code
        try:
            _try(session, check)
        except ServiceTrouble as error:
            for skipped in checks[position:]:
                session.findings.check = skipped.code
                session.findings.miss(_claim(skipped), f"the run stopped: {error}")
            return str(error)
    if session.failures:
        lines = ", ".join(f"{one.line} ({one.status})" for one in session.failures[:3])
        return f"the service failed {len(session.failures)} times, such as {lines}: try again"
    return ""


def _try(session: Session, check: Check) -> None:
    try:
        check.run(session)
    except Unobservable as error:
        session.findings.miss(_claim(check), str(error))
    except _UNREADABLE as error:
        reason = f"an answer cannot be read ({type(error).__name__}: {error})"
        session.findings.miss(_claim(check), reason)


def _claim(check: Check) -> Claim:
    return Claim(check.operation, check.claims, check.evidence)


def _report(
    session: Session,
    checks: Sequence[Check],
    stopped: str,
    *,
    whole: bool,
    writes: bool,
    removed: Sequence[str] = (),
) -> Report:
    session.findings.check = ""
    for claim, reason in _unseen(session, writes=writes) if whole else ():
        session.findings.miss(claim, reason)
    caller = session.caller
    return Report(
        base_url=caller.base_url,
        dialect=session.dialect,
        sightings=tuple(session.findings),
        additions=tuple(session.findings.additions.values()),
        requests=caller.budget.spent,
        budget=caller.budget.limit,
        checks=len(checks),
        writes=writes,
        stopped=stopped,
        removed=tuple(removed),
        paths={one.id: operation_name(one) for one in session.operations.values()},
    )


def _unseen(session: Session, *, writes: bool) -> Iterator[tuple[Claim, str]]:
    """What the contract says and no answer has shown."""
    answered = {
        (sighting.claim.operation, sighting.claim.subject.partition(" ")[0])
        for sighting in session.findings
        if sighting.claim.subject.endswith(_ANSWERED)
    }
    for operation in session.operations.values():
        for status, claim in declared_claims(operation):
            known = (operation.id, str(status)) in answered
            if known and claim not in session.findings:
                yield claim, _PARTLY
            elif not known and claim.subject.endswith(_ANSWERED):
                # Of an answer that never came one line is enough.
                yield claim, _why_not(operation.id, status, writes=writes)


_ANSWERED: Final = " is answered"
_PARTLY: Final = "no answer had such a value"
_REASONS: Final = {
    400: "no such request is sent: another status is expected, or the operation is not asked",
    401: "a bad key is shown to few operations only, so as not to look like an attack",
    403: "needs a key that is disabled or lacks a scope, or a full quota",
    406: "asked of few operations only",
    409: "would need resources that are not ours",
    415: "asked of few operations only",
    422: "asked of few operations only",
    429: "the rate limit was not used up",
    500: "the service did not fail",
    502: "the service did not fail",
    503: "the service did not fail",
}
_QUOTA: Final = frozenset(
    {
        "track_account",
        "track_video",
        "update_account",
        "delete_account",
        "update_video",
        "delete_video",
        "link_account",
        "unlink_account",
    }
)


def _why_not(operation_id: str, status: int, *, writes: bool) -> str:
    if status in _REASONS:
        return _REASONS[status]
    if operation_id in _QUOTA:
        return "would spend quota, or touch what is not ours"
    if operation_id in {"create_creator", "update_creator", "delete_creator"} and not writes:
        return "read-only: --writes makes and removes creators of its own"
    return "no such answer came"
