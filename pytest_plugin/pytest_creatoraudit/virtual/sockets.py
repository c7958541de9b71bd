"""Which sockets somebody waits for: so that who is stalled can be told from who is in a hurry."""

from __future__ import annotations

import os
import socket
import sys
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from pytest_creatoraudit.virtual.places import root_of, stack_of

if TYPE_CHECKING:
    from pytest_creatoraudit.virtual.timeline import Address, Party

_READERS: Final = frozenset(
    {("httpcore._backends.sync", "read"), ("httpcore2._backends.sync", "read")}
    | {("socket", "readinto"), ("ssl", "read"), ("ssl", "recv_into")}
)
"""Modules and functions that are on top of the stack while a thread waits for a socket."""


def addresses_of(party: Party) -> set[Address]:
    """The own addresses of the sockets that a busy party waits for; none if it does not wait."""
    if party.wait is not None:
        if party.wait.cause is not None:
            return set()  # it is about to go on
        return {address for fd in party.watched() if (address := local_address(fd)) is not None}
    frame = sys._current_frames().get(party.ident)  # noqa: SLF001 - public, whatever its name
    if frame is None or (frame.f_globals.get("__name__"), frame.f_code.co_name) not in _READERS:
        return set()
    if any(root_of(outer) in {"asyncio", "trio"} for outer in stack_of(frame)):
        return set()  # an event loop does not block in there
    holder = frame.f_locals.get("self")
    sock = getattr(holder, "_sock", holder)
    address = local_address(sock.fileno()) if isinstance(sock, socket.socket) else None
    return {address} if address else set()


def asker(frame: FrameType | None) -> Address | None:
    """Who asked, if this is the inside of an ASGI application: the client's address."""
    for outer in stack_of(frame):
        scope = outer.f_locals.get("scope")
        if isinstance(scope, dict) and scope.get("client"):
            return _address(scope["client"])
    return None


def local_address(fd: int) -> Address | None:
    """The own address of a socket, or None if it has no host and port."""
    return _of_socket(fd, socket.socket.getsockname)


def name_of(fd: int) -> str:
    """What a file descriptor is, for people."""
    peer = _of_socket(fd, socket.socket.getpeername)
    return f"a connection to {peer[0]}:{peer[1]}" if peer else f"file descriptor {fd}"


def _of_socket(fd: int, ask: Any) -> Address | None:
    try:
        with socket.socket(fileno=os.dup(fd)) as copy:
            return _address(ask(copy))
    except OSError:
        return None


def _address(name: Any) -> Address | None:
    return (str(name[0]), int(name[1])) if isinstance(name, (tuple, list)) else None
