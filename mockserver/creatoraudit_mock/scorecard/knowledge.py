"""What a client was shown of each account and video, and so whether it knows of its refreshes."""

from __future__ import annotations

from collections.abc import Mapping

from creatoraudit_mock.scorecard.asked import Asked
from creatoraudit_mock.scorecard.bodies import Row, Shown
from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.truth import Resource
from creatoraudit_mock.scorecard.vocabulary import LISTS
from creatoraudit_mock.values import FAR_FUTURE, Instant


class Knowledge:
    """What a client knows.

    Most answers tell nothing new: what was worked out holds until one does.
    """

    def __init__(self, resources: Mapping[str, Resource]) -> None:
        self._resources = resources
        self._rows: dict[str, Row] = {}
        self._awaited = 0
        """How many of them have not been refreshed."""
        self._news = 0
        """How often something changed."""
        self._taken: dict[Shown, int] = {}
        """Until which of the news all was as an answer shows it."""
        self._data: dict[Asked, tuple[int, Instant | None]] = {}
        """Since when all that is asked for has data, and at which of the news that was found."""

    def take_in(self, shown: Shown) -> None:
        """Learn what an answer shows."""
        if self._taken.get(shown) == self._news:
            return
        for name, row in shown.rows.items():
            before = self._rows.get(name)
            if row != before:
                self._awaited += row.is_awaited - (before is not None and before.is_awaited)
                self._rows[name] = row
                self._news += 1
        self._taken[shown] = self._news

    def is_ready(self, call: Call) -> bool | None:
        """Whether what a call reads was refreshed, for all that was shown, also by its answer.

        None: it cannot be known.
        """
        shown = call.shown
        if shown is not None and shown.rows:
            return not shown.is_awaited if call.operation in LISTS else shown.is_refreshed
        if not call.ids:
            return self._awaited == 0
        since = self._has_data_since(call.asked)
        return False if since is None else (True if since <= call.at else None)

    def _has_data_since(self, asked: Asked) -> Instant | None:
        """When all that is asked for had data; None if some has none, for all that was shown."""
        news, since = self._data.get(asked, (-1, None))
        if news != self._news:
            instants = [self._first_data(name) for name in asked.ids]
            since = None if None in instants else max(at for at in instants if at is not None)
            self._data[asked] = self._news, since
        return since

    def _first_data(self, name: str) -> Instant | None:
        """Of what was shown, when is no matter; else from when on the data itself shows it."""
        row = self._rows.get(name)
        if row is not None:
            return None if row.refresh is None else 0
        resource = self._resources.get(name)
        return resource.refreshes[0] if resource and resource.refreshes else FAR_FUTURE
