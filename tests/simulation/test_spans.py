"""Sets of time against sets of integers."""

from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock.simulation import Spans
from effort import effort

moments = st.integers(0, 40)


@effort(5)
@given(st.lists(st.tuples(moments, moments), max_size=8))
def test_spans_cover_what_was_added(pairs: list[tuple[int, int]]) -> None:
    """An instant is covered if and only if some half-open span that was added has it."""
    spans, members = Spans(), set[int]()
    for low, high in pairs:
        spans = spans.adding(low, high)
        members |= set(range(low, high))
    assert {at for at in range(-2, 43) if spans.covering(at)} == members
    assert bool(spans) == bool(members)


@effort(5)
@given(st.lists(st.tuples(moments, moments), max_size=8))
def test_spans_are_sorted_disjoint_and_apart(pairs: list[tuple[int, int]]) -> None:
    """Spans that overlap or touch become one, and `covering` tells its ends."""
    spans = Spans()
    for low, high in pairs:
        spans = spans.adding(low, high)
    bounds = [at for span in zip(spans.starts, spans.ends, strict=True) for at in span]
    assert bounds == sorted(set(bounds))
    for low, high in zip(spans.starts, spans.ends, strict=True):
        assert spans.covering(low) == spans.covering(high - 1) == (low, high)
        assert spans.covering(high) is None
