"""Answers against the contract, claim by claim: status, headers, media type, every member."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema_rs import ValidationError

from creatoraudit_mock.contract import Evidence, Operation
from creatoraudit_mock.contract.parameters import as_type
from creatoraudit_mock.contract.responses import (
    content_schema,
    declared_headers,
    validator_at,
)
from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.verification.anatomy import Part, declared, laid_out
from creatoraudit_mock.service.verification.claims import Claim, Findings
from creatoraudit_mock.service.verification.wording import kind, shown, wanted

PROBLEM = "application/problem+json"


def response_of(operation: Operation, status: int) -> dict[str, Any] | None:
    """What the contract says of an answer with this status, if it has one."""
    node = operation.definition["responses"].get(str(status))
    return None if node is None else operation.contract.resolved(node)


def status_evidence(operation: Operation, status: int) -> Evidence:
    """What stands behind a status of an operation."""
    response = response_of(operation, status)
    evidence: Evidence = response["x-evidence"] if response else "assumed"
    return evidence


def declared_claims(operation: Operation) -> Iterator[tuple[int, Claim]]:
    """Everything that the contract says of the answers of an operation, by status."""
    for status in operation.statuses:
        yield status, _answered(operation, status)
        for name in declared_headers(operation, status):
            yield status, _header(operation, status, name)
        for part in _declared_parts(operation, status):
            yield status, _member(operation, status, part)


def judge(operation: Operation, answer: Exchange, findings: Findings) -> None:
    """Put every claim to the test that an answer can decide."""
    response = response_of(operation, answer.status)
    if response is None:
        return  # that the status is none of those declared is said by whoever asked
    judged = _Judged(operation, answer, findings, response)
    judged.confirm(_answered(operation, answer.status))
    _judge_headers(judged)
    _judge_content(judged)


@dataclass(frozen=True, slots=True)
class _Judged:
    operation: Operation
    answer: Exchange
    findings: Findings
    response: dict[str, Any]

    def confirm(self, claim: Claim) -> None:
        self.decide(claim, holds=True)

    def decide(self, claim: Claim, *, holds: bool, expected: str = "", seen: str = "") -> None:
        self.findings.decide(claim, holds=holds, expected=expected, seen=seen, exchange=self.answer)


def _judge_headers(judged: _Judged) -> None:
    operation, answer = judged.operation, judged.answer
    for name, (definition, reference) in declared_headers(operation, answer.status).items():
        claim = _header(operation, answer.status, name)
        text = answer.header(name)
        if text is None:
            if definition.get("required"):
                expected = wanted(definition["schema"])
                judged.decide(claim, holds=False, expected=expected, seen="missing")
            continue
        value = as_type({"type": "string", **definition["schema"]}, text)
        valid = validator_at(operation.contract, reference).is_valid(value)
        expected = wanted(definition["schema"])
        judged.decide(claim, holds=valid, expected=expected, seen=shown(value))


def _judge_content(judged: _Judged) -> None:
    content, answer = judged.response.get("content", {}), judged.answer
    claim = _claim(judged.operation, answer.status, "media type", judged.response["x-evidence"])
    if not content:
        empty = not answer.body
        seen = f"{len(answer.body)} bytes of {answer.media_type or 'no media type'}"
        body = _claim(judged.operation, answer.status, "body", judged.response["x-evidence"])
        judged.decide(body, holds=empty, expected="an empty body", seen=seen)
        return
    fits = answer.media_type in content
    seen = answer.header("content-type") or "missing"
    judged.decide(claim, holds=fits, expected=" or ".join(content), seen=seen)
    # A body of another media type is still worth reading, as the one that was meant.
    media_type = answer.media_type if fits else next(iter(content))
    if media_type.endswith("json"):
        _judge_json(judged, media_type)


def _judge_json(judged: _Judged, media_type: str) -> None:
    operation, answer = judged.operation, judged.answer
    claim = _claim(operation, answer.status, "body", judged.response["x-evidence"])
    if not answer.is_json:
        seen = shown(answer.body[:80].decode("latin-1"))
        judged.decide(claim, holds=False, expected="JSON", seen=seen)
        return
    reference = content_schema(operation, answer.status, media_type)
    validator = validator_at(operation.contract, reference)
    errors = _faulty(validator.iter_errors(answer.json))
    schema = judged.response["content"][media_type]["schema"]
    evidence = judged.response["x-evidence"]
    if () in errors:
        expected = wanted(operation.contract.resolved(schema))
        judged.decide(claim, holds=False, expected=expected, seen=shown(answer.json))
    for part in laid_out(operation.contract, schema, evidence, answer.json):
        if isinstance(part, Part):
            _judge_part(judged, part, invalid=part.steps in errors)
        else:
            place = f"{answer.status} {part.place}"
            judged.findings.add(operation.id, place, kind(part.value))


def _judge_part(judged: _Judged, part: Part, *, invalid: bool) -> None:
    claim = _member(judged.operation, judged.answer.status, part)
    seen = part.missing or shown(part.value)
    holds = not invalid and not part.missing
    judged.decide(claim, holds=holds, expected=wanted(part.schema), seen=seen)


def _faulty(errors: Iterable[ValidationError]) -> set[tuple[str | int, ...]]:
    """The places at fault. What is missing is found by laying the value out."""
    return {tuple(error.instance_path) for error in errors if error.kind.name != "required"}


def _declared_parts(operation: Operation, status: int) -> Iterator[Part]:
    response = response_of(operation, status)
    assert response is not None
    for content in response.get("content", {}).values():
        yield from declared(operation.contract, content["schema"], response["x-evidence"])


def _answered(operation: Operation, status: int) -> Claim:
    return _claim(operation, status, "is answered", status_evidence(operation, status))


def _header(operation: Operation, status: int, name: str) -> Claim:
    definition, _ = declared_headers(operation, status)[name]
    return _claim(operation, status, f"header {name}", definition["x-evidence"])


def _member(operation: Operation, status: int, part: Part) -> Claim:
    return _claim(operation, status, f"body {part.place}", part.evidence)


def _claim(operation: Operation, status: int, subject: str, evidence: Evidence) -> Claim:
    return Claim(operation.id, f"{status} {subject}", evidence)
