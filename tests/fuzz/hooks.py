"""What schemathesis cannot know: rules of the API that no JSON Schema expresses.

A generated request that is meant to be valid is made so where its validity depends on more than
its shape. Requests that are meant to be invalid are left alone.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any

import schemathesis
from schemathesis import Case, GenerationMode, HookContext
from schemathesis.generation.meta import TestPhase

from creatoraudit_mock import Dialect, World

IDENTIFIERS = {
    "instagram": "https://www.instagram.com/p/C1fuzzFuzz_/",
    "tiktok": "https://www.tiktok.com/@fuzz/video/7300000000000000001",
}
# Ids are a matter of seed and scenario, so the server that is tested has the same.
TWIN = World(
    os.environ.get("FUZZ_SCENARIO", "small"),
    dialect=Dialect.parse(json.loads(os.environ.get("FUZZ_DIALECT", "{}"))),
)
KNOWN = {
    "account_id": TWIN.accounts[0].id,
    "video_id": TWIN.videos[0].id,
    "creator_id": TWIN.creators[0].id,
}
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
BELOW = ("/analytics", "/timeseries", "/creators/{creator_id}/accounts/{account_id}")
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
    # Whether a key is new is a matter of what was sent before.
    if TWIN.dialect.idempotency_conflict == 422:
        case.headers.pop("Idempotency-Key", None)


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
    if "identifier" in body:
        body["identifier"] = IDENTIFIERS[body["platform"]]
