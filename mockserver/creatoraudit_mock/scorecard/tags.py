"""Validators that came back: where each was given, and what became of it on the way."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from creatoraudit_mock.scorecard.vocabulary import POLLED

if TYPE_CHECKING:
    from creatoraudit_mock.scorecard.calls import Call

_TAG: Final = re.compile(r'\s*((?:W/)?"[^"]*"|[^",\s][^,]*|"[^,]*)\s*(?:,|$)')
_WRAPPING: Final = re.compile(r"""^(?:w/)?[\\"'\s]*(?:w/)?[\\"'\s]*|[\\"'\s]*$""", re.IGNORECASE)
_NOTHING: Final = {"none", "null", "undefined", "nil", "nan"}
"""What programs write who send a validator that they do not have."""
_PREFIX: Final = 8
"""Characters by which a tag that was cut short, or has grown, is known again."""


class Tags:
    """Every tag that was given so far in a run."""

    def __init__(self) -> None:
        self._given: defaultdict[str, set[str]] = defaultdict(set)
        self._cores: defaultdict[str, set[str]] = defaultdict(set)
        self._owners: dict[str, str] = {}
        self._known: dict[str, str] = {}
        self._starts: defaultdict[str, list[str]] = defaultdict(list)

    def give(self, call: Call) -> None:
        """Take note of the tag of an answer."""
        tag = call.etag
        if tag is None or tag in self._given[call.target]:
            return
        core = _core(tag)
        self._given[call.target].add(tag)
        self._cores[call.target].add(core)
        self._owners.setdefault(tag, call.target)
        if core not in self._known:
            self._known[core] = tag
            self._starts[core[:_PREFIX]].append(core)

    def trouble(self, call: Call) -> str | None:
        """What is wrong with the validator of a call; a tag from an earlier run is not wrong."""
        if call.validator is None or call.operation not in POLLED:
            return None
        tags, given = split(call.validator), self._given[call.target]
        if not given.isdisjoint(tags) or "*" in tags:
            return None
        troubles = [self._trouble(call.target, tag) for tag in tags]
        # With one good tag among them the list serves its purpose.
        return None if None in troubles else next(iter(troubles), None)

    def _trouble(self, target: str, tag: str) -> str | None:
        if tag in self._owners:
            return f"{tag} was given for {self._owners[tag]}"
        core = _core(tag)
        if core in _NOTHING:
            return f"{tag} is not a tag but the word for none"
        if core in self._cores[target] or core in self._known:
            return f"{tag} was given as {self._known[core]}"
        for known in self._starts.get(core[:_PREFIX], ()):
            if known.startswith(core) or core.startswith(known):
                return f"{tag} was given as {self._known[known]}"
        return None


@lru_cache(maxsize=4096)  # a tag comes back until what it stands for has changed
def split(validator: str) -> tuple[str, ...]:
    """The tags in an `If-None-Match`, well written or not."""
    return tuple(match.group(1).strip() for match in _TAG.finditer(validator))


def _core(tag: str) -> str:
    """What is left of a tag without quotes, weakness and case."""
    return _WRAPPING.sub("", tag).lower()
