"""Faults at work: whom they strike, what they make of an answer, and how it travels then.

No I/O: whoever mounts the API carries a delivery out.
"""

from creatoraudit_mock.faults.delivery import (
    DELIVERY,
    Delivery,
    End,
    Piece,
    at_once,
    broken,
    slowed,
    stalled,
    truncated,
)
from creatoraudit_mock.faults.falsifying import with_twin, without_ids, without_item, zipped
from creatoraudit_mock.faults.staleness import outdated
from creatoraudit_mock.faults.tally import FaultTally, Sighting

__all__ = [
    "DELIVERY",
    "Delivery",
    "End",
    "FaultTally",
    "Piece",
    "Sighting",
    "at_once",
    "broken",
    "outdated",
    "slowed",
    "stalled",
    "truncated",
    "with_twin",
    "without_ids",
    "without_item",
    "zipped",
]
