"""CA2: what becomes of ETags."""

from collections.abc import Callable

import pytest

from creatoraudit_mock import World, score
from polling import BROKEN, Desk, accounts, codes, ready


def test_no_validator() -> None:
    """CA201: hourly reads without If-None-Match."""
    desk, account = ready()
    for _ in range(5):
        desk.get(f"/accounts/{account.id}")
        desk.wait(hours=1)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.count, finding.entries) == ("CA201", 4, (1, 2, 3, 4))


def test_many_targets_make_one_finding() -> None:
    """What is done to many accounts alike is said once, with a count."""
    desk = Desk(World("empty"))
    made = accounts(desk, 5)
    for _ in range(3):
        for account in made:
            desk.get(f"/accounts/{account.id}")
        desk.wait(hours=1)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.count, len(finding.subjects)) == ("CA201", 10, 5)
    assert "and 4 more like it" in finding.message


def test_a_validator_once() -> None:
    """Other targets, and one repeat after a restart, are fine."""
    desk, account = ready()
    for n in range(20):
        if n == 10:
            desk.etags.clear()
        desk.poll(account)
        desk.get(f"/accounts?limit=1&q={n}")
        desk.wait(hours=1)
    assert score(desk.world).findings == ()


def test_daily_restarts() -> None:
    """Who forgets its tags when it is deployed each day still sends them nearly always."""
    desk, account = ready()
    for hour in range(24 * 5):
        if hour % 24 == 0:
            desk.etags.clear()
        desk.poll(account)
        desk.wait(hours=1)
    assert score(desk.world).findings == ()


def test_order_of_parameters() -> None:
    """The same parameters in another order are the same target."""
    desk, _ = ready()
    for n in range(4):
        desk.get(
            "/accounts?limit=5&platform=tiktok" if n % 2 else "/accounts?platform=tiktok&limit=5"
        )
        desk.wait(hours=1)
    assert codes(score(desk.world)) == {"CA201"}


def test_reading_back_what_was_changed() -> None:
    """After a change of its own a client knows that the tag is stale."""
    desk, account = ready()
    for name in "abcde":
        desk.get(f"/accounts/{account.id}")
        desk.client.patch(f"/accounts/{account.id}", json={"category": name})
        desk.wait(hours=1)
    assert score(desk.world).findings == ()


def test_answers_that_were_lost() -> None:
    """Whose answer never came has no tag to send."""
    desk, account = ready()
    for _ in range(6):
        desk.fail(BROKEN)
        desk.poll(account)
        desk.wait(minutes=10)
        desk.get(f"/accounts/{account.id}")
        desk.wait(minutes=10)
    assert score(desk.world).findings == ()


@pytest.mark.parametrize(
    "mangle",
    [
        lambda tag: tag.strip('"'),
        lambda tag: f'"{tag}"',
        lambda tag: f"W/{tag}",
        lambda tag: tag.upper(),
        lambda tag: tag[:20],
        lambda tag: tag[:20] + '"',
        lambda tag: tag.replace('"', "'"),
        lambda tag: tag[:-1] + '-gzip"',
        lambda tag: tag.replace('"', '\\"'),
        lambda _: "None",
        lambda _: '"null"',
    ],
)
def test_mangled_validators(mangle: Callable[[str], str]) -> None:
    """CA202: a tag that is not sent back as it came."""
    desk, account = ready()
    path = f"/accounts/{account.id}"
    etag = desk.get(path).headers["etag"]
    desk.wait(hours=1)
    desk.get(path, mangle(etag))
    (finding,) = score(desk.world).findings
    assert finding.code == "CA202"


def test_a_validator_of_another_url() -> None:
    """CA202: one variable for the tags of all accounts."""
    desk = Desk(World("empty"))
    one, other = accounts(desk, 2)
    etag = desk.get(f"/accounts/{one.id}").headers["etag"]
    desk.get(f"/accounts/{other.id}", etag)
    (finding,) = score(desk.world).findings
    assert finding.code == "CA202"
    assert f"was given for /accounts/{one.id}" in finding.message


@pytest.mark.parametrize(
    "validator", ['"0123456789abcdef"', 'W/"x"', "*", '"a", "b"', '"a", {etag}', "{etag}, {etag}"]
)
def test_validators_that_are_fine(validator: str) -> None:
    """Tags of an earlier run, the asterisk, and lists with the right one are not blamed."""
    desk, account = ready()
    path = f"/accounts/{account.id}"
    etag = desk.get(path).headers["etag"]
    desk.wait(hours=1)
    desk.get(path, validator.format(etag=etag))
    assert score(desk.world).findings == ()


def test_older_tags_are_known() -> None:
    """A tag that was given for this target earlier is never wrong, however old."""
    desk, account = ready()
    path = f"/accounts/{account.id}"
    etag = desk.get(path).headers["etag"]
    for _ in range(4):
        desk.wait(hours=25)
        desk.get(path, etag)
    assert score(desk.world).findings == ()


def test_bodies_thrown_away() -> None:
    """CA203: a 304, then the same again for the body."""
    desk, account = ready()
    path = f"/accounts/{account.id}"
    etag = desk.get(path).headers["etag"]
    for _ in range(3):
        desk.wait(hours=1)
        desk.get(path, etag)
        desk.get(path)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.count) == ("CA203", 3)


def test_bodies_that_are_kept() -> None:
    """304 after 304 is how it should be; one restart right after a 304 is let pass."""
    desk, account = ready()
    for n in range(48):
        if n == 30:
            desk.etags.clear()
        desk.poll(account)
        desk.wait(hours=1)
    assert len(desk.world.journal.where(status=304)) > 40
    assert score(desk.world).findings == ()
