"""Every page: that it is there, stands alone, and changes nothing by being looked at."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from creatoraudit_mock import Fault, MockServer, Scenario, World
from creatoraudit_mock.clock import VirtualClock
from creatoraudit_mock.control.endpoints import ENDPOINTS
from creatoraudit_mock.dashboard.charts import chart
from creatoraudit_mock.dashboard.pages import ACTIONS, PAGES
from creatoraudit_mock.dashboard.routing import action_at, page_at
from documents import text
from markup import Markup

HOSTILE = """<script>alert("1")</script>'"&amp;{{ 7*7 }}"""


def paths(server: MockServer, world: World) -> list[str]:
    """The path of each page there is, in one world."""
    resource = next(iter(world.organization.accounts), "none")
    found = {"world": server.world_id(world), "resource": resource, "index": "0", "code": "CA201"}
    return [page.path.format(**found) for page in PAGES]


def crawled(site: httpx.Client) -> Iterator[httpx.Response]:
    """Every page that links and forms of the dashboard lead to, from its beginning on."""
    known = {"/_mock/"}
    waiting = ["/_mock/"]
    while waiting:
        response = site.get(waiting.pop())
        yield response
        if not response.headers["content-type"].startswith("text/html"):
            continue
        here = str(response.url.raw_path, "ascii")
        found = Markup(response.text)
        for link in [*found.values("href"), *found.values("src")]:
            target = urljoin(here, link).partition("#")[0]
            if target not in known:
                known.add(target)
                waiting.append(target)


def test_every_page_is_there(
    server: MockServer, site: httpx.Client, world: World, base: str
) -> None:
    """Each page of the list answers with HTML that begins with a heading."""
    assert base
    for path in paths(server, world):
        response = site.get(path)
        assert response.status_code == 200, path
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert len(Markup(response.text).all("h1")) == 1, path
        assert site.head(path).content == b""


def test_links_lead_somewhere(site: httpx.Client, base: str) -> None:
    """Every link and file of every page is there, and none leaves the server."""
    assert base
    seen = list(crawled(site))

    assert [str(one.url) for one in seen if one.status_code != 200] == []
    assert len(seen) >= 25
    assert {one.url.netloc for one in seen} == {site.base_url.netloc}


@pytest.mark.parametrize("scenario", ["empty", "first-refresh", "agency", "flaky"])
def test_other_worlds(server: MockServer, site: httpx.Client, scenario: str) -> None:
    """Pages of other scenarios are as whole: nothing tracked, or hundreds of things."""
    world = World(scenario)
    server.add(world)
    found = [site.get(path) for path in paths(server, world)]
    server.remove(world)

    lacking = {"empty": [404, 404]}.get(scenario, [404])
    assert [one.status_code for one in found if one.status_code != 200] == lacking
    assert all(Markup(one.text).all("main") for one in found)


def test_pages_stand_alone(server: MockServer, site: httpx.Client, world: World, base: str) -> None:
    """No page has script or style of its own in it, or an attribute that is script."""
    assert base
    for path in paths(server, world):
        response = site.get(path)
        found = Markup(response.text)
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        scripts = [one for one in found.all("script") if "type" not in one.attributes]
        assert {one.text for one in scripts} == {""}
        assert found.all("style") == []
        names = {name for one in found.elements for name in one.attributes}
        assert [name for name in names if name.startswith("on") or name == "style"] == []


def test_pages_can_be_used_without_a_pointer(
    server: MockServer, site: httpx.Client, world: World, base: str
) -> None:
    """Fields have labels, ids are unique, tables have heads, and one can skip to the content."""
    assert base
    for path in paths(server, world):
        found = Markup(site.get(path).text)
        ids = found.values("id")
        assert sorted(ids) == sorted(set(ids)), path
        labels = set(found.values("for"))
        assert labels <= set(ids)
        for field in [*found.all("input"), *found.all("select")]:
            if field.attributes.get("type") not in {"hidden", "radio"}:
                assert field.attributes["id"] in labels, (path, field)
        assert all("scope" in one.attributes for one in found.all("th"))
        assert found.all("a")[0].attributes["href"] == "#main"
        assert all(one.text.strip() for one in found.all("button"))


def test_forms_lead_to_actions(
    server: MockServer, site: httpx.Client, world: World, base: str
) -> None:
    """Every form that changes something is an action of the list, and says where it is from."""
    assert base
    used = set()
    for path in paths(server, world):
        for form in Markup(site.get(path).text).all("form"):
            if form.attributes["method"] == "post":
                found = action_at(form.attributes["action"])
                assert found is not None, form
                used.add(found[0])
            elif "action" in form.attributes:
                assert page_at(urlsplit(form.attributes["action"]).path)

    assert used == set(ACTIONS)


def test_looking_changes_nothing(
    server: MockServer, site: httpx.Client, world: World, base: str
) -> None:
    """Journal, log, counters of faults and limits are as before, whatever has been looked at."""
    assert base
    before = (world.recording(), [(one.met, one.hits) for one in world.faults], world.clock.instant)
    for path in paths(server, world):
        site.get(path)

    after = (world.recording(), [(one.met, one.hits) for one in world.faults], world.clock.instant)
    assert after == before


def test_looking_starts_no_clock(server: MockServer, site: httpx.Client) -> None:
    """A clock that waits for the first request of the API goes on waiting, and the page says so."""
    reality = iter(range(10**9, 10**15, 10**9))
    world = World("small", clock=VirtualClock(source=lambda: next(reality)))
    world.clock.run(60, waits=True)
    server.add(world)
    began = world.clock.now
    pages = [site.get(path) for path in paths(server, world)[2:4]]
    server.remove(world)

    assert "starts with the first request" in pages[0].text
    assert world.clock.is_waiting
    assert world.clock.now == began


def test_a_world_that_means_harm(server: MockServer, site: httpx.Client) -> None:
    """Whatever names, descriptions, faults and requests say, it is shown and not obeyed."""
    quoted = HOSTILE.replace('"', '\\"')
    source = f'description = "{quoted}"\n[[creators]]\nname = "{quoted}"\n'
    source += f'[[keys]]\nname = "{quoted}"\n'
    source += '[[accounts]]\nplatform = "instagram"\nusername = "ada"\n'
    source += f'metadata = {{ "{quoted}" = "{quoted}" }}\nadded = "-9d"\ncreator = "{quoted}"\n'
    world = World(Scenario.from_text(source))
    world.faults.add(Fault.status(500), name=HOSTILE)
    with world.client(headers={"user-agent": HOSTILE, "x-odd": HOSTILE}) as client:
        client.get("/accounts", params={"q": HOSTILE})
        client.get("/<script>alert(1)</script>")
        client.post("/accounts", content=HOSTILE.encode())
    server.add(world)
    pages = [*paths(server, world), *(f"{paths(server, world)[5]}/{n}" for n in (1, 2))]
    found = [site.get(path) for path in pages]
    site.get(f"{pages[2]}/resources", params={"name": HOSTILE})
    server.remove(world)

    for one in found:
        assert one.status_code == 200
        assert "<script>alert" not in one.text
        scripts = [part for part in Markup(one.text).all("script") if "type" not in part.attributes]
        assert {part.text for part in scripts} == {""}
    assert sum(HOSTILE in unescape(one.text) for one in found) >= 4


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/_mock/ui/nowhere", 404, "there is no world 'nowhere'"),
        ("/_mock/ui/w999", 404, "there is no world 'w999'"),
        ("/_mock/ui/w999/journal", 404, "there is no world 'w999'"),
        ("/_mock/ui/a/b/c/d", 404, "There is no page /_mock/ui/a/b/c/d"),
        ("/_mock/ui/static/%2e%2e/pages.py", 404, "There is no file"),
        ("/_mock/ui/static/nothing.css", 404, "There is no file nothing.css"),
        ("/_mock/ui/rules/CA999", 404, "There is no rule 'CA999': there are CA101"),
        ("{base}/journal/3", 404, "There is no request #3: the journal has 3 so far"),
        ("{base}/journal/x", 404, "There is no request #x"),
        ("{base}/journal/99999999999999", 404, "There is no request #99999999999999"),
        ("{base}/resources/nobody", 404, "nobody"),
        ("{base}/clock/next", 405, "is what a form is sent to, not a page"),
        ("{base}/journal?status=abc", 422, "status='abc' must look like 304 or 4xx"),
        ("{base}/journal?before=x", 422, "before='x'"),
        ("{base}/journal?colour=red", 422, "colour='red': is not known here; known: status"),
        ("{base}/resources?page=0", 422, "page='0'"),
        ("{base}/trouble?kind=plague", 422, "kind='plague' must be one of: status"),
        ("{base}?window=9y", 422, "window='9y'"),
    ],
)
def test_what_is_not_there(
    site: httpx.Client, base: str, path: str, status: int, said: str
) -> None:
    """A page that is not there names what was asked for, and leads back to what is."""
    response = site.get(path.format(base=base))

    assert response.status_code == status
    assert said in unescape(response.text)
    links = Markup(response.text).values("href")
    assert "/_mock/" in links
    assert (base in links) == path.startswith("{base}")


def test_without_the_slash(site: httpx.Client) -> None:
    """`/_mock` leads to `/_mock/`."""
    response = site.get("/_mock")

    assert (response.status_code, response.headers["location"]) == (303, "/_mock/")


def test_the_mocks_own_failure(
    site: httpx.Client, base: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the mock itself is a page that says so."""
    monkeypatch.setattr(type(world), "scenario", property(lambda _: 1 / 0), raising=False)
    response = site.get(base)

    assert response.status_code == 500
    assert "division by zero" in response.text


def test_files_are_kept_by_browsers(site: httpx.Client) -> None:
    """Style and script have addresses that change with them, so they are fetched once."""
    links = Markup(site.get("/_mock/").text)
    files = [link for link in [*links.values("href"), *links.values("src")] if "/static/" in link]

    assert len(files) == 3
    for file in files:
        assert "?v=" in file
        assert "immutable" in site.get(file).headers["cache-control"]
    assert site.get("/_mock/").headers["cache-control"] == "no-store"


def test_who_does_not_look_does_not_pay() -> None:
    """Neither the command nor an application imports Jinja2 before a page is asked for."""
    program = (
        "import sys; import creatoraudit_mock, creatoraudit_mock.cli.serving;"
        "creatoraudit_mock.create_app(); print('jinja2' in sys.modules)"
    )
    run = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert run.stdout == "False\n"


def test_lines_that_do_not_rise() -> None:
    """A single point is a line from edge to edge, and one that does not rise is in the middle."""
    one = chart("Views", [(7, 5)])
    flat = chart("Views", [(0, 5), (10, 5)])

    assert one.line == flat.line == "M0.00 50.00L100.00 50.00"


def test_lines_that_rise() -> None:
    """Between its lowest and highest value a line keeps to the box, and to the time."""
    rising = chart("Views", [(0, 10), (25, 20), (100, 110)])

    assert rising.line == "M0.00 96.00L25.00 86.80L100.00 4.00"
    assert (rising.begin, rising.end, rising.low, rising.high) == (10, 110, 10, 110)


def test_documented() -> None:
    """The page of the documentation has every page and every form, and the endpoint behind it."""
    told = text("docs/dashboard.md")
    endpoints = {one.handler: f"`{one.method} /_mock{one.path}`" for one in ENDPOINTS}
    for page in PAGES:
        assert f"| `{page.path}` |" in told
    for action in ACTIONS:
        endpoint = endpoints[action.handler].replace(":path", "")
        assert f"| `{action.path}` | {endpoint} |" in told
