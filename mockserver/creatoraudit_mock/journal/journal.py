"""All entries of one world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, overload

import msgspec

from creatoraudit_mock.journal.criteria import Criteria
from creatoraudit_mock.journal.entry import Entry
from creatoraudit_mock.journal.expectations import ExpectationUnmet, NearMiss, nearest_miss
from creatoraudit_mock.journal.har import to_har
from creatoraudit_mock.journal.repeat import Kept, Repeat, entry_of


class JournalFull(RuntimeError):
    """The journal has reached its cap; it never forgets in silence."""


class Journal:
    """All entries of one world, in the order of serving. Bounded by a cap that raises.

    `where`, `nearest` and `expect` ask for entries by the same criteria: a test, and values of
    an entry's attributes. `path` is meant without query, and with or without the API's prefix;
    `method` in any case; a set, list or tuple means any of its members.
    """

    __slots__ = ("_kept", "cap")

    def __init__(self, cap: int = 1_000_000) -> None:
        self._kept: list[Kept] = []
        self.cap = cap

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[Entry]:
        return map(entry_of, count(), self._kept)

    @overload
    def __getitem__(self, position: int) -> Entry: ...
    @overload
    def __getitem__(self, position: slice) -> list[Entry]: ...
    def __getitem__(self, position: int | slice) -> Entry | list[Entry]:
        # By the number of now: a server's thread may be adding more meanwhile.
        places = range(len(self._kept))[position]
        if isinstance(places, int):
            return entry_of(places, self._kept[places])
        return [entry_of(place, self._kept[place]) for place in places]

    def __repr__(self) -> str:
        return f"<Journal of {len(self)} requests>"

    def append(self, entry: Entry | Repeat) -> None:
        """Add an entry, or what tells it from one before.

        Raises:
            JournalFull: the cap is reached; raise it with `world.journal.cap = ...`.
        """
        self.require_room()
        self._kept.append(entry)

    def amend(self, entry: Entry) -> None:
        """Put an entry in the place of the last one, its equal, for the sake of its arrival."""
        assert entry == self[-1]
        self._kept[-1] = entry

    @property
    def has_room(self) -> bool:
        """Whether another entry fits."""
        return len(self._kept) < self.cap

    def require_room(self) -> None:
        """Make sure that another entry fits, before anything is done that it would tell of.

        Raises:
            JournalFull: the cap is reached.
        """
        if not self.has_room:
            raise JournalFull(
                f"the journal holds {self.cap} requests, its cap: set journal.cap higher, "
                "or start another world"
            )

    def where(self, wanted: Callable[[Entry], bool] | None = None, /, **fields: Any) -> list[Entry]:
        """The entries that meet all criteria, such as `where(path="/accounts", status=304)`.

        Raises:
            AttributeError: entries have no attribute of such a name.
        """
        return Criteria(wanted, fields).among(self)

    def nearest(
        self, wanted: Callable[[Entry], bool] | None = None, /, **fields: Any
    ) -> NearMiss | None:
        """The entry that misses least of the criteria, and what differs; None without entries."""
        return nearest_miss(Criteria(wanted, fields), list(self))

    def expect(
        self,
        wanted: Callable[[Entry], bool] | None = None,
        /,
        *,
        times: int | None = None,
        **fields: Any,
    ) -> list[Entry]:
        """The entries that meet all criteria, of which there must be some.

        Args:
            wanted: a test that they pass.
            times: how many there must be; by default one or more.
            fields: values that they have.

        Raises:
            ExpectationUnmet: an `AssertionError` that shows what was asked, what came nearest,
                and what differs.
        """
        criteria = Criteria(wanted, fields)
        found = criteria.among(self)
        if len(found) == times or (times is None and found):
            return found
        raise ExpectationUnmet(criteria, times, found, nearest_miss(criteria, list(self)))

    def to_jsonl(self, *, real: bool = False) -> bytes:
        """All entries as JSON lines, the same bytes for the same seed, commands and requests.

        Args:
            real: add the real time and the connection of each, which differ from run to run.
        """
        return b"".join(msgspec.json.encode(entry.to_dict(real=real)) + b"\n" for entry in self)

    def to_har(self, *, real: bool = False) -> bytes:
        """All entries as an HTTP archive (HAR 1.2), which browsers' developer tools open.

        Args:
            real: order them in real time instead of virtual time, and name the connections.
        """
        return to_har(self, real=real)
