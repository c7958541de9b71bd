"""What forms do: the same as the endpoints of the control interface, or nothing and a reason."""

from __future__ import annotations

import inspect
from html import unescape

import httpx
import pytest

from creatoraudit_mock import MockServer, World
from creatoraudit_mock.clock import Mode
from creatoraudit_mock.world import FAULTS
from markup import Markup

TO = "2026-01-07 09:00:00"


def sent(site: httpx.Client, path: str, **form: str) -> httpx.Response:
    """What comes of a form; a dot in the name of a field is two underscores here."""
    return site.post(path, data={name.replace("__", "."): value for name, value in form.items()})


def done(site: httpx.Client, path: str, **form: str) -> str:
    """The page that a form led to, by the redirect that keeps it from being sent twice."""
    answer = sent(site, path, **form)
    assert answer.status_code == 303, unescape(answer.text)
    page = site.get(answer.headers["location"])
    assert page.status_code == 200
    return page.text


# -- clock


@pytest.mark.parametrize(
    ("form", "now"),
    [
        ({"by": "24h"}, "2026-01-06 09:00:00"),
        ({"by": " PT1H30M "}, "2026-01-05 10:30:00"),
        ({"to": TO}, TO),
        ({"to": "2026-01-07T09:00"}, TO),
        ({"to": "2026-01-07T10:00:00+01:00"}, TO),
    ],
)
def test_jumps(site: httpx.Client, base: str, form: dict[str, str], now: str) -> None:
    """The clock moves by a duration or to an instant, which is UTC unless it says otherwise."""
    assert f">{now}</time>" in done(site, f"{base}/clock/advance", **form)


def test_next_scrape(site: httpx.Client, base: str, world: World) -> None:
    """The clock moves to the next scrape."""
    following = world.clock.next_event()
    done(site, f"{base}/clock/next")

    assert world.clock.now == following


def test_play_and_pause(site: httpx.Client, base: str, world: World) -> None:
    """The clock runs at the speed that was chosen, and stands still again."""
    page = done(site, f"{base}/clock/play", speed="3600")
    assert "1 h each second" in page
    assert (world.clock.mode, world.clock.speed) == (Mode.SCALED, 3600)

    assert "paused" in done(site, f"{base}/clock/pause")
    assert world.clock.mode is Mode.FROZEN


# -- resources


def test_hold_and_release(site: httpx.Client, base: str, world: World) -> None:
    """What is held says so, and gets a button to release it."""
    account = world.accounts[0].id
    there = f"{base}/resources/{account}"
    page = done(site, f"{base}/hold", resource=account, back=there)
    assert world.organization.accounts[account].is_held
    assert 'class="mark held"' in page
    assert ">Release<" in page

    assert ">Hold<" in done(site, f"{base}/release", resource=account, back=there)
    assert not world.organization.accounts[account].is_held


def test_scrape_now(site: httpx.Client, base: str, world: World) -> None:
    """A scrape lands at once, and the page shows it."""
    account = world.accounts[0].id
    page = done(site, f"{base}/scrape", resource=account, back=f"{base}/resources/{account}")

    assert world.refreshes(account)[-1] == world.clock.now
    assert page.count('<td data-label="Outcome"><span class="mark refreshed">') == 12


def test_unavailable(site: httpx.Client, base: str, world: World) -> None:
    """The platform stops serving it for a while."""
    video = world.videos[0].id
    page = done(site, f"{base}/unavailable", resource=video, duration="6h")
    assert page

    assert world.organization.videos[video].absences.covering(world.clock.instant + 2)


def test_outage(site: httpx.Client, base: str, world: World) -> None:
    """An outage is planned from an instant on, for a while."""
    page = done(site, f"{base}/outages", start=TO, duration="2h", back=f"{base}/trouble")

    assert "2026-01-07 11:00:00" in page
    assert "to come" in page
    assert len(world.organization.outages.starts) == 2


# -- faults


def test_fault(site: httpx.Client, base: str, world: World) -> None:
    """A fault is planned with its own settings and its conditions, named as unused, and removed."""
    page = done(
        site,
        f"{base}/faults",
        fault="status",
        code="502",
        retry_after="45s",
        handled="true",
        on="get_account",
        times="3",
        probability="0.5",
        start="+1h",
        resource=world.accounts[0].id,
        name="<b>odd/name</b>",
        back=f"{base}/trouble",
    )
    planned = world.faults["<b>odd/name</b>"].plan
    assert "have struck nothing so far" in page
    assert page.count("&lt;b&gt;odd/name&lt;/b&gt;") == 3
    assert (planned.times, planned.probability, planned.operation) == (3, 0.5, "get_account")
    assert str(planned.fault) == "status 502"

    gone = done(site, f"{base}/faults/remove", fault="<b>odd/name</b>", back=f"{base}/trouble")
    assert "odd/name" not in gone


def test_every_kind_of_fault(site: httpx.Client, base: str, world: World) -> None:
    """The form of each kind, sent as it is but for what it must be told, plans a fault."""
    needed = {"stall": {"delay": "5s"}, "slow_body": {"over": "5s"}, "clock_skew": {"ahead": "1m"}}
    for kind, make in FAULTS.items():
        page = Markup(site.get(f"{base}/trouble", params={"kind": kind}).text)
        form = {
            one.attributes["name"]: one.attributes["value"]
            for one in page.all("input")
            if one.attributes.get("name") in {"fault", *inspect.signature(make).parameters}
            and one.attributes["type"] != "checkbox"
        }
        done(site, f"{base}/faults", **(form | {"fault": kind} | needed.get(kind, {})))

    assert [one.plan.fault.kind for one in world.faults][2:] == list(FAULTS)


# -- worlds


def test_create_and_remove(server: MockServer, site: httpx.Client) -> None:
    """A world is made as it was wished for, leads to its page, and can be removed."""
    before = len(server._registry.items())
    answer = sent(
        site,
        "/_mock/ui/worlds",
        scenario="flaky",
        seed="7",
        start=TO,
        clock__mode="scaled",
        clock__speed="60",
        dialect__delete_status="200",
    )
    name, made = server._registry.items()[-1]
    assert answer.headers["location"] == f"/_mock/ui/{name}"
    page = site.get(f"/_mock/ui/{name}").text
    assert "delete_status=200" in page
    assert (made.scenario.name, made.seed, made.clock.speed) == ("flaky", 7, 60)
    assert f"{made.started // 10**6}" == "1767776400"

    home = done(site, f"/_mock/ui/{name}/remove")
    assert f'href="/_mock/ui/{name}"' not in home
    assert len(server._registry.items()) == before


# -- what is refused

WRONG = [
    ("/clock/advance", {"by": "soon"}, 422, "by='soon': must look like 45s, 1h30m, 7d or PT6H"),
    ("/clock/advance", {}, 422, "give either by"),
    ("/clock/advance", {"to": "tomorrow"}, 422, "to='tomorrow'"),
    ("/clock/advance", {"to": "2020-01-01 00:00"}, 409, "time goes forward only"),
    ("/clock/play", {"speed": "fast"}, 422, "speed='fast'"),
    ("/clock/play", {"speed": "0"}, 422, "speed='0'"),
    ("/hold", {}, 422, "resource is missing"),
    ("/hold", {"resource": "nobody"}, 404, "nobody"),
    ("/outages", {"duration": "-1h"}, 422, "duration='-1h'"),
    ("/outages", {"start": "now"}, 422, "start='now'"),
    ("/outages", {"color": "red"}, 422, "color='red': is not known here"),
    ("/faults", {"fault": "plague"}, 422, "fault must be one of: status"),
    ("/faults", {}, 422, "fault"),
    ("/faults", {"fault": "status", "code": "x"}, 422, "code='x' must be a whole number"),
    ("/faults", {"fault": "status", "code": "404"}, 422, "404"),
    ("/faults", {"fault": "status", "times": "1.5"}, 422, "times='1.5' must be a whole number"),
    ("/faults", {"fault": "status", "probability": "7"}, 422, "probability"),
    ("/faults", {"fault": "status", "probability": "nan"}, 422, "probability"),
    ("/faults", {"fault": "status", "optional": "maybe"}, 422, "optional='maybe' must be true or"),
    ("/faults", {"fault": "stall"}, 422, "delay"),
    ("/faults", {"fault": "stall", "delay": "long"}, 422, "long"),
    ("/faults", {"fault": "status", "on": "GET /acounts"}, 422, "did you mean"),
    ("/faults", {"fault": "status", "resource": "nobody"}, 404, "nobody"),
    ("/faults/remove", {"fault": "none"}, 404, "none"),
]


@pytest.mark.parametrize(("path", "form", "status", "said"), WRONG)
def test_what_is_refused(
    site: httpx.Client,
    base: str,
    world: World,
    path: str,
    form: dict[str, str],
    status: int,
    said: str,
) -> None:
    """A form that cannot be is shown again with the reason on top, and nothing has happened."""
    before = world.recording()
    answer = site.post(f"{base}{path}", data={**form, "back": f"{base}/trouble"})

    assert answer.status_code == status
    notice = Markup(answer.text)
    assert said in next(one.text for one in notice.elements if "role" in one.attributes)
    assert world.recording() == before
    assert world.clock.mode is Mode.FROZEN


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"scenario": "none"}, "scenario='none' must be one of"),
        ({"seed": "x"}, "seed='x'"),
        ({"start": "1066-10-14 09:00"}, "start"),
        ({"clock__mode": "wild"}, "clock.mode='wild'"),
        ({"clock__speed": "-1"}, "clock.speed='-1'"),
        ({"clock": "x", "clock__speed": "1"}, "clock"),
        ({"dialect__delete_status": "999"}, "delete_status must be one of"),
        ({"dialect__nothing": "1"}, "unknown dialect switch 'nothing'"),
    ],
)
def test_worlds_that_cannot_be(
    server: MockServer, site: httpx.Client, form: dict[str, str], said: str
) -> None:
    """A world that cannot be is not made; the form is filled in as it was."""
    before = server._registry.items()
    answer = sent(site, "/_mock/ui/worlds", **{"seed": "41", "back": "/_mock/"} | form)

    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert server._registry.items() == before
    if "seed" not in form:
        assert 'value="41"' in answer.text


def test_a_form_stays_filled_in(site: httpx.Client, base: str) -> None:
    """What was written into a form that is refused is still there, to be corrected."""
    form = {"fault": "status", "code": "502", "times": "often", "on": "get_account"}
    answer = site.post(f"{base}/faults", data={**form, "back": f"{base}/trouble?kind=status"})
    page = Markup(answer.text)

    values = [one.attributes["value"] for one in page.all("input") if "value" in one.attributes]
    assert {"502", "often"} <= set(values)
    chosen = [one.attributes["value"] for one in page.all("option") if "selected" in one.attributes]
    assert "get_account" in chosen


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example/_mock/", "/_mock/ui/nowhere/x", "/v2/accounts", ""],
)
def test_where_forms_lead_back_to(site: httpx.Client, base: str, back: str) -> None:
    """Nobody is led away from the dashboard, whatever a form says about where it was."""
    answer = sent(site, f"{base}/clock/advance", by="1h", back=back)

    assert (answer.status_code, answer.headers["location"]) == (303, base)


def test_forms_that_are_none(site: httpx.Client, base: str, world: World) -> None:
    """Other media types, huge bodies and unknown paths are refused, and change nothing."""
    path, before = f"{base}/clock/advance", world.recording()
    as_json = site.post(path, json={"by": "1h"})
    huge = site.post(path, data={"by": "1h", "x": "x" * 2_000_000})
    many = site.post(path, data={f"f{n}": "1" for n in range(600)})
    unknown = site.post(f"{base}/clock/rewind")
    page = site.post(base)

    put = site.put(path, data={"by": "1h"})

    found = [one.status_code for one in (as_json, huge, many, unknown, page, put)]
    assert found == [415, 413, 400, 404, 405, 405]
    assert put.headers["allow"] == "GET, HEAD, POST"
    assert world.recording() == before


def test_a_world_that_went(site: httpx.Client, base: str, server: MockServer, world: World) -> None:
    """A form of a world that somebody else has removed says so."""
    server.remove(world)
    answer = sent(site, f"{base}/clock/advance", by="1h", back=base)
    hold = sent(site, f"{base}/hold", resource="", back=f"{base}?window=9y")

    assert (answer.status_code, hold.status_code) == (404, 422)
    assert "there is no world" in unescape(answer.text)
