"""Dialects: which switches vary, and which do not."""

from __future__ import annotations

from hypothesis import given
from hypothesis.vendor.pretty import pretty

from creatoraudit_mock import Dialect
from pytest_creatoraudit import strategies as st
from shrinking import simplest


@given(st.dialects(switches=["duplicate", "retry_after"]))
def test_only_some_vary(dialect: Dialect) -> None:
    """Switches that are not named keep their defaults."""
    assert set(dialect.settings()) <= {"duplicate", "retry_after"}


@given(st.dialects(fixed={"duplicate": 200, "delete_status": 204}))
def test_some_are_fixed(dialect: Dialect) -> None:
    """A fixed switch has its value in every dialect, be it the default or not."""
    assert (dialect.duplicate, dialect.delete_status) == (200, 204)


@given(st.dialects(min_changes=2, max_changes=3))
def test_number_of_changes(dialect: Dialect) -> None:
    """As many switches differ as was asked for."""
    assert 2 <= len(dialect.settings()) <= 3


def test_fixing_all() -> None:
    """With nothing left to vary there is one dialect."""
    drawn = st.dialects(switches=["duplicate"], fixed={"duplicate": 200})
    assert simplest(drawn) == Dialect(duplicate=200)


@given(st.dialects())
def test_repr_makes_it_again(dialect: Dialect) -> None:
    """A dialect shows what differs from the defaults, and that makes it again."""
    assert eval(repr(dialect)) == dialect  # noqa: S307 - our own text


def test_repr_is_short() -> None:
    """Defaults are not shown."""
    assert repr(Dialect(duplicate=200)) == "Dialect(duplicate=200)"
    assert pretty(Dialect(duplicate=200)) == "Dialect(duplicate=200)"
