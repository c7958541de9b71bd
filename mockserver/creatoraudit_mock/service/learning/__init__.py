"""Finding out which dialect a service speaks: a probe for each switch, and what they found."""

from creatoraudit_mock.service.learning.record import Finding, Record
from creatoraudit_mock.service.learning.run import learn, unmet
from creatoraudit_mock.service.learning.table import PROBES, Need, Probe, class_of, story
from creatoraudit_mock.service.learning.wishes import Permissions, Profile

__all__ = [
    "PROBES",
    "Finding",
    "Need",
    "Permissions",
    "Probe",
    "Profile",
    "Record",
    "class_of",
    "learn",
    "story",
    "unmet",
]
