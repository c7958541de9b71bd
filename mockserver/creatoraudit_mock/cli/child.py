"""A command in a process group of its own, so that all of it can be stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

GRACE = 5.0
"""Seconds that a command has to end after it was asked to."""
_FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Child:
    """A running command. It writes to our own stdout and stderr.

    Args:
        command: program and arguments.
        environment: all of its environment.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - what the user asks for
            command,
            env=environment,
            # A group in the background that reads from the terminal would be halted, silently.
            stdin=subprocess.DEVNULL if _is_terminal(0) else None,
            process_group=0,
        )
        self._deadline = float("inf")
        self.stopped_by: signal.Signals | None = None
        """The signal by which it was asked to end."""

    def stop(self, number: signal.Signals) -> None:
        """Ask it to end; the second time it is not asked."""
        self._send(number if self.stopped_by is None else signal.SIGKILL)
        self.stopped_by = number
        self._deadline = min(self._deadline, time.monotonic() + GRACE)

    def wait(self, seconds: float) -> int | None:
        """Its exit status, as a shell has it, or None if it is still running so much later."""
        with suppress(subprocess.TimeoutExpired):
            status = self._process.wait(seconds)
            self._send(signal.SIGKILL)  # what it left behind
            return status if status >= 0 else 128 - status
        if time.monotonic() > self._deadline:
            self._send(signal.SIGKILL)
        return None

    @contextmanager
    def forwarding(self) -> Iterator[None]:
        """Let the signals that would end us end the command."""

        def forward(number: int, _frame: FrameType | None) -> None:
            self.stop(signal.Signals(number))

        before = {number: signal.signal(number, forward) for number in _FORWARDED}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _send(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):  # the latter: macOS, of zombies
            os.killpg(self._process.pid, number)


def _is_terminal(descriptor: int) -> bool:
    try:
        return os.isatty(descriptor)
    except OSError:
        return False
