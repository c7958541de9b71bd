"""CA5: requests that one request could have replaced."""

from uuid import uuid4

from creatoraudit_mock import World, score
from polling import Desk, accounts, codes


def test_batches_of_one() -> None:
    """CA501, an error: the totals of ten accounts one by one, twice."""
    desk = Desk(World("empty"))
    made = accounts(desk, 10)
    for _ in range(2):
        for account in made:
            desk.post("/accounts/metrics", account_ids=[account.id])
        desk.wait(hours=24)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.level, finding.count) == ("CA501", "error", 2)


def test_days_one_by_one() -> None:
    """CA501, an error: a single day of each account, which a batch sums up as well."""
    desk = Desk(World("empty"))
    made = accounts(desk, 10)
    day = "start_date=2026-01-05&end_date=2026-01-05"
    for _ in range(2):
        for account in made:
            desk.poll(f"/accounts/{account.id}/analytics?{day}")
        desk.wait(hours=24)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.level) == ("CA501", "error")


def test_series_one_by_one() -> None:
    """CA501, advice only: no batch gives a series, but somebody may want no more than its sum."""
    desk = Desk(World("empty"))
    made = accounts(desk, 10)
    for _ in range(2):
        for account in made:
            desk.poll(f"/accounts/{account.id}/timeseries?period=7d")
        desk.wait(hours=24)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.level) == ("CA501", "advice")


def test_accounts_one_by_one() -> None:
    """CA501, advice only: the documentation itself looks at single accounts."""
    desk = Desk(World("empty"))
    made = accounts(desk, 10)
    for _ in range(2):
        for account in made:
            desk.poll(account)
        desk.wait(hours=24)
    card = score(desk.world)
    (finding,) = card.findings
    assert (finding.code, finding.level) == ("CA501", "advice")
    card.assert_clean()


def test_few_resources_or_once() -> None:
    """Nine at a time, or a first look at all of them, are fine."""
    desk = Desk(World("empty"))
    made = accounts(desk, 10)
    for _ in range(3):
        for account in made[:9]:
            desk.poll(account)
        desk.wait(hours=24)
    for account in made:
        desk.post("/accounts/metrics", account_ids=[account.id])
    assert score(desk.world).findings == ()


def test_a_batch_that_is_too_large() -> None:
    """CA502: more than two hundred videos."""
    desk = Desk(World("empty"))
    desk.post("/videos/metrics", video_ids=[str(uuid4()) for _ in range(201)])
    (finding,) = score(desk.world).findings
    assert finding.code == "CA502"
    assert "201 videos" in finding.message


def test_a_batch_that_stays_wrong() -> None:
    """CA502: refused as invalid, and sent again as it was."""
    desk = Desk(World("empty"))
    for _ in range(2):
        desk.post("/accounts/metrics", account_ids=["nonsense"])
        desk.wait(hours=1)
    assert codes(score(desk.world)) == {"CA502"}


def test_a_batch_that_is_mended() -> None:
    """One refusal, two hundred ids, and unknown limits of other batches are fine."""
    desk = Desk(World("empty"))
    many = [str(uuid4()) for _ in range(201)]
    desk.post("/accounts/metrics", account_ids=many)
    desk.post("/accounts/metrics", account_ids=many[:200])
    desk.post("/videos/metrics", video_ids=many[:200])
    assert score(desk.world).findings == ()


def test_not_found_is_ignored() -> None:
    """CA503: an id that was not found is asked for again and again."""
    desk = Desk(World("empty"))
    (account,) = accounts(desk, 1)
    gone = str(uuid4())
    for _ in range(3):
        desk.post("/accounts/metrics", account_ids=[account.id, gone])
        desk.wait(hours=24)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.subjects, finding.count) == ("CA503", (gone,), 2)


def test_not_found_is_heeded() -> None:
    """Once more may be an accident; then it is left out."""
    desk = Desk(World("empty"))
    (account,) = accounts(desk, 1)
    for ids in ([account.id, "x"], [account.id, "x"], [account.id], [account.id]):
        desk.post("/accounts/metrics", account_ids=[i if i != "x" else account.id for i in ids])
        desk.post("/videos/metrics", video_ids=[str(uuid4())])
        desk.wait(hours=24)
    assert score(desk.world).findings == ()


def walk(desk: Desk, path: str) -> None:
    """Read a list to its end."""
    page = desk.get(path).json()
    while page["pagination"]["has_next"]:
        page = desk.get(f"{path}&cursor={page['pagination']['next_cursor']}").json()


def test_small_pages() -> None:
    """CA504, advice: two hundred accounts in pages of twenty."""
    desk = Desk(World("agency"))
    walk(desk, "/accounts?limit=20")
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.level) == ("CA504", "advice")
    assert "200 rows in 10 pages of 20, where 1 would do" in finding.message


def test_large_pages() -> None:
    """The largest pages there are, and two smaller ones."""
    desk = Desk(World("agency"))
    walk(desk, "/account-videos?limit=200")
    walk(desk, "/accounts?limit=100")
    assert score(desk.world).findings == ()
