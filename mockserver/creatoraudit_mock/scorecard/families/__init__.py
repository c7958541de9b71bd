"""The rules as code: one module for each family, and one table of all checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from creatoraudit_mock.scorecard.families import (
    cadence,
    conditional,
    economy,
    failures,
    freshness,
    handover,
    hygiene,
    paging,
)
from creatoraudit_mock.scorecard.findings import Offence
from creatoraudit_mock.scorecard.run import Client, Run

Check = Callable[[Client], Iterator[Offence]]
"""Looks at one client by itself."""

CHECKS: Final[tuple[tuple[tuple[str, ...], Check], ...]] = (
    (("CA101",), cadence.tight_loops),
    (("CA102",), cadence.hammering),
    (("CA103",), cadence.too_late),
    (("CA104",), cadence.bursts),
    (("CA201",), conditional.unconditional),
    (("CA202",), conditional.wrong_validators),
    (("CA203",), conditional.thrown_away),
    (("CA301",), freshness.unready_metrics),
    (("CA304",), freshness.hard_coded),
    (("CA401",), failures.too_early),
    (("CA402",), failures.no_backoff),
    (("CA403",), failures.repeated_creates),
    (("CA404",), failures.gave_up),
    (("CA405",), failures.kept_going),
    (("CA501",), economy.one_by_one),
    (("CA502",), economy.oversized),
    (("CA503",), economy.not_found_ignored),
    (("CA504",), economy.small_pages),
    (("CA601",), paging.stopped_short),
    (("CA602", "CA603"), paging.foreign_cursors),
    (("CA604",), paging.offsets),
    (("CA701",), hygiene.key_in_url),
    (("CA702",), hygiene.unknown_names),
    (("CA703",), hygiene.push),
)

HANDOVERS: Final[tuple[tuple[str, Callable[[Run], Iterator[Offence]]], ...]] = (
    ("CA301", handover.delivered_unready),
    ("CA302", handover.delivered_twice),
    ("CA303", handover.lost),
    ("CA303", handover.falsified),
)
"""Look at what was delivered, whoever read it."""
