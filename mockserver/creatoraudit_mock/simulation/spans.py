"""Sets of time: sorted, disjoint, half-open spans."""

from __future__ import annotations

from bisect import bisect_right

from msgspec import Struct

from creatoraudit_mock.values import Instant


class Spans(Struct, frozen=True):
    """Half-open spans `[start, end)`, sorted and disjoint, found in O(log n)."""

    starts: tuple[Instant, ...] = ()
    ends: tuple[Instant, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.starts)

    def covering(self, instant: Instant) -> tuple[Instant, Instant] | None:
        """The span that an instant lies in, or None."""
        if not self.starts:
            return None
        index = bisect_right(self.starts, instant) - 1
        if index >= 0 and instant < self.ends[index]:
            return self.starts[index], self.ends[index]
        return None

    def adding(self, start: Instant, end: Instant) -> Spans:
        """These spans and one more, merged where they touch; one without length adds nothing."""
        if start >= end:
            return self
        merged: list[tuple[Instant, Instant]] = []
        for low, high in sorted([*zip(self.starts, self.ends, strict=True), (start, end)]):
            if merged and low <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
            else:
                merged.append((low, high))
        return Spans(tuple(low for low, _ in merged), tuple(high for _, high in merged))
