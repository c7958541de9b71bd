"""Strategies shrink toward the boring case, and to what a condition needs and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from creatoraudit_mock import Dialect
from pytest_creatoraudit import strategies as st
from pytest_creatoraudit.strategies import (
    Advance,
    FaultPlan,
    Hold,
    Outage,
    Post,
    Release,
    Schedule,
    ScrapeNow,
    Timeline,
    Track,
    Validator,
    Walk,
)
from shrinking import simplest

ADA_BODY = {"platform": "instagram", "username": "a"}
ADA = Track(on="instagram/@ada")
TRACKED = st.timelines(tracked=["tiktok/@x", "tiktok/@y"])


def has(kind: str) -> Callable[[Timeline], bool]:
    """Whether a timeline has an event of a kind."""
    return lambda timeline: any(event.kind == kind for event in timeline)


def later(at: str) -> Callable[[Timeline], bool]:
    """Whether a timeline has an event at this time or later."""
    return lambda timeline: any(event.offset >= Advance(at=at).offset for event in timeline)


@pytest.mark.parametrize(
    ("strategy", "such", "expected"),
    [
        (st.durations(max_value="30d"), lambda text: text.endswith("m"), "1m"),
        (st.ids(), lambda one: one[-1] != "0", "00000000-0000-4000-8000-000000000001"),
        (st.ids(known=["b", "a"]), lambda _: True, "b"),
        (st.handles(), lambda handle: len(handle) > 2, "aaa"),
        (st.handles(as_typed=True), lambda handle: "@" in handle, "@a"),
        (
            st.posts(),
            lambda post: post.shortcode is None,
            Post(platform="tiktok", number=7 * 10**18),
        ),
        (
            st.post_identifiers(),
            lambda text: "/" in text,
            "https://www.instagram.com/p/BAAAAAAAAAA/",
        ),
        (st.account_bodies(), lambda body: "category" in body, {**ADA_BODY, "category": None}),
        (st.account_bodies(platform="tiktok"), lambda _: True, {**ADA_BODY, "platform": "tiktok"}),
        (
            st.invalid_account_bodies(),
            lambda one: one.field == "metadata" and not one.body["metadata"],
            st.Invalid(
                body={**ADA_BODY, "metadata": []}, field="metadata", rule="must be an object"
            ),
        ),
        (st.dialects(), lambda one: one.retry_after == "fraction", Dialect(retry_after="fraction")),
        (st.dialects(fixed={"duplicate": 200}), lambda _: True, Dialect(duplicate=200)),
        (st.dialects(min_changes=1), lambda _: True, Dialect(malformed_json=422)),
        (st.fault_plans(), lambda one: one.times > 1, FaultPlan(arguments={"code": 503}, times=2)),
        (
            st.fault_plans(),
            lambda one: one.fault == "stall",
            FaultPlan(fault="stall", arguments={"delay": "1s"}),
        ),
        (st.schedules(), lambda one: one.failed, Schedule(failed=0.01)),
        (
            st.schedules(),
            lambda one: one.scrape_interval_hours < 24,
            Schedule(scrape_interval_hours=1),
        ),
        (
            st.periods(among=["custom"], today=date(2026, 3, 1)),
            lambda one: one["start_date"] != one["end_date"],
            {"period": "custom", "start_date": "2026-02-28", "end_date": "2026-03-01"},
        ),
        (st.walks(), lambda walk: "limit" in walk.params, Walk(params={"limit": 1})),
        (st.validators('"t"'), lambda one: not one.matches, Validator('"other"', matches=False)),
        (st.timelines(min_events=1), lambda _: True, Timeline((Advance(),))),
        (st.timelines(), has("outage"), Timeline((Outage(duration="1s"),))),
        (st.timelines(), has("hold"), Timeline((ADA, Hold(on=ADA.on)))),
        (st.timelines(), has("release"), Timeline((ADA, Hold(on=ADA.on), Release(on=ADA.on)))),
        (TRACKED, has("scrape_now"), Timeline((ScrapeNow(on="tiktok/@x"),))),
        (TRACKED, has("hold"), Timeline((Hold(on="tiktok/@x"),))),
        (st.timelines(), later("31h"), Timeline((Advance(at="1d7h"),))),
        (
            st.timelines(faults=st.fault_plans()),
            has("fault"),
            Timeline((FaultPlan(arguments={"code": 503}),)),
        ),
    ],
)
def test_minimal(strategy: Any, such: Callable[[Any], bool], expected: Any) -> None:
    """The simplest value with a property has that property and is boring otherwise."""
    assert simplest(strategy, such) == expected


def test_worlds_shrink_to_emptiness() -> None:
    """The simplest world tracks nothing, has seed 0 and speaks the default dialect."""
    world = simplest(st.worlds(dialects=st.dialects()))
    assert (world.accounts, world.videos, world.creators) == ([], [], [])
    assert (world.seed, world.dialect) == (0, Dialect())


def test_scenarios_shrink_one_thing_at_a_time() -> None:
    """The simplest scenario with an account has nothing else."""
    text = simplest(st.scenarios(), lambda one: "[[accounts]]" in one.source).source
    assert text.partition("[[accounts]]")[2].splitlines() == [
        "",
        'username = "account_1"',
        'platform = "instagram"',
        "is_active = true",
        'added = "0s"',
        "scrape_interval_hours = 24",
    ]
    assert "[[videos]]" not in text
    assert "[[creators]]" not in text
