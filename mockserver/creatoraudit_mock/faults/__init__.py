"""Faults at work: which of those planned strike a request, and how often each has."""

from creatoraudit_mock.faults.tally import FaultTally, Sighting

__all__ = ["FaultTally", "Sighting"]
