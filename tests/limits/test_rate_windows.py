"""The arithmetic of rate limits, against an oracle that keeps every request."""

from collections import Counter, defaultdict
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import WorldError
from creatoraudit_mock.limits import Beginnings, RateLimiter
from creatoraudit_mock.values import SECOND
from creatoraudit_mock.world import RateLimit
from effort import repeats

START = 1_767_603_600 * SECOND
pauses = st.one_of(
    st.just(0),
    st.integers(0, 3 * SECOND),
    st.integers(0, 200).map(lambda seconds: seconds * SECOND),
    st.sampled_from([SECOND - 1, SECOND, 60 * SECOND - 1, 60 * SECOND, 60 * SECOND + 1]),
)
limits = st.builds(
    RateLimit, st.integers(1, 5), st.sampled_from([1, 2, 7, 60]).map(lambda s: s * SECOND)
)
KINDS: list[Beginnings] = ["aligned", "from-first"]
each_kind = pytest.mark.parametrize("kind", KINDS)
Traffic = list[tuple[int, str]]
traffic = st.lists(st.tuples(pauses, st.sampled_from("ab")), max_size=40)


def random_traffic(dice: Random) -> tuple[RateLimit, Traffic]:
    """A limit, and requests of two keys with the pauses before them."""
    length = dice.choice([1, 2, 7, 60]) * SECOND
    edges = [0, 0, 1, SECOND - 1, SECOND, length - 1, length, length + 1]
    asked = [
        (dice.choice([*edges, dice.randrange(2 * length)]), dice.choice("ab"))
        for _ in range(dice.randrange(40))
    ]
    return RateLimit(dice.randrange(1, 6), length), asked


def window_of(kind: Beginnings, limit: RateLimit, accepted: list[int], now: int) -> int:
    """When the window under way begins, found from all requests of a key that went through."""
    if kind == "aligned":
        return now - now % limit.window
    start = None
    for one in accepted:
        if start is None or one >= start + limit.window:
            start = one
    return now if start is None or now >= start + limit.window else start


def check_windows(kind: Beginnings, limit: RateLimit, asked: Traffic) -> None:
    """Hold every answer of a limiter against the list of all requests let through so far."""
    limiter, now, accepted = RateLimiter(kind), START, defaultdict[str, list[int]](list)
    for pause, key in asked:
        now += pause
        start = window_of(kind, limit, accepted[key], now)
        told = limiter.take(key, limit, now)
        used = sum(one >= start for one in accepted[key])
        fits = used < limit.requests
        accepted[key] += [now] * fits
        assert (told.retry_after is None) is fits
        assert told.remaining == limit.requests - used - fits
        assert told.limit == limit.requests
        assert 0 <= told.reset * SECOND - (start + limit.window) < SECOND
        assert told.wait == (None if fits else start + limit.window - now)


def check_obedience(kind: Beginnings, limit: RateLimit, asked: Traffic) -> None:
    """Wait as long as a refusal says, and be let through then, but not a second earlier."""
    limiter, now = RateLimiter(kind), START
    for pause, _ in asked:
        now += pause
        told = limiter.take("a", limit, now)
        if told.retry_after is None:
            continue
        assert told.retry_after >= 1
        assert (told.retry_after - 1) * SECOND < told.reset * SECOND - now
        now += told.retry_after * SECOND
        assert limiter.take("a", limit, now).retry_after is None


@each_kind
@given(limits, traffic)
def test_no_window_holds_more_than_the_limit(
    kind: Beginnings, limit: RateLimit, asked: Traffic
) -> None:
    """In each window the first requests of a key go through, as many as allowed and no more."""
    check_windows(kind, limit, asked)


@each_kind
@given(limits, traffic)
def test_an_obedient_client_is_never_refused_twice_in_a_row(
    kind: Beginnings, limit: RateLimit, asked: Traffic
) -> None:
    """Whoever waits for the seconds of Retry-After gets through, and no fewer would do."""
    check_obedience(kind, limit, asked)


@each_kind
@pytest.mark.parametrize("check", [check_windows, check_obedience])
def test_thousands_of_patterns(
    check: Callable[[Beginnings, RateLimit, Traffic], None], kind: Beginnings
) -> None:
    """Both hold for thousands of patterns of traffic."""
    dice = Random(7)
    for _ in range(repeats(4_000)):
        check(kind, *random_traffic(dice))


def test_a_pause_does_not_prolong_a_window() -> None:
    """A window that began with a first request ends after its length, whatever came in between."""
    limiter, limit = RateLimiter("from-first"), RateLimit(2)
    told = [limiter.take("a", limit, START + at * SECOND) for at in (7, 50, 66, 67, 200)]
    assert [one.retry_after for one in told] == [None, None, 1, None, None]
    assert [one.reset - START // SECOND for one in told] == [67, 67, 67, 127, 260]


@given(st.lists(st.tuples(pauses, st.integers(1, 5)), max_size=40))
def test_another_number_holds_at_once(asked: list[tuple[int, int]]) -> None:
    """When the number changes, what was let through in the window under way still counts."""
    limiter, now, accepted = RateLimiter(), START, Counter[int]()
    for pause, number in asked:
        now += pause
        limit = RateLimit(number)
        told = limiter.take("a", limit, now)
        fits = accepted[now // limit.window] < number
        accepted[now // limit.window] += fits
        assert (told.retry_after is None) is fits
        assert told.remaining == max(number - accepted[now // limit.window], 0)


def test_another_length_counts_anew() -> None:
    """In a window of another length nothing has been used yet."""
    limiter = RateLimiter()
    assert limiter.take("a", RateLimit(1, 60 * SECOND), START).retry_after is None
    assert limiter.take("a", RateLimit(1, 60 * SECOND), START).retry_after == 60
    assert limiter.take("a", RateLimit(1, 30 * SECOND), START).retry_after is None


@pytest.mark.parametrize(
    ("past", "seconds"), [(0, 60), (1, 60), (SECOND, 59), (59 * SECOND, 1), (60 * SECOND - 1, 1)]
)
def test_the_wait_is_rounded_up(past: int, seconds: int) -> None:
    """Retry-After is the rest of the window in seconds, begun ones counted, at least one."""
    limiter = RateLimiter()
    limiter.take("a", RateLimit(1), START)
    assert limiter.take("a", RateLimit(1), START + past).retry_after == seconds


def test_what_is_given_back_can_be_used() -> None:
    """A request that is given back has not been counted."""
    limiter = RateLimiter()
    told = limiter.give_back("a", limiter.take("a", RateLimit(1), START))
    assert told.remaining == 1
    assert limiter.take("a", RateLimit(1), START).remaining == 0


@pytest.mark.parametrize("requests", [0, -1, 2**31, 2.5, True, "7"])
def test_a_limit_is_a_number_of_requests(requests: object) -> None:
    """What is no number from 1 to 2147483647 is refused."""
    with pytest.raises(WorldError, match="must be from 1 to 2147483647 requests, got"):
        RateLimit(requests)  # type: ignore[arg-type]  # what a careless caller gives


@pytest.mark.parametrize("window", [0, -SECOND, SECOND // 2, SECOND + 1, 367 * 86_400 * SECOND])
def test_a_window_is_whole_seconds(window: int) -> None:
    """What is not whole seconds, or longer than a year, is refused."""
    with pytest.raises(WorldError, match="must be whole seconds, from 1 to 366 days, got"):
        RateLimit(1, window)
