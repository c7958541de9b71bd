"""The one error of scenario files."""

from __future__ import annotations


class ScenarioError(ValueError):
    """A scenario that cannot be used; says which file, which key, and why."""

    def __init__(self, source: str, key: str | None, reason: str) -> None:
        place = f"{source}: {key}" if key else source
        super().__init__(f"{place}: {reason}")
        self.source = source
        self.key = key
        self.reason = reason
