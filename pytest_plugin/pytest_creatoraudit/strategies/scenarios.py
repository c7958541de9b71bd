"""Scenarios, and worlds that begin with them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hypothesis import strategies as st

from creatoraudit_mock import Dialect, Scenario, World
from pytest_creatoraudit.strategies.arguments import check_bounds, length
from pytest_creatoraudit.strategies.durations import spans
from pytest_creatoraudit.strategies.identifiers import PLATFORMS
from pytest_creatoraudit.strategies.lengths import Duration, brief
from pytest_creatoraudit.strategies.schedules import Schedule, schedules

_SCHEDULES: Final = schedules()
_CATEGORIES: Final = ("travel", "cooking")


@st.composite
def scenarios(
    draw: st.DrawFn,
    *,
    min_accounts: int = 0,
    max_accounts: int = 3,
    min_videos: int = 0,
    max_videos: int = 2,
    max_creators: int = 2,
    max_history: Duration = "30d",
    schedules: st.SearchStrategy[Schedule] = _SCHEDULES,
) -> Scenario:
    """Ways for a world to begin. Shrinks toward the empty world.

    Its accounts are called account_1, account_2 and so on; its creators Creator 1, Creator 2.

    Args:
        min_accounts: how many accounts at least.
        max_accounts: how many at most.
        min_videos: how many videos tracked on their own at least.
        max_videos: how many at most.
        max_creators: how many creators at most.
        max_history: how long ago something was added at most.
        schedules: their intervals; the hardship and first refresh of the first hold for all.
    """
    check_bounds("accounts", min_accounts, max_accounts)
    check_bounds("videos", min_videos, max_videos, most=100)
    check_bounds("creators", 0, max_creators)
    past = spans(0, length("max_history", max_history))
    common = draw(schedules)
    creators = draw(st.integers(0, max_creators))
    makers = [None, *(f"Creator {n + 1}" for n in range(creators))]
    shared = {"added": past, "hours": st.just(common) | schedules, "is_active": _mostly}
    account = st.fixed_dictionaries(
        {
            "platform": st.sampled_from(PLATFORMS),
            **shared,
            "creator": st.sampled_from(makers),
            "category": st.sampled_from((None, *_CATEGORIES)),
        }
    )
    accounts = draw(st.lists(account, min_size=min_accounts, max_size=max_accounts))
    videos = draw(st.lists(st.fixed_dictionaries(shared), min_size=min_videos, max_size=max_videos))
    text = "".join(_text(common, creators, accounts, videos))
    return draw(st.builds(Scenario.from_text, st.just(text), st.just("drawn.toml")))


_mostly: Final = st.sampled_from((True, True, True, False))


def _text(
    common: Schedule, creators: int, accounts: list[dict[str, Any]], videos: list[dict[str, Any]]
) -> Iterator[str]:
    yield 'description = "Drawn by Hypothesis."\n'
    yield _table("[organization]", {"first_refresh": common.first_refresh})
    yield _table("[hardship]", common.hardship)
    for number in range(1, creators + 1):
        yield _table("[[creators]]", {"name": f"Creator {number}"})
    for number, drawn in enumerate(accounts, 1):
        yield _table("[[accounts]]", {"username": f"account_{number}", **_tracked(drawn)})
    for number, drawn in enumerate(videos):
        post = {"platform": "tiktok", "identifier": str(7_300_000_000_000_000_000 + number)}
        yield _table("[[videos]]", {**post, **_tracked(drawn)})


def _tracked(drawn: Mapping[str, Any]) -> dict[str, Any]:
    rest = {n: v for n, v in drawn.items() if n not in {"added", "hours"} and v is not None}
    added = f"-{brief(drawn['added'])}" if drawn["added"] else "0s"
    hours = drawn["hours"].scrape_interval_hours
    return {**rest, "added": added, "scrape_interval_hours": hours}


def _table(head: str, values: Mapping[str, Any]) -> str:
    # JSON's texts, numbers and booleans are TOML's too.
    lines = [f"{name} = {json.dumps(value)}\n" for name, value in values.items()]
    return "".join([f"\n{head}\n", *lines])


_DIALECTS: Final = st.just(Dialect())
_SCENARIOS: Final = scenarios()


@st.composite
def worlds(
    draw: st.DrawFn,
    *,
    scenarios: st.SearchStrategy[Scenario] = _SCENARIOS,
    dialects: st.SearchStrategy[Dialect] = _DIALECTS,
    max_seed: int = 2**16,
) -> World:
    """Worlds on a frozen clock. Shrinks toward an empty one with seed 0.

    Args:
        scenarios: how they begin.
        dialects: which dialects they have; only the default one unless given.
        max_seed: the greatest seed.
    """
    check_bounds("seed", 0, max_seed)
    seeds = st.integers(0, max_seed)
    return draw(st.builds(World, scenarios, seed=seeds, dialect=dialects))
