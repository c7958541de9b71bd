"""What a client knows after each answer, against going through all answers before it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import Fault, World
from creatoraudit_mock.scorecard.bodies import Row
from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.run import Run
from creatoraudit_mock.scorecard.truth import Truth
from polling import Desk

DAY = {"start_date": "2026-01-05", "end_date": "2026-01-06"}
FIRST = ("45s", "20m", "2h", "2h")
"""When each account is refreshed for the first time."""


def naive(call: Call, rows: dict[str, Row], truth: Truth) -> bool | None:
    """Whether what a call reads was refreshed, for all that was shown up to its answer."""
    if call.operation == "list_accounts" and call.rows:
        return all(row.refresh is not None or row.is_settled for row in call.rows.values())
    concerned = [*call.rows] or [*call.ids]
    if not concerned:
        return all(row.refresh is not None or row.is_settled for row in rows.values())
    known = [
        rows[name].refresh is not None
        if name in rows
        else (True if name in truth.resources and truth.resources[name].latest(call.at) else None)
        for name in concerned
    ]
    return False if False in known else (None if None in known else True)


STEP = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([1, 1800])),
    st.tuples(st.just("read"), st.integers(0, 3)),
    st.tuples(st.just("list"), st.sampled_from([2, 50])),
    st.tuples(st.just("batch"), st.sampled_from([1, 3])),
    st.tuples(st.just("others"), st.integers(0, 3)),
    st.tuples(st.just("stale"), st.integers(0, 3)),
)


@given(steps=st.lists(STEP, min_size=15, max_size=50))
def test_it_knows_what_it_was_shown(steps: list[tuple[str, int]]) -> None:
    """Whether it knows that what it reads is ready follows from all that it was shown by then."""
    world = World("empty")
    ids = [
        world.track_account("instagram", f"user{number}", first_refresh=first).id
        for number, first in enumerate(FIRST)
    ]
    desk = Desk(world)
    for step, number in steps:
        match step:
            case "wait":
                desk.wait(seconds=number)
            case "read":
                desk.poll(f"/accounts/{ids[number]}")
            case "list":
                desk.poll(f"/accounts?limit={number}")
            case "batch":
                desk.post("/accounts/metrics", account_ids=ids[:number], **DAY)
            case "stale":
                world.faults.add(Fault.stale("1h"), on="GET /accounts/{account_id}", times=1)
                desk.poll(f"/accounts/{ids[number]}")
            case "others":
                desk.post("/accounts/metrics", account_ids=["stranger", ids[0]], **DAY)
                desk.poll("/overview")
                world.update(ids[number], is_active=False)
    run, rows = Run(Truth.of(world), world.journal), dict[str, Row]()
    for call in run.calls:
        rows |= call.rows
        assert call.is_ready == naive(call, rows, run.truth)
