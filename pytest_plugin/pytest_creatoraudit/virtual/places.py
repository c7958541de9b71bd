"""Where code is: for error messages, and to tell whose call something is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic_ns as real_ns
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pytest_creatoraudit.virtual.timeline import Timeline

REAL: Final = frozenset(
    {"_pytest", "creatoraudit_mock", "execnet", "multiprocessing", "pytest_timeout"}
    | {"subprocess", "trio", "uvicorn", "uvloop", "xdist"}
)
"""Top-level modules whose sleeps, waits and threads keep real time: they wait for real things."""

REAL_SLEEPERS: Final = REAL - {"trio"}
"""Those whose sleeps are real; trio itself never sleeps, but calls what it is given."""

_PLUMBING: Final = frozenset(
    {"", "_thread", "asyncio", "concurrent", "contextlib", "pytest_creatoraudit", "queue", "sched"}
    | {"selectors", "threading", "anyio"}
)
"""Top-level modules through which code waits; not whose call it is."""


def root_of(frame: FrameType) -> str:
    """The top-level module that a frame belongs to."""
    name: str = frame.f_globals.get("__name__", "")
    return name.partition(".")[0]


def stack_of(frame: FrameType | None) -> Iterator[FrameType]:
    """A frame and those that it was called from, innermost first."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def caller(frame: FrameType | None) -> FrameType | None:
    """The nearest frame that is not plumbing."""
    while frame is not None and root_of(frame) in _PLUMBING:
        frame = frame.f_back
    return frame


def place_of(frame: FrameType | None) -> str:
    """File, line and function of the nearest frame that is somebody's own code."""
    chosen = caller(frame)
    while chosen is not None and (_is_library(chosen.f_code) or root_of(chosen) in REAL):
        chosen = caller(chosen.f_back)
    chosen = chosen or caller(frame) or frame
    if chosen is None:
        return "nowhere"
    return f"{chosen.f_code.co_filename}:{chosen.f_lineno} in {chosen.f_code.co_name}"


def report(timeline: Timeline) -> str:
    """All parties and holds, one a line: where they are and since when."""
    frames = sys._current_frames()  # noqa: SLF001 - public, whatever its name
    lines = []
    for party in list(timeline.parties.values()):
        state = "waits" if party.wait and party.wait.cause is None else f"busy {_age(party.since)}"
        lines.append(f"  thread {party.name!r} ({state}): {place_of(frames.get(party.ident))}")
        lines += [f"    {task}" for task in party.tasks()]
    lines += [f"  hold {name!r} ({_age(since)})" for name, since in timeline.holds.values()]
    return "\n".join(lines)


def task_place(name: str, coroutine: Any) -> str:
    """A task's name, and the line of somebody's own code at which it waits."""
    frames = list(_awaited(coroutine))
    own = [frame for frame in frames if not _is_library(frame.f_code)]
    if not frames:
        return f"task {name!r}"
    chosen = (own or frames)[-1]
    code = chosen.f_code
    return f"task {name!r}: {code.co_filename}:{chosen.f_lineno} in {code.co_name}"


def _awaited(coroutine: Any) -> Iterator[FrameType]:
    """The frames of a suspended coroutine, outermost first."""
    while coroutine is not None:
        frame = getattr(coroutine, "cr_frame", None) or getattr(coroutine, "gi_frame", None)
        if isinstance(frame, FrameType):
            yield frame
        coroutine = getattr(coroutine, "cr_await", None) or getattr(coroutine, "gi_yieldfrom", None)


_LIBRARIES: Final = (
    str(Path(threading_file).parent)
    if (threading_file := getattr(sys.modules.get("threading"), "__file__", None))
    else sys.base_prefix
)


def _is_library(code: CodeType) -> bool:
    """Whether code belongs to Python, to something installed, or to us."""
    name = code.co_filename
    return name.startswith(("<frozen", _LIBRARIES)) or "site-packages" in name or _US in name


_US: Final = str(Path(__file__).parent)


def _age(since: int) -> str:
    return f"for {(real_ns() - since) / 1e9:.1f} s"
