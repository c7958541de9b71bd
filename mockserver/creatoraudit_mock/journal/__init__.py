"""The journal: every request with its response, and the decisions between the two."""

from creatoraudit_mock.journal.entry import MASK, Arrival, Entry, Headers
from creatoraudit_mock.journal.expectations import ExpectationUnmet, NearMiss
from creatoraudit_mock.journal.journal import Journal, JournalFull
from creatoraudit_mock.journal.repeat import Repeat

__all__ = [
    "MASK",
    "Arrival",
    "Entry",
    "ExpectationUnmet",
    "Headers",
    "Journal",
    "JournalFull",
    "NearMiss",
    "Repeat",
]
