"""SARIF 2.1.0, for code scanning: a finding points to its lines in the exported journal."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import quote

import msgspec

from creatoraudit_mock.scorecard.catalogue import Rule, rules
from creatoraudit_mock.scorecard.findings import Finding
from creatoraudit_mock.scorecard.reports.pages import rule_page

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {"error": "error", "advice": "note"}
_FIRST_ENTRY: Final = 2
"""The journal's line of entry 0: the truth stands before it."""
_RELATED: Final = 20
"""Occasions that are pointed to beyond the first."""


def report(findings: Sequence[Finding], journal: str) -> str:
    """All findings."""
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver()},
                "results": [_result(finding, quote(journal)) for finding in findings],
            }
        ],
    }
    return msgspec.json.format(msgspec.json.encode(log)).decode()


def _driver() -> dict[str, Any]:
    return {
        "name": "creatoraudit-mock",
        "semanticVersion": version("creatoraudit-mock"),
        "rules": [_rule(one) for one in rules().values()],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.fix, "markdown": rule_page(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {"tags": [rule.family]},
    }


def _result(finding: Finding, journal: str) -> dict[str, Any]:
    first, *more = finding.entries
    return {
        "ruleId": finding.code,
        "ruleIndex": [*rules()].index(finding.code),
        "level": _LEVELS[finding.level],
        "message": {"text": finding.message},
        "locations": [_location(journal, first)],
        "relatedLocations": [_location(journal, entry) for entry in more[:_RELATED]],
        "occurrenceCount": finding.count,
        "partialFingerprints": {
            "ruleClientSubject/v1": f"{finding.code}|{finding.client}|{finding.subjects[0]}"
        },
        "properties": {"client": finding.client, "virtualTime": finding.to_dict()["at"]},
    }


def _location(journal: str, entry: int) -> dict[str, Any]:
    region = {"startLine": entry + _FIRST_ENTRY}
    return {"physicalLocation": {"artifactLocation": {"uri": journal}, "region": region}}
