"""The arithmetic of rate limits, against an oracle that keeps every request."""

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import WorldError
from creatoraudit_mock.limits import RateLimiter
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


def check_windows(limit: RateLimit, asked: Traffic) -> None:
    """Hold every answer of a limiter against a count of all requests let through so far."""
    limiter, now, accepted = RateLimiter(), START, Counter[tuple[str, int]]()
    for pause, key in asked:
        now += pause
        window = now // limit.window
        told = limiter.take(key, limit, now)
        fits = accepted[key, window] < limit.requests
        accepted[key, window] += fits
        assert (told.retry_after is None) is fits
        assert told.remaining == limit.requests - accepted[key, window]
        assert told.limit == limit.requests
        assert told.reset * SECOND == (window + 1) * limit.window


def check_obedience(limit: RateLimit, asked: Traffic) -> None:
    """Wait as long as a refusal says, and be let through then, but not a second earlier."""
    limiter, now = RateLimiter(), START
    for pause, _ in asked:
        now += pause
        told = limiter.take("a", limit, now)
        if told.retry_after is None:
            continue
        assert told.retry_after >= 1
        assert (told.retry_after - 1) * SECOND < told.reset * SECOND - now
        now += told.retry_after * SECOND
        assert limiter.take("a", limit, now).retry_after is None


@given(limits, traffic)
def test_no_window_holds_more_than_the_limit(limit: RateLimit, asked: Traffic) -> None:
    """In each window the first requests of a key go through, as many as allowed and no more."""
    check_windows(limit, asked)


@given(limits, traffic)
def test_an_obedient_client_is_never_refused_twice_in_a_row(
    limit: RateLimit, asked: Traffic
) -> None:
    """Whoever waits for the seconds of Retry-After gets through, and no fewer would do."""
    check_obedience(limit, asked)


@pytest.mark.parametrize("check", [check_windows, check_obedience])
def test_thousands_of_patterns(check: Callable[[RateLimit, Traffic], None]) -> None:
    """Both hold for thousands of patterns of traffic."""
    dice = Random(7)
    for _ in range(repeats(4_000)):
        check(*random_traffic(dice))


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
