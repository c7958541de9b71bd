"""A check: one small function with what it claims, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from creatoraudit_mock.contract import Evidence
from creatoraudit_mock.service.verification.session import Session


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the plan.

    `claims` is a sentence, `requests` the most that it sends if nothing has to be repeated.
    Checks that write create resources of their own, and touch nothing else.
    """

    code: str
    operation: str
    claims: str
    evidence: Evidence
    requests: int
    run: Callable[[Session], None]
    writes: bool = False
