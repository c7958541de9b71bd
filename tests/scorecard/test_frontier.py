"""The fewest requests that would have done, and what else is counted."""

from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import World, score
from creatoraudit_mock.scorecard.frontier import fewest_reads, seen_by
from polling import Desk, accounts, ready


def brute(refreshes: list[int], lag: int) -> int:
    """The size of the smallest set of instants that has one in each span."""
    moments = sorted({at + lag for at in refreshes})
    return next(
        size
        for size in range(len(moments) + 1)
        for chosen in combinations(moments, size)
        if all(any(at <= read <= at + lag for read in chosen) for at in refreshes)
    )


@given(refreshes=st.lists(st.integers(0, 40), max_size=8), lag=st.integers(0, 20))
def test_the_frontier_is_exact(refreshes: list[int], lag: int) -> None:
    """Greedy stabbing agrees with trying every set of reads."""
    assert fewest_reads(refreshes, lag) == brute(refreshes, lag)


@given(
    refreshes=st.sets(st.integers(0, 60), max_size=10),
    reads=st.builds(range, st.integers(0, 60), st.integers(0, 60), st.integers(1, 30)),
)
def test_who_sees_what(refreshes: set[int], reads: range) -> None:
    """A read shows the latest refresh at or before it, and none that it has overtaken."""
    shown: dict[int, int] = {}
    for read in reads:
        before = [at for at in refreshes if at <= read]
        if before:
            shown.setdefault(max(before), read)
    assert sorted(seen_by(reads, sorted(refreshes))) == sorted(
        read - at for at, read in shown.items()
    )


def test_figures_of_a_day() -> None:
    """What was asked, answered, spared and seen."""
    desk, account = ready()
    for _ in range(51):
        desk.poll(account)
        desk.wait(hours=1)
    figures = score(desk.world).figures
    assert (figures.requests, figures.by_status) == (51, {200: 3, 304: 48})
    assert (figures.clients, figures.resources) == (1, 1)
    assert figures.span == timedelta(hours=50)
    assert (figures.refreshes, figures.detected, figures.missed) == (3, 3, 0)
    assert figures.lag_p50 is not None
    assert figures.lag_max is not None
    assert timedelta(0) <= figures.lag_p50 <= figures.lag_max < timedelta(hours=1)
    assert (figures.unchanged_rereads, figures.share_304) == (48, 1.0)
    assert figures.requests_per_change == round(51 / 3, 2)
    body = desk.world.journal[0].response_size
    assert figures.bytes_saved == pytest.approx(48 * body, rel=0.01)
    assert figures.bytes_sent == sum(entry.response_size for entry in desk.world.journal)
    assert (figures.rate_limited, figures.early_retries) == (0, 0)


def test_refreshes_that_were_missed() -> None:
    """Who polls every three days sees one refresh in three."""
    desk, account = ready()
    for _ in range(4):
        desk.poll(account)
        desk.wait(days=3, hours=1)
    figures = score(desk.world).figures
    assert (figures.refreshes, figures.detected, figures.missed) == (10, 4, 6)


def test_the_ideal() -> None:
    """One by one each refresh costs a request; all at once, one request reads several."""
    desk = Desk(World("empty"))
    made = accounts(desk, 3)
    for _ in range(48):
        for account in made:
            desk.poll(account)
        desk.wait(hours=1)
    ideal = {one.lag: one for one in score(desk.world, lag="90m").figures.ideal}
    assert ideal[timedelta(minutes=1)].one_by_one == 6
    assert ideal[timedelta(minutes=90)].all_at_once <= 3
    assert ideal[timedelta(days=1)].one_by_one <= 6


def test_suggestions() -> None:
    """Every five minutes, where six hours show the same: said with the factor."""
    desk, account = ready()
    for _ in range(12 * 24 * 4):
        desk.poll(account)
        desk.wait(minutes=5)
    (text,) = score(desk.world, lag="6h").figures.suggestions
    assert text.startswith("read each resource every 6 h instead of 5 min: the same refreshes seen")
    assert "72x fewer reads" in text
    assert "1152, 288x the fewest one by one for its own longest lag" in score(desk.world).to_text()


def test_suggestions_for_lists() -> None:
    """Lists are replayed as a whole, with all their pages."""
    desk = Desk(World("empty"))
    accounts(desk, 3)
    for _ in range(4 * 24 * 4):
        page = desk.poll("/accounts?limit=2")
        desk.poll(f"/accounts?limit=2&cursor={page['pagination']['next_cursor']}")
        desk.wait(minutes=15)
    (text,) = score(desk.world, lag="4h").figures.suggestions
    assert text.startswith("read the lists every 4 h instead of 15 min: the same refreshes seen")
    assert "16x fewer reads" in text


def test_nothing_to_suggest() -> None:
    """Who polls as rarely as the lag allows is left alone."""
    desk, account = ready()
    for _ in range(30):
        desk.poll(account)
        desk.wait(hours=6)
    assert score(desk.world, lag="6h").figures.suggestions == ()


def test_nothing_to_count() -> None:
    """A world that nobody polled has figures, too."""
    card = score(World("small"))
    assert (card.figures.requests, card.figures.lag_p50, card.figures.ideal) == (0, None, ())
    assert card.notes[0] == "no request was served, so there was nothing to grade"
    assert "no request was served" in card.to_text()
