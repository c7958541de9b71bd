"""Who may use the control interface of a served world."""

from __future__ import annotations

import socket
from collections.abc import Iterable

from creatoraudit_mock.cli.listening import is_exposed
from creatoraudit_mock.cli.refusals import Refused, refusing
from creatoraudit_mock.control.guard import TOKEN_VARIABLE, Access
from creatoraudit_mock.control.paths import PREFIX


def read_access(token: str | None, hosts: Iterable[str]) -> Access:
    """What `--control-token` and `--control-host` ask for."""
    with refusing("--control-token: "):
        return Access(token, frozenset(host.lower() for host in hosts))


def control_url(base_url: str, number: int = 1) -> str:
    """Where the control interface has a world; that of a command is the first there."""
    return f"{base_url.removesuffix('/v2')}{PREFIX}/worlds/w{number}"


def require_token(sock: socket.socket, host: str, access: Access | None) -> None:
    """Refuse to let other machines control the world without a token."""
    if access is not None and access.token is None and is_exposed(sock):
        raise Refused(
            f"--host {host} is not a loopback address, so anyone who reaches the port could "
            f"control the simulated world; give --control-token TOKEN (or {TOKEN_VARIABLE}), "
            "or --no-control"
        )
