"""The way out of code that catches everything: `while True: try: ... except: pass`.

Whatever a call raises inside such a `try` is swallowed there. But an exception that comes *between*
two lines may come where no `try` is: in the handler itself, or in the line of the loop.
"""

from __future__ import annotations

import sys
from dis import opmap
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from pytest_creatoraudit.virtual.errors import Abort
from pytest_creatoraudit.virtual.places import root_of, stack_of

if TYPE_CHECKING:
    from pytest_creatoraudit.virtual.timeline import Timeline

_BOOKKEEPING: Final = {opmap["PUSH_EXC_INFO"], opmap["POP_EXCEPT"], opmap["RERAISE"]}
_OUTSIDE: Final = {"_pytest", "pluggy", "threading"}
"""Whoever called the code under test, and must not be aborted."""
_DESPERATE: Final = 50
"""After so many lines, better a confused Python than one that never ends."""


def _is_fragile(frame: FrameType) -> bool:
    """Whether a frame is about to note which exception it handles, or that it is done with it.

    An exception in between leaves Python believing that the old one is still being handled.
    """
    return frame.f_code.co_code[frame.f_lasti] in _BOOKKEEPING


def tear_out(line: Timeline, lines: int) -> None:
    """Let the calling code be aborted so many lines later.

    Callers try with one more line each time, so one of them hits a place that lets it through.
    """
    left = lines % _DESPERATE

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if line.over:
            return None
        if event == "line" and (lines > _DESPERATE or not _is_fragile(frame)):
            left -= 1
            if left < 0:
                raise Abort
        return trace

    for frame in stack_of(sys._getframe(1)):  # noqa: SLF001 - whose end it is
        if root_of(frame) in _OUTSIDE:
            break
        if root_of(frame) != "pytest_creatoraudit":
            frame.f_trace = trace
    # Frames to come are none of ours: only those that are there have something to swallow with.
    sys.settrace(lambda *_: None)
