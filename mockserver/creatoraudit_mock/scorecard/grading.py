"""Grading: from a world, or a journal that was exported, to a scorecard."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from os import PathLike

from creatoraudit_mock.journal import Entry
from creatoraudit_mock.scorecard.card import Scorecard
from creatoraudit_mock.scorecard.catalogue import Rule, rules
from creatoraudit_mock.scorecard.deliveries import Handed, deliveries_of, instant_of
from creatoraudit_mock.scorecard.families import CHECKS, HANDOVERS
from creatoraudit_mock.scorecard.figures import figures_of
from creatoraudit_mock.scorecard.files import read_journal
from creatoraudit_mock.scorecard.findings import Offence, gathered
from creatoraudit_mock.scorecard.picture import picture
from creatoraudit_mock.scorecard.run import Run
from creatoraudit_mock.scorecard.settings import Settings
from creatoraudit_mock.scorecard.truth import Graded, Truth
from creatoraudit_mock.timeline import Timeline
from creatoraudit_mock.values import Duration, Instant, Moment, parse_duration


def score(
    graded: Graded | str | PathLike[str],
    *,
    lag: Duration | None = None,
    deliveries: Iterable[Handed] | None = None,
    until: Moment | Instant | None = None,
    resources: Collection[str] | None = None,
    settings: Settings | None = None,
) -> Scorecard:
    """Grade whoever polled a world.

    Args:
        graded: the world, or the file of a journal that `World.export` wrote.
        lag: the freshness that is needed: every refresh, or a newer one, within it. Judged only
            if it is given.
        deliveries: what the poller handed over: when, for which resource, and the payload. It is
            taken to be the resource as the API shows it; names that the API does not use are
            let pass. Judged only if given.
        until: until when the poller is known to have been running. By default a client is known
            to have run up to its last request. Where each request moves the clock it says that
            the poller has had the time to deliver what it had seen.
        resources: ids of the accounts and videos that it should follow; by default those that it
            reads one by one, or more than once.
        settings: other thresholds.

    Raises:
        JournalError: the file is not a journal that was exported.
        ValueError: a value is not what it should be; the message names it.
    """
    truth, entries = _material(graded)
    run = Run(
        truth,
        entries,
        settings=settings,
        lag=None if lag is None else parse_duration(lag, name="lag"),
        until=None if until is None else instant_of(until, "until"),
        deliveries=deliveries_of(deliveries),
        resources=None if resources is None else frozenset(map(str, resources)),
    )
    offences = list(_offences(run))
    early = sum(offence.code == "CA401" for offence in offences)
    return Scorecard(
        findings=tuple(gathered(offences)),
        figures=figures_of(run, early),
        notes=tuple(_notes(run)),
        truth=truth,
        run=run,
    )


def timeline_of(graded: Graded | str | PathLike[str]) -> Timeline:
    """The timeline of a world or of an exported journal, without findings: quicker than `score`.

    With findings it is `score(graded).timeline`.

    Raises:
        JournalError: the file is not a journal that was exported.
    """
    return picture(Run(*_material(graded)))


def _material(graded: Graded | str | PathLike[str]) -> tuple[Truth, Iterable[Entry]]:
    if isinstance(graded, (str, PathLike)):
        return read_journal(graded)
    with graded.organization.clock.lock:
        # A journal only grows, so the entries so far can be read while more are added.
        return Truth.of(graded), islice(graded.journal, len(graded.journal))


def _offences(run: Run) -> Iterator[Offence]:
    known = rules()
    for codes, check in CHECKS:
        if all(_applies(known[code], run) for code in codes):
            for client in run.clients:
                yield from check(client)
    for code, look in HANDOVERS:
        if run.calls and _applies(known[code], run):
            yield from look(run)


def _applies(rule: Rule, run: Run) -> bool:
    missing = rule.needs and getattr(run, rule.needs) is None
    return not missing and not (rule.timed and run.truth.distortion)


def _notes(run: Run) -> Iterator[str]:
    if not run.calls:
        yield "no request was served, so there was nothing to grade"
    timed = [rule.code for rule in rules().values() if rule.timed]
    if run.truth.distortion:
        reason = run.truth.distortion
        yield f"{reason}, so the client's timing was not judged ({', '.join(timed)})"
    for need in ("lag", "deliveries"):
        codes = [rule.code for rule in rules().values() if rule.needs == need]
        if getattr(run, need) is None:
            yield f"{', '.join(codes)} not judged: they need {need}="
