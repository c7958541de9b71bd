"""What a report of a long run costs: its size, its making, and how it moves in a real browser.

    python bench/timeline.py [--requests 10000]

Prints a table; docs/timeline.md has the figures of one machine. Needs Playwright and a Chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from playwright.async_api import Page, async_playwright

from creatoraudit_mock import Fault, World, score

# The page measures itself: from one frame to the next while a key is pressed again and again.
FRAMES = """async (key) => {
  const view = document.querySelector(".timeline-view"), times = [];
  for (let n = 0; n < 60; n++) {
    const start = performance.now();
    view.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - start);
  }
  return times;
}"""
LOADED = """() => {
  const [one] = performance.getEntriesByType("navigation");
  return one.domContentLoadedEventEnd;
}"""


def run(requests: int) -> World:
    """A poller of twenty resources that is sometimes refused, and does not always send ETags."""
    world = World("agency", seed=7)
    world.faults.add(Fault.status(503, retry_after=30), probability=0.01)
    followed = world.accounts[:20]
    etags: dict[str, str] = {}
    with world.client(headers={"user-agent": "bench/1.0"}) as client:
        for n in range(requests):
            path = f"/accounts/{followed[n % 20].id}"
            sent = {"if-none-match": etags[path]} if n % 3 and path in etags else {}
            answer = client.get(path, headers=sent)
            etags[path] = answer.headers.get("etag", etags.get(path, ""))
            world.clock.advance(minutes=4)
    return world


async def measured(file: Path) -> list[tuple[str, str]]:
    """Load it, zoom and pan."""
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = await playwright.chromium.launch(executable_path=path, args=flags)
        page = await browser.new_page(viewport={"width": 1280, "height": 900})
        loads = []
        for _ in range(5):
            await page.goto(file.as_uri())
            await page.locator(".timeline.lively").wait_for()
            loads.append(await page.evaluate(LOADED))
        rows = [("load to interactive, median of 5", f"{statistics.median(loads):.0f} ms")]
        for name, keys in (("zoom in", "+"), ("zoom out", "-"), ("pan", "-+ArrowRight")):
            rows.append((f"frame while {name}", await _frames(page, keys)))
        await browser.close()
    return rows


async def _frames(page: Page, keys: str) -> str:
    view = page.locator(".timeline-view")
    if keys == "-+ArrowRight":
        await view.press("0")
        await view.press("+")
        keys = "ArrowRight"
    times = sorted(await page.evaluate(FRAMES, keys))
    return f"median {times[30]:.0f} ms, worst {times[-1]:.0f} ms"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    world = run(parser.parse_args().requests)
    start = time.perf_counter()
    card = score(world)
    graded = time.perf_counter()
    text = card.to_html()
    drawn = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.html"
        file.write_text(text, encoding="utf-8")
        rows = [
            ("requests", f"{len(world.journal):,}"),
            ("grading", f"{graded - start:.2f} s"),
            ("drawing the page", f"{drawn - graded:.2f} s"),
            ("size of the page", f"{file.stat().st_size / 1000:.0f} kB"),
            *asyncio.run(measured(file)),
        ]
    for name, value in rows:
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
