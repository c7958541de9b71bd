"""The page of a test session: each world that a test used, failing tests first.

Drawn where the test ran and carried by its last report, since workers of pytest-xdist send nothing
but reports; put together by whoever writes the page. Nothing in it depends on real time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from pytest_creatoraudit.failure import replay, worlds_in_locals

if TYPE_CHECKING:
    from creatoraudit_mock import World

_ATTRIBUTE: Final = "creatoraudit_run"
_RUN: Final = pytest.StashKey["dict[str, Any]"]()
_OWN: Final = pytest.StashKey["list[World]"]()
"""Worlds that a failing test made itself."""
_DATA: Final = 250_000
"""Bytes of the picture of a failing test with its requests' details; other pictures are still."""
_BUDGETS: Final = {"failed": 6_000_000, "passed": 2_000_000, "skipped": 500_000}
"""Bytes of pictures of all tests with an outcome; the tests after that are named without them."""
_MESSAGE: Final = 2_000
"""Characters of a failure."""
_ORDER: Final = ("failed", "passed", "skipped")
_WORST: Final = ("passed", "skipped", "failed")


class SessionReport:
    """A plugin that writes the page.

    Args:
        key: where the worlds of a test are stashed.
        file: where the page goes.
        is_worker: whether another process puts the page together.
    """

    def __init__(self, key: pytest.StashKey[list[World]], file: Path, *, is_worker: bool) -> None:
        self._key = key
        self._file = file
        self._is_worker = is_worker
        self._left = Counter(_BUDGETS)
        self._runs: dict[str, dict[str, Any]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Let the last report of a test carry its run."""
        report = yield
        if call.when == "setup":  # once more, where another plugin runs failing tests again
            item.stash[_RUN], item.stash[_OWN] = {"outcome": "passed", "message": ""}, []
        run, made, own = item.stash[_RUN], item.stash.get(self._key, []), item.stash[_OWN]
        run["outcome"] = max(run["outcome"], report.outcome, key=_WORST.index)
        if report.failed and call.excinfo:
            run["message"] = run["message"] or call.excinfo.exconly()[:_MESSAGE]
            own += [world for _, world in worlds_in_locals(call, [*made, *own])]
        if call.when == "teardown" and (made or own):
            setattr(report, _ATTRIBUTE, _run(item, made, own, run))
        return report

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep the run of a report, whichever process it comes from."""
        run = getattr(report, _ATTRIBUTE, None)
        if run is not None and not self._is_worker:
            self._runs[run["test"]] = self._afforded(run)

    def pytest_sessionfinish(self) -> None:
        """Write the page."""
        if not self._is_worker:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(page(self._runs.values()), encoding="utf-8")

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say where it is."""
        terminalreporter.write_line(f"creatoraudit: {len(self._runs)} tests in {self._file}")

    def _afforded(self, run: dict[str, Any]) -> dict[str, Any]:
        size = sum(len(part["html"]) for part in run["parts"])
        if size > self._left[run["outcome"]]:
            return {**run, "parts": [{**part, "html": ""} for part in run["parts"]]}
        self._left[run["outcome"]] -= size
        return run


def page(runs: Iterable[dict[str, Any]]) -> str:
    """The page of some tests."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    from creatoraudit_mock import Scorecard  # noqa: PLC0415 - not before something is drawn

    environment = Environment(
        loader=PackageLoader("pytest_creatoraudit", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    ordered = sorted(runs, key=lambda run: (_ORDER.index(run["outcome"]), run["test"]))
    numbered = [
        {**run, "number": number, "findings": _findings(run)}
        for number, run in enumerate(ordered, 1)
    ]
    body = environment.get_template("session.html").render(runs=numbered)
    return Scorecard.html_page(f"Pollers under test: {_tally(ordered)}", body)


def _tally(runs: Sequence[dict[str, Any]]) -> str:
    counts = Counter(run["outcome"] for run in runs)
    return ", ".join(f"{counts[name]} {name}" for name in _ORDER if counts[name]) or "no worlds"


def _run(
    item: pytest.Item, made: list[World], own: list[World], run: dict[str, Any]
) -> dict[str, Any]:
    """A test as plain values, which travel between processes.

    Args:
        item: the test.
        made: the worlds that fixtures made for it.
        own: those that it made itself, if it failed.
        run: its outcome and failure.
    """
    data = _DATA if run["outcome"] == "failed" else 0
    return {
        **run,
        "test": item.nodeid,
        "replay": replay(item, made[0] if made else None),
        "parts": [
            _part(world, _identifier(f"{item.nodeid}-{number}"), data)
            for number, world in enumerate([*made, *own])
        ],
    }


def _part(world: World, name: str, data: int) -> dict[str, Any]:
    from creatoraudit_mock import score  # noqa: PLC0415 - there is a world, so it is loaded

    part: dict[str, Any] = {"requests": len(world.journal), "levels": [], "html": "", "trouble": ""}
    try:
        card = score(world)
        part["levels"] = [finding.level for finding in card.findings]
        part["html"] = card.to_fragment(name, data=data) if world.journal else ""
    except Exception as error:  # noqa: BLE001 - the test's own outcome must stand in any case
        part["trouble"] = repr(error)
    return part


def _identifier(name: str) -> str:
    """Something that may be an HTML id and stand in a URL, and is no other test's."""
    return "".join(c if c.isascii() and c.isalnum() else f".{ord(c):x}." for c in name)


def _findings(run: dict[str, Any]) -> str:
    counts = Counter(level for part in run["parts"] for level in part["levels"])
    errors = f"{counts['error']} error{'' if counts['error'] == 1 else 's'}"
    told = [errors] * bool(counts["error"]) + [f"{counts['advice']} advice"] * bool(
        counts["advice"]
    )
    return ", ".join(told) or "none"
