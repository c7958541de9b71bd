"""CA3: what is made of refreshes."""

from typing import Any

import pytest

from creatoraudit_mock import Handle, World, score
from polling import Desk, accounts, codes, ready

Deliveries = list[tuple[Any, str, Any]]


def delivered(desk: Desk, account: Handle, days: int = 4) -> Deliveries:
    """A right poller for some days, and what it handed over."""
    handed: Deliveries = []
    last = None
    for _ in range(days * 4):
        shown = desk.poll(account)["data"]
        if shown["last_scrape_time"] not in {None, last}:
            last = shown["last_scrape_time"]
            handed.append((desk.world.clock.now, account.id, shown))
        desk.wait(hours=6)
    return handed


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/accounts/metrics", {"account_ids": ["{id}"]}),
        ("GET", "/accounts/{id}/analytics", None),
        ("GET", "/accounts/{id}/timeseries?period=7d", None),
    ],
)
def test_metrics_before_the_first_refresh(method: str, path: str, body: Any) -> None:
    """CA301: whatever the operation."""
    desk = Desk(World("empty"))
    account = desk.world.track_account("instagram", "nasa", first_refresh="1h")
    sent = body and {"account_ids": [account.id]}
    desk.client.request(method, path.format(id=account.id), json=sent)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.subjects) == ("CA301", (account.id,))


def test_metrics_after_the_first_refresh() -> None:
    """The documentation's loop: look at last_scrape_time, then ask for metrics."""
    desk = Desk(World("empty"))
    account = desk.world.track_account("instagram", "nasa", first_refresh="1m")
    while desk.poll(account)["data"]["last_scrape_time"] is None:
        desk.wait(seconds=15)
    desk.post("/accounts/metrics", account_ids=[account.id])
    assert score(desk.world).findings == ()


def test_metrics_of_strangers() -> None:
    """Unknown and deleted ids are another matter."""
    desk, account = ready()
    gone = desk.world.track_account("tiktok", "gone", first_refresh="1h")
    desk.world.delete(gone)
    desk.post("/accounts/metrics", account_ids=[account.id, gone.id])
    assert score(desk.world).findings == ()


def test_right_deliveries() -> None:
    """Each refresh once, in order, as the API showed it."""
    desk, account = ready()
    handed = delivered(desk, account)
    assert len(handed) == 4
    assert codes(score(desk.world, deliveries=handed, lag="6h")) == set()


def test_wrapped_and_extended_payloads() -> None:
    """A payload may be in the API's envelope, and may have more or fewer names."""
    desk, account = ready()
    handed = delivered(desk, account)
    wrapped = [(at, name, {"data": payload}) for at, name, payload in handed]
    assert codes(score(desk.world, deliveries=wrapped, lag="6h")) == set()
    own = [
        (at, name, {"mine": 1, "views": 3, "last_scrape_time": payload["last_scrape_time"]})
        for at, name, payload in handed
    ]
    assert codes(score(desk.world, deliveries=own, lag="6h")) == set()


def test_payloads_without_a_refresh() -> None:
    """A payload that does not say its refresh is taken to be from the latest read."""
    desk, account = ready()
    handed = [(at, name, {"mine": 1}) for at, name, _ in delivered(desk, account)]
    assert codes(score(desk.world, deliveries=handed, lag="6h")) == set()
    assert codes(score(desk.world, deliveries=[*handed, handed[-1]])) == {"CA302"}


def test_delivered_before_the_first_refresh() -> None:
    """CA301: zeros that look like data."""
    desk = Desk(World("empty"))
    account = desk.world.track_account("instagram", "nasa", first_refresh="1h")
    handed = [(desk.world.clock.now, account.id, desk.poll(account)["data"])]
    assert codes(score(desk.world, deliveries=handed)) == {"CA301"}


def test_delivered_twice() -> None:
    """CA302: the same refresh again."""
    desk, account = ready()
    handed = delivered(desk, account)
    (finding,) = score(desk.world, deliveries=[*handed, handed[-1]]).findings
    assert (finding.code, finding.subjects) == ("CA302", (account.id,))


def test_delivered_out_of_order() -> None:
    """CA303: an older refresh after a newer one."""
    desk, account = ready()
    first, second, *_ = delivered(desk, account)
    swapped = [(first[0], *second[1:]), (second[0], *first[1:])]
    (finding,) = score(desk.world, deliveries=swapped).findings
    assert finding.code == "CA303"
    assert "after a newer one" in finding.message


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("follower_count", 1, "follower_count is 1, but the API showed"),
        ("view_count", "12", "view_count is '12'"),
        ("last_scrape_time", "2026-01-05T09:00:44Z", "the API showed no last_scrape_time of"),
    ],
)
def test_delivered_altered(name: str, value: Any, told: str) -> None:
    """CA303: other numbers, or another refresh, than the API showed."""
    desk, account = ready()
    handed = delivered(desk, account)
    at, resource, payload = handed[0]
    altered = [(at, resource, payload | {name: value})]
    (finding,) = score(desk.world, deliveries=altered).findings
    assert finding.code == "CA303"
    assert told in finding.message


def test_delivered_after_a_change_of_settings() -> None:
    """One refresh may be shown with several values of a setting."""
    desk, account = ready()
    first = desk.poll(account)["data"]
    desk.world.update(account, scrape_interval_hours=48)
    second = desk.poll(account)["data"]
    assert first["scrape_interval_hours"] != second["scrape_interval_hours"]
    for payload in (first, second):
        handed = [(desk.world.clock.now, account.id, payload)]
        assert codes(score(desk.world, deliveries=handed)) == set()


def test_never_delivered() -> None:
    """CA303, with a lag: a refresh that was read, but never handed over."""
    desk, account = ready()
    handed = delivered(desk, account)
    del handed[2]
    assert codes(score(desk.world, deliveries=handed)) == set()
    (finding,) = score(desk.world, deliveries=handed, lag="6h").findings
    assert finding.code == "CA303"
    assert "was delivered 1.2 d later" in finding.message
    (finding,) = score(desk.world, deliveries=[], lag="6h").findings
    assert finding.count == 4


def test_what_a_list_shows_need_not_be_delivered() -> None:
    """Who lists everything may hand over some of it; `resources` says what is meant."""
    desk, account = ready()
    (other,) = accounts(desk, 1)
    handed = []
    for _ in range(4):
        rows = desk.poll("/accounts?limit=200")["data"]
        row = next(row for row in rows if row["id"] == account.id)
        handed.append((desk.world.clock.now, account.id, row))
        desk.wait(hours=25)
    assert codes(score(desk.world, lag="25h", deliveries=handed)) == set()
    both = [account.id, other.id]
    (finding,) = score(desk.world, lag="25h", deliveries=handed, resources=both).findings
    assert (finding.code, finding.subjects) == ("CA303", (other.id,))


def test_hard_coded_cadence() -> None:
    """CA304: every seventeen hours, whatever happens."""
    desk, account = ready()
    for _ in range(20):
        desk.poll(account)
        desk.wait(hours=17)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.level) == ("CA304", "advice")
    assert "every 17 h" in finding.message
    assert codes(score(desk.world, lag="17h")) == set()


def test_cadence_of_the_refreshes() -> None:
    """Who polls soon after the expected refresh, or often, is not told off."""
    desk, account = ready()
    others = accounts(desk, 1)
    for hours in range(24 * 8):
        if hours % 24 == 1:
            desk.poll(account)
        if hours % 6 == 0:
            desk.poll(others[0])
        desk.wait(hours=1)
    assert score(desk.world).findings == ()
