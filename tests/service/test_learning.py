"""What `learn` finds out about a live server, through a socket, of whatever dialect it is.

`LEARN=200` (or `make learn-all`) says how many dialects are drawn.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from creatoraudit_mock import Dialect, MockServer
from creatoraudit_mock.service.learning import PROBES, Permissions, Record, class_of
from organizations import FULL, Outside

DIALECTS: Final = int(os.environ.get("LEARN", "3"))
QUOTA: Final = {"quota_counts", "quota_or_duplicate"}
"""Seen only while the quota is used up, when most that needs an account is not."""
BY_READS: Final = {
    name for name, probe in PROBES.items() if class_of(probe) == "reads" and name != "null_order"
}
"""What the organization shows to reads; no account in it waits for its first refresh."""

ALTERNATIVES = Dialect.alternatives()


def furthest(rank: int) -> Dialect:
    """The dialect of all values of a rank; a switch with fewer values has its last one."""
    return Dialect(**{name: values[: rank + 1][-1] for name, values in ALTERNATIVES.items()})


dialects = st.fixed_dictionaries(
    {name: st.sampled_from(values) for name, values in ALTERNATIVES.items()}
).map(lambda chosen: Dialect(**chosen))


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """A live server."""
    with MockServer() as running:
        yield running


def recovered(record: Record, dialect: Dialect, wanted: set[str]) -> None:
    """Check that exactly these switches were seen, each with its true value."""
    told = {name: getattr(dialect, name) for name in record.settings}
    assert record.settings == told
    assert set(record.settings) == wanted, record.of("strange") + record.of("open")
    assert record.is_complete
    assert record.ended is None
    assert record.requests <= 300
    for name, finding in record.findings.items():
        assert len(finding.evidence) <= PROBES[name].most, name


def test_every_dialect_is_recovered(server: MockServer, tmp_path: Path) -> None:
    """Every switch is seen as it is within the budget, what reads show by reads alone, no others.

    What was made is gone afterwards, and the file brings the dialect back.
    """
    figures: list[tuple[int, float]] = []

    @settings(max_examples=DIALECTS, suppress_health_check=[HealthCheck.too_slow])
    @given(dialects, st.timedeltas(timedelta(0), timedelta(days=1, seconds=-1)))
    @example(Dialect(), timedelta(0))
    @example(furthest(1), timedelta(days=1, seconds=-1))
    @example(furthest(2), timedelta(hours=12))
    def law(dialect: Dialect, time_of_day: timedelta) -> None:
        begun = time.perf_counter()
        start = datetime(2026, 3, 1, tzinfo=UTC) + time_of_day
        rich = Outside.of(server, dialect, start=start)
        before = rich.inventory()
        by_reads = rich.learn(Permissions())
        recovered(by_reads, dialect, BY_READS)
        everything = rich.learn_all()
        recovered(everything, dialect, set(PROBES) - QUOTA)
        assert (everything.left_behind, rich.inventory()) == ((), before)
        figures.append((everything.requests, time.perf_counter() - begun))
        everything.save(tmp_path / "dialect.toml")
        unseen = {name: ALTERNATIVES[name][0] for name in QUOTA}
        assert Dialect.load(tmp_path / "dialect.toml").values() == {**dialect.values(), **unseen}

        full = Outside.of(server, dialect, FULL, start=start)
        before = full.inventory()
        record = full.learn_all(only=frozenset(QUOTA))
        recovered(record, dialect, QUOTA)
        assert (record.left_behind, full.inventory()) == ((), before)
        for outside in (rich, full):
            server.remove(outside.world)

    law()
    requests, seconds = zip(*figures, strict=True)
    print(  # noqa: T201 - for `make learn-all`
        f"\n{len(figures)} dialects; requests of the longest run: {min(requests)} to "
        f"{max(requests)}, median {statistics.median(requests):.0f}; seconds for all three runs: "
        f"median {statistics.median(seconds):.1f}, at most {max(seconds):.1f}"
    )
