"""Verification of a service: one table of checks, run against any base URL."""

from creatoraudit_mock.service.verification.check import Check
from creatoraudit_mock.service.verification.claims import Addition, Claim, Sighting, Verdict
from creatoraudit_mock.service.verification.ledger import default_folder
from creatoraudit_mock.service.verification.report import Report
from creatoraudit_mock.service.verification.suite import cost, planned, verify
from creatoraudit_mock.service.verification.throwaway import clean_everything

__all__ = [
    "Addition",
    "Check",
    "Claim",
    "Report",
    "Sighting",
    "Verdict",
    "clean_everything",
    "cost",
    "default_folder",
    "planned",
    "verify",
]
