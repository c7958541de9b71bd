"""A real browser: Debian's Chromium, driven by Playwright, which downloads nothing.

Tests here are coroutines on one event loop for the session , for
Playwright's blocking API would leave a running loop behind and fail every async test after it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright

SCREENSHOTS = Path(__file__).parents[2] / "artifacts" / "screenshots"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HERE = {"file", "data", "blob", "about"}
"""Schemes that reach nobody."""
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

Shot = Callable[..., Awaitable[Path]]


def chromium() -> str | None:
    """Where a Chromium is, or None; `CHROMIUM` in the environment says it outright."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for the session."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium here: install Debian's package, or set CHROMIUM to its path")
    # Inside containers there is neither a sandbox for root nor much of /dev/shm.
    flags = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as playwright:
        made = await playwright.chromium.launch(executable_path=path, args=flags)
        yield made
        await made.close()


@pytest.fixture
def page_options() -> dict[str, Any]:
    """What the page's context is made with; override or parametrize it (Playwright's names)."""
    return {"viewport": {"width": 1280, "height": 900}}


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, page_options: dict[str, Any]) -> AsyncIterator[Page]:
    """A fresh page; the test fails on errors in it, and on requests that leave its origin."""
    context = await browser.new_context(**page_options)
    made = await context.new_page()
    trouble: list[str] = []
    made.on("pageerror", lambda error: trouble.append(f"error in the page: {error}"))
    origins: set[str] = set()

    def heard(said: ConsoleMessage) -> None:
        if said.type == "error":
            trouble.append(f"console: {said.text}")

    def watch(request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme in HERE:
            return
        origins.add(where.netloc)
        if where.hostname not in LOOPBACK or len(origins) > 1:
            trouble.append(f"a request left the origin: {request.url}")

    made.on("console", heard)
    made.on("request", watch)
    yield made
    await context.close()
    assert not trouble, "\n".join(trouble)


@pytest.fixture
def shot(request: pytest.FixtureRequest, page: Page) -> Shot:
    """Keep a picture of the page in `artifacts/screenshots/`, named for the test."""

    async def taken(name: str = "", *, full_page: bool = True) -> Path:
        words = re.sub(r"\W+", "-", f"{request.node.name} {name}").strip("-")
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        file = SCREENSHOTS / f"{request.node.path.stem}-{words}.png"
        await page.screenshot(path=file, full_page=full_page)
        return file

    return taken
