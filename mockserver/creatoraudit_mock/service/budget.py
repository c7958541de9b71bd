"""How many requests may be sent in all: an organization's quota is not ours to waste."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from creatoraudit_mock.service.errors import BudgetExhausted

DEFAULT_BUDGET = 300


class Budget:
    """A number of requests that is spent one by one; repetitions count too.

    Args:
        limit: the most requests that may be sent.
    """

    def __init__(self, limit: int = DEFAULT_BUDGET) -> None:
        if limit < 1:
            raise ValueError(f"a budget must be at least 1 request, got {limit}")
        self.limit = limit
        self.spent = 0

    def __repr__(self) -> str:
        return f"<Budget {self.spent} of {self.limit} spent>"

    @property
    def left(self) -> int:
        """How many may still be sent."""
        return self.limit - self.spent

    def require(self, more: int, purpose: str) -> None:
        """Stop here, before anything is half-done, unless *more* requests may still be sent.

        Raises:
            BudgetExhausted: they may not.
        """
        if more > self.left:
            raise BudgetExhausted(self.spent, self.spent + more, self.limit, purpose)

    @contextmanager
    def kept_back(self, requests: int) -> Iterator[None]:
        """Let nobody spend the last of it meanwhile, so that cleaning up is always possible."""
        self.limit -= requests
        try:
            yield
        finally:
            self.limit += requests

    def spend(self, purpose: str) -> None:
        """Count one request that is about to be sent.

        Raises:
            BudgetExhausted: there was none left.
        """
        self.require(1, purpose)
        self.spent += 1
