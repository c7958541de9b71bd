"""The rules as data: what each asks for, why, and how to keep it."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

Level = Literal["error", "advice"]
"""*error*: against the API's documentation, or it loses or falsifies data. *advice*: it costs
more than it needs to."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule. Codes are stable; they are what users select and ignore."""

    code: str
    name: str
    family: str
    level: Level
    summary: str
    """When it is broken, with the thresholds."""
    why: str
    fix: str
    """What to do instead, as the end of a message."""
    topic: str
    """The page of the API's documentation behind it."""
    bad: str
    good: str
    timed: bool = False
    """Whether it judges the client's timing; where `Truth.distortion` says why, it cannot."""
    needs: str = ""
    """The argument of `score` without which it is not judged."""


@functools.cache
def rules() -> dict[str, Rule]:
    """Every rule by its code, in order."""
    read: dict[str, Any] = {}
    for file in sorted((resources.files(__package__) / "rules").iterdir(), key=lambda f: f.name):
        family = tomllib.loads(file.read_text("utf-8"))
        name = family.pop("family")
        read |= {code: Rule(code=code, family=name, **told) for code, told in family.items()}
    return dict(sorted(read.items()))


def rule(code: str) -> Rule:
    """The rule of a code.

    Raises:
        LookupError: there is none.
    """
    try:
        return rules()[code.upper()]
    except KeyError:
        raise LookupError(f"no rule {code!r}; there are: {', '.join(rules())}") from None


def chosen(patterns: str | list[str] | tuple[str, ...] | None, name: str) -> tuple[str, ...]:
    """Codes or beginnings of codes, such as `CA2`, as they were meant.

    Raises:
        ValueError: no rule begins so.
    """
    listed = [patterns] if isinstance(patterns, str) else list(patterns or ())
    wanted = [part.strip().upper() for text in listed for part in text.split(",") if part.strip()]
    for prefix in wanted:
        if not any(code.startswith(prefix) for code in rules()):
            raise ValueError(
                f"{name}: no rule begins with {prefix!r}; there are: {', '.join(rules())}"
            )
    return tuple(wanted)
