"""Living a recorded step through again."""

from __future__ import annotations

from urllib.parse import urlsplit

from creatoraudit_mock.kit.recording import SentRequest, Step
from creatoraudit_mock.transport.calling import Request, Serve, call
from creatoraudit_mock.world import Advance, Organization


def live_again(step: Step, organization: Organization, serve: Serve) -> None:
    """Let a command take effect, or a request be served, at its recorded instant."""
    clock = organization.clock
    if isinstance(step.command, Advance):
        clock.advance_to(step.at)
        return
    clock.follow(step.at)
    if step.command is not None:
        organization.execute(step.command)
    if step.request is not None:
        call(serve, _readdressed(step.request, organization))


def _readdressed(sent: SentRequest, organization: Organization) -> Request:
    url = urlsplit(sent.base_url)
    headers = [
        (name.encode("latin-1"), _unmasked(name, value, organization).encode("latin-1"))
        for name, value in sent.headers
    ]
    return Request(
        sent.method,
        url.scheme,
        url.hostname or "",
        url.port,
        sent.target.encode("latin-1"),
        headers,
        sent.body,
    )


def _unmasked(name: str, value: str, organization: Organization) -> str:
    """The secret put back where the key's name stands."""
    scheme, _, masked = value.partition(" ")
    for key in organization.keys.values():
        if name == "authorization" and masked == f"<{key.name}>":
            return f"{scheme} {key.secret}"
    return value
