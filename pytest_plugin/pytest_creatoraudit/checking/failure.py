"""The error of a poller that is wrong."""

from __future__ import annotations

from pytest_creatoraudit.checking.plan import Plan


class PollerFailed(AssertionError):
    """A poller was wrong; the message is the story of the smallest example that was found."""

    def __init__(
        self, story: str, *, codes: tuple[str, ...], plan: Plan, replay: str, runs: int | None
    ) -> None:
        super().__init__(story)
        self.codes = codes
        """What it failed on: codes of rules, "raised", "idle"."""
        self.plan = plan
        """The example, as data."""
        self.replay = replay
        """The word for `check_poller(replay=...)`."""
        self.runs = runs
        """How many examples it took to find a failure."""
