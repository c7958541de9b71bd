"""The `creatoraudit` fixture and its marker, in this very run and in runs of their own."""

from __future__ import annotations

import pytest

from creatoraudit_mock import Dialect, World
from nested import Run

pytest_plugins = ["pytester"]


def test_default_world(creatoraudit: World) -> None:
    """Without a marker the world is empty and its clock is frozen."""
    assert creatoraudit.accounts == []
    assert creatoraudit.clock.mode == "frozen"


@pytest.mark.creatoraudit(scenario="small", seed=7, start="2027-03-01T00:00:00Z")
def test_marker(creatoraudit: World) -> None:
    """The marker chooses scenario, seed and start."""
    assert creatoraudit.scenario.name == "small"
    assert creatoraudit.seed == 7
    assert creatoraudit.clock.now.isoformat() == "2027-03-01T00:00:00+00:00"


@pytest.mark.creatoraudit(scenario="small", dialect=Dialect(timestamps="microseconds"))
class TestMarkerOnClass:
    """Markers of the class and of the test are taken together."""

    @pytest.mark.creatoraudit(scenario="first-refresh")
    def test_nearest_wins(self, creatoraudit: World) -> None:
        """The nearest marker wins, option by option."""
        assert creatoraudit.scenario.name == "first-refresh"
        assert creatoraudit.dialect.timestamps == "microseconds"


def test_worlds_are_fresh(run: Run) -> None:
    """Each test gets a world of its own."""
    result = run(
        """
        import pytest

        @pytest.mark.parametrize("n", [1, 2])
        def test_it(creatoraudit, n):
            assert creatoraudit.accounts == []
            creatoraudit.track_account("tiktok", "somebody")
        """
    )

    result.assert_outcomes(passed=2)


def test_worlds_are_let_go(run: Run) -> None:
    """Once a test has passed nobody keeps its world: pytest keeps the test until the end."""
    result = run(
        """
        import gc, weakref
        import pytest

        made = []

        @pytest.mark.parametrize("n", [1, 2])
        def test_it(creatoraudit, n):
            made.append(weakref.ref(creatoraudit))

        def test_after():
            gc.collect()
            assert [world() for world in made] == [None, None]
        """,
        "--creatoraudit-summary",
    )

    result.assert_outcomes(passed=3)


@pytest.mark.parametrize(
    ("marker", "complaint"),
    [
        ("sede=3", "takes scenario, seed, start, dialect, others by name; got sede"),
        ("'small'", "takes scenario, seed, start, dialect, others by name; got 'small'"),
        ("scenario='smal'", "no such scenario; known: agency, empty"),
    ],
)
def test_marker_mistakes(run: Run, marker: str, complaint: str) -> None:
    """A mistake in the marker is an error that names it."""
    result = run(
        f"""
        import pytest

        @pytest.mark.creatoraudit({marker})
        def test_it(creatoraudit):
            pass
        """
    )

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{complaint}*"])
