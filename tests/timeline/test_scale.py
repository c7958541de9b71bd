"""From virtual time to pixels."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock.timeline.scale import APART, MARGIN, Scale
from creatoraudit_mock.values import DAY, HOUR, SECOND, parse_instant

START = parse_instant("2026-01-05T09:00:00Z")
SPANS = st.integers(0, 3000 * DAY)
WIDTHS = st.integers(100, 3000)


@given(span=SPANS, width=WIDTHS, share=st.fractions(0, 1))
def test_inside(span: int, width: int, share: float) -> None:
    """What lies within the window lies within the picture."""
    scale = Scale(START, START + span, width)
    assert MARGIN <= scale.x(START + int(span * share)) <= width - MARGIN


@given(span=SPANS, width=WIDTHS)
def test_ticks_do_not_touch(span: int, width: int) -> None:
    """Labels have room, and there is hardly a picture without any."""
    places = [tick.x for tick in Scale(START, START + span, width).ticks()]
    assert all(b - a >= APART * 0.8 for a, b in pairwise(places))
    assert len(places) <= width // (APART * 0.8) + 1


def labels(span: int, width: int = 960) -> list[tuple[str, str]]:
    """What an axis says."""
    return [(tick.label, tick.below) for tick in Scale(START, START + span, width).ticks()]


def test_labels() -> None:
    """Days with the year, hours with the day, seconds where they matter."""
    assert labels(7 * DAY)[:2] == [("Jan 6", "2026"), ("Jan 7", "")]
    assert labels(24 * HOUR)[0] == ("10:00", "Jan 5")
    assert ("00:00", "Jan 6") in labels(24 * HOUR)
    assert labels(5 * SECOND)[:2] == [("09:00:00", "Jan 5"), ("09:00:01", "")]
    assert "2027" in {below for _, below in labels(400 * DAY)}
    assert labels(0) == [("09:00:00", "Jan 5")]
