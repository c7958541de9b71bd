"""What schemathesis cannot know: rules of the API that no JSON Schema expresses.

A generated request that is meant to be valid is made so where its validity depends on more than
its shape. Requests that are meant to be invalid are left alone.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any
from zlib import crc32

import schemathesis
from schemathesis import Case, GenerationMode, HookContext
from schemathesis.generation.meta import TestPhase

from creatoraudit_mock import Dialect, World

LINKS = {
    "instagram": "https://www.instagram.com/p/C1{:09x}/",
    "tiktok": "https://www.tiktok.com/@fuzz/video/730{:016d}",
}
# Ids are a matter of seed and scenario, so the server that is tested has the same.
TWIN = World(os.environ.get("FUZZ_SCENARIO", "small"))
DIALECT = Dialect.parse(json.loads(os.environ.get("FUZZ_DIALECT", "{}")))
KNOWN = {
    "account_id": TWIN.accounts[0].id,
    "video_id": TWIN.videos[0].id,
    "creator_id": TWIN.creators[0].id,
}
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
BELOW = ("/analytics", "/timeseries", "/creators/{creator_id}/accounts/{account_id}")
USED: set[str | None] = set()
"""Every Idempotency-Key that was sent."""
DATES = {"start_date": "2025-12-01", "end_date": "2025-12-31"}


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:  # noqa: ARG001
    """Mend what only the service can judge."""
    # A key that has been used asks for what was answered then, be it gone by now.
    key = case.headers.get("Idempotency-Key")
    is_used = key in USED
    USED.add(key)
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    if is_used:
        case.headers.pop("Idempotency-Key", None)
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


def mend_dates(path: str, query: dict[str, Any]) -> None:
    """Make dates valid that go only together: two of them, in order, at most a year apart."""
    dated = path.endswith("/analytics") and not DATES.keys().isdisjoint(query)
    if dated or query.get("period") == "custom":
        query.update(DATES)
    elif path.endswith("/timeseries"):
        drop_stray_dates(query)


def drop_stray_dates(values: dict[str, Any]) -> None:
    """Leave dates out where the period is another than custom, if the dialect refuses them."""
    if DIALECT.dates_with_preset == "refuse" and values.get("period") != "custom":
        for name in DATES:
            values.pop(name, None)


def mend(path: str, body: dict[str, Any]) -> None:
    """Make a body valid whose members fit their schemas but perhaps not one another."""
    # A creator must exist in the organization.
    if body.get("creator_id") is not None:
        body["creator_id"] = None
    # A custom period needs two dates in order, at most a year apart.
    if body.get("period") == "custom":
        body.update(DATES)
    elif path.endswith("/metrics"):
        drop_stray_dates(body)
    # At least one id, and at most as many in both lists together as the dialect takes.
    if path == "/account-videos/metrics":
        half = DIALECT.batch_size // 2
        body["instagram_post_ids"] = (body.get("instagram_post_ids") or [1])[:half]
        body["tiktok_video_ids"] = (body.get("tiktok_video_ids") or [])[:half]
    # Of all texts only a URL, a shortcode or an id names a post.
    if path == "/videos":
        number = crc32(str(body["identifier"]).encode("utf-8", "surrogatepass"))
        body["identifier"] = LINKS[body["platform"]].format(number)
