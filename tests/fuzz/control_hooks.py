"""What schemathesis cannot know of the control interface.

A generated request that is meant to be valid is made so where its validity depends on more than
its shape. Requests that are meant to be invalid are left alone.
"""

from __future__ import annotations

import os
from typing import Any

import schemathesis
from schemathesis import Case, GenerationMode, HookContext, SerializationContext
from schemathesis.generation.meta import TestPhase

from creatoraudit_mock import World

RECORDING = World("small").recording().decode()
KNOWN = {
    "world": os.environ.get("FUZZ_WORLD", "w1"),
    "resource": World("small").accounts[0].id,
    "key": "Default key",
}
SOURCE = 'description = "x"\n[[accounts]]\nplatform = "tiktok"\nusername = "ada"\n'
ARGUMENTS: dict[str, dict[str, Any]] = {
    "clock_skew": {"ahead": "5s"},
    "stall": {"delay": "5s"},
    "slow_body": {"over": "5s"},
}
"""Those that a kind of fault cannot do without."""


@schemathesis.serializer("application/jsonl")
def lines(context: SerializationContext, value: Any) -> bytes:  # noqa: ARG001
    """Whatever stands for a recording is sent as its text."""
    return str(value).encode("utf-8", "replace")


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:  # noqa: ARG001
    """Mend what only the server can judge."""
    # A stream that follows has no end to wait for.
    if case.path.endswith("/events") and case.method == "GET":
        case.query["follow"] = "false"
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    # Chains of requests bring their own worlds, and remove them.
    if case.meta.phase.name is not TestPhase.STATEFUL and case.method != "DELETE":
        case.path_parameters.update({n: KNOWN[n] for n in set(KNOWN) & set(case.path_parameters)})
    if case.path.endswith("/recordings"):
        case.body = RECORDING
    if case.path.endswith("/score"):
        case.query.update(dict.fromkeys({"select", "ignore"} & set(case.query), "CA2,CA501"))
        case.query.pop("until", None)  # the pattern knows no calendar
    if isinstance(case.body, dict):
        mend(case.path, case.body)


def mend(path: str, body: dict[str, Any]) -> None:
    """Make a body valid whose members fit their schemas but perhaps not one another."""
    if path.endswith("/worlds"):
        body.pop("start", None)  # it must lie in the years 2000 to 9999
        if "source" in body:
            body["source"] = SOURCE
    if path.endswith("/faults"):
        kind = body["fault"]
        body.clear()
        body.update({"fault": kind, **ARGUMENTS.get(kind, {})})
