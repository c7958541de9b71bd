"""Every switch of the dialect with the probe that finds its value, and what the probe needs."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from creatoraudit_mock.service.learning.desk import Desk
from creatoraudit_mock.service.learning.probes import (
    collections,
    figures,
    refusals,
    replies,
    retries,
    timing,
    tracking,
)


class Need(enum.Enum):
    """What a probe needs beyond requests that only read; the value is the option that gives it."""

    WRITES = "--writes"
    ACCOUNT = "--account"
    WAIT = "--wait"
    EXHAUST = "--exhaust"
    LIMITED_KEY = "--limited-key-env"
    DISABLED_KEY = "--disabled-key-env"
    DELETED_KEY = "--deleted-key-env"


class Probe(NamedTuple):
    """How the value of a switch is found."""

    find: Callable[[Desk], Any]
    """Returns the value, or raises `Unlearned`."""
    most: int
    """Requests at most if nothing is known yet; what several probes need is asked once."""
    needs: tuple[Need, ...] = ()
    data: str = ""
    """What the organization must hold for it to show; nothing in particular if empty."""
    wait: int = 0
    """Seconds that it may take with the rate limits and intervals of our own mock."""


_KEYS: Final = {
    refusals.scope_check: Need.LIMITED_KEY,
    refusals.batch_scope: Need.LIMITED_KEY,
    refusals.disabled_key: Need.DISABLED_KEY,
    refusals.deleted_key: Need.DELETED_KEY,
}


def _reads(find: Callable[[Desk], Any], most: int, data: str = "") -> tuple[str, Probe]:
    needs = (_KEYS[find],) if find in _KEYS else ()
    return find.__name__, Probe(find, most, needs, data)


def _waits(
    find: Callable[[Desk], Any], most: int, wait: int, data: str = "", *needs: Need
) -> tuple[str, Probe]:
    return find.__name__, Probe(find, most, (*needs, Need.WAIT), data, wait)


def _writes(
    find: Callable[[Desk], Any], most: int, *needs: Need, data: str = ""
) -> tuple[str, Probe]:
    return find.__name__, Probe(find, most, (Need.WRITES, *needs), data)


_TWO_ROWS: Final = "a list with two rows"
_FULL: Final = "a quota of accounts that is used up"

PROBES: Final[dict[str, Probe]] = dict(
    (
        # What only reads.
        _reads(refusals.malformed_json, 1),
        _reads(refusals.error_fields, 1),
        _reads(refusals.instance, 1),
        _reads(refusals.wrong_method, 1),
        _reads(refusals.malformed_id, 1),
        _reads(refusals.challenge, 1),
        _reads(refusals.unknown_parameters, 1),
        _reads(refusals.json_types, 1),
        _reads(refusals.problem_accept, 1),
        _reads(refusals.scope_check, 2),
        _reads(refusals.batch_scope, 2),
        _reads(refusals.disabled_key, 1),
        _reads(refusals.deleted_key, 1),
        _reads(replies.inbound_request_id, 1),
        _reads(replies.timestamps, 4, "an account, a video or a post"),
        _reads(replies.not_modified, 19),
        _reads(replies.validator_comparison, 9),
        _reads(replies.etag_coverage, 14, "an account, a video or a creator"),
        _reads(replies.cache_control, 7),
        _reads(replies.deprecation, 2),
        _reads(collections.limit_out_of_range, 1),
        _reads(collections.tampered_cursor, 6),
        _reads(collections.limit_under_cursor, 6, _TWO_ROWS),
        _reads(collections.full_last_page, 16, "a list with 1 to 200 rows"),
        _reads(collections.unrequested_total, 1),
        _reads(collections.filters_echo, 2),
        _reads(collections.bad_legacy_sort, 1),
        _reads(collections.search_cap, 1),
        _reads(figures.preset_end, 2),
        _reads(figures.dates_with_preset, 3),
        _reads(figures.longest_span, 6),
        _reads(figures.future_end, 4),
        _reads(figures.batch_size, 3),
        _reads(figures.quiet_days, 8, "something tracked that gained nothing on a day"),
        _reads(figures.short_history, 8, "a video with less than a year of history, and views"),
        _reads(figures.engagement_rate, 11, "engagement in the last 90 days"),
        _reads(figures.change_from_nothing, 3, "less than 180 days of history"),
        _reads(figures.total_counts, 3, "posts of an Instagram account that cross-posts"),
        # What only reads, and waits.
        _waits(timing.rate_window, 3, 150),
        _waits(collections.cursor_lifetime, 7, 690, _TWO_ROWS),
        # What writes. The order matters to the account: it is made, made again, and let run; and
        # whatever asks for an Idempotency-Key must do so before it is forgotten: do not wait here.
        _writes(tracking.longest_interval, 5),
        _writes(tracking.delete_status, 2),
        _writes(retries.idempotent_status, 4),
        _writes(retries.idempotent_marker, 4),
        _writes(retries.idempotency_conflict, 7),
        _writes(tracking.known_post, 4, data="a post that is not tracked as a video"),
        _writes(tracking.idempotent_errors, 9, Need.ACCOUNT),
        _writes(tracking.idempotency_scope, 13, Need.ACCOUNT),
        _writes(tracking.readded_id, 13, Need.ACCOUNT),
        # By now there is an account that waits for its first refresh, if there may be one.
        _reads(
            collections.null_order, 17, "an account that waits for its first refresh, or --account"
        ),
        _writes(tracking.duplicate, 14, Need.ACCOUNT),
        _writes(tracking.existing_id, 18, Need.ACCOUNT),
        _writes(tracking.deleted_creator, 18, Need.ACCOUNT),
        _writes(tracking.quota_counts, 14, Need.ACCOUNT, data=_FULL),
        _writes(tracking.quota_or_duplicate, 16, Need.ACCOUNT, data=_FULL),
        _waits(timing.early_data, 32, 5400, "", Need.WRITES, Need.ACCOUNT),
        _waits(timing.resume, 44, 9200, "", Need.WRITES, Need.ACCOUNT),
        _writes(tracking.resume_cascade, 29, Need.ACCOUNT),
        _writes(tracking.link_to_paused, 21, Need.ACCOUNT),
        _waits(timing.missing_profile, 12, 600, "", Need.WRITES),
        # Last, since whatever comes after it has to wait.
        (
            timing.retry_after.__name__,
            Probe(timing.retry_after, 300, (Need.EXHAUST,), "a rate limit within the budget"),
        ),
    )
)
"""By name of the switch, in the order in which they are tried."""


def story(probe: Probe) -> str:
    """What a probe asks, in a few words."""
    text = probe.find.__doc__ or ""
    return text.partition("\n")[0].rstrip(".")


def class_of(probe: Probe) -> str:
    """By what kind of requests the switch can be observed."""
    waits, writes = Need.WAIT in probe.needs, Need.WRITES in probe.needs
    if Need.EXHAUST in probe.needs:
        return "using up the rate limit"
    if not probe.needs:
        return "reads"
    if any("KEY" in need.name for need in probe.needs):
        return "reads with another key"
    return " and ".join(name for name, is_so in (("writes", writes), ("waiting", waits)) if is_so)
