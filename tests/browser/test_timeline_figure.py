"""The figure in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page

from creatoraudit_mock import World
from creatoraudit_mock.scorecard import timeline_of
from creatoraudit_mock.timeline import draw, style

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_it_is_there(page: Page, tmp_path: Path) -> None:
    """A figure on a page of its own shows a lane for each resource."""
    world = World("small")
    (tmp_path / "page.html").write_text(f"<style>{style()}</style>{draw(timeline_of(world))}")
    await page.goto(f"file://{tmp_path}/page.html")
    assert await page.locator(".timeline-lane").count() == 9
