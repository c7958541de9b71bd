"""The picture in a real browser."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from contrast import CONTRAST
from creatoraudit_mock import World, score
from runs import eventful, hostile, many

pytestmark = pytest.mark.asyncio(loop_scope="session")

Shot = Callable[..., Awaitable[Path]]
LOOKS = [
    {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    for width in (1280, 375)
    for scheme in ("light", "dark")
]
LOOK_NAMES = ["1280-light", "1280-dark", "375-light", "375-dark"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of an eventful run."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(score(eventful(), lag="6h").to_html(), encoding="utf-8")
    return file


async def span(page: Page) -> str:
    """The window that is looked at, in words."""
    await page.evaluate("() => new Promise(requestAnimationFrame)")
    return await page.locator(".timeline-span").inner_text()


@pytest.mark.parametrize("page_options", LOOKS, ids=LOOK_NAMES)
async def test_how_it_looks(page: Page, report: Path, shot: Shot) -> None:
    """It fits the screen, and everything in it can be told from its ground."""
    await page.goto(report.as_uri())
    await shot()
    wide = await page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    assert await page.evaluate(CONTRAST) == []
    await page.locator(".timeline-view").press("b")
    await shot("chosen", full_page=False)
    assert await page.evaluate(CONTRAST) == []


@pytest.mark.parametrize(
    "page_options",
    [{"java_script_enabled": False, "viewport": {"width": 375, "height": 800}}],
    ids=["375"],
)
async def test_without_a_script(page: Page, report: Path, shot: Shot) -> None:
    """Lanes, legend, findings and the requests that they blame are all there, and linked."""
    await page.goto(report.as_uri())
    await shot()
    await expect(page.locator(".timeline-lane")).to_have_count(11)
    await expect(page.locator(".timeline-lane path.given").first).to_be_visible()
    await expect(page.locator(".timeline-tools")).to_have_count(0)
    link = page.locator(".report-occasions a").first
    target = await link.get_attribute("href")
    await link.click()
    assert page.url.endswith(str(target))
    await expect(page.locator(str(target))).to_be_in_viewport()


async def test_the_script_changes_nothing_at_first(page: Page, report: Path) -> None:
    """It draws the same marks that were there before it came."""
    await page.goto(report.as_uri())
    still = re.findall(r'<path class="(\w+)" d="(M[^"]*)">', report.read_text())
    shown = await page.locator(".timeline-lane path.refresh").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('d').split('M').length - 1)"
    )
    assert shown == [path.count("M") for name, path in still if name == "refresh"]


async def test_zoom_and_pan_by_keyboard(page: Page, report: Path) -> None:
    """Plus and minus, arrows, and back to the whole run."""
    await page.goto(report.as_uri())
    view = page.locator(".timeline-view")
    whole = "2026-01-05 09:00:00 to 2026-01-12 09:00:00"
    assert await span(page) == whole
    await view.press("+")
    assert await span(page) == "2026-01-07 03:00:00 to 2026-01-10 15:00:00"
    await view.press("ArrowRight")
    assert await span(page) == "2026-01-07 19:48:00 to 2026-01-11 07:48:00"
    for _ in range(9):
        await view.press("ArrowLeft")
    assert (await span(page)).startswith("2026-01-05 09:00:00 to ")
    await view.press("0")
    assert await span(page) == whole


async def test_zoom_and_pan_by_pointer(page: Page, report: Path) -> None:
    """Dragging pans, a double click zooms in, the wheel zooms while Ctrl is held."""
    await page.goto(report.as_uri())
    lane = page.locator(".timeline-lane svg").nth(4)
    box = await lane.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + 50
    await page.mouse.dblclick(x, y)
    zoomed = await span(page)
    assert zoomed == "2026-01-07 03:00:00 to 2026-01-10 15:00:00"
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x - 200, y, steps=4)
    await page.mouse.up()
    assert (await span(page)) > zoomed
    await page.keyboard.down("Control")
    await page.mouse.wheel(0, 100)
    await page.keyboard.up("Control")
    assert len({zoomed, await span(page)}) == 2


async def test_hover(page: Page, report: Path) -> None:
    """The request below the pointer is told with every decision about it."""
    await page.goto(report.as_uri())
    lane = page.locator(".timeline-lane svg").nth(1)
    await lane.hover(position={"x": 8, "y": 36})
    card = page.locator(".timeline-card")
    await expect(card).to_contain_text("GET /v2/accounts/")
    await expect(card.locator("li")).not_to_have_count(0)
    await expect(card).to_contain_text("Default key, runs/1")


async def test_requests_by_keyboard(page: Page, report: Path) -> None:
    """Next, previous, next that is blamed; Escape puts the card away."""
    await page.goto(report.as_uri())
    view, card = page.locator(".timeline-view"), page.locator(".timeline-card")
    await view.press("n")
    await expect(card).to_contain_text("#0 GET")
    await view.press("n")
    await expect(card).to_contain_text("#1 GET")
    await view.press("p")
    await expect(card).to_contain_text("#0 GET")
    await view.press("b")
    await expect(card.locator("a").first).to_have_attribute("href", re.compile("#run-finding-"))
    await view.press("Escape")
    await expect(card).to_be_hidden()


async def test_from_a_finding_to_its_request(page: Page, report: Path) -> None:
    """A link leads to the request in the picture, and so does the address by itself."""
    await page.goto(report.as_uri())
    link = page.locator(".report-occasions a").last
    index = (await link.inner_text()).strip()
    await link.click()
    card = page.locator(".timeline-card")
    await expect(card).to_contain_text(f"{index} ")
    await expect(page.locator(".timeline .cursor")).to_be_in_viewport()
    await page.goto("about:blank")
    await page.goto(f"{report.as_uri()}#run-request-{index[1:]}")
    await expect(card).to_contain_text(f"{index} ")


async def test_everything_is_reached_by_tab(page: Page, report: Path) -> None:
    """Tools, the picture, its links, and the findings have the focus in this order."""
    await page.goto(report.as_uri())
    seen: list[Any] = []
    for _ in range(30):
        await page.keyboard.press("Tab")
        seen.append(await page.evaluate("() => document.activeElement.textContent.slice(0, 9)"))
    assert seen[0] == "Zoom in"
    assert any(text.startswith("CA") for text in seen)
    assert any(text.startswith("#") for text in seen)


async def test_a_small_screen_that_turns(page: Page, report: Path) -> None:
    """The picture takes the width that there is."""
    await page.goto(report.as_uri())
    widths = []
    for width in (1280, 375, 800):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
        )
        widths.append(await page.locator(".timeline-ticks").evaluate("(one) => one.clientWidth"))
        assert await page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert widths[1] < widths[2] < widths[0]


async def test_hostile_text(page: Page, tmp_path: Path) -> None:
    """What a client sent is shown as text by the script, too."""
    (tmp_path / "page.html").write_text(score(hostile()).to_html(), encoding="utf-8")
    await page.goto((tmp_path / "page.html").as_uri())
    view = page.locator(".timeline-view")
    for _ in range(7):
        await view.press("n")
        assert await page.locator("img, .timeline-card script, .timeline-card code b").count() == 0
    await expect(page.locator(".timeline-card")).to_contain_text("<script>alert(3)</script>")


async def test_an_empty_world(page: Page, tmp_path: Path, shot: Shot) -> None:
    """A page of nothing works as well."""
    (tmp_path / "page.html").write_text(score(World("empty")).to_html(), encoding="utf-8")
    await page.goto((tmp_path / "page.html").as_uri())
    await shot()
    await page.locator(".timeline-view").press("+")
    await page.locator(".timeline-view").press("n")
    await expect(page.locator(".timeline-empty")).to_be_visible()


async def test_ten_thousand_requests(page: Page, tmp_path: Path) -> None:
    """The page stays below a megabyte and soon answers; see docs/timeline.md for figures."""
    world = many(10_000)
    (tmp_path / "page.html").write_text(score(world).to_html(), encoding="utf-8")
    assert (tmp_path / "page.html").stat().st_size < 1_000_000
    await page.goto((tmp_path / "page.html").as_uri())
    took = await page.evaluate(
        """async () => {
          const start = performance.now(), view = document.querySelector(".timeline-view");
          for (let n = 0; n < 10; n++) {
            view.dispatchEvent(new KeyboardEvent("keydown", { key: "n+"[n % 2] }));
            await new Promise(requestAnimationFrame);
          }
          return performance.now() - start;
        }"""
    )
    assert took < 5_000
