"""What a poller under test is given: where to ask, what for, and where to hand things over."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from pytest_creatoraudit.checking.stage import Staged


class Session:
    """One run of the poller.

    `base_url` and `api_key` are the API's real address, mounted, and a key: a program that makes
    its own httpx, httpx2 or requests client runs as it is. `account_ids` and `video_ids` are what
    is tracked when the run begins, and what the poller is to follow.
    """

    def __init__(self, staged: Staged) -> None:
        self._world = staged.world
        self.base_url = staged.world.base_url
        self.api_key = staged.world.api_key
        self.account_ids = staged.ids("account")
        self.video_ids = staged.ids("video")
        self.delivered: list[tuple[datetime, str, Any]] = []
        """When, for which resource, and what."""

    def client(self, **options: Any) -> httpx.Client:
        """An httpx client of the API: base URL, key and in-process transport are set.

        Args:
            options: whatever else `httpx.Client` takes.
        """
        return self._world.client(**options)

    def async_client(self, **options: Any) -> httpx.AsyncClient:
        """The same for async programs, on asyncio or Trio."""
        return self._world.async_client(**options)

    def deliver(self, resource_id: Any, payload: Any) -> None:
        """Hand over a refresh, as the poller would to whoever waits for it.

        Args:
            resource_id: the account or video.
            payload: it as the API showed it, alone, under `data`, or first in a pair. What
                it has of the API's members is compared with what the API showed for the refresh
                that its `last_scrape_time` names; other members are the poller's own business.

        Raises:
            TypeError: an id that is no text, or a payload that is no mapping.
        """
        told = payload[0] if isinstance(payload, (tuple, list)) and payload else payload
        if not isinstance(resource_id, str) or not isinstance(told, Mapping):
            raise TypeError(
                "deliver(resource_id, payload) takes the id of an account or video, and it as the "
                f"API showed it, as a mapping; got {resource_id!r} and {payload!r}"
            )
        self.delivered.append((self._world.clock.now, resource_id, copy.deepcopy(dict(told))))
