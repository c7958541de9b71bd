"""What a scenario says was observed is what its world shows, whatever its chance."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creatoraudit_mock import World
from creatoraudit_mock.scenario import Scenario, ScenarioError
from documents import text

HEAD = 'description = "x"\nstart = "2026-03-01T10:00:00Z"\n'


def world(seed: int = 0, **members: Any) -> World:
    """A world with one account."""
    given = {"platform": '"tiktok"', "username": '"a"', "added": '"-30d"', **members}
    lines = "".join(f"{name} = {value}\n" for name, value in given.items())
    return World(Scenario.from_text(f"{HEAD}[[accounts]]\n{lines}"), seed=seed)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 1000),
    followers=st.integers(0, 10**7),
    posts=st.integers(0, 400),
    every=st.integers(1, 200),
    age=st.integers(0, 29 * 24),
)
def test_observed_figures_are_exact(
    seed: int, followers: int, posts: int, every: int, age: int
) -> None:
    """Followers, posts and both refreshes are as given, for every seed."""
    members = {"first_refreshed": '"-29d5h"', "refreshed": f'"-{age}h"', "followers": followers}
    made = world(seed, **members, posts=posts, posts_every=f'"{every}h"', following=7)
    (account,) = made.accounts
    assert account.follower_count == followers
    assert (account.profile_post_count, account.total_post_count) == (posts, posts)
    assert account.following_count == 7
    assert account.first_scrape_time == "2026-01-31T05:00:00Z"
    refreshes = made.refreshes(account)
    assert (made.clock.now - refreshes[-1]).total_seconds() == age * 3600
    assert refreshes == sorted(set(refreshes))


def test_the_next_scrape_runs_when_it_is_due() -> None:
    """`due` says when; without it whole intervals have passed since the last."""
    late = world(refreshed='"-50h"', due='"+90m"')
    late.clock.advance("2h")
    assert late.accounts[0].last_scrape_time == "2026-03-01T11:30:00Z"
    usual = world(refreshed='"-50h"')
    assert usual.accounts[0].last_scrape_time == "2026-02-27T08:00:00Z"
    usual.clock.advance("23h")
    assert usual.accounts[0].last_scrape_time == "2026-03-02T08:00:00Z"


def test_what_is_paused_was_refreshed_until_then() -> None:
    """A paused account has a history, and no refreshes to come."""
    made = world(first_refreshed='"-30d"', refreshed='"-3d"', paused='"-2d"')
    (account,) = made.accounts
    assert account.is_active is False
    assert len(made.refreshes(account)) > 20
    made.clock.advance("9d")
    assert account.last_scrape_time == "2026-02-26T10:00:00Z"


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"refreshed": '"-31d"'}, "accounts[0].refreshed: must not lie before first_refreshed"),
        ({"refreshed": '"+1h"'}, "accounts[0].refreshed: must not lie after the start"),
        ({"first_refreshed": '"-1d"'}, "accounts[0].first_refreshed: needs refreshed beside it"),
        (
            {"first_refreshed": '"-1d"', "refreshed": '"-2d"'},
            "accounts[0].refreshed: must not lie before first_refreshed",
        ),
        ({"due": '"+1h"'}, "accounts[0].due: needs refreshed beside it"),
        ({"refreshed": '"-1h"', "due": '"-2h"'}, "accounts[0].due: must lie after refreshed"),
        ({"refreshed": '"-1h"', "paused": '"-2h"'}, "accounts[0].paused: must not lie before"),
        ({"paused": '"-2h"', "is_active": "false"}, "accounts[0].paused: is for what was active"),
        ({"posts": -1}, "accounts[0].posts: must not be negative, got -1"),
        ({"views_per_post": -1}, "accounts[0].views_per_post: must not be negative, got -1"),
    ],
)
def test_an_impossible_past_is_refused(members: dict[str, Any], message: str) -> None:
    """A past that contradicts itself is refused with key and value."""
    with pytest.raises(ScenarioError, match=re.escape(message)):
        world(**members)


def test_the_example_of_the_page_shows_what_it_says() -> None:
    """The scenario in docs/record.md is fresh, paused and gone."""
    (block,) = re.findall(r"```toml\n(.*?)```", text("docs/record.md"), re.DOTALL)
    made = World(Scenario.from_text(block))
    fresh, resting, gone = sorted(made.accounts, key=lambda one: str(one.username))[::1]
    shown = {one.username: one for one in (fresh, resting, gone)}
    assert shown["fresh"].follower_count == 12345
    assert shown["resting"].is_active is False
    assert shown["gone"].is_unavailable is True
