"""Getting hold of a port, and saying what to do if that fails."""

from __future__ import annotations

import errno
import ipaddress
import socket

from creatoraudit_mock.cli.refusals import Refused
from creatoraudit_mock.server import bound_socket

_NEIGHBOURS = 100
_LAST_PORT = 65_535
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound to


def listen(host: str, port: int) -> socket.socket:
    """A listening socket for `--host` and `--port`."""
    if not 0 <= port <= _LAST_PORT:
        raise Refused(f"--port must be from 0 to {_LAST_PORT}, got {port}")
    try:
        return bound_socket(host, port)
    except (OSError, UnicodeError) as error:
        raise Refused(_explained(error, host, port)) from None


def base_url(sock: socket.socket, host: str) -> str:
    """Where clients on this machine reach the socket, with `/v2`."""
    address, port = sock.getsockname()[:2]
    name = _ANYWHERE.get(address, host)
    return f"http://[{name}]:{port}/v2" if ":" in name else f"http://{name}:{port}/v2"


def is_exposed(sock: socket.socket) -> bool:
    """Whether other machines can reach the socket."""
    return not ipaddress.ip_address(sock.getsockname()[0]).is_loopback


def _explained(error: Exception, host: str, port: int) -> str:
    if isinstance(error, (socket.gaierror, UnicodeError)):
        return f"--host {host} is not a host that is known here; try --host 127.0.0.1"
    number = error.errno if isinstance(error, OSError) else None
    match number:
        case errno.EADDRINUSE:
            return f"port {port} is in use; try --port {_free_port(host, port)}"
        case errno.EADDRNOTAVAIL:
            return f"--host {host} is not an address of this machine; try --host 127.0.0.1"
        case errno.EACCES:
            return f"--port {port} is kept for administrators; try --port 8080, or 0 for any free"
    return f"cannot listen on --host {host} --port {port}: {error}"


def _free_port(host: str, taken: int) -> int:
    """The next port that could be bound a moment ago, else any that the system knows."""
    for port in (*range(taken + 1, min(taken + _NEIGHBOURS, _LAST_PORT) + 1), 0):
        try:
            with bound_socket(host, port) as sock:
                found: int = sock.getsockname()[1]
                return found
        except OSError:
            continue
    return 0
