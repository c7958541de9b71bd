"""The contract against an OpenAPI document: what differs, and what that means for pollers.

Both sides are read into what programs meet (`surface`, `shapes`), so that only what can be noticed
on the wire differs: not the order, the descriptions, the names of components or parameters of the
path, nor how a thing is spelled. Kinds, severities and words are data (`kinds.toml`).
"""

from creatoraudit_mock.difference.comparing import compare
from creatoraudit_mock.difference.document import Document
from creatoraudit_mock.difference.errors import DocumentError
from creatoraudit_mock.difference.findings import Difference, Finding
from creatoraudit_mock.difference.kinds import SEVERITIES, Kind, Severity, kinds
from creatoraudit_mock.difference.report import Report

__all__ = [
    "SEVERITIES",
    "Difference",
    "Document",
    "DocumentError",
    "Finding",
    "Kind",
    "Report",
    "Severity",
    "compare",
    "kinds",
]
