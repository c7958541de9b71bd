"""Work on a CreatorAudit service from outside: any base URL, with a key.

Everything that talks to a service (the real one, or a mock) does it through a `Caller`, which
keeps a budget of requests, waits when it is told to, and keeps the key to itself.
"""

from creatoraudit_mock.service.budget import Budget
from creatoraudit_mock.service.caller import Caller
from creatoraudit_mock.service.errors import (
    BudgetExhausted,
    KeyMissing,
    ServiceTrouble,
    Unreachable,
    WaitTooLong,
)
from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.key import Key
from creatoraudit_mock.service.progress import Progress, Watcher

__all__ = [
    "Budget",
    "BudgetExhausted",
    "Caller",
    "Exchange",
    "Key",
    "KeyMissing",
    "Progress",
    "ServiceTrouble",
    "Unreachable",
    "WaitTooLong",
    "Watcher",
]
