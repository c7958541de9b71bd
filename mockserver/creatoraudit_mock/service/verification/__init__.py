"""Verification of a service: one table of checks, run against any base URL."""

from creatoraudit_mock.service.verification.check import Check
from creatoraudit_mock.service.verification.claims import Addition, Claim, Sighting, Verdict
from creatoraudit_mock.service.verification.report import Report
from creatoraudit_mock.service.verification.suite import chosen, cost, planned, verify
from creatoraudit_mock.service.verification.throwaway import PREFIX, RESERVE, clean_everything

__all__ = [
    "PREFIX",
    "RESERVE",
    "Addition",
    "Check",
    "Claim",
    "Report",
    "Sighting",
    "Verdict",
    "chosen",
    "clean_everything",
    "cost",
    "planned",
    "verify",
]
