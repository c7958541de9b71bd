"""What we want of the figures. A missed one is no failed test: it is work, or has a remark."""

from __future__ import annotations

import enum
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from bench import fixtures, growth, inprocess, live, memory, ours, peers, start, timing
from bench.readings import Cell, Results, Series
from bench.turns import TIME

_REMARKS: Final = Path(__file__).with_name("remarks.toml")
_MB: Final = 1_000_000
_RATE: Final = "rate, c=16"


class Verdict(enum.StrEnum):
    """How a figure does against its target."""

    MET = "met"
    MISSED = "missed"
    UNKNOWN = "not measured"


class Target(NamedTuple):
    """A figure, or the ratio of two, and what it should be."""

    key: str
    """Under which `remarks.toml` has a remark on it."""
    says: str
    limit: float
    of: Cell
    over: Cell | None = None
    """With it, the ratio of the two counts."""
    is_floor: bool = False
    """Whether the limit is the least, not the most."""

    def figure(self, results: Results) -> Series | None:
        """What was measured, if it was."""
        found = results.get(self.of)
        if found is None or self.over is None:
            return found
        other = results.get(self.over)
        return None if other is None else found.over(other)

    def margin(self, figure: Series) -> float:
        """How the figure compares with the limit; 1 and more is good, 2 is twice as good."""
        return figure.median / self.limit if self.is_floor else self.limit / figure.median

    def verdict(self, figure: Series | None) -> Verdict:
        """Whether the median keeps to the limit."""
        if figure is None:
            return Verdict.UNKNOWN
        return Verdict.MET if self.margin(figure) >= 1 else Verdict.MISSED


def _live(row: str, column: str = _RATE) -> Cell:
    return Cell("live", row, column)


def _of_floor(key: str, row: str, least: float) -> Target:
    return Target(
        key, f"{row}: share of the floor", least, _live(row), _live(live.FLOOR), is_floor=True
    )


def _tail(key: str, row: str) -> Target:
    return Target(
        key, f"{row}: p99 over p50, c=16", 3, _live(row, "p99, c=16"), _live(row, "p50, c=16")
    )


def _of_peer(key: str, mine: str, peer: str, least: float) -> Target:
    mode = "journal off" if mine == peers.FORGETFUL else "journal on"
    return Target(
        key,
        f"GET account, {mode}: times {peer}",
        least,
        Cell("peers", mine, _RATE),
        Cell("peers", peer, _RATE),
        is_floor=True,
    )


def _in_process(key: str, says: str, limit: float, row: str, over: str | None = None) -> Target:
    other = None if over is None else Cell("in-process", over, TIME)
    return Target(key, says, limit, Cell("in-process", row, TIME), other)


def _grown(key: str, says: str, limit: float, accounts: int, column: str) -> Target:
    return Target(key, says, limit, Cell("growth", growth.row(accounts), column))


TARGETS: Final = (
    _of_floor("floor-200", ours.GET, 0.55),
    _of_floor("floor-304", ours.UNCHANGED, 0.65),
    _of_floor("floor-list", ours.LIST, 0.35),
    _of_floor("floor-metrics", ours.METRICS, 0.30),
    _tail("tail-200", ours.GET),
    _tail("tail-304", ours.UNCHANGED),
    _tail("tail-list", ours.LIST),
    _tail("tail-metrics", ours.METRICS),
    _of_peer("wiremock", peers.JOURNALED, "WireMock, defaults", 2.5),
    _of_peer("wiremock-stripped", peers.FORGETFUL, "WireMock, stripped", 1),
    _of_peer("prism", peers.JOURNALED, "Prism, silent", 5),
    _of_peer("mockoon", peers.JOURNALED, "Mockoon", 10),
    _of_peer("pytest-httpserver", peers.JOURNALED, "pytest-httpserver", 5),
    Target(
        "start",
        "`serve`, exec to first 200: times raw uvicorn",
        1.6,
        Cell("start", start.SERVE, TIME),
        Cell("start", start.FLOOR, TIME),
    ),
    Target("import", start.IMPORT, 0.060, Cell("start", start.IMPORT, TIME)),
    Target("import-plugin", start.PLUGIN, 0.005, Cell("start", start.PLUGIN, TIME)),
    Target("memory", memory.STARTED, 60 * _MB, Cell("memory", memory.STARTED, memory.RESIDENT)),
    Target(
        "memory-poll",
        "growth of memory by an unchanged poll, journal on",
        400,
        Cell("memory", memory.LIFE, memory.EACH),
    ),
    _in_process(
        "in-process",
        "GET in-process: times `httpx.MockTransport`",
        1.35,
        inprocess.IN_PROCESS,
        inprocess.FIXED,
    ),
    _in_process(
        "mounted",
        "GET on the real address: times a static route of respx",
        1.35,
        inprocess.MOUNTED,
        inprocess.STATIC,
    ),
    _in_process("world", inprocess.SMALL, 0.000_2, inprocess.SMALL),
    _in_process("live-world", inprocess.LIVE_WORLD, 0.000_4, inprocess.LIVE_WORLD),
    _in_process("live-server", inprocess.LIVE_SERVER, 0.005, inprocess.LIVE_SERVER),
    Target(
        "fixture",
        "fixture `creatoraudit`, `small`, beyond an empty test",
        0.000_3,
        Cell("fixtures", fixtures.WORLD, fixtures.BEYOND),
    ),
    _grown("advance", "advance by any span, 100,000 accounts", 0.000_005, 100_000, growth.ADVANCE),
    _grown("next-read", "next read of an account, 100,000", 0.000_050, 100_000, growth.READ),
    _grown("next-page", "next page, 100,000 accounts", 0.005, 100_000, growth.PAGE),
    _grown("sorted-cold", "page sorted by a metric, 10,000, cold", 0.1, 10_000, growth.SORTED_COLD),
    _grown("sorted-warm", "the same, warm", 0.001, 10_000, growth.SORTED_WARM),
    Target(
        "virtual-time",
        "90-day poller on virtual time: times the same requests without",
        1.10,
        Cell("timing", timing.VIRTUAL, TIME),
        Cell("timing", timing.BARE, TIME),
    ),
    Target("scorecard", timing.SCORED, 1, Cell("timing", timing.SCORED, TIME)),
)


def remarks() -> Mapping[str, str]:
    """What there is to say on targets, by key."""
    found: dict[str, str] = tomllib.loads(_REMARKS.read_text("utf-8"))
    return found
