"""What schemathesis cannot know: rules of the API that no JSON Schema expresses.

A generated request that is meant to be valid is made so where its validity depends on more than
its shape. Requests that are meant to be invalid are left alone.
"""

from __future__ import annotations

import os
import re
from typing import Any
from zlib import crc32

import schemathesis
from schemathesis import Case, GenerationMode, HookContext
from schemathesis.generation.meta import TestPhase

from creatoraudit_mock import World

LINKS = {
    "instagram": "https://www.instagram.com/p/C1{:09x}/",
    "tiktok": "https://www.tiktok.com/@fuzz/video/730{:016d}",
}
# Ids are a matter of seed and scenario, so the server that is tested has the same.
TWIN = World(os.environ.get("FUZZ_SCENARIO", "small"))
KNOWN = {
    "account_id": TWIN.accounts[0].id,
    "video_id": TWIN.videos[0].id,
    "creator_id": TWIN.creators[0].id,
}
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
BELOW = ("/analytics", "/timeseries", "/creators/{creator_id}/accounts/{account_id}")
USED: set[str] = set()
"""Every Idempotency-Key that was sent."""
DATES = {"start_date": "2025-12-01", "end_date": "2025-12-31"}


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:  # noqa: ARG001
    """Mend what only the service can judge."""
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    # A chain may hand on what is no such id: null, or the number of an account video.
    for name, value in dict(case.path_parameters).items():
        if not UUID.fullmatch(str(value)):
            case.path_parameters[name] = KNOWN[name]
    # Only what is there has analytics or can be linked; chains of requests bring their own ids.
    if case.path.endswith(BELOW) and case.meta.phase.name is not TestPhase.STATEFUL:
        case.path_parameters.update({name: KNOWN[name] for name in case.path_parameters})
    # A cursor is opaque: only the service can issue a valid one.
    if isinstance(case.query, dict):
        case.query.pop("cursor", None)
        mend_dates(case.path, case.query)
    if isinstance(case.body, dict):
        mend(case.path, case.body)
    # A key that has been used asks for what was answered then, be it gone by now.
    key = case.headers.get("Idempotency-Key")
    if key in USED:
        case.headers.pop("Idempotency-Key")
    elif key is not None:
        USED.add(key)


def mend_dates(path: str, query: dict[str, Any]) -> None:
    """Make dates valid that go only together: two of them, in order, at most a year apart."""
    dated = path.endswith("/analytics") and not DATES.keys().isdisjoint(query)
    if dated or query.get("period") == "custom":
        query.update(DATES)


def mend(path: str, body: dict[str, Any]) -> None:
    """Make a body valid whose members fit their schemas but perhaps not one another."""
    # A creator must exist in the organization.
    if body.get("creator_id") is not None:
        body["creator_id"] = None
    # A custom period needs two dates in order, at most a year apart.
    if body.get("period") == "custom":
        body.update(DATES)
    # At least one id, and at most 200 in both lists together.
    if path == "/account-videos/metrics":
        body["instagram_post_ids"] = (body.get("instagram_post_ids") or [1])[:100]
        body["tiktok_video_ids"] = (body.get("tiktok_video_ids") or [])[:100]
    # Of all texts only a URL, a shortcode or an id names a post.
    if path == "/videos":
        number = crc32(str(body["identifier"]).encode("utf-8", "surrogatepass"))
        body["identifier"] = LINKS[body["platform"]].format(number)
