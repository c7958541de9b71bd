"""The thresholds of the rules."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The thresholds of the rules; durations are of virtual time.

    The defaults were chosen so that a poller which keeps to the API's documentation, with any of
    the common retry libraries at their defaults, has no findings.
    """

    tight_gap: timedelta = timedelta(seconds=10)
    """CA101: re-reading what is ready within less than this is a tight loop."""
    hammer_gap: timedelta = timedelta(seconds=1)
    """CA102: asking for the first refresh again within less than this is hammering."""
    tight_reads: int = 3
    """CA101, CA102: so many re-reads in a row."""
    failing_span: timedelta = timedelta(hours=1)
    """CA103, CA303: how long one failed answer excuses a client that does not ask again."""
    burst_reads: int = 20
    """CA104: so many different resources within a second are a burst."""
    bursts: int = 3
    """CA104: so many bursts."""
    repeats: int = 2
    """CA201, CA203, CA501, CA503: so many occurrences, since once may be an accident."""
    careless_share: float = 0.5
    """CA201, CA203: and at least this share of all occasions; a restart forgets an ETag too."""
    cadence_reads: int = 6
    """CA304: so many reads at constant gaps."""
    cadence_tolerance: float = 0.01
    """CA304: gaps that differ by no more than this share are constant."""
    cadence_lag: float = 0.25
    """CA304: a median lag above this share of the refresh interval is drift."""
    early_grace: timedelta = timedelta(milliseconds=50)
    """CA401: what rounding may cost; a request this little too early is in time."""
    hot_retries: int = 6
    """CA402: so many failures in a row at nearly constant short gaps are no back-off."""
    jittered_retries: int = 10
    """CA402: and so many at short gaps of any kind: no jitter stays short for so long."""
    backoff_gap: timedelta = timedelta(seconds=1)
    """CA402: a gap up to this is short."""
    retry_window: timedelta = timedelta(minutes=10)
    """CA403: how long an `Idempotency-Key` is kept, so how long a repeat is a retry."""
    silence: timedelta = timedelta(hours=6)
    """CA404: a silence shorter than this is not giving up."""
    silence_factor: int = 3
    """CA404: nor is one shorter than so many times the client's longest gap before."""
    refusals: int = 5
    """CA405: so many refusals in a row, at different instants."""
    refusal_gap: timedelta = timedelta(hours=1)
    """CA405: who asks less often than this is only looking whether access has come back."""
    single_reads: int = 10
    """CA501: so many resources one by one."""
    single_span: timedelta = timedelta(minutes=1)
    """CA501: within this."""
    walk_pages: int = 3
    """CA504: walks of so many pages."""
    stopped_walks: int = 3
    """CA601: so many walks, none of which came to the end."""
    stopped_page: int = 20
    """CA601: a smaller page is a look at the first few, not a walk."""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of all thresholds."""
        return tuple(field.name for field in fields(cls))
