"""Watch one account: wait for its first refresh, then report what each refresh brings.

Needs httpx and two environment variables, CREATORAUDIT_BASE_URL and CREATORAUDIT_API_KEY. It asks
gently while it waits for the first refresh and rarely afterwards, sends back the ETag it was given,
and believes `last_scrape_time`, not its own idea of a schedule.

    python examples/python/poll.py [ACCOUNT_ID] [--every SECONDS] [--refreshes N]
"""

from __future__ import annotations

import argparse
import os
import time
from typing import Any

import httpx

RETRYABLE = {429, 500, 502, 503}


class Watcher:
    """Polls one account and remembers what it has seen.

    Args:
        client: authenticated, with the API's base URL.
        account_id: the account to watch.
    """

    def __init__(self, client: httpx.Client, account_id: str) -> None:
        self._client = client
        self._account_id = account_id
        self._etag: str | None = None
        self.last_refresh: str | None = None
        self.unchanged = 0

    def poll(self) -> dict[str, Any] | None:
        """The account if it has been refreshed since the last poll, else None."""
        headers = {"If-None-Match": self._etag} if self._etag else {}
        response = self._send("GET", f"/accounts/{self._account_id}", headers=headers)
        if response.status_code == httpx.codes.NOT_MODIFIED:
            self.unchanged += 1
            return None
        self._etag = response.headers.get("ETag")
        account: dict[str, Any] = response.json()["data"]
        if account["last_scrape_time"] in {None, self.last_refresh}:
            return None
        self.last_refresh = account["last_scrape_time"]
        return account

    def gains(self) -> dict[str, int]:
        """What the account's posts gained in the last seven days."""
        body = {"account_ids": [self._account_id], "period": "7d"}
        response = self._send("POST", "/accounts/metrics", json=body)
        gains: dict[str, int] = response.json()["data"][self._account_id]
        return gains

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request; wait and try again while the service asks for patience."""
        delay = 1.0
        for _ in range(5):
            response = self._client.request(method, path, **options)
            if response.status_code not in RETRYABLE:
                break
            time.sleep(float(response.headers.get("Retry-After", delay)))
            delay *= 2
        if response.status_code != httpx.codes.NOT_MODIFIED:
            response.raise_for_status()
        return response


def watch(watcher: Watcher, *, every: float, refreshes: int) -> None:
    """Report refreshes until there have been enough of them."""
    seen = 0
    while seen < refreshes:
        account = watcher.poll()
        if account is None and watcher.last_refresh is None:
            print("not refreshed yet", flush=True)
        elif account is not None:
            seen += 1
            report(account, watcher.gains(), watcher.unchanged)
        time.sleep(every)


def newest_account(client: httpx.Client) -> str:
    """The id of the account that was added last."""
    page = client.get("/accounts", params={"limit": 1}).raise_for_status().json()
    account: dict[str, Any] = page["data"][0]
    refreshed = account["last_scrape_time"] or "not refreshed yet"
    print(f"watching {account['username']} on {account['platform']}: {refreshed}", flush=True)
    return str(account["id"])


def report(account: dict[str, Any], gains: dict[str, int], unchanged: int) -> None:
    """One line for each refresh."""
    print(
        f"{account['last_scrape_time']}  {account['username']}"
        f"  followers {account['follower_count']:,}"
        f"  views {account['view_count']:,} (+{gains['views']:,} in 7 days)"
        f"  304s so far: {unchanged}",
        flush=True,
    )


def main() -> None:
    """Read the settings and watch."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("account_id", nargs="?", help="default: the account added last")
    parser.add_argument("--every", type=float, default=60.0, help="seconds between polls")
    parser.add_argument("--refreshes", type=int, default=30, help="stop after so many refreshes")
    options = parser.parse_args()
    key = os.environ["CREATORAUDIT_API_KEY"]
    base_url = os.environ["CREATORAUDIT_BASE_URL"]
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=base_url, headers=headers, timeout=30) as client:
        account_id = options.account_id or newest_account(client)
        watch(Watcher(client, account_id), every=options.every, refreshes=options.refreshes)


if __name__ == "__main__":
    main()
