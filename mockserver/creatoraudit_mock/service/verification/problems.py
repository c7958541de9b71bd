"""What problem documents have in common beyond their schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from creatoraudit_mock.contract import Evidence, Operation
from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.verification.answers import PROBLEM
from creatoraudit_mock.service.verification.claims import SERVICE, Claim, Findings
from creatoraudit_mock.service.verification.wording import shown

_FIRST_FAILURE: Final = 400


def judge_problem(operation: Operation | None, answer: Exchange, findings: Findings) -> None:
    """Test what every failed answer promises, whoever it comes from."""
    if answer.status < _FIRST_FAILURE:
        return
    media = Claim(SERVICE, f"failures are {PROBLEM}", "documented")
    seen = answer.media_type or "no media type"
    is_problem = answer.media_type == PROBLEM
    findings.decide(media, holds=is_problem, expected=PROBLEM, seen=seen, exchange=answer)
    if not answer.is_json or not isinstance(answer.json, dict):
        return
    for name, (evidence, expect) in _EQUATIONS.items():
        if name in answer.json:
            expected, value = expect(operation, answer), answer.json[name]
            claim = Claim(SERVICE, f"problems: {name} {_MEANING[name]}", evidence)
            findings.decide(
                claim,
                holds=expected is None or value == expected,
                expected=shown(expected),
                seen=shown(value),
                exchange=answer,
            )


def _instance(operation: Operation | None, answer: Exchange) -> str | None:
    told = answer.json["instance"]
    if operation is None or not isinstance(told, str):
        return None
    version = re.match(r"/v\d+", told)
    prefix = version[0] if version else ""
    template = operation.contract.dialect.instance == "template"
    return prefix + (operation.path if template else answer.path)


def _type(_: Operation | None, answer: Exchange) -> str | None:
    code = answer.json.get("code")
    slug = code.lower().replace("_", "-") if isinstance(code, str) else None
    return f"urn:creatoraudit:error:{slug}" if slug else None


_Expect = Callable[[Operation | None, Exchange], Any]

_EQUATIONS: Final[dict[str, tuple[Evidence, _Expect]]] = {
    "status": ("documented", lambda _, answer: answer.status),
    "request_id": ("documented", lambda _, answer: answer.request_id),
    "type": ("documented", _type),
    "instance": ("assumed", _instance),
}
_MEANING: Final = {
    "status": "repeats the status",
    "request_id": "repeats X-Request-ID",
    "type": "is the code in kebab case behind urn:creatoraudit:error:",
    "instance": "is the path of the request",
}
