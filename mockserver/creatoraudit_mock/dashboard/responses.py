"""What goes back to a browser: pages, other places to look, and files; with what guards them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.responses import RedirectResponse, Response

from creatoraudit_mock.control.refusals import Refused
from creatoraudit_mock.dashboard.assets import assets
from creatoraudit_mock.dashboard.rendering import render
from creatoraudit_mock.dashboard.visit import Page, Visit

HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""Nothing from elsewhere, no script but our own files, no frame around it, nothing kept."""


def page_of(page: Page, visit: Visit, status: int = 200) -> Response:
    """A page of the list."""
    return html(render(page.template, page.view(visit)), status)


def html(content: bytes, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Any page."""
    return Response(
        content, status, {**HEADERS, **(headers or {})}, media_type="text/html; charset=utf-8"
    )


def away(to: str, cookie: str | None = None) -> Response:
    """See another page; 303, so that going back or reloading does nothing twice."""
    headers = dict(HEADERS) if cookie is None else {**HEADERS, "set-cookie": cookie}
    return RedirectResponse(to, 303, headers)


def static(name: str) -> Response:
    """A file that pages refer to, to be kept: its address changes with it.

    Raises:
        Refused: 404, there is no such file.
    """
    asset = assets().get(name)
    if asset is None:
        raise Refused(404, f"There is no file {name}.")
    kept = {**HEADERS, "cache-control": "public, max-age=31536000, immutable"}
    return Response(asset.content, 200, kept, media_type=asset.media_type)
