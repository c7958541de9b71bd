"""CA2: what a client does with the ETags that it is given."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from creatoraudit_mock.scorecard.calls import Call
from creatoraudit_mock.scorecard.findings import Offence
from creatoraudit_mock.scorecard.run import Client
from creatoraudit_mock.scorecard.vocabulary import POLLED

_NOT_MODIFIED = 304


def unconditional(client: Client) -> Iterator[Offence]:
    """CA201."""
    for calls in _polled(client):
        pairs = [(before, call) for before, call in _rereads(calls) if before.status == 200]  # noqa: PLR2004
        careless = [call for _, call in pairs if call.validator is None]
        if _often(client, len(careless), len(pairs)):
            for call in careless:
                yield Offence("CA201", call, "read again without If-None-Match")


def wrong_validators(client: Client) -> Iterator[Offence]:
    """CA202."""
    for call in client.calls:
        if call.tag_trouble is not None:
            yield Offence("CA202", call, f"sent a validator that cannot match: {call.tag_trouble}")


def thrown_away(client: Client) -> Iterator[Offence]:
    """CA203."""
    for calls in _polled(client):
        pairs = [(before, call) for before, call in _rereads(calls) if _is_unchanged(before)]
        careless = [call for _, call in pairs if call.validator is None]
        if _often(client, len(careless), len(pairs)):
            for call in careless:
                yield Offence("CA203", call, "read again without a validator right after a 304")


def _polled(client: Client) -> Iterator[list[Call]]:
    """The GETs of each target, in order."""
    targets: dict[str, list[Call]] = {}
    for call in client.calls:
        if call.operation in POLLED and call.method == "GET":
            targets.setdefault(call.target, []).append(call)
    yield from targets.values()


def _rereads(calls: list[Call]) -> Iterator[tuple[Call, Call]]:
    """Neighbours of which the first gave a tag that the client may well have received.

    Who has changed something meanwhile knows that the answer will differ.
    """
    for before, call in pairwise(calls):
        fair = before.ok and call.ok and before.etag is not None
        if fair and before.writes == call.writes:
            yield before, call


def _is_unchanged(call: Call) -> bool:
    return call.status == _NOT_MODIFIED


def _often(client: Client, careless: int, occasions: int) -> bool:
    settings = client.settings
    return careless >= settings.repeats and careless >= settings.careless_share * occasions
