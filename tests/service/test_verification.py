"""Verification of our own server: all of it holds, nothing is spent or left, trouble is told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from creatoraudit_mock import Dialect, Fault, MockServer, World
from creatoraudit_mock.service import BudgetExhausted, Caller, ServiceTrouble
from creatoraudit_mock.service.verification import (
    Report,
    Verdict,
    cost,
    planned,
    verify,
)
from creatoraudit_mock.service.verification.reports import text
from drifting import Answer, Question, small_world, verified

ALTERNATIVES = Dialect.alternatives()
OTHERWISE = Dialect(**{name: values[1] for name, values in ALTERNATIVES.items()})
LAST = Dialect(**{name: values[-1] for name, values in ALTERNATIVES.items()})
SINGLE = [Dialect(**{name: value}) for name, values in ALTERNATIVES.items() for value in values[1:]]
DIALECTS = [Dialect(), OTHERWISE, LAST, *(SINGLE if "VERIFY_FULL" in os.environ else ())]
READING = {"/accounts/metrics", "/videos/metrics", "/account-videos/metrics", "/videos/deltas"}


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A live server of one world, so that it also answers those who have no key."""
    with MockServer() as running:
        yield running


def live_report(server: MockServer, world: World, **settings: Any) -> Report:
    """The report on a world over a real socket."""
    live = server.add(world)
    with Caller(live.base_url, live.api_key) as caller:
        return verify(caller, world.dialect, **settings)


def refuted(report: Report) -> list[str]:
    """What was refuted, in words."""
    return [text.refutation(report, one) for one in report.of(Verdict.REFUTED)]


@pytest.mark.parametrize("dialect", DIALECTS, ids=repr)
def test_our_server_is_as_expected(server: MockServer, dialect: Dialect, tmp_path: Path) -> None:
    """A live mock confirms everything in its own dialect, and is afterwards as it was before."""
    world = small_world(dialect=dialect)
    before = [creator.id for creator in world.creators]
    report = live_report(server, world, ledgers=tmp_path)
    assert refuted(report) == []
    assert (report.stopped, report.additions) == ("", ())
    assert len(report.of(Verdict.CONFIRMED)) > 1000
    assert [creator.id for creator in world.creators] == before
    assert list(tmp_path.iterdir()) == []


def test_another_dialect_is_noticed() -> None:
    """What the mock does otherwise than expected is refuted, under the evidence of a guess."""
    world = small_world(dialect=Dialect(malformed_id=404, delete_status=200))
    caller = Caller(world.base_url, world.api_key, transport=world.transport())
    report = verify(caller, Dialect(), only=("refuse.id",))
    assert any("422 for an id that is none" in line for line in refuted(report))
    assert report.fails()
    assert not report.fails("inferred")


def test_reading_changes_nothing(server: MockServer) -> None:
    """Without leave to write only GETs and reading POSTs are sent, and no command happens."""
    world = small_world()
    commands = len(world.log)
    report = live_report(server, world)
    assert len(world.log) == commands
    sent = {(entry.method, entry.path.removeprefix("/v2")) for entry in world.journal}
    assert {path for method, path in sent if method != "GET"} <= READING
    assert len(world.journal) == report.requests


@pytest.mark.parametrize("writes", [False, True])
def test_the_plan_is_honest(*, writes: bool, tmp_path: Path) -> None:
    """A run sends no more than its plan says, and one request to look for leftovers."""
    report = verified(small_world(), ledgers=tmp_path if writes else None)
    assert report.requests <= cost(planned(writes=writes)) + writes
    assert report.checks == len(planned(writes=writes))


@pytest.mark.parametrize("writes", [False, True])
def test_each_check_keeps_to_its_figure(*, writes: bool, tmp_path: Path) -> None:
    """Alone, a check sends what it says, after looking at what it needs."""
    world = small_world()
    for check in planned(writes=writes):
        report = verified(world, only=(check.code,), ledgers=tmp_path if check.writes else None)
        assert report.requests <= cost([check]) + check.writes, check.code
        assert refuted(report) == [], check.code


def test_codes_are_unique() -> None:
    """Every check has a code of its own."""
    codes = [check.code for check in planned(writes=True)]
    assert len(set(codes)) == len(codes)


def test_an_unknown_code() -> None:
    """A code that fits no check is refused with the families that there are."""
    with pytest.raises(ValueError, match="no check is named 'pages'; there are: read, conditional"):
        verified(small_world(), only=("pages",))


def test_a_budget_that_cannot_reach(tmp_path: Path) -> None:
    """With too small a budget nothing is sent at all, and the figures are told."""
    world = small_world()
    caller = Caller(world.base_url, world.api_key, transport=world.transport(), budget=20)
    with pytest.raises(BudgetExhausted, match="20 requests, of which 0 are spent; verifying with"):
        verify(caller, world.dialect, ledgers=tmp_path)
    assert len(world.journal) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_is_refused() -> None:
    """A bad key is told at once, and nothing is called a drift."""
    world = small_world()
    caller = Caller(world.base_url, "no-such-key-here", transport=world.transport())
    with pytest.raises(ServiceTrouble, match="the key is refused: GET /whoami was answered 401"):
        verify(caller, world.dialect)
    assert caller.budget.spent == 1


def test_a_failing_service() -> None:
    """A service in trouble refutes nothing; that it could not be told is what is told."""
    world = small_world()
    world.faults.add(Fault.status(503, retry_after=1), on="GET /accounts/{account_id}")
    report = verified(world, only=("read",))
    assert refuted(report) == []
    assert report.stopped.startswith("the service failed 1 times, such as GET /accounts/")
    missed = [one for one in report.of(Verdict.UNOBSERVED) if one.check == "read.get_account"]
    assert all("the service answered 503 to GET /accounts/" in one.reason for one in missed)
    assert missed


def test_a_busy_service_is_waited_for() -> None:
    """A storm of 429s is waited out on the clock that the service names, and refutes nothing."""
    world = small_world()
    world.set_rate_limit(20, window="30s")
    report = verified(world, only=("read",))
    assert refuted(report) == []
    assert report.stopped == ""
    assert not [entry for entry in world.journal if entry.status == 429]


def test_a_moving_world() -> None:
    """Refreshes between any two requests refute nothing."""
    world = small_world()
    account = world.accounts[0]

    def scrape(question: Question) -> Question:
        world.clock.advance(minutes=7)
        world.scrape_now(account)
        return question

    assert refuted(verified(world, lead=scrape)) == []


def test_an_empty_organization() -> None:
    """Where nothing is tracked, much is not observable and nothing refuted."""
    report = verified(World("empty"))
    assert refuted(report) == []
    reasons = dict(report.reasons())
    assert reasons["the organization has no accounts to look at"] > 0


def test_an_interrupted_run(tmp_path: Path) -> None:
    """Whenever Ctrl-C is pressed, what was made is removed before the command ends."""
    for moment in range(1, 18, 2):
        world = small_world()
        before = len(world.creators)
        left = iter(range(moment))

        def interrupt(question: Question, left: Iterator[int] = left) -> Question:
            if next(left, None) is None and question.method != "DELETE":
                raise KeyboardInterrupt
            return question

        with suppress(KeyboardInterrupt):
            verified(world, lead=interrupt, only=("write",), ledgers=tmp_path)
        verified(world, only=("write.idempotency",), ledgers=tmp_path)
        assert len(world.creators) == before
        assert list(tmp_path.iterdir()) == []


def test_what_should_have_been_refused_is_removed_as_well(tmp_path: Path) -> None:
    """A creator that a drifting service makes from an invalid body does not stay."""
    world = small_world()
    before = len(world.creators)

    def generous(question: Question) -> Question:
        if (
            question.method == "POST"
            and b"metadata" in question.body
            and b"name" not in question.body
        ):
            return replace(question, body=b'{"name":"generous"}')
        return question

    report = verified(world, lead=generous, only=("refuse.creator",), ledgers=tmp_path)
    assert any("422 for a creator without a name" in line for line in refuted(report))
    assert len(world.creators) == before


def test_a_refutation_names_the_exchange() -> None:
    """A refuted claim comes with request, status, request id, expected and seen."""

    def drift(_: Question, answer: Answer) -> Answer:
        value = answer.json
        value["data"][0]["username"] = 7
        return answer.saying(value)

    report = verified(
        small_world(),
        drift=lambda q, a: drift(q, a) if q.path == "/accounts" else a,
        only=("read.list_accounts",),
    )
    (line,) = refuted(report)
    (one,) = report.of(Verdict.REFUTED)
    assert line == (
        "GET /accounts: 200 body data[].username (documented): expected string, seen integer 7 "
        f"[GET /accounts?limit=5 -> 200, request id {one.request_id}; read.list_accounts]"
    )
