"""A line at the end of a run: how much was simulated, and how often the API was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from creatoraudit_mock import World

_ATTRIBUTE = "creatoraudit_figures"
"""Rides on a test's last report, since workers of pytest-xdist send nothing but reports."""


class Summary:
    """A plugin that counts what the fixtures' worlds went through.

    Args:
        key: where the worlds of a test are stashed.
    """

    def __init__(self, key: pytest.StashKey[list[World]]) -> None:
        self._key = key
        self._totals: Counter[str] = Counter()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Let the reports of a test carry its figures."""
        report = yield
        if worlds := item.stash.get(self._key, None):
            figures: dict[str, float] = {}
            if call.when == "call":
                figures = {"seconds": call.duration}
            elif call.when == "teardown":
                figures = _figures(worlds)
            setattr(report, _ATTRIBUTE, figures)
        return report

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Add up the figures of a report, whichever process it comes from."""
        self._totals.update(getattr(report, _ATTRIBUTE, {}))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say it."""
        if self._totals["worlds"]:
            terminalreporter.write_line(f"creatoraudit: {sentence(self._totals)}")


def sentence(totals: Counter[str]) -> str:
    """Such as "30 days simulated in 0.4 s, 720 polls, 96 % 304"."""
    asked = totals["requests"]
    share = f", {100 * totals['unchanged'] // asked} % 304" if asked else ""
    simulated = _span(timedelta(seconds=totals["simulated"]))
    return (
        f"{simulated} simulated in {totals['seconds']:.1f} s of tests, {asked} requests{share}, "
        f"{totals['worlds']} worlds"
    )


def _span(length: timedelta) -> str:
    unit, name = (timedelta(days=1), "days") if length.days else (timedelta(hours=1), "hours")
    return f"{length / unit:,.1f} {name}".replace(".0 ", " ")


def _figures(worlds: list[World]) -> dict[str, float]:
    return {
        "worlds": len(worlds),
        "simulated": sum(world.clock.instant - world.started for world in worlds) // 1_000_000,
        "requests": sum(len(world.journal) for world in worlds),
        "unchanged": sum(len(world.journal.where(status=304)) for world in worlds),
    }
