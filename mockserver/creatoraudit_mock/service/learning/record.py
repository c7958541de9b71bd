"""What a run has found out, and the file that keeps it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from creatoraudit_mock.contract import Dialect
from creatoraudit_mock.service.exchange import Exchange

State = Literal["seen", "strange", "open"]

_HEAD: Final = """\
# A dialect of the CreatorAudit API as it was observed, by `creatoraudit-mock learn`.
# [dialect] holds what is certain; use it with `serve --dialect FILE`, `Dialect.load(FILE)`, or in
# pytest. [seen] has the exchanges behind each value, [strange] what is none of the alternatives,
# [open] what was not observed, and why.

"""


@dataclass(frozen=True)
class Finding:
    """What became of one switch."""

    switch: str
    state: State
    value: Any = None
    """Its value, if it was seen."""
    reason: str = ""
    """Why it was not, or what was seen instead."""
    evidence: tuple[str, ...] = ()
    """The exchanges behind it, in order, one line each; never a key."""


@dataclass
class Record:
    """A run of `learn`: where, when, and what became of each switch."""

    base_url: str
    begun: str
    version: str
    findings: dict[str, Finding] = field(default_factory=dict)
    requests: int = 0
    waited: float = 0.0
    ended: str | None = None
    """How the run ended early; None if it came to its end, or is under way."""
    is_complete: bool = False
    left_behind: tuple[str, ...] = ()
    """What was made and could not be removed again."""

    def of(self, state: State) -> list[Finding]:
        """The findings of one kind, in the order of the dialect's switches."""
        found = (self.findings.get(name) for name in Dialect.alternatives())
        return [one for one in found if one is not None and one.state == state]

    @property
    def settings(self) -> dict[str, Any]:
        """The values that were seen, by the names of their switches."""
        return {one.switch: one.value for one in self.of("seen")}

    @property
    def dialect(self) -> Dialect:
        """What was seen; what was not has its default."""
        return Dialect(**self.settings)

    def tables(self) -> dict[str, Any]:
        """All of it as the tables of the file."""
        return {
            "dialect": self.settings,
            "learned": self._circumstances(),
            "seen": {one.switch: {"evidence": list(one.evidence)} for one in self.of("seen")},
            "strange": {
                one.switch: {"told": one.reason, "evidence": list(one.evidence)}
                for one in self.of("strange")
            },
            "open": {one.switch: one.reason for one in self.of("open")},
        }

    def _circumstances(self) -> Mapping[str, Any]:
        ending = {"ended": self.ended} if self.ended else {}
        left = {"left_behind": list(self.left_behind)} if self.left_behind else {}
        return {
            "from": self.base_url,
            "at": self.begun,
            "by": f"creatoraudit-mock {self.version}",
            "requests": self.requests,
            "waited_seconds": round(self.waited),
            "complete": self.is_complete,
            **ending,
            **left,
        }

    def to_toml(self) -> str:
        """The text of the file."""
        return _HEAD + str(writer().dumps(self.tables(), indent=2))

    def save(self, path: str | Path) -> None:
        """Write the file in one step: whoever reads it meets the old one or the new one.

        Raises:
            OSError: it cannot be written.
        """
        target = Path(path)
        text = self.to_toml()
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            # What anybody may read otherwise, too: a temporary file is private.
            Path(temporary).chmod(0o644)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def writer() -> Any:
    """The library that writes TOML.

    Raises:
        ModuleNotFoundError: it is not installed.
    """
    try:
        import tomli_w  # noqa: PLC0415 - optional, as all that calls services
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "writing a dialect needs tomli-w: pip install 'creatoraudit-mock[service]'",
            name="tomli_w",
        ) from None
    return tomli_w


def evidence(trail: list[Exchange]) -> tuple[str, ...]:
    """Exchanges on one line each: request, status, request id, when; each of them once."""
    return tuple(dict.fromkeys(map(_line, trail)))


def _line(answer: Exchange) -> str:
    told = f"{answer.line} -> {answer.status}, request id {answer.request_id}"
    return f"{told}, {answer.header('date') or 'no Date'}"
