"""Figures: windows, series, changes and rates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Final
from uuid import uuid4

from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.learning.desk import Desk, moment
from creatoraudit_mock.service.learning.probes.refusals import BATCH
from creatoraudit_mock.service.learning.probes.samples import (
    TRACKED,
    Row,
    account_id,
    rows,
    rows_if_any,
)
from creatoraudit_mock.service.learning.unlearned import (
    NoneOfThese,
    NotSeen,
    by_status,
    pick,
    told,
)

_SERIES: Final = 6
"""How many resources are looked at one by one until something shows."""
_PERIODS: Final = ("7d", "30d", "90d")
_NOT_GAINS: Final = frozenset({"date", "followers"})
_LONGEST_WINDOW: Final = 365
_ENOUGH_POSTS: Final = 10


def ladder(takes: Callable[[int], bool], bounds: tuple[int, ...]) -> int:
    """The largest number that is taken, if it is one of these, which are in ascending order.

    Raises:
        NoneOfThese: the bound lies elsewhere.
    """
    for bound in bounds:
        if not takes(bound + 1):
            if takes(bound):
                return bound
            raise NoneOfThese(f"the bound is lower than {bound}, and none of {bounds}")
    raise NoneOfThese(f"{bounds[-1] + 1} is taken too, so the bound is none of {bounds}")


def takes(answer: Exchange) -> bool:
    """Whether a request was taken, or refused as invalid."""
    return by_status({200: True, 422: False}, answer)


def _batch(desk: Desk, **period: str) -> Exchange:
    return desk.ask("POST", BATCH, json={"account_ids": [account_id(desk)], **period})


def _custom(desk: Desk, first: date, last: date) -> Exchange:
    dates = {"start_date": first.isoformat(), "end_date": last.isoformat()}
    return _batch(desk, period="custom", **dates)


def _today(desk: Desk) -> date:
    return moment(_batch(desk, period="7d")).date()


def preset_end(desk: Desk) -> str:
    """The last day of a preset."""
    answer = _batch(desk, period="7d")
    ago = moment(answer).date() - date.fromisoformat(told(answer, "meta", "end_date"))
    return pick({0: "today", 1: "yesterday"}, ago.days, "the age in days of a preset's end")


def dates_with_preset(desk: Desk) -> str:
    """What dates beside a preset get."""
    last = _today(desk) - timedelta(40)
    dates = {"start_date": (last - timedelta(3)).isoformat(), "end_date": last.isoformat()}
    answer = _batch(desk, period="7d", **dates)
    if takes(answer) and told(answer, "meta", "end_date") == dates["end_date"]:
        raise NoneOfThese("dates beside a preset take its place")
    return by_status({200: "ignore", 422: "refuse"}, answer)


def longest_span(desk: Desk) -> int:
    """Of how many days a custom window may be, ending yesterday."""
    last = _today(desk) - timedelta(1)
    return ladder(
        lambda days: takes(_custom(desk, last - timedelta(days - 1), last)), (90, 366, 3660)
    )


def future_end(desk: Desk) -> str:
    """What a window gets that ends the day after tomorrow."""
    today = _today(desk)
    first = today - timedelta(2)
    told(_custom(desk, first, today - timedelta(1)))
    answer = _custom(desk, first, today + timedelta(2))
    return by_status({200: "allow", 422: "refuse"}, answer)


def batch_size(desk: Desk) -> int:
    """How many accounts a batch takes."""

    def fits(count: int) -> bool:
        ids = [str(uuid4()) for _ in range(count)]  # distinct: repeated ones may count once
        return takes(desk.ask("POST", BATCH, json={"account_ids": ids}))

    return ladder(fits, (100, 200))


def quiet_days(desk: Desk) -> str:
    """Whether series have rows without any gain, or gaps."""
    for path in list(_stale(desk))[:_SERIES]:
        answer = desk.get(f"{path}/timeseries", period="90d")
        series = told(answer, "data", "series")
        if not series:
            continue
        quiet = any(not any(_gains(row).values()) for row in series)
        gaps = _gaps(series, date.fromisoformat(told(answer, "meta", "end_date")))
        if quiet and gaps:
            raise NoneOfThese(f"{path} has days without a row, and rows without a gain")
        if quiet or gaps:
            return "zero" if quiet else "omitted"
    raise NotSeen("no series that was looked at has a quiet day")


def _stale(desk: Desk) -> Iterator[str]:
    """What was refreshed at some time, that with the oldest refresh or longest interval first."""
    found = [(row, path) for path in TRACKED for row in rows_if_any(desk, path)]
    known = [(row, path) for row, path in found if row["last_scrape_time"] is not None]
    known.sort(key=lambda pair: (-pair[0]["scrape_interval_hours"], pair[0]["last_scrape_time"]))
    known.sort(key=lambda pair: pair[0]["last_scrape_time"][:10])
    return (f"{path}/{row['id']}" for row, path in known)


def _gains(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in _NOT_GAINS}


def _gaps(series: list[Row], end: date) -> bool:
    """Whether days are missing after the first; the last two may just not be there yet."""
    days = [date.fromisoformat(row["date"]) for row in series]
    last = max(days[-1], end - timedelta(2))
    return len([day for day in days if day <= last]) <= (last - days[0]).days


def short_history(desk: Desk) -> str:
    """What a look-back shows that reaches beyond the first snapshot of a video."""
    ages = [(_whole_days(desk, row), row) for row in rows(desk, "/videos")]
    young = [pair for pair in ages if 1 <= pair[0] < _LONGEST_WINDOW - 1]
    for known, row in young[:_SERIES]:
        windows = [known, _LONGEST_WINDOW]
        sent = {"video_ids": [row["id"]], "windows": windows}
        gained = told(desk.ask("POST", "/videos/deltas", json=sent), "data", row["id"])
        inside, beyond = (gained[f"{days}d"] for days in windows)
        if inside > 0:
            return "partial" if beyond >= inside else pick({0: "zero"}, beyond, "the change")
    raise NotSeen("no video has gained views within a history shorter than a year")


def _whole_days(desk: Desk, row: Row) -> int:
    """How many days, today included, certainly lie within what is known of a video."""
    if row["first_scrape_time"] is None:
        return 0
    age = moment(desk.get("/videos", limit=1)) - datetime.fromisoformat(row["first_scrape_time"])
    return age.days


def engagement_rate(desk: Desk) -> str:
    """How often the share of engagement in views, as batches give it, goes into the rate."""
    for period in _PERIODS:
        rate = told(desk.get("/overview", period=period), "data", "current", "engagement_rate")
        views, engagement = _sums(desk, period)
        if rate and views and engagement:
            times = rate * views / engagement
            # The sample is not the whole organization, and the units are far apart.
            unit = next((n for n in (1, 100) if n / 4 < times < n * 4), round(times, 2))
            return pick({1: "ratio", 100: "percentage"}, unit, "the rate, in shares of engagement,")
    raise NotSeen("this organization has no engagement to compare")


def _sums(desk: Desk, period: str) -> tuple[int, int]:
    """Views and engagement of a sample of accounts and videos."""
    views = engagement = 0
    for path, name in zip(TRACKED, ("account_ids", "video_ids"), strict=True):
        ids = [row["id"] for row in rows_if_any(desk, path)]
        if ids:
            sent = {name: ids, "period": period}
            found = told(desk.ask("POST", f"{path}/metrics", json=sent), "data").values()
            views += sum(figures["views"] for figures in found)
            engagement += sum(figures["engagement"] for figures in found)
    return views, engagement


def change_from_nothing(desk: Desk) -> str:
    """The change in percent of a figure that was zero in the window before."""
    for period in _PERIODS:
        shown = told(desk.get("/overview", period=period), "data")
        for name, before in shown["previous"].items():
            change, now = shown["changes"].get(f"{name}_pct"), shown["current"][name]
            if before == 0 and (now > 0 or change is None):
                known = {None: "null", 100: "hundred", 0: "zero"}
                return pick(known, change, "the change from nothing")
    raise NotSeen("no figure of this organization rose from zero in 7, 30 or 90 days")


def total_counts(desk: Desk) -> str:
    """Whether posts on Instagram have more views in all than their own."""
    posts = [row for path in ("/account-videos", "/videos") for row in _seen_posts(desk, path)]
    if any(_exceeds(row, "view") or _exceeds(row, "play") for row in posts):
        return "cross-posted"
    crossing = {row["id"] for row in rows_if_any(desk, "/accounts") if row.get("fb_play_count")}
    certain = [row for row in posts if row["account_id"] in crossing]
    if len(certain) < _ENOUGH_POSTS:
        raise NotSeen(f"fewer than {_ENOUGH_POSTS} posts were seen of accounts that cross-post")
    return "same"


def _seen_posts(desk: Desk, path: str) -> list[Row]:
    found = rows_if_any(desk, path)
    return [r for r in found if r["platform"] == "instagram" and _count(r, "view_count") > 100]  # noqa: PLR2004 - enough for a share of it to show


def _exceeds(row: Row, kind: str) -> bool:
    return _count(row, f"total_{kind}s") > _count(row, f"{kind}_count")


def _count(row: Row, name: str) -> int:
    return int(row.get(name) or 0)
