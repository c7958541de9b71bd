"""The way out of code that catches everything: `while True: try: ... except: pass`.

Whatever a call raises inside such a `try` is swallowed there. But an exception that comes *between*
two lines may come where no `try` is: in the handler itself, or in the line of the loop.
"""

from __future__ import annotations

import sys
from dis import opmap
from types import FrameType
from typing import Any, Final

from pytest_creatoraudit.virtual.errors import Abort

_BOOKKEEPING: Final = {opmap["PUSH_EXC_INFO"], opmap["POP_EXCEPT"], opmap["RERAISE"]}
_DESPERATE: Final = 50
"""After so many lines, better a confused Python than one that never ends."""


def _is_fragile(frame: FrameType) -> bool:
    """Whether a frame is about to note which exception it handles, or that it is done with it.

    An exception in between leaves Python believing that the old one is still being handled.
    """
    return frame.f_code.co_code[frame.f_lasti] in _BOOKKEEPING


def tear_out(lines: int) -> None:
    """Let the calling thread be aborted so many lines of code later.

    Callers try with one more line each time, so one of them hits a place that lets it through.
    """
    left = lines % _DESPERATE

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        ours = "pytest_creatoraudit" in frame.f_globals.get("__name__", "")
        if event == "line" and not ours and (lines > _DESPERATE or not _is_fragile(frame)):
            left -= 1
            if left <= 0:
                sys.settrace(None)
                raise Abort
        return trace

    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - as documented
    while frame is not None:
        frame.f_trace = trace
        frame = frame.f_back
    sys.settrace(trace)
