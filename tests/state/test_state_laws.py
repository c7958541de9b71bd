"""A revived world is the world that was kept, whatever happened in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from creatoraudit_mock import Dialect, World
from creatoraudit_mock.http.replies import Refusal, Reply
from state.conftest import House

Step = Callable[[House, httpx.Client, httpx.Client], object]
W1 = "/worlds/w1"


def track(name: str, **headers: str) -> Step:
    """A step that tracks an account."""
    body = {"platform": "tiktok", "username": name}
    return lambda _, api, __: api.post("/accounts", json=body, headers=headers)


def told(path: str, method: str = "POST", **body: Any) -> Step:
    """A step that the control interface takes."""
    return lambda _, __, control: control.request(method, path, json=body)


def first(house: House) -> str:
    """The path of the first account that there is."""
    return f"/accounts/{house.world.accounts[0].id}"


STEPS: dict[str, Step] = {
    "hour": told(f"{W1}/clock/advance", by="1h"),
    "next": told(f"{W1}/clock/next"),
    "list": lambda _, api, __: api.get("/accounts", params={"limit": 2}),
    "read": lambda house, api, __: api.get(first(house)),
    "unchanged": lambda house, api, __: api.get(
        first(house), headers={"if-none-match": api.get(first(house)).headers.get("etag", "*")}
    ),
    "stranger": lambda _, api, __: api.get("/whoami", headers={"authorization": "Bearer x"}),
    "nowhere": lambda _, api, __: api.get("/nowhere?q=%ff"),
    "track": track("somebody"),
    "once": track("careful", **{"idempotency-key": "once"}),
    "refused": track("somebody", **{"idempotency-key": "refused"}),
    "otherwise": track("careless", **{"idempotency-key": "once"}),
    "broken": lambda _, api, __: api.post("/accounts", content=b"{\xff"),
    "metrics": lambda house, api, __: api.post(
        "/accounts/metrics",
        json={
            "account_ids": [house.world.accounts[0].id],
            "start_date": "2026-01-01",
            "end_date": "2026-01-04",
        },
    ),
    "pause": lambda house, api, __: api.patch(first(house), json={"is_active": False}),
    "delete": lambda house, api, __: api.delete(
        f"/videos/{[*house.world.videos, house.world.accounts[0]][0].id}"
    ),
    "track video": lambda _, api, __: api.post(
        "/videos", json={"platform": "tiktok", "identifier": "7301234567890123456"}
    ),
    "hold": lambda house, _, control: control.post(
        f"{W1}/resources/{house.world.accounts[0].id}/hold"
    ),
    "fault": told(f"{W1}/faults", fault="status", code=503, name="bad", probability=0.5),
    "calm": told(f"{W1}/faults/bad", "DELETE"),
    "strict": told(f"{W1}/rate-limit", "PUT", requests=3),
    "key": told(f"{W1}/keys", name="reader", scopes=["read"]),
    "lapse": told(f"{W1}/subscription", "PUT", active=False),
    "replica": told(f"{W1}/replica/lose"),
    "world": told("/worlds", scenario="small"),
    "gone": told("/worlds/w2", "DELETE"),
    "first gone": told("/worlds/w1", "DELETE"),
}
KEPT = Dialect(idempotent_errors="kept")
DIALECTS = [Dialect(), KEPT, Dialect(rate_window="from-first", not_modified="free")]


@example(script=["track", "refused"], kills=set(), dialect=KEPT)
@example(script=["fault", "list", "list", "read"], kills={3}, dialect=Dialect())
@example(script=["world", "world", "gone", "first gone", "stranger"], kills={4}, dialect=Dialect())
@given(
    script=st.lists(st.sampled_from(sorted(STEPS)), max_size=30),
    kills=st.sets(st.integers(0, 30), max_size=2),
    dialect=st.sampled_from(DIALECTS),
)
def test_revived_worlds_are_the_same(
    script: list[str],
    kills: set[int],
    dialect: Dialect,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Killed at any point, all that a server knows is there again, to the byte."""
    file = tmp_path_factory.mktemp("state") / "world.state"
    house = House(file, World("small", dialect=dialect))
    for n, name in enumerate(script):
        if n in kills:
            house.revive()
        with house.api() as api, house.control() as control:
            STEPS[name](house, api, control)
    before = everything(house)

    after = everything(house.revive())

    house.die()
    assert after == before


def everything(house: House) -> dict[str, Any]:
    """All that a server knows, by what it is."""
    worlds = {"lobby": house.world, **dict(house.state.registry.items())}
    found = {f"{name} {what}": value for name in worlds for what, value in facts(worlds[name])}
    found["ids"] = house.state.registry._count
    with house.control() as control:
        found["worlds"] = control.get("/worlds").json()
    return found


def facts(world: World) -> list[tuple[str, Any]]:
    """What a world is, was, and remembers of its clients."""
    tally, retries = world.fault_tally, world.retries._kept.items()
    return [
        ("journal", world.journal.to_jsonl(real=True)),
        ("recording", world.recording()),
        ("log", list(world.log)),
        ("accounts", [json.dumps(one.fields) for one in world.accounts]),
        ("videos", [json.dumps(one.fields) for one in world.videos]),
        ("limits", world.limiter._tallies),
        (
            "retries",
            [(place, kept.at, kept.request, comparable(kept.answer)) for place, kept in retries],
        ),
        ("faults", (tally._met, tally._rounds, tally._hits)),
        ("clock", (world.clock.instant, world.clock.drive)),
    ]


def comparable(answer: Reply | Refusal) -> Any:
    """What is kept for an idempotency key; exceptions of one content are not equal."""
    return vars(answer) if isinstance(answer, Refusal) else answer
