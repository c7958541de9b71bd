"""The scorecard over the control interface."""

from __future__ import annotations

import json

import httpx
import jsonschema_rs
import pytest

from creatoraudit_mock import World, score
from creatoraudit_mock.control.answers import ScoreShown
from creatoraudit_mock.control.client import ControlClient, ControlledWorld
from creatoraudit_mock.server import LiveWorld


@pytest.fixture
def polled(api: httpx.Client, world: World) -> World:
    """A world whose poller drops its ETags, and comes a day late."""
    for hours in (1, 1, 1, 50):
        for account in world.accounts[:2]:
            api.get(f"/accounts/{account.id}")
        world.clock.advance(hours=hours)
    return world


def test_it_is_the_scorecard(http: httpx.Client, polled: World) -> None:
    """Without a query it is what `score` makes of the world, byte for byte."""
    answer = http.get("/score")

    assert answer.headers["content-type"] == "application/json"
    assert answer.text == score(polled).to_json()
    assert "CA201" in {finding["code"] for finding in answer.json()["findings"]}


def test_it_is_typed(remote: ControlledWorld, polled: World) -> None:
    """The client has all of it as types."""
    shown, card = remote.score(lag="6h"), score(polled, lag="6h")

    assert isinstance(shown, ScoreShown)
    assert [one.code for one in shown.findings] == [one.code for one in card.findings]
    assert [one.at for one in shown.findings] == [one.at for one in card.findings]
    assert shown.figures.by_status == card.figures.by_status
    assert shown.figures.span == card.figures.span.total_seconds()
    assert len(shown.figures.ideal) == len(card.figures.ideal)
    assert shown.notes == list(card.notes)


def test_it_is_as_declared(http: httpx.Client, polled: World, control: ControlClient) -> None:
    """The document says of each member what it is, and no other member is sent."""
    assert len(polled.journal) == 8
    document = json.loads(control.fetch("GET", "/openapi.json"))
    schemas = json.loads(json.dumps(document["components"]["schemas"]))
    for schema in schemas.values():
        if schema.get("type") == "object" and "properties" in schema:
            schema.setdefault("additionalProperties", False)
    whole = {"$ref": "#/components/schemas/ScoreShown", "components": {"schemas": schemas}}
    jsonschema_rs.validate(whole, http.get("/score?lag=6h").json())


def test_lateness(remote: ControlledWorld, polled: World) -> None:
    """With a lag, and up to the instant until which the poller ran, it is judged for lateness."""
    until = polled.clock.now

    assert "CA103" not in {one.code for one in remote.score().findings}
    late = remote.score(lag="24h", until=until, select="CA1").findings
    assert [one.code for one in late] == ["CA103"]


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        ({"select": "CA2"}, {"CA201"}),
        ({"ignore": "CA2"}, set()),
        ({"select": "CA1,CA2", "ignore": "CA201"}, set()),
    ],
)
def test_chosen_rules(
    remote: ControlledWorld, polled: World, chosen: dict[str, str], codes: set[str]
) -> None:
    """Rules are selected and ignored by code, or by the beginning of one."""
    assert len(polled.journal) == 8
    assert {one.code for one in remote.score(**chosen).findings} == codes


def test_without_advice(remote: ControlledWorld, api: httpx.Client) -> None:
    """Advice is left out if one wants errors only."""
    page = {"has_next": True, "next_cursor": None}
    while page["has_next"]:
        query = {"limit": 1, **({"cursor": page["next_cursor"]} if page["next_cursor"] else {})}
        page = api.get("/accounts", params=query).json()["pagination"]

    assert {one.code for one in remote.score().findings} == {"CA504"}
    assert remote.score(strict=False).findings == []


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("text", "text/plain; charset=utf-8"),
        ("html", "text/html; charset=utf-8"),
        ("markdown", "text/markdown; charset=utf-8"),
        ("sarif", "application/sarif+json"),
    ],
)
def test_forms(
    http: httpx.Client, remote: ControlledWorld, polled: World, form: str, media_type: str
) -> None:
    """It is told in any form that a scorecard has, with the type of that form."""
    answer = http.get("/score", params={"format": form, "lag": "6h", "ignore": "CA2"})

    assert answer.headers["content-type"] == media_type
    assert answer.text == getattr(score(polled, lag="6h").only(ignore="CA2"), f"to_{form}")()
    assert remote.score_report(form, lag="6h", ignore="CA2") == answer.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select=CA9", "select: no rule begins with 'CA9'; there are: CA101, "),
        ("lag=soon", "lag='soon': must look like 45s, 1h30m, 7d or PT6H"),
        ("format=pdf", "format='pdf': invalid enum value"),
        ("strict=perhaps", "strict='perhaps': expected `bool`"),
        ("until=2026-01-05", "until='2026-01-05': must look like 2026-01-05T09:00:00Z"),
        ("until=1767603600", "until='1767603600': must look like 2026-01-05T09:00:00Z"),
        ("until=2026-13-05T09:00:00Z", "until must be ISO 8601 like"),
        ("lags=6h", "lags='6h': is not known here; known: "),
    ],
)
def test_what_is_no_question(http: httpx.Client, query: str, said: str) -> None:
    """A query that makes no sense is refused with the parameter and the way out."""
    refused = http.get(f"/score?{query}")

    assert refused.status_code == 422
    assert said in refused.json()["detail"]


def test_grading_changes_nothing(remote: ControlledWorld, polled: World) -> None:
    """Grading leaves journal, log and clock as they are."""
    before = (len(polled.journal), len(polled.log), polled.clock.now)
    remote.score(lag="6h")

    assert (len(polled.journal), len(polled.log), polled.clock.now) == before


def test_nobody_has_polled(remote: ControlledWorld, live: LiveWorld) -> None:
    """A world without requests has an empty scorecard that says so."""
    assert live.base_url
    card = remote.score()

    assert card.findings == []
    assert "no request was served, so there was nothing to grade" in card.notes


def test_deliveries_are_judged(
    remote: ControlledWorld, api: httpx.Client, world: World, http: httpx.Client
) -> None:
    """What was handed over is compared with what the API showed, once something was."""
    account = world.accounts[0].id
    row = api.get(f"/accounts/{account}").json()["data"]
    assert any("need deliveries=" in note for note in remote.score().notes)

    remote.deliver(account, row)
    assert remote.score().findings == []
    wrong = {"resource_id": account, "payload": {**row, "follower_count": -1}}
    assert http.post("/deliveries", json=wrong).status_code == 204
    codes = {(one.code, one.aspect) for one in remote.score().findings}
    assert codes == {("CA302", ""), ("CA303", "altered")}


def test_what_is_no_delivery(http: httpx.Client, world: World) -> None:
    """A delivery that is none is refused, and not kept."""
    refused = http.post("/deliveries", json={"resource_id": "1", "payload": "news"})

    assert refused.status_code == 422
    assert "payload='news': expected `object`, got `str`" in refused.json()["detail"]
    assert world.deliveries == []
