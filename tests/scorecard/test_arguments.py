"""What `score` takes: instants and durations in every form, and refusals that name the argument."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from creatoraudit_mock import World, score
from creatoraudit_mock.values import to_datetime
from polling import codes, ready


@pytest.mark.parametrize("lag", ["6h", "PT6H", 21600, 21600.0, timedelta(hours=6)])
def test_lags(lag: Any) -> None:
    """Text, seconds or a timedelta."""
    desk, account = ready()
    for _ in range(5):
        desk.poll(account)
        desk.wait(hours=20)
    assert codes(score(desk.world, lag=lag)) == {"CA103"}


@pytest.mark.parametrize(
    "until", ["2026-01-09T09:00:00Z", datetime(2026, 1, 9, 9, tzinfo=UTC), 1767949200000000]
)
def test_until(until: Any) -> None:
    """ISO 8601, a datetime, or an instant of the package's own."""
    desk, account = ready()
    desk.poll(account)
    desk.wait(days=30)
    assert codes(score(desk.world, lag="6h")) == set()
    assert codes(score(desk.world, lag="6h", until=until)) == {"CA103"}


def test_deliveries_in_any_form() -> None:
    """Instants and refreshes may be text, datetimes or instants."""
    desk, account = ready()
    shown = desk.poll(account)["data"]
    stamp = datetime.fromisoformat(shown["last_scrape_time"])
    for at in ("2026-01-05T09:00:45Z", stamp, desk.world.clock.instant):
        for told in (shown["last_scrape_time"], stamp):
            handed = [(at, account.id, shown | {"last_scrape_time": told})]
            assert codes(score(desk.world, deliveries=handed)) == set()
    handed = [(to_datetime(0), account.id, "no mapping at all")]
    assert codes(score(desk.world, deliveries=handed)) == {"CA301"}


def test_a_refresh_that_is_no_instant() -> None:
    """A delivery that names no refresh in a form that can be read is altered."""
    desk, account = ready()
    row = {**desk.poll(account)["data"], "last_scrape_time": "Tuesday"}
    (finding,) = score(desk.world, deliveries=[(desk.world.clock.now, account.id, row)]).findings
    assert (finding.code, finding.aspect) == ("CA303", "altered")
    assert "altered: its last_scrape_time is 'Tuesday'" in finding.message


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"lag": "soon"}, "lag must look like"),
        ({"lag": -1}, "lag must not be negative"),
        ({"until": "tomorrow"}, "until must be ISO 8601"),
        ({"deliveries": [("never", "x", {})]}, "a delivery's instant must be ISO 8601"),
    ],
)
def test_refusals(wrong: dict[str, Any], told: str) -> None:
    """The message names the argument."""
    with pytest.raises(ValueError, match=told):
        score(World(), **wrong)


def test_two_clients_of_one_key() -> None:
    """The User-Agent tells clients apart; findings name theirs."""
    desk, account = ready()
    other = type(desk)(desk.world, agent="other/2")
    for _ in range(4):
        desk.poll(account)
        other.get(f"/accounts/{account.id}")
        desk.wait(hours=1)
    (finding,) = score(desk.world).findings
    assert finding.client == "Default key, other/2"
