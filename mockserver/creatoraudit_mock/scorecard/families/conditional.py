"""CA2: what a client does with the ETags that it is given."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.findings import Offence
from creatoraudit_mock.scorecard.run import Client


def unconditional(client: Client) -> Iterator[Offence]:
    """CA201."""
    for call in _careless(client, 200):
        yield Offence("CA201", call, "read again without If-None-Match")


def wrong_validators(client: Client) -> Iterator[Offence]:
    """CA202."""
    for call in client.calls:
        if call.tag_trouble is not None:
            yield Offence("CA202", call, f"sent a validator that cannot match: {call.tag_trouble}")


def thrown_away(client: Client) -> Iterator[Offence]:
    """CA203."""
    for call in _careless(client, 304):
        yield Offence("CA203", call, "read again without a validator right after a 304")


def _careless(client: Client, status: int) -> Iterator[Call]:
    """Reads without validator after answers of a status, of targets where that is the habit."""
    for calls in client.polls:
        if [call.validator for call in calls].count(None) >= client.settings.repeats:
            reads = [call for before, call in _rereads(calls) if before.status == status]
            careless = [call for call in reads if call.validator is None]
            if _often(client, len(careless), len(reads)):
                yield from careless


def _rereads(calls: list[Call]) -> Iterator[tuple[Call, Call]]:
    """Neighbours of which the first gave a tag that the client may well have received and kept.

    Who has changed something meanwhile knows that the answer will differ.
    """
    for before, call in pairwise(calls):
        fair = before.ok and call.ok and before.etag is not None and before.may_be_kept
        if fair and before.writes == call.writes:
            yield before, call


def _often(client: Client, careless: int, occasions: int) -> bool:
    settings = client.settings
    return careless >= settings.repeats and careless >= settings.careless_share * occasions
