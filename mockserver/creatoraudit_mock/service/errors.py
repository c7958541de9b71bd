"""What can go wrong between us and a service. No message ever holds a key."""

from __future__ import annotations


class ServiceTrouble(RuntimeError):
    """Talking to a service failed; the message says how, and the way out."""


class Unreachable(ServiceTrouble):
    """No whole answer came: no connection, a timeout, a broken or endless body.

    Whether a write has arrived is then unknown.
    """


class WaitTooLong(ServiceTrouble):
    """The service asks for more patience than the caller has."""

    def __init__(self, seconds: float, patience: float) -> None:
        super().__init__(
            f"the service asks to wait {seconds:,.0f} s before the next request, and at most "
            f"{patience:,.0f} s were allowed: try again later, or allow more"
        )
        self.seconds = seconds


class BudgetExhausted(ServiceTrouble):
    """The budget of requests does not reach; `spent` and `needed` are totals of requests."""

    def __init__(self, spent: int, needed: int, limit: int, purpose: str) -> None:
        super().__init__(
            f"the budget is {limit} requests, of which {spent} are spent; {purpose} needs at "
            f"least {needed} in all: allow more, or ask for less"
        )
        self.spent = spent
        self.needed = needed
        self.limit = limit


class KeyMissing(ValueError):
    """No API key where one was expected, or one that cannot be sent."""
