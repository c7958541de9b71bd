"""What is asked of entries, as data: so that it can be met, missed by little, and shown."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from typing import Any, Final, NamedTuple

from creatoraudit_mock.journal.entry import Entry

_SUBJECTS: Final = {"operation", "path", "route", "target"}
_SUBJECT: Final = 2.0
_VERSION: Final = "/v2"

Wanted = Callable[[Entry], bool]


class Criteria(NamedTuple):
    """A test that entries pass, and values that they have."""

    wanted: Wanted | None
    fields: Mapping[str, Any]

    def among(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those that meet all criteria."""
        return [entry for entry in entries if not any(True for _ in self.differences(entry))]

    def differences(self, entry: Entry) -> Iterable[str]:
        """One text for each criterion that an entry misses."""
        for name, value in self.fields.items():
            if not _meets(entry, name, value):
                yield f"{name} is {_shown(entry, name)!r}, not {value!r}"
        if self.wanted is not None and not self.wanted(entry):
            yield f"{_name(self.wanted)} does not hold"

    def distance(self, entry: Entry) -> float:
        """How much an entry misses: 0 if nothing, less if what differs is alike."""
        missed = (name for name, value in self.fields.items() if not _meets(entry, name, value))
        distance = sum(_gap(entry, name, self.fields[name]) for name in missed)
        return distance + (self.wanted is not None and not self.wanted(entry))

    def __str__(self) -> str:
        parts = [f"{name}={value!r}" for name, value in self.fields.items()]
        tests = [_name(self.wanted)] if self.wanted is not None else []
        return ", ".join([*parts, *tests]) or "any request"


def _meets(entry: Entry, name: str, value: Any) -> bool:
    if isinstance(value, (set, frozenset, list, tuple)) and name not in {"trace", "log"}:
        return any(_meets(entry, name, one) for one in value)
    if name == "path":
        return value in {entry.path, entry.route}
    if name == "method":
        return bool(entry.method == value.upper())
    return bool(_shown(entry, name) == value)


def _shown(entry: Entry, name: str) -> Any:
    try:
        return getattr(entry, name)
    except AttributeError:
        known = [known for known in dir(entry) if not known.startswith("_")]
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known)}"
        raise AttributeError(f"entries have no {name}; {hint}") from None


def _gap(entry: Entry, name: str, value: Any) -> float:
    """What a request is about weighs most, unless it is nearly the same."""
    shown = entry.route if name == "path" else _shown(entry, name)
    if name not in _SUBJECTS or not isinstance(value, str) or not isinstance(shown, str):
        return _SUBJECT if name in _SUBJECTS else 1.0
    return _SUBJECT - _likeness(shown, value.removeprefix(_VERSION) if name == "path" else value)


@functools.lru_cache(maxsize=4096)
def _likeness(shown: str, wanted: str) -> float:
    return SequenceMatcher(None, shown, wanted).ratio()


def _name(wanted: Wanted) -> str:
    return f"the test {getattr(wanted, '__name__', repr(wanted))}"
