"""What the platforms would show: posts that grow, feeds that add up, audiences that wobble."""

from bisect import bisect_right
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock.simulation import Habits, Platform, Post, Profile, Tally, lone_post
from creatoraudit_mock.simulation.platforms import post_number, post_origin
from creatoraudit_mock.values import DAY, FAR_FUTURE, HOUR, SECOND, Chance
from effort import effort

GENESIS = 1_767_603_600 * SECOND
FIRST_NUMBER = 2_000_000_000_000_000_000

platforms = st.sampled_from(Platform)
handles = st.sampled_from(["ada.lin", "bo_okafor", "cy"])
habits = st.builds(
    Habits,
    followers=st.none() | st.sampled_from([0, 1, 19, 200]) | st.integers(0, 10**9),
    posts_every=st.none() | st.integers(1, 200).map(lambda hours: hours * HOUR),
    history=st.integers(0, 60).map(lambda days: days * DAY),
    views=st.none() | st.integers(0, 10**25),
)
ages = st.integers(-3 * DAY, 120 * DAY)


recipes = st.tuples(st.integers(0, 2**32).map(Chance), platforms, handles, st.just(GENESIS), habits)
"""What a profile is made from."""
profiles = recipes.map(lambda recipe: Profile(*recipe))
"""Any profile on either platform."""


@st.composite
def posts(draw: st.DrawFn) -> tuple[Platform, Post]:
    """A post from a feed, or one all by itself."""
    if draw(st.booleans()):
        profile = draw(profiles)
        return profile.platform, profile.post(draw(st.integers(0, 2_000)))
    platform = draw(platforms)
    chance = Chance(draw(st.integers(0, 2**32)))
    return platform, lone_post(chance, platform, draw(st.integers(1, 10**19)), GENESIS)


@effort(6)
@given(posts(), st.lists(ages, min_size=2, max_size=8))
def test_counters_of_a_post_never_fall(made: tuple[Platform, Post], when: list[int]) -> None:
    """Every counter of a post grows or stays, from nothing to its final value."""
    _, post = made
    tallies = [post.tally(post.published + age) for age in sorted(when)]
    for before, after in pairwise(tallies):
        assert all(low <= high for low, high in zip(before, after, strict=True))
    assert post.tally(post.published) == Tally()
    assert post.tally(post.published + post.maturity * SECOND) == post.final
    assert min(post.final) >= 0


@effort(6)
@given(posts(), ages)
def test_counters_obey_the_rules_of_the_platform(made: tuple[Platform, Post], age: int) -> None:
    """Nobody likes what they did not view; on TikTok plays are views and nothing is saved."""
    platform, post = made
    tally = post.tally(post.published + age)
    assert tally.views >= max(tally.likes, tally.comments, tally.shares, tally.saves)
    if platform is Platform.TIKTOK:
        assert (tally.plays, tally.saves) == (tally.views, 0)
    else:
        assert tally.plays >= tally.views


def test_counters_obey_the_rules_where_chance_is_at_its_worst() -> None:
    """Of many thousand posts, also those of tiny audiences, none is liked by more than saw it."""
    for seed in range(40):
        wanted = Habits(followers=None if seed % 2 else seed)
        profile = Profile(Chance(seed), Platform.INSTAGRAM, "ada", GENESIS, wanted)
        for post in profile.posts(0, 700):
            assert post.final.views >= max(post.final[2:])


@effort(4)
@given(profiles, ages)
def test_totals_are_the_sum_of_all_posts(profile: Profile, age: int) -> None:
    """The telescoped sum over a feed equals the sum of its posts, one by one."""
    instant = GENESIS + age
    total = Tally()
    for index in range(profile.published(instant)):
        total = total.plus(profile.post(index).tally(instant))
    assert profile.totals(instant) == total


@effort(4)
@given(profiles, ages)
def test_a_counter_is_worked_out_alone_as_with_the_others(profile: Profile, age: int) -> None:
    """What a list is sorted by is what an account shows."""
    alone = [profile.total(GENESIS + age, counter) for counter in range(len(Tally._fields))]
    assert Tally(*alone) == profile.totals(GENESIS + age)


@effort(4)
@given(recipes, st.lists(ages, min_size=2, max_size=8))
def test_what_was_asked_before_makes_no_difference(
    recipe: tuple[Chance, Platform, str, int, Habits], when: list[int]
) -> None:
    """A profile that remembers posts says what one says that has just been made."""
    asked = Profile(*recipe)
    for age in when:
        fresh, instant = Profile(*recipe), GENESIS + age
        assert asked.published(instant) == fresh.published(instant)
        assert asked.totals(instant) == fresh.totals(instant)


def test_counters_may_be_as_large_as_they_come_to_be() -> None:
    """However many views a post has, and however late it is, the counters are those of the mean."""
    for views in (2**35 - 1, 2**35, 10**20):
        habits = Habits(posts_every=HOUR, views=views)
        profile = Profile(Chance(0), Platform.INSTAGRAM, "nasa", GENESIS, habits)
        posts = profile.published(FAR_FUTURE)
        assert profile.totals(FAR_FUTURE).views == pytest.approx(posts * views, rel=0.001)


@effort(4)
@given(profiles, ages, st.integers(-1, 1))
def test_published_counts_the_posts_that_have_appeared(
    profile: Profile, age: int, shift: int
) -> None:
    """How many posts are out is how many have a date of publication that has come."""
    feed = profile.posts(0, profile.published(GENESIS + 125 * DAY))
    dates = [post.published for post in feed]
    near = dates[bisect_right(dates, GENESIS + age) - 1] if dates else GENESIS
    assert dates == sorted(set(dates))
    for instant in (GENESIS + age, near + shift):
        assert profile.published(instant) == bisect_right(dates, instant)


@effort(2)
@given(profiles, st.integers(0, 300), st.integers(0, 40))
def test_posts_are_the_same_one_by_one_and_in_a_range(
    profile: Profile, start: int, length: int
) -> None:
    """A range of posts holds just the posts that one gets singly."""
    singly = [profile.post(index) for index in range(start, start + length)]
    assert profile.posts(start, start + length) == singly


@effort(4)
@given(profiles, st.integers(-60 * DAY, 40_000 * DAY))
def test_an_audience_is_never_negative(profile: Profile, age: int) -> None:
    """Followers may dip, but never below nobody, however many years go by."""
    assert profile.followers(GENESIS + age) >= 0


def test_an_audience_may_dip() -> None:
    """Over some weeks some profile loses followers from one day to the next."""
    profile = Profile(Chance(1), Platform.TIKTOK, "ada", GENESIS, Habits())
    counts = [profile.followers(GENESIS + day * DAY) for day in range(60)]
    assert any(after < before for before, after in pairwise(counts))


def test_an_audience_does_not_jump_at_midnight() -> None:
    """Within a second hardly anybody comes or goes, whatever day begins."""
    profile = Profile(Chance(1), Platform.TIKTOK, "ada", GENESIS, Habits(followers=1_000_000))
    for day in range(90):
        midnight = profile.born + day * DAY
        assert abs(profile.followers(midnight) - profile.followers(midnight - SECOND)) <= 2


@effort(6)
@given(st.integers(0, 2**40 - 1), st.integers(0, 2**20 - 1))
def test_post_numbers_lead_back(profile: int, index: int) -> None:
    """The number of a post tells whose it is and which; it looks like the platforms' own."""
    number = post_number(profile, index)
    assert post_origin(number) == (profile, index)
    assert len(str(number)) == 19


@effort(6)
@given(st.integers(FIRST_NUMBER, FIRST_NUMBER + 2**60 - 1))
def test_every_number_of_ours_has_one_origin(number: int) -> None:
    """No two posts share a number: going back and forth gives the same one."""
    origin = post_origin(number)
    assert origin is not None
    assert post_number(*origin) == number


@pytest.mark.parametrize(
    "number", [-1, 0, FIRST_NUMBER - 1, FIRST_NUMBER + 2**60, 7_301_234_567_890_123_456, 10**25]
)
def test_other_numbers_have_no_origin(number: int) -> None:
    """A number outside our range belongs to no profile."""
    assert post_origin(number) is None


def test_a_handle_is_the_same_profile_whoever_asks() -> None:
    """Two profiles of one world and handle agree; another world, platform or handle does not."""
    made = Profile(Chance(1), Platform.TIKTOK, "ada", GENESIS, Habits())
    same = Profile(Chance(1), Platform.TIKTOK, "ada", GENESIS, Habits())
    others = [
        Profile(Chance(2), Platform.TIKTOK, "ada", GENESIS, Habits()),
        Profile(Chance(1), Platform.INSTAGRAM, "ada", GENESIS, Habits()),
        Profile(Chance(1), Platform.TIKTOK, "ada2", GENESIS, Habits()),
    ]
    assert made.post(3) == same.post(3)
    assert all(made.post(3) != other.post(3) for other in others)


def test_tallies_add_and_subtract_counter_by_counter() -> None:
    """`minus` undoes `plus`; saves are no engagement."""
    one, other = Tally(9, 9, 3, 2, 1, 8), Tally(1, 2, 3, 4, 5, 6)
    assert one.plus(other) == Tally(10, 11, 6, 6, 6, 14)
    assert one.plus(other).minus(other) == one
    assert one.engagement == 6
