"""The page of a test session: `--creatoraudit-report=FILE.html`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nested import Run
from pytest_creatoraudit import report

pytest_plugins = ["pytester"]

TESTS = """
import pytest
from creatoraudit_mock import World

@pytest.mark.creatoraudit(scenario="small", seed=3)
def test_b_passes(creatoraudit):
    with creatoraudit.client() as client:
        client.get("/accounts")

@pytest.mark.creatoraudit(scenario="small", seed=4)
def test_z_fails(creatoraudit):
    with creatoraudit.client() as client:
        for _ in range(9):
            client.get(f"/accounts/{creatoraudit.accounts[0].id}")
            creatoraudit.clock.advance(hours=1)
    raise RuntimeError("<b>not markup</b>")

def test_own():
    world = World("small", seed=5)
    with world.client() as client:
        client.get("/nowhere")
    assert 0

def test_skipped(creatoraudit):
    pytest.skip("today")

def test_plain():
    pass

def test_plain_fails():
    assert 0

@pytest.fixture
def broken(creatoraudit):
    yield
    raise RuntimeError("afterwards")

def test_teardown(broken, creatoraudit):
    pass
"""


def page(pytester: pytest.Pytester) -> str:
    """What was written."""
    return (pytester.path / "out" / "report.html").read_text()


def order(text: str) -> list[str]:
    """The tests in the order of the page."""
    return re.findall(r'<td><a href="#test-\d+">test_it.py::(\w+)</a>', text)


def test_failing_tests_first(run: Run, pytester: pytest.Pytester) -> None:
    """Every test with a world is there, by outcome and name; its folder is made."""
    result = run(TESTS, "--creatoraudit-report=out/report.html")
    result.assert_outcomes(passed=3, failed=3, skipped=1, errors=1)
    result.stdout.fnmatch_lines(["creatoraudit: 5 tests in *report.html"])
    text = page(pytester)
    assert "<title>Pollers under test: 3 failed, 1 passed, 1 skipped</title>" in text
    assert order(text) == [
        "test_own", "test_teardown", "test_z_fails", "test_b_passes", "test_skipped",
    ]  # fmt: skip


def test_what_a_failing_test_shows(run: Run, pytester: pytest.Pytester) -> None:
    """Its failure, how to run it again, its timeline with data, and the findings."""
    run(TESTS, "--creatoraudit-report=out/report.html", "-k", "test_z_fails")
    text = page(pytester)
    assert "RuntimeError: &lt;b&gt;not markup&lt;/b&gt;" in text
    assert "pytest &#34;test_it.py::test_z_fails&#34; --creatoraudit-seed=4" in text
    assert text.count('class="timeline-data"') == 1
    assert "CA201" in text
    assert "<b>not" not in text


def test_a_passing_test_has_a_still_picture(run: Run, pytester: pytest.Pytester) -> None:
    """It is small, and folded away."""
    run(TESTS, "--creatoraudit-report=out/report.html", "-k", "passes")
    text = page(pytester)
    assert '<figure class="timeline"' in text
    assert 'class="timeline-data"' not in text
    assert '<details class="report-test passed" id="test-1">' in text


def test_a_world_of_ones_own(run: Run, pytester: pytest.Pytester) -> None:
    """A failing test's own world is there too, without a seed that would not matter."""
    run(TESTS, "--creatoraudit-report=out/report.html", "-k", "own")
    assert "<code>pytest &#34;test_it.py::test_own&#34;</code>" in page(pytester)
    assert "CA702" in page(pytester)


def test_in_many_processes(run_apart: Run, pytester: pytest.Pytester) -> None:
    """Under pytest-xdist the page is the same, byte for byte."""
    run_apart(TESTS, "--creatoraudit-report=out/report.html")
    alone = page(pytester)
    (pytester.path / "out" / "report.html").unlink()
    run_apart(TESTS, "-p", "xdist", "-n", "2", "--creatoraudit-report=out/report.html")
    assert page(pytester) == alone


def test_no_worlds(run: Run, pytester: pytest.Pytester) -> None:
    """A session without any says so, and a failing test in it does no harm."""
    run(TESTS, "--creatoraudit-report=out/report.html", "-k", "plain").assert_outcomes(
        passed=1, failed=1
    )
    assert "No test used a world" in page(pytester)


def test_the_size_is_bounded(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the budget tests are named without pictures, those that passed sooner."""
    monkeypatch.setitem(report._BUDGETS, "passed", 1000)
    run(TESTS, "--creatoraudit-report=out/report.html", "-k", "passes or z_fails")
    text = page(pytester)
    assert text.count("<figure") == 1
    assert "Left out, for the page would be too large" in text
    assert sum(report._BUDGETS.values()) < 10_000_000


def test_a_picture_that_fails(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outcome of a test stands, whatever becomes of its picture."""

    def broken(_: object) -> None:
        raise ZeroDivisionError("no picture")

    monkeypatch.setattr("creatoraudit_mock.score", broken)
    result = run(TESTS, "--creatoraudit-report=out/report.html", "-k", "passes")
    result.assert_outcomes(passed=1)
    assert "because of <code>ZeroDivisionError(&#39;no picture&#39;)</code>" in page(pytester)


def test_nothing_without_the_option(run: Run, pytester: pytest.Pytester) -> None:
    """No file, and nothing is drawn."""
    result = run(TESTS, "-k", "passes")
    result.assert_outcomes(passed=1)
    assert not list(Path(pytester.path).glob("**/*.html"))
