"""The scorecard, graded at each request from the journal as it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from msgspec import UnsetType

from creatoraudit_mock.control.bodies import Deliver, ScoreQuery
from creatoraudit_mock.control.call import Call
from creatoraudit_mock.control.handlers.worlds import NO_CONTENT
from creatoraudit_mock.http.replies import JSON, Reply
from creatoraudit_mock.scorecard import Scorecard, score

_T = TypeVar("_T")
_FORMS: Final[dict[str, tuple[str, Callable[[Scorecard], str]]]] = {
    "json": (JSON, Scorecard.to_json),
    "text": ("text/plain; charset=utf-8", Scorecard.to_text),
    "html": ("text/html; charset=utf-8", Scorecard.to_html),
    "markdown": ("text/markdown; charset=utf-8", Scorecard.to_markdown),
    "sarif": ("application/sarif+json", Scorecard.to_sarif),
}
MEDIA_TYPES: Final = tuple(kind for kind, _ in _FORMS.values() if kind != JSON)


def deliver(call: Call) -> Reply:
    """Stand in for whoever a poller hands its news to; the scorecard judges what it got."""
    body: Deliver = call.body
    call.world.deliver(body.resource_id, body.payload)
    return NO_CONTENT


def get_score(call: Call) -> Reply:
    """Findings and figures, as `score` has them: of all requests and deliveries so far."""
    query: ScoreQuery = call.query
    card = score(
        call.world,
        lag=_or_none(query.lag),
        until=_or_none(query.until),
        deliveries=call.world.deliveries or None,
    )
    only, never = _or_none(query.select), _or_none(query.ignore)
    media_type, told = _FORMS[query.format]
    wanted = card.only(select=only, ignore=never, strict=query.strict)
    return Reply(200, told(wanted).encode(), media_type)


def _or_none(value: _T | UnsetType) -> _T | None:
    return None if isinstance(value, UnsetType) else value
