"""Figures as rows of words, for all reports that people read."""

from __future__ import annotations

from collections.abc import Iterator

from creatoraudit_mock.scorecard.figures import Figures, Ideal
from creatoraudit_mock.scorecard.wording import size, span

_NONE = "none"


def figure_rows(figures: Figures) -> Iterator[tuple[str, str]]:
    """A name and a value for each figure, in the order of interest."""
    statuses = ", ".join(f"{n} x {status}" for status, n in figures.by_status.items())
    hourly = _NONE if figures.polls_per_hour is None else f"{figures.polls_per_hour:g}"
    spared = _NONE if figures.share_304 is None else f"{figures.share_304:.0%}"
    change = _NONE if figures.requests_per_change is None else f"{figures.requests_per_change:g}"
    lags = (figures.lag_p50, figures.lag_p95, figures.lag_max)
    late = " / ".join(span(lag) for lag in lags if lag is not None) or _NONE
    yield "requests", f"{figures.requests} ({statuses or _NONE})"
    yield "clients", str(figures.clients)
    yield "span", span(figures.span)
    yield "polls", f"{figures.polls}, {hourly} in a virtual hour"
    yield "resources read", str(figures.resources)
    yield "refreshes seen", f"{figures.detected} of {figures.refreshes}, {figures.missed} missed"
    yield "detection lag p50 / p95 / max", late
    yield "requests per change seen", change
    yield "unchanged re-reads spared by 304", f"{spared} of {figures.unchanged_rereads}"
    yield "bytes sent", f"{size(figures.bytes_sent)}, {size(figures.bytes_saved)} saved"
    yield "429s", f"{figures.rate_limited}, {figures.early_retries} early retries"
    for ideal in figures.ideal:
        yield f"fewest reads for a lag of {span(ideal.lag)}", _fewest(ideal)
    if figures.ideal:
        yield "reads of this run", _stand(figures)


def _fewest(ideal: Ideal) -> str:
    return f"{ideal.one_by_one} one by one, {ideal.all_at_once} all at once"


def _stand(figures: Figures) -> str:
    """How far a run is from the fewest reads for its own longest lag."""
    own = next((ideal for ideal in figures.ideal if ideal.lag == figures.lag_max), None)
    if own is None or not own.one_by_one:
        return str(figures.polls)
    factor = figures.polls / own.one_by_one
    return f"{figures.polls}, {factor:.3g}x the fewest one by one for its own longest lag"


def tally(errors: int, advice: int) -> str:
    """How many findings there are, in words."""
    if not errors and not advice:
        return "clean: nothing was found"
    return f"{_counted(errors, 'error')}, {advice} advice"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
