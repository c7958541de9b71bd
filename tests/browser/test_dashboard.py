"""The dashboard in a real browser: looked at, steered and followed."""

from __future__ import annotations

import os
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from creatoraudit_mock import Fault, MockServer, World
from creatoraudit_mock.clock import Mode
from polling import polled

pytestmark = pytest.mark.asyncio(loop_scope="session")

Shot = Callable[..., Awaitable[Path]]
WIDE = {"viewport": {"width": 1280, "height": 900}}
NARROW = {"viewport": {"width": 375, "height": 800}}
MANY = int(os.environ.get("DASHBOARD_REQUESTS", "2000"))
PICTURES = bool(os.environ.get("SCREENSHOTS"))
LOOKS: dict[str, dict[str, Any]] = {"narrow": NARROW}
if PICTURES:
    dark = {"color_scheme": "dark"}
    LOOKS |= {"wide": WIDE, "wide-dark": WIDE | dark, "narrow-dark": NARROW | dark}
PAGES = {
    "home": "/_mock/",
    "overview": "{base}",
    "resources": "{base}/resources",
    "account": "{base}/resources/{account}",
    "journal": "{base}/journal",
    "request": "{base}/journal/0",
    "findings": "{base}/findings",
    "trouble": "{base}/trouble",
    "rule": "/_mock/ui/rules/CA201",
}


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """One live server for all tests of the module."""
    with MockServer() as running:
        yield running


@pytest.fixture
def world() -> World:
    """`small`, with faults, an outage and a hold, polled for a day by somebody with bad habits."""
    world = World("small")
    world.faults.add(Fault.status(503, retry_after=30), on="GET /accounts", times=1)
    world.faults.add(Fault.stall("5s"), on="GET /overview", name="slow overview")
    world.clock.advance("2h")
    world.outage(start="2026-01-05T16:00:00Z", duration="6h")
    world.hold(world.accounts[1])
    polled(world, 150)
    return world


@pytest.fixture
def site(server: MockServer, world: World) -> Iterator[str]:
    """Where the server is; the world is there as long as the test takes."""
    server.add(world)
    yield server.control_url.removesuffix("/_mock")
    if world in server._registry:
        server.remove(world)


@pytest.fixture
def base(server: MockServer, site: str, world: World) -> str:
    """Where the world's pages are."""
    return f"{site}/_mock/ui/{server.world_id(world)}"


@pytest.fixture
def page(site: str, page: Page) -> Page:  # noqa: ARG001 - set up first, so taken down last
    """A page that is closed before its world is gone: it would look for it at once."""
    return page


@pytest_asyncio.fixture(loop_scope="session")
async def lenient(browser: Browser) -> AsyncIterator[Page]:
    """A page in which the browser may complain of a refused form."""
    context = await browser.new_context(**WIDE)  # type: ignore[arg-type]  # a viewport
    yield await context.new_page()
    await context.close()


# -- looks


@pytest.mark.parametrize("page_options", LOOKS.values(), ids=LOOKS)
async def test_looks(page: Page, shot: Shot, site: str, base: str, world: World) -> None:
    """No page is wider than the window; SCREENSHOTS=1 keeps pictures of all, to be looked at."""
    for name, path in PAGES.items():
        where = path.format(base=base, account=world.accounts[0].id)
        await page.goto(where if where.startswith("http") else site + where)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        if PICTURES:
            await shot(name)


@pytest.mark.parametrize("page_options", [{"color_scheme": scheme} for scheme in ("light", "dark")])
async def test_contrast(page: Page, base: str) -> None:
    """Text stands out from its ground by 4.5 to 1 at least, whatever it says."""
    for path in ("", "/journal", "/trouble", "/findings"):
        await page.goto(base + path)
        assert await page.evaluate(CONTRAST) == []


# -- the clock


async def test_a_day_later(page: Page, base: str, world: World) -> None:
    """A press on +24 h shows the new state."""
    await page.goto(base)
    before = world.clock.now
    for days in (1, 2, 3):
        wanted = f"{before + timedelta(days=days):%Y-%m-%d %H:%M:%S}"
        await page.get_by_role("button", name="+24 h").click()
        await page.wait_for_function(SHOWS, arg=wanted)

    assert (world.clock.now - before).days == 3
    assert await page.locator("#said").inner_text() == f"A day later. It is {wanted}."


async def test_play_and_pause(page: Page, base: str, world: World) -> None:
    """Play lets the clock on the page run by itself, and Pause stops it."""
    await page.goto(base)
    await page.get_by_label("Virtual time in each real second").select_option(label="1 h/s")
    await page.get_by_role("button", name="Play").click()
    await expect(page.locator(".motion")).to_have_text("1 h each second")
    shown = await page.locator("#now").inner_text()
    await expect(page.locator("#now")).not_to_have_text(shown)
    await page.get_by_role("button", name="Pause").click()
    await expect(page.locator(".motion")).to_have_text("paused")

    assert world.clock.mode is Mode.FROZEN
    await expect(page.locator("#now")).to_have_text(f"{world.clock.now:%Y-%m-%d %H:%M:%S}")


async def test_by_keyboard(page: Page, base: str, world: World) -> None:
    """Everything is done with the keyboard, and the focus stays where it was."""
    before = world.clock.now
    await page.goto(base)
    await page.keyboard.press("Tab")
    await expect(page.locator(":focus")).to_have_text("Skip to the content")
    while await page.evaluate("document.activeElement.id") != "hour":
        await page.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert await page.evaluate(outline) == "solid"
    for hours in (1, 2):
        await page.keyboard.press("Enter")
        wanted = f"{before + timedelta(hours=hours):%Y-%m-%d %H:%M:%S}"
        await expect(page.locator("#now")).to_have_text(wanted)
    assert await page.evaluate("document.activeElement.id") == "hour"
    assert (world.clock.now - before).seconds == 7200


# -- what goes wrong


async def test_a_fault(page: Page, base: str, world: World) -> None:
    """A fault of another kind is planned, strikes the next request, and is counted at once."""
    await page.goto(f"{base}/trouble")
    await page.get_by_label("Kind").select_option("rate_limited")
    await expect(page.locator("#fault-form .kind")).to_contain_text("429")
    await page.get_by_label("Retry after").fill("90s")
    await page.get_by_label("Times at most").fill("1")
    await page.get_by_role("button", name="Plan this fault").click()
    row = page.locator("#faults tr", has_text="rate limited on anything")
    await expect(row.locator("[data-label=Struck]")).to_have_text("0")

    with world.client() as client:
        assert client.get("/whoami").headers["retry-after"] == "90"
    await expect(row.locator("[data-label=Struck]")).to_have_text("1")
    await row.get_by_role("button", name="Remove").click()
    await expect(row).to_have_count(0)


async def test_a_form_that_is_refused(lenient: Page, base: str, world: World) -> None:
    """What is wrong is said on top, what was written stays, and nothing has happened."""
    before = world.recording()
    await lenient.goto(f"{base}/trouble")
    await lenient.get_by_label("Times at most").fill("often")
    await lenient.get_by_role("button", name="Plan this fault").click()
    await expect(lenient.get_by_role("alert")).to_contain_text("times='often' must be a whole")
    await expect(lenient.get_by_label("Times at most")).to_have_value("often")

    assert world.recording() == before


# -- findings and requests


async def test_a_finding_to_its_request(page: Page, base: str) -> None:
    """A finding leads to the request that it blames, which leads to the rule."""
    await page.goto(f"{base}/findings")
    row = page.locator(".findings tr", has_text="CA702")
    await row.get_by_role("link", name="#").first.click()
    await expect(page.locator("h1")).to_contain_text(re.compile(r"Request #\d+ 404"))
    await expect(page.locator(".trace")).to_contain_text("NOT_FOUND")
    await page.get_by_role("link", name="CA702").click()
    await expect(page.locator("h1")).to_contain_text("CA702")
    await expect(page.get_by_role("heading", name="Why")).to_be_visible()


async def test_the_timeline_to_a_request(page: Page, base: str) -> None:
    """In the timeline one steps to the next request that is blamed, and from there to its page."""
    await page.goto(base)
    await page.get_by_role("button", name="Next blamed").click()
    await page.locator(".timeline").get_by_role("link", name="#").first.click()
    await expect(page.locator("h1")).to_contain_text("Request #")
    await expect(page.get_by_role("heading", name="Findings")).to_be_visible()


async def test_live(page: Page, base: str, world: World) -> None:
    """Requests and findings appear without anybody asking for them."""
    await page.goto(base)
    await expect(page.locator("#liveness")).to_have_text("live")
    with world.client() as client:
        client.get("/acounts")
    await expect(page.locator("#latest")).to_contain_text("/v2/acounts")
    await expect(page.locator("#found")).to_contain_text("/acounts")


async def test_a_field_in_use_is_left_alone(page: Page, base: str, world: World) -> None:
    """What somebody is writing is not taken away by what happens meanwhile."""
    await page.goto(f"{base}/journal")
    await page.get_by_label("Path").fill("overv")
    with world.client() as client:
        client.get("/acounts")
    await expect(page.locator("#journal")).to_contain_text("/v2/acounts")
    await page.keyboard.type("iew")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("path=overview"))


@pytest.mark.parametrize(
    "page_options", [{"permissions": ["clipboard-read", "clipboard-write"]}], ids=["clipboard"]
)
async def test_copying(page: Page, base: str, world: World) -> None:
    """A press copies the request as a line for a shell, without the key."""
    await page.goto(f"{base}/journal/0")
    await page.get_by_role("button", name="Copy the request as curl").click()
    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = await page.evaluate("navigator.clipboard.readText()")

    assert copied.startswith("curl ")
    assert "$CREATORAUDIT_API_KEY" in copied
    assert world.api_key not in copied


# -- worlds


async def test_a_new_world(page: Page, site: str, base: str, server: MockServer) -> None:
    """A world is made in the browser, and the switcher leads back to the other one."""
    await page.goto(f"{site}/_mock/")
    await page.get_by_label("empty").check()
    await page.get_by_role("button", name="Create world").click()
    await expect(page.locator("h1")).to_contain_text("Empty")
    made = server._registry.items()[-1][1]
    assert made.scenario.name == "empty"

    await page.locator(".switcher summary").click()
    await page.locator(".switcher").get_by_role("link", name="small").click()
    await expect(page).to_have_url(base)
    server.remove(made)


async def test_a_visit_is_in_no_journal(page: Page, base: str, world: World) -> None:
    """Not even what a browser asks for by itself, such as an icon, gets to the API."""
    before = len(world.journal)
    await page.goto(base)
    await page.wait_for_load_state("load")
    lobby = world.journal

    assert len(lobby) == before


@pytest.mark.parametrize("page_options", [{"java_script_enabled": False}], ids=["no script"])
async def test_without_script(page: Page, base: str, world: World) -> None:
    """Without script pages are whole and forms work; what needs script is not there."""
    await page.goto(f"{base}/trouble")
    await page.get_by_label("Kind").select_option("stall")
    await page.get_by_role("button", name="Show its settings").click()
    await page.locator("#f-delay").fill("3s")
    await page.get_by_role("button", name="Plan this fault").click()
    await expect(page.locator("#faults")).to_contain_text("stall on anything")
    await page.get_by_role("button", name="+1 h").click()
    await expect(page.locator("#now")).to_have_text(f"{world.clock.now:%Y-%m-%d %H:%M:%S}")
    await expect(page.get_by_role("button", name="Copy")).to_have_count(0)


async def test_signing_in(lenient: Page) -> None:
    """With a token to be asked for, the form leads to the page, and its stream of events flows."""
    with MockServer(control_token="open-sesame") as server:
        world = World("small")
        server.add(world)
        await lenient.goto(f"{server.control_url}/ui/w1")
        await lenient.get_by_label("Control token").fill("open-sesame")
        await lenient.get_by_role("button", name="Sign in").click()
        await expect(lenient.locator("h1")).to_contain_text("Small")
        await expect(lenient.locator("#liveness")).to_have_text("live")
        await lenient.get_by_role("button", name="Sign out").click()
        await expect(lenient.get_by_label("Control token")).to_be_visible()


# -- many requests


async def test_many_requests(page: Page, server: MockServer) -> None:
    """With thousands of requests all pages come, and move on; printed is how soon."""
    world = World("small")
    polled(world, MANY)
    server.add(world)
    base = f"{server.control_url}/ui/{server.world_id(world)}"
    took: dict[str, float] = {}

    async def timed(name: str, doing: Awaitable[Any]) -> None:
        began = time.perf_counter()
        await doing
        took[name] = time.perf_counter() - began

    async def comes(path: str = "") -> None:
        response = await page.goto(base + path)
        assert response is not None
        assert response.ok, path

    await timed("first look, graded", comes())
    await timed("overview", comes())
    await timed("journal", comes("/journal"))
    await timed("filtered", comes("/journal?path=nowhere&before=5000"))
    await timed("findings", comes("/findings"))
    await comes()
    wanted = f"{world.clock.now + timedelta(days=1):%Y-%m-%d %H:%M:%S}"
    press = page.get_by_role("button", name="+24 h").click()
    await timed("+24 h", _both(press, page.wait_for_function(SHOWS, arg=wanted)))
    await page.goto("about:blank")  # or it would ask for a world that is gone
    server.remove(world)

    print("\n".join(f"{name:22} {1000 * seconds:6.0f} ms" for name, seconds in took.items()))  # noqa: T201 - `make bench-dashboard`


async def _both(first: Awaitable[Any], second: Awaitable[Any]) -> None:
    await first
    await second


SHOWS = "wanted => document.getElementById('now').textContent === wanted"
"""Looked at with each frame; `expect` would look after 100, 250, 500 and 1,000 ms."""

CONTRAST = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = new Set();
  for (const element of document.querySelectorAll("body *:not(.timeline *)")) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !element.offsetParent) continue;
    const [a, b] = [parse(getComputedStyle(element).color), ground(element)].map(light);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return [...poor];
}"""
"""The contrast of every text, by WCAG's formula; lists what is too faint."""
