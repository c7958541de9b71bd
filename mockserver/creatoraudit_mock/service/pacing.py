"""When a service lets us ask again: `Retry-After`, and what is left of the rate limit.

Moments are measured by the service's own `Date`, since its clock may be another than ours (and a
mock's clock is virtual); what comes out are seconds from the answer on.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from creatoraudit_mock.service.exchange import Exchange

BUSY: Final = frozenset({429, 503})
"""Statuses that ask for another try, later."""

_SECONDS: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?")
_STEP: Final = 1.0
"""Seconds before the second try where nobody says how long to wait; twice that before the third."""


def wait_after(answer: Exchange, tries: int) -> float:
    """Seconds that must pass before anything else is asked; 0 if nothing stands against it.

    `tries` is how often this has been asked, counting from 1.
    """
    if answer.status in BUSY:
        told = _retry_after(answer)
        return told if told is not None else _until_reset(answer) or backoff(tries)
    return _until_reset(answer) if _number(answer, "x-ratelimit-remaining") == 0 else 0.0


def backoff(tries: int) -> float:
    """Seconds to wait before trying again what failed for no stated reason."""
    return _STEP * 2.0 ** (tries - 1)


def _retry_after(answer: Exchange) -> float | None:
    seconds = _number(answer, "retry-after")
    if seconds is not None:
        return seconds
    moment = _moment(answer.header("retry-after"))
    return None if moment is None else max(0.0, (moment - _now(answer)).total_seconds())


def _until_reset(answer: Exchange) -> float:
    reset = _number(answer, "x-ratelimit-reset")
    return 0.0 if reset is None else max(0.0, reset - _now(answer).timestamp())


def _now(answer: Exchange) -> datetime:
    return _moment(answer.header("date")) or datetime.now(UTC)


def _number(answer: Exchange, name: str) -> float | None:
    text = (answer.header(name) or "").strip()
    return float(text) if _SECONDS.fullmatch(text) else None


def _moment(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
