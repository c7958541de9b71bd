"""An organization of a service as a scenario: what it holds, how old it is, who waits for what."""

from creatoraudit_mock.service.recorder.observed import Observed
from creatoraudit_mock.service.recorder.pseudonyms import Pseudonyms
from creatoraudit_mock.service.recorder.reading import RecordingFailed, read_organization
from creatoraudit_mock.service.recorder.record import Recorded, record, write
from creatoraudit_mock.service.recorder.secrecy import Indiscreet, check_discreet
from creatoraudit_mock.service.recorder.tables import Wishes

__all__ = [
    "Indiscreet",
    "Observed",
    "Pseudonyms",
    "Recorded",
    "RecordingFailed",
    "Wishes",
    "check_discreet",
    "read_organization",
    "record",
    "write",
]
