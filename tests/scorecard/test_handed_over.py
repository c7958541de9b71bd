"""What was seen and never handed over, where each request moves the clock."""

from __future__ import annotations

from typing import Any

from creatoraudit_mock import VirtualClock, World, score


class Seen:
    """A world in which each request takes six hours, and an account that was read eight times."""

    def __init__(self) -> None:
        self.world = World("empty", clock=VirtualClock(mode="per-request", step="6h"))
        self.account = self.world.track_account("instagram", "ada", first_refresh="45s").id
        with self.world.client() as client:
            path = f"/accounts/{self.account}"
            self.rows = [client.get(path).json()["data"] for _ in range(8)]

    def lost(self, *handed: dict[str, Any], ran_on: bool = True) -> list[str]:
        """What is lost, if these were handed over."""
        now = self.world.clock.now
        deliveries = [(now, self.account, row) for row in handed]
        until = now if ran_on else None
        findings = score(self.world, lag="6h", deliveries=deliveries, until=until).findings
        return [finding.message for finding in findings if finding.aspect == "lost"]


def test_the_last_is_enough() -> None:
    """Nothing is late there: who hands over the newest refresh in the end has lost none."""
    seen = Seen()
    assert seen.lost(seen.rows[-1]) == []


def test_never_handed_over() -> None:
    """What was seen, and neither it nor a newer one handed over, is lost."""
    seen = Seen()
    (message,) = seen.lost()
    assert "was seen, but never delivered" in message
    assert seen.rows[-1]["last_scrape_time"] in message
    assert len(seen.lost(seen.rows[0])) == 1


def test_who_may_have_been_cut_off() -> None:
    """It is not held against a program that may have been stopped before it could."""
    assert Seen().lost(ran_on=False) == []


def test_who_was_refused() -> None:
    """Nor against one that was refused, which may have ended it."""
    seen = Seen()
    seen.world.set_key("Default key", "disabled")
    with seen.world.client() as client:
        client.get("/accounts")
    assert seen.lost() == []


def test_what_was_deleted() -> None:
    """Nor is anything owed of what is tracked no longer."""
    seen = Seen()
    seen.world.delete(seen.account)
    assert seen.lost() == []
