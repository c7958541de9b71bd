"""A command as a process: started in a session of its own, and ended with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from pytest_creatoraudit.checking.external.command import Command

_GRACE: Final = 1.0
"""Real seconds between asking it to end and ending it."""
_TAIL: Final = 20
"""Lines of its output that are told."""
_LOCAL: Final = "127.0.0.1,localhost"


class Program:
    """A running command.

    Args:
        command: what to run.
        variables: what tells it of its world.

    Raises:
        OSError: it cannot be started; the message names the program.
    """

    def __init__(self, command: Command, variables: Mapping[str, str]) -> None:
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the command of whoever tests it
                [os.fspath(word) for word in command.argv],
                cwd=command.cwd,
                env={**os.environ, **_direct(), **command.env, **variables},
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError:
            self._output.close()
            raise

    @property
    def status(self) -> int | None:
        """Its exit status; None while it runs."""
        return self._process.poll()

    def tail(self) -> str:
        """The end of what it wrote to both its outputs."""
        self._output.seek(0)
        lines = self._output.read().decode("utf-8", "replace").splitlines()
        return "\n".join(f"    {line}" for line in lines[-_TAIL:])

    def stop(self) -> None:
        """End it and its children: politely, then not."""
        self._end(kindly=True)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE)
        self._end(kindly=False)
        self._process.wait()

    def _end(self, *, kindly: bool) -> None:
        if sys.platform == "win32":  # which has no such sessions, and cannot be asked
            self._process.kill()
            return
        # The children that it leaves behind are in its session, even after it has ended itself.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGTERM if kindly else signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._output.close()


def _direct() -> dict[str, str]:
    """No proxy stands between a program and this machine, in either spelling."""
    names = ("no_proxy", "NO_PROXY")
    return {name: ",".join(filter(None, (os.environ.get(name), _LOCAL))) for name in names}
