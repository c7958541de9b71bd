"""What strategies refuse to be given: when a value is drawn, and naming argument and value."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis.errors import InvalidArgument

from creatoraudit_mock import World
from pytest_creatoraudit import strategies
from shrinking import simplest

st: Any = strategies
"""Not every caller has a type checker."""

REFUSED: list[tuple[Any, str]] = [
    (
        st.durations(min_value="2h", max_value="1h"),
        "min_value must be at most max_value='1h'; got min_value='2h'",
    ),
    (
        st.durations(max_value="soon"),
        "max_value must look like '45s', '1h30m', '7d' or 'PT6H', got 'soon'",
    ),
    (st.durations(max_value=0.5), "max_value must be whole seconds, got 0.5"),
    (
        st.handles(min_size=0),
        "min_size must be a whole number of at least 1 and at most 64; got min_size=0",
    ),
    (
        st.handles(min_size=9, max_size=8),
        "min_size must not exceed max_size; got min_size=9, max_size=8",
    ),
    (
        st.posts(platform="youtube"),
        "platform must be one of 'instagram', 'tiktok', or None; got platform='youtube'",
    ),
    (st.post_identifiers(platform="x"), "got platform='x'"),
    (
        st.metadata(max_size=21),
        "max_size must be a whole number of at least 0 and at most 20; got max_size=21",
    ),
    (st.account_bodies(platform="x"), "got platform='x'"),
    (st.account_bodies(min_interval=0), "got min_interval=0"),
    (st.video_bodies(max_interval=0), "got max_interval=0"),
    (st.account_changes(min_interval=9, max_interval=8), "got min_interval=9, max_interval=8"),
    (st.video_changes(min_interval=1.5), "got min_interval=1.5"),
    (
        st.invalid_account_bodies(fields=["usrname"]),
        "got 'usrname' in fields=['usrname'] (did you mean 'username'?)",
    ),
    (
        st.invalid_video_bodies(fields="platform"),
        "fields must be a collection of names such as ('platform',); got fields='platform'",
    ),
    (
        st.invalid_creator_bodies(fields=[]),
        "fields must be a collection with at least one name; got fields=[]",
    ),
    (st.dialects(switches=["retry"]), "got 'retry' in switches=['retry']"),
    (st.dialects(fixed={"retry_afte": 1}), "(did you mean 'retry_after'?)"),
    (
        st.dialects(fixed={"duplicate": 500}),
        "dialect switch duplicate must be one of: 409, 200; got 500 (fixed={'duplicate': 500})",
    ),
    (st.dialects(fixed=["duplicate"]), "got fixed=['duplicate']"),
    (st.dialects(min_changes=2, max_changes=1), "got min_changes=2, max_changes=1"),
    (
        st.dialects(switches=["duplicate"], min_changes=2, max_changes=3),
        "min_changes=2, but only 1 switches may vary",
    ),
    (st.fault_plans(kinds=["statsu"]), "got 'statsu' in kinds=['statsu'] (did you mean 'status'?)"),
    (
        st.fault_plans(kinds=["stale"], on="list_accounts"),
        "no kind of kinds=['stale'] fits on='list_accounts'",
    ),
    (st.fault_plans(max_times=0), "got max_times=0"),
    (st.fault_plans(max_after=-1), "got max_after=-1"),
    (st.fault_plans(max_at="-1h"), "max_at="),
    (st.schedules(max_interval=1_000), "got max_interval=1000"),
    (
        st.schedules(max_first_refresh=0),
        "max_first_refresh must be a second or more; got max_first_refresh=0",
    ),
    (st.schedules(hardship=1), "hardship must be True or False; got hardship=1"),
    (st.scenarios(max_accounts=-1), "got max_accounts=-1"),
    (st.scenarios(max_videos=101), "got max_videos=101"),
    (st.scenarios(max_creators=-1), "got max_creators=-1"),
    (st.scenarios(max_history="long"), "got 'long'"),
    (st.worlds(max_seed=-1), "got max_seed=-1"),
    (st.periods(among=["1d"]), "got '1d' in among=['1d']"),
    (st.periods(max_days=0), "got max_days=0"),
    (st.periods(today="2026-01-05"), "today must be a date; got today='2026-01-05'"),
    (st.walks(collections=["posts"]), "got 'posts' in collections=['posts']"),
    (st.walks(max_limit=201), "got max_limit=201"),
    (st.validators("bare"), "etag must be a quoted tag such as '\"abc\"'; got etag='bare'"),
    (st.validators('"t"', forms=("strong",)), "got forms='strong'"),
    (st.validators('"t"', matching="yes"), "got matching='yes'"),
    (
        st.validators('"t"', matching=True, forms=("malformed",)),
        "no value of forms=('malformed',) has matching=True",
    ),
    (st.timelines(min_events=3, max_events=2), "got min_events=3, max_events=2"),
    (st.timelines(kinds=["out"]), "got 'out' in kinds=['out'] (did you mean 'outage'?)"),
    (st.timelines(kinds=["hold"], min_events=1), "add 'track', or give tracked=..."),
    (st.timelines(horizon="-1d"), "horizon='-1d'"),
    (st.timelines(faults=[]), "faults must be a strategy such as fault_plans(); got faults=[]"),
]


@pytest.mark.parametrize(("strategy", "message"), REFUSED, ids=lambda one: repr(one)[:50])
def test_refused(strategy: Any, message: str) -> None:
    """A wrong argument is told by name and value when a value is drawn, not before."""
    with pytest.raises(InvalidArgument, match=re.escape(message)):
        simplest(strategy)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"client": None}, "client must be callable; got client=None"),
        ({"client": id, "world": World()}, "world must be callable; got world=<World"),
        ({"client": id, "steps": 0}, "steps must be a whole number of at least 1; got 0"),
        ({"client": id, "examples": "9"}, "examples must be a whole number of at least 1; got '9'"),
        ({"client": id, "examples": 1}, "client must make an object with some of create_account"),
    ],
)
def test_machines_refuse(arguments: dict[str, Any], message: str) -> None:
    """Machines name the argument that is wrong, too."""
    with pytest.raises(InvalidArgument, match=re.escape(message)):
        st.run_machine(**arguments)


@pytest.mark.parametrize(
    ("strategy", "shown"),
    [
        (st.handles(), "handles()"),
        (st.dialects(fixed={"duplicate": 200}), "dialects(fixed={'duplicate': 200})"),
        (st.timelines(max_events=3), "timelines(max_events=3)"),
    ],
)
def test_repr(strategy: Any, shown: str) -> None:
    """A strategy shows its name and what was given."""
    assert repr(strategy) == shown
