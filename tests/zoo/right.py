"""Right pollers in different styles: none of them may ever be blamed."""

from __future__ import annotations

from pytest_creatoraudit import Session
from zoo.habits import ByList, Poller, WithMetrics


def sync(session: Session) -> None:
    """One resource after the other."""
    Poller(session).run()


def lists(session: Session) -> None:
    """Lists, page by page."""
    ByList(session).run()


def metrics(session: Session) -> None:
    """Batch metrics of what is new."""
    WithMetrics(session).run()
