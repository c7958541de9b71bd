"""What is replaced while virtual time is active, and put back afterwards."""

from __future__ import annotations

import concurrent.futures
import queue
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from types import FunctionType, ModuleType
from typing import Any, Final

from pytest_creatoraudit.virtual import faces, locks, loops, threads
from pytest_creatoraudit.virtual.places import REAL

MONOTONIC: Final = (
    "apscheduler",
    "backoff",
    "cachetools",
    "circuitbreaker",
    "httpcore",
    "httpcore2",
    "limits",
    "ratelimit",
    "schedule",
    "stamina",
    "tenacity",
)
"""Packages whose `monotonic` is virtual unless other ones are named."""

_WAITING = ("concurrent.futures._base", "queue", "sched", "threading")
"""Python's own modules that measure timeouts of what is virtual."""

_REPLACED: Final[dict[int, Any]] = {
    id(time.sleep): faces.sleep,
    id(threading.Lock): locks.Lock,
    id(queue.SimpleQueue): locks.SimpleQueue,
}
"""What user modules may have imported by name, by identity."""

_CLOCKS: Final[dict[int, Any]] = {
    id(time): faces.TimeModule(monotonic=faces.monotonic, monotonic_ns=faces.monotonic_ns),
    id(time.monotonic): faces.monotonic,
    id(time.monotonic_ns): faces.monotonic_ns,
}
"""What the named modules have imported of the clock."""

_DEADLINES: Final[dict[int, Any]] = {
    id(time): faces.TimeModule(monotonic=faces.deadline_monotonic),
    id(time.monotonic): faces.deadline_monotonic,
    id(time.sleep): faces.sleep,
}
"""What Python's own modules have imported of it."""


class Patches:
    """Replaced attributes, to be put back in the reverse order."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []

    def set(self, holder: Any, name: str, value: Any) -> None:
        """Replace an attribute."""
        if isinstance(holder, type) and name not in holder.__dict__:
            self._undo.append(lambda: delattr(holder, name))
        else:
            old = holder.__dict__[name] if isinstance(holder, type) else getattr(holder, name)
            self._undo.append(lambda: setattr(holder, name, old))
        setattr(holder, name, value)

    def replace(self, module: ModuleType, replaced: dict[int, Any]) -> None:
        """Replace everything in a module that is one of these objects, and such defaults."""
        names = vars(module)
        # Few modules have any of them, and all are asked.
        if not replaced.keys().isdisjoint(map(id, names.values())):
            for name, value in list(names.items()):
                if id(value) in replaced:
                    self.set(module, name, replaced[id(value)])
        for function in _keepers(module):
            self._defaults(function, replaced)

    def undo(self) -> None:
        """Put everything back."""
        while self._undo:
            self._undo.pop()()

    def _defaults(self, function: FunctionType, replaced: dict[int, Any]) -> None:
        defaults = function.__defaults__
        if defaults and any(id(value) in replaced for value in defaults):
            new = tuple(replaced.get(id(value), value) for value in defaults)
            self.set(function, "__defaults__", new)
        named = function.__kwdefaults__
        if named and any(id(value) in replaced for value in named.values()):
            new_named = {key: replaced.get(id(value), value) for key, value in named.items()}
            self.set(function, "__kwdefaults__", new_named)


def apply(patches: Patches, monotonic: Iterable[str]) -> None:
    """Make waiting virtual, everywhere; and `monotonic` in the modules that are named."""
    _patch_python(patches)
    loops.patch(patches.set)
    if "trio" in sys.modules:
        from pytest_creatoraudit.virtual import trio_clock  # noqa: PLC0415 - an extra

        trio_clock.patch(patches.set)
    named = set(monotonic)
    for name, module in list(sys.modules.items()):
        root = name.partition(".")[0]
        if not issubclass(type(module), ModuleType):  # whatever people put there
            continue
        if name in _WAITING:
            patches.replace(module, _DEADLINES)
        if name in named or root in named:
            patches.replace(module, _CLOCKS)
        if root not in sys.stdlib_module_names and root not in REAL and root not in _OURS:
            patches.replace(module, _REPLACED)


_OURS: Final = {"pytest_creatoraudit", "time_machine"}


def _patch_python(patches: Patches) -> None:
    patches.set(time, "sleep", faces.sleep)
    patches.set(threading, "_allocate_lock", locks.Lock)
    patches.set(threading, "Lock", locks.Lock)
    # `threading.RLock` itself is a function that asks for this name, whoever imported it.
    patches.set(threading, "_CRLock", locks.RLock)
    patches.set(threading.Thread, "start", threads.start)
    patches.set(threading.Thread, "join", threads.join)
    patches.set(queue, "SimpleQueue", locks.SimpleQueue)
    patches.set(concurrent.futures.ThreadPoolExecutor, "submit", threads.submit)
    if processes := sys.modules.get("concurrent.futures.process"):
        patches.set(processes.ProcessPoolExecutor, "submit", threads.refuse_processes)


_known: weakref.WeakKeyDictionary[ModuleType, tuple[int, list[FunctionType]]] = (
    weakref.WeakKeyDictionary()
)
"""What was found in a module when it had so many names: functions are many, and seldom change."""


def _keepers(module: ModuleType) -> list[FunctionType]:
    """The functions of a module whose defaults keep something that may be replaced."""
    names = len(vars(module))
    known = _known.get(module)
    if known is None or known[0] != names:
        known = (names, [function for function in _functions(module) if _keeps(function)])
        _known[module] = known
    return known[1]


def _keeps(function: FunctionType) -> bool:
    defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    return any(id(value) in _ALL for value in defaults)


_ALL: Final = {*_REPLACED, *_CLOCKS, *_DEADLINES}


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    """The functions and methods that a module defines."""
    for value in list(vars(module).values()):
        if isinstance(value, FunctionType):
            yield value
        elif isinstance(value, type) and value.__module__ == module.__name__:
            yield from (item for item in vars(value).values() if isinstance(item, FunctionType))
