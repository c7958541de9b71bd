"""CA4: what is done when the service refuses or fails."""

import httpx
import msgspec
import pytest

from creatoraudit_mock import Fault, World, score
from polling import BROKEN, Desk, accounts, codes, ready

CREATOR = {"name": "Ada"}


def test_too_early() -> None:
    """CA401: the same request again before Retry-After has passed."""
    desk, account = ready()
    desk.poll(account)
    desk.wait(hours=1)
    desk.fail(503, retry_after="30")
    desk.poll(account)
    desk.wait(seconds=10)
    desk.poll(account)
    (finding,) = score(desk.world).findings
    assert finding.code == "CA401"
    assert "came 20 s before the Retry-After of 30 s" in finding.message


def test_early_with_something_else() -> None:
    """CA401: after a 429, whatever is refused by a 429 again was too early."""
    desk = Desk(World("empty"))
    made = accounts(desk, 6)
    desk.world.set_rate_limit(3, window="60s")
    for account in made:
        desk.poll(account)
        desk.wait(seconds=1)
    card = score(desk.world)
    assert codes(card) == {"CA401"}
    assert card.figures.rate_limited == 3
    assert card.figures.early_retries == 2


@pytest.mark.parametrize("fault", [Fault.reset(), Fault.stall("30s")])
def test_told_in_vain(fault: Fault) -> None:
    """CA401: nobody is told anything by an answer that never arrives."""
    world = World("small")
    world.faults.add(Fault.status(503, retry_after=300), times=1)
    world.faults.add(fault, times=1)
    with world.client() as client:
        with pytest.raises(httpx.TransportError):
            client.get("/accounts")
        world.clock.advance(seconds=1)
        client.get("/accounts")
    assert score(world).findings == ()


def test_many_at_once() -> None:
    """Requests of the same instant could not know of each other."""
    desk = Desk(World("empty"))
    made = accounts(desk, 6)
    desk.world.set_rate_limit(3, window="60s")
    for account in made:
        desk.poll(account)
    desk.wait(seconds=60)
    assert score(desk.world).findings == ()


@pytest.mark.parametrize(
    "text", ["30", "30.0", "29.97", "Mon, 05 Jan 2026 10:01:15 GMT", "soon", "-5"]
)
def test_in_time(text: str) -> None:
    """Who waits as long as it was told is right, be it told in seconds or as a date."""
    desk, account = ready()
    desk.poll(account)
    desk.wait(hours=1)
    desk.fail(503, retry_after=text)
    desk.poll(account)
    desk.wait(seconds=30)
    desk.poll(account)
    assert score(desk.world).findings == ()


def test_early_by_date() -> None:
    """CA401: a date counts like seconds."""
    desk, account = ready()
    desk.poll(account)
    desk.wait(hours=1)
    desk.fail(503, retry_after="Mon, 05 Jan 2026 10:05:45 GMT")
    desk.poll(account)
    desk.wait(seconds=30)
    desk.poll(account)
    assert codes(score(desk.world)) == {"CA401"}


def test_other_requests_after_a_503() -> None:
    """A 503 of one request says nothing of others."""
    desk, account = ready()
    other = accounts(desk, 1)[0]
    desk.poll(other)
    desk.fail(503, retry_after="60")
    desk.poll(account)
    desk.wait(seconds=11)
    desk.poll(other)
    assert score(desk.world).findings == ()


def attempts(desk: Desk, path: str, gaps: list[float], status: int = 500) -> None:
    """Fail at once and after each gap; then succeed."""
    for gap in [*gaps, 0.0]:
        desk.fail(status)
        desk.poll(path)
        desk.wait(seconds=gap)
    desk.wait(minutes=1)
    desk.poll(path)


@pytest.mark.parametrize("status", [500, 502, 503, 429, BROKEN])
@pytest.mark.parametrize("gap", [0.0, 0.2, 1.0])
def test_no_backoff(gap: float, status: int) -> None:
    """CA402: six attempts at the same short gap."""
    desk, account = ready()
    attempts(desk, f"/accounts/{account.id}", [gap] * 5, status)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.count) == ("CA402", 5)


def test_jitter_alone_is_no_backoff() -> None:
    """CA402: ten attempts within a second of each other, however irregular."""
    desk, account = ready()
    attempts(desk, f"/accounts/{account.id}", [0.1, 0.9, 0.3, 0.7, 0.2, 0.8, 0.4, 0.95, 0.15])
    assert codes(score(desk.world)) == {"CA402"}


@pytest.mark.parametrize(
    "gaps",
    [
        pytest.param([1, 2, 4, 8], id="the documentation's five attempts"),
        pytest.param([0.2, 0.5, 0.9, 1.4, 1.7, 3.8, 5, 5, 5], id="stamina"),
        pytest.param([0.1, 0.2, 0.4, 0.8, 1.6, 3.2], id="stamina without luck"),
        pytest.param([0.9, 0.1, 0.5, 0.8, 0.7, 22], id="full jitter with little luck"),
        pytest.param([0, 0.2, 0.4, 0.8, 1.6], id="urllib3"),
        pytest.param([0.5] * 4, id="five quick attempts"),
        pytest.param([1.1] * 20, id="every 1.1 s"),
    ],
)
def test_backoff_of_common_libraries(gaps: list[float]) -> None:
    """Retry libraries at their defaults are right."""
    desk, account = ready()
    attempts(desk, f"/accounts/{account.id}", gaps)
    assert score(desk.world).findings == ()


def test_told_to_come_back_soon() -> None:
    """Who is told to wait one second, again and again, may come every second."""
    desk, account = ready()
    for _ in range(12):
        desk.fail(429, retry_after="1")
        desk.poll(account)
        desk.wait(seconds=1)
    assert score(desk.world).findings == ()


@pytest.mark.parametrize("first", [None, "one"])
@pytest.mark.parametrize("status", [500, 503, BROKEN])
def test_creates_repeated(status: int, first: str | None) -> None:
    """CA403: with no key, or another one."""
    desk = Desk(World("empty"))
    desk.fail(status)
    desk.post("/creators", key=first, **CREATOR)
    desk.wait(minutes=1)
    desk.post("/creators", key="two" if first else None, **CREATOR)
    (finding,) = score(desk.world).findings
    assert finding.code == "CA403"


@pytest.mark.parametrize("status", [429, 404, 422])
def test_creates_that_were_refused(status: int) -> None:
    """Refused creates have created nothing, so they may come again."""
    desk = Desk(World("empty"))
    desk.fail(status)
    desk.post("/creators", **CREATOR)
    _unmark(desk)
    desk.wait(minutes=1)
    desk.post("/creators", **CREATOR)
    assert score(desk.world).findings == ()


def _unmark(desk: Desk) -> None:
    """Let the last refusal be the service's own, not a falsified answer."""
    journal = desk.world.journal
    journal._kept[-1] = msgspec.structs.replace(journal[-1], faults=())


def test_creates_with_their_key() -> None:
    """One key for each logical create, kept through its retries."""
    desk = Desk(World("empty"))
    for key in ("one", "two"):
        desk.fail(500, BROKEN)
        for pause in (1, 2, 4):
            desk.post("/creators", key=key, **CREATOR)
            desk.wait(seconds=pause)
    assert score(desk.world).findings == ()


def test_looking_before_creating_again() -> None:
    """Who looks whether it is there by now may create it without a key."""
    desk = Desk(World("empty"))
    desk.fail(503)
    desk.post("/creators", **CREATOR)
    desk.poll("/creators")
    desk.post("/creators", **CREATOR)
    assert score(desk.world).findings == ()


def test_the_same_create_much_later() -> None:
    """After ten minutes it is another create, for no key would be remembered."""
    desk = Desk(World("empty"))
    desk.fail(503)
    desk.post("/creators", **CREATOR)
    desk.wait(minutes=11)
    desk.post("/creators", **CREATOR)
    assert score(desk.world).findings == ()


def abandoned(status: int = 500, *, deleted: bool = False) -> tuple[Desk, str]:
    """A poller of two accounts that drops one after a failure, perhaps because it is deleted."""
    desk, account = ready()
    other = accounts(desk, 1)[0]
    for hour in range(24):
        if hour < 4:
            if hour == 3:
                desk.fail(status)
            desk.poll(account)
        if hour == 4 and deleted:
            desk.world.delete(account)
        desk.poll(other)
        desk.wait(hours=1)
    return desk, account.id


@pytest.mark.parametrize("status", [429, 500, 502, 503, BROKEN])
def test_gave_up(status: int) -> None:
    """CA404: one failure, and it is never asked for again."""
    desk, name = abandoned(status)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.subjects) == ("CA404", (f"/accounts/{name}",))


def test_gave_up_at_once() -> None:
    """CA404: what should be followed, and was asked for once, in vain."""
    desk, account = ready()
    desk.fail(500)
    desk.poll(account)
    desk.wait(days=3)
    now = desk.world.clock.now
    assert codes(score(desk.world, until=now)) == set()
    assert codes(score(desk.world, until=now, resources=[account.id])) == {"CA404"}


def test_stopped_by_its_end() -> None:
    """A run that ends with a failure has not given up; with `until` it has."""
    desk, account = ready()
    for _ in range(4):
        desk.poll(account)
        desk.wait(hours=1)
    desk.fail(500)
    desk.poll(account)
    desk.wait(days=3)
    assert codes(score(desk.world)) == set()
    assert codes(score(desk.world, until=desk.world.clock.now)) == {"CA404"}


def test_dropped_because_it_was_deleted() -> None:
    """What is deleted need not be asked for."""
    desk, _ = abandoned(deleted=True)
    assert score(desk.world).findings == ()


def test_read_in_another_way() -> None:
    """Who goes on to read lists has not given up."""
    desk, account = ready()
    desk.poll(account)
    desk.wait(seconds=20)
    desk.poll(account)
    desk.wait(seconds=20)
    desk.fail(500)
    desk.poll(account)
    for _ in range(24):
        desk.wait(hours=1)
        desk.poll("/accounts?limit=200")
    assert score(desk.world).findings == ()


@pytest.mark.parametrize("state", ["disabled", "deleted"])
def test_keeps_going_without_a_key(state: str) -> None:
    """CA405: a refused key, and it goes on every minute."""
    desk, account = ready()
    desk.poll(account)
    desk.world.set_key("Default key", state)
    for _ in range(6):
        desk.wait(minutes=1)
        desk.poll(account)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.count) == ("CA405", 5)


def test_keeps_going_without_the_scope() -> None:
    """CA405: writes with a key that may only read."""
    desk, account = ready()
    desk.client.headers["authorization"] = f"Bearer {desk.world.add_key('reader', 'read')}"
    for _ in range(6):
        desk.client.patch(f"/accounts/{account.id}", json={"category": "x"})
        desk.poll(account)
        desk.wait(minutes=1)
    assert codes(score(desk.world)) == {"CA405"}


def test_stops_or_looks_rarely() -> None:
    """Four refusals, a burst at one instant, and then a look every hour are fine."""
    desk = Desk(World("empty"))
    made = accounts(desk, 9)
    desk.world.set_key("Default key", "disabled")
    for account in made:
        desk.poll(account)
    for _ in range(6):
        desk.wait(hours=1)
        desk.poll(made[0])
    assert score(desk.world).findings == ()
