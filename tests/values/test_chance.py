"""Chance: addressed by name and counter, the same everywhere."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock.values import Chance
from effort import effort

names = st.lists(st.text("abc:-", max_size=4) | st.integers(0, 99), max_size=3)


def test_known_numbers() -> None:
    """These numbers never change: recorded worlds depend on them."""
    stream = Chance(7).stream("scrapes", "x")
    assert stream.words(0)[:2] == (215862549722819472, 1745462847449881660)
    assert Chance(7).uuid("account", 1) == "d54f21b7-e7c8-44d8-a850-49b7a1bc2804"


def test_counters_may_be_asked_in_any_order() -> None:
    """There is no state: what was asked before makes no difference."""
    stream, other = Chance(1).stream("a"), Chance(1).stream("a")
    forward = [stream.words(n) for n in range(20)]
    backward = [other.words(n) for n in reversed(range(20))]
    assert forward == backward[::-1]
    assert len(set(forward)) == 20


def test_counter_and_sub_counter_are_two_numbers() -> None:
    """Words differ by both, and by which is which; negative ones are fine."""
    stream = Chance(1).stream("a")
    assert len({stream.words(0, 1), stream.words(1, 0), stream.words(1, 1), stream.words(-1)}) == 4


@effort(3)
@given(names, names, st.integers(), st.integers())
def test_names_and_seeds_make_the_difference(
    one: list[str | int], other: list[str | int], seed: int, second: int
) -> None:
    """Digests are equal if and only if seed and names are."""
    same = (seed, [*map(str, one)]) == (second, [*map(str, other)])
    assert (Chance(seed).digest(*one) == Chance(second).digest(*other)) is same


@effort(3)
@given(st.integers(), st.integers(0, 10**6))
def test_numbered_uuids_are_the_same(seed: int, number: int) -> None:
    """Asked for by number, they are those that belong to the names and the number."""
    numbered = Chance(seed).uuids("request")
    assert numbered(number) == numbered(number) == Chance(seed).uuid("request", number)


@effort(3)
@given(st.integers(), st.integers(0, 10**6))
def test_uuids_are_version_4(seed: int, number: int) -> None:
    """An id reads as a random UUID of RFC 9562, in lower case."""
    text = Chance(seed).uuid("account", number)
    assert UUID(text).version == 4
    assert str(UUID(text)) == text


def test_words_are_fair_enough() -> None:
    """Each of the eight words has about as many ones as zeros."""
    stream = Chance(3).stream("fair")
    columns = zip(*(stream.words(n) for n in range(500)), strict=True)
    for column in columns:
        ones = sum(word.bit_count() for word in column)
        assert 0.49 < ones / (500 * 64) < 0.51


def test_chances_of_one_seed_are_equal() -> None:
    """What was worked out from one may be remembered for the other."""
    assert Chance(3) == Chance(3)
    assert hash(Chance(3)) == hash(Chance(3))
    assert Chance(3) != Chance(4)
