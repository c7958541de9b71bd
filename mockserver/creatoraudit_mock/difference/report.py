"""What a comparison found, told in several ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from rich.console import Group, RenderableType
from rich.text import Text

from creatoraudit_mock.difference.findings import Finding
from creatoraudit_mock.difference.kinds import SEVERITIES, Severity

_STYLES: Final = {"breaking": "bold red", "notice": "yellow", "harmless": "dim"}
_COMMANDS: Final = {"breaking": "error", "notice": "warning", "harmless": "notice"}
_MOST_PLACES: Final = 3


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one comparison, the severest first."""

    source: str
    findings: tuple[Finding, ...]
    ignored: int
    """How many differences were left out because of patterns, each place counted."""
    notes: tuple[str, ...] = ()

    def of(self, *severities: Severity) -> list[Finding]:
        """The findings of some severities."""
        return [one for one in self.findings if one.severity in severities]

    def fails(self, *, strict: bool = False) -> bool:
        """Whether something is breaking; with `strict`, whether anybody should look."""
        return bool(self.of("breaking", "notice") if strict else self.of("breaking"))

    @property
    def tally(self) -> str:
        """How many findings there are, in words."""
        counts = Counter(one.severity for one in self.findings)
        told = ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITIES)
        return told if self.findings else "no differences"

    def to_text(self) -> str:
        """Plain text: two lines for each finding, and the tally."""
        return "\n".join(text.plain for text in self._texts())

    def to_rich(self) -> RenderableType:
        """The same for a terminal with colours."""
        return Group(*self._texts())

    def to_json(self) -> str:
        """For programs."""
        rows = [_row(one) for one in self.findings]
        counts = {severity: len(self.of(severity)) for severity in SEVERITIES}
        whole = {"document": self.source, "counts": counts, "ignored": self.ignored}
        encoded = msgspec.json.encode({**whole, "notes": self.notes, "findings": rows})
        return msgspec.json.format(encoded).decode()

    def to_markdown(self) -> str:
        """For job summaries and pull requests."""
        lines = [f"## Contract and {_cell(self.source)}: {self.tally}"]
        if self.findings:
            lines += ["", "| severity | what | for pollers | our side | where |"]
            lines += ["|---|---|---|---|---|", *map(_markdown_row, self.findings)]
        lines += [line for note in self._remarks() for line in ("", f"- {_cell(note)}")]
        return "\n".join(lines) + "\n"

    def to_github(self) -> str:
        """Annotations for GitHub Actions: workflow commands, one a line."""
        return "\n".join(map(_annotation, self.findings))

    def _texts(self) -> Iterator[Text]:
        for one in self.findings:
            head = (one.severity, _STYLES[one.severity])
            code = (one.difference.code, "cyan")
            yield Text.assemble(head, " ", code, f": {one.message} ({_places(one)})")
            yield Text(f"    {one.meaning}\n    {one.background}.", "dim")
        yield Text(f"{self.tally} ({self.source})", "bold")
        yield from (Text(note, "dim") for note in self._remarks())

    def _remarks(self) -> Sequence[str]:
        if not self.ignored:
            return self.notes
        return (f"{self.ignored} more ignored as asked", *self.notes)


def _row(one: Finding) -> dict[str, object]:
    return {
        "severity": one.severity,
        "code": one.difference.code,
        "subject": one.difference.subject,
        "message": one.message,
        "meaning": one.meaning,
        "evidence": one.difference.evidence,
        "background": one.background,
        "ours": one.difference.ours,
        "theirs": one.difference.theirs,
        "dialect": one.dialect,
        "places": one.places,
    }


def _places(one: Finding) -> str:
    shown = ", ".join(one.places[:_MOST_PLACES])
    more = len(one.places) - _MOST_PLACES
    return f"{shown} and {more} more" if more > 0 else shown


def _markdown_row(one: Finding) -> str:
    cells = (one.severity, one.message, one.meaning, one.background, _places(one))
    return f"| {' | '.join(map(_cell, cells))} |"


def _annotation(one: Finding) -> str:
    title = _property(f"{one.difference.code}: {one.difference.subject}")
    told = f"{one.message} ({_places(one)}). {one.meaning} {one.background}."
    return f"::{_COMMANDS[one.severity]} title={title}::{_data(told)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    """Text from documents must not be taken for a table or for markup."""
    marked = text.replace("\\", "\\\\")
    for character in "|`<*_[":
        marked = marked.replace(character, f"\\{character}")
    return marked.replace("\n", " ")
