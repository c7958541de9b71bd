"""Annotations for GitHub Actions: workflow commands, one a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from creatoraudit_mock.scorecard.findings import Finding

_COMMANDS: Final = {"error": "error", "advice": "warning"}


def report(findings: Iterable[Finding]) -> str:
    """All findings."""
    return "\n".join(map(_annotation, findings))


def _annotation(finding: Finding) -> str:
    title = _property(f"{finding.code} {finding.name}")
    often = f" [x{finding.count}]" if finding.count > 1 else ""
    told = f"{finding.place} {finding.message}{often}"
    return f"::{_COMMANDS[finding.level]} title={title}::{_data(told)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
