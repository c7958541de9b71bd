"""Wrong pollers: validators, pages, batches and addresses."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from typing import Any

import httpx

from zoo.habits import ByList, Poller, WithMetrics


class Unconditional(Poller):
    """Never sends If-None-Match."""

    def validators(self, path: str) -> dict[str, str]:
        """None."""
        return {}


class SharedTag(Poller):
    """Keeps one ETag for all URLs."""

    def validators(self, path: str) -> dict[str, str]:
        """The latest one."""
        latest = list(self.etags.values())[-1:]
        return {"if-none-match": latest[0]} if latest else {}


class BareTag(Poller):
    """Strips the quotes from the ETag."""

    def validators(self, path: str) -> dict[str, str]:
        """Without quotes."""
        return {name: tag.replace('"', "") for name, tag in super().validators(path).items()}


class ThrowsAway(Poller):
    """Forgets the ETag after a 304."""

    def once(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """One attempt."""
        response = super().once(method, path, **options)
        if response is not None and response.status_code == 304:
            self.etags.pop(path, None)
        return response


class FirstPage(ByList):
    """Reads the first page of a list only."""

    limit = 50

    def rows(self, path: str) -> Iterator[dict[str, Any]]:
        """Those of the first page."""
        page = self.read(self.page(path, None))
        yield from page["data"] if page is not None else ()


class SmallPages(ByList):
    """Walks a list in pages of ten."""

    limit = 10


class OtherFilter(ByList):
    """Drops the sort on the second page."""

    limit = 50
    lists = ("/accounts",)

    def page(self, path: str, cursor: str | None) -> str:
        """Sorted, on the first page."""
        return super().page(path, cursor) + ("" if cursor else "&order_by=follower_count")


class MadeUpCursor(ByList):
    """Makes its own cursors."""

    limit = 50

    def page(self, path: str, cursor: str | None) -> str:
        """Any cursor is as good as another."""
        own = base64.urlsafe_b64encode(b"offset=50").decode().rstrip("=")
        return super().page(path, own if cursor else None)


class Offsets(ByList):
    """Asks for pages by number."""

    def page(self, path: str, cursor: str | None) -> str:
        """The first is page 1."""
        return super().page(path, cursor) + "&page=1"


class MetricsAtOnce(WithMetrics):
    """Asks for metrics as soon as an account is tracked."""

    def start(self) -> None:
        """Why wait?"""
        self.ask(self.session.account_ids)


class OneByOne(WithMetrics):
    """Asks for the metrics of each account by itself."""

    def ask(self, names: Iterable[str]) -> None:
        """Batches of one."""
        for name in names:
            super().ask([name])


class EmptyBatch(WithMetrics):
    """Sends a batch even if there is nothing to ask for."""

    def ask(self, names: Iterable[str]) -> None:
        """Whatever there is."""
        body = {"account_ids": list(names), "period": "7d"}
        self.send("POST", "/accounts/metrics", json=body)


class NotFoundIgnored(WithMetrics):
    """Asks again and again for accounts that are not found."""

    def ask(self, names: Iterable[str]) -> None:
        """All that it ever knew."""
        super().ask(name for name in self.last if name in self.session.account_ids)


class KeyInUrl(Poller):
    """Sends its key in the URL."""

    def once(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """As the quick start of another API has it."""
        return super().once(method, path, params={"api_key": self.session.api_key}, **options)


class Typo(ByList):
    """Writes `limti` for `limit`."""

    def page(self, path: str, cursor: str | None) -> str:
        """With a slip."""
        return super().page(path, cursor).replace("limit=", "limti=")


class WrongPath(Poller):
    """Reads `/account/{id}` besides."""

    def start(self) -> None:
        """As it stood in an old note."""
        self.send("GET", f"/account/{self.session.account_ids[0]}")


class Webhook(Poller):
    """Registers a webhook."""

    def start(self) -> None:
        """Let them call us."""
        self.send("POST", "/webhooks", json={"url": "https://example.org/hook"})
