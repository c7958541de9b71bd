"""Trio on virtual time: a clock of its own for `trio.run`, and counted worker threads."""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from pytest_creatoraudit.virtual import active, faces
from pytest_creatoraudit.virtual.errors import Unsupported
from pytest_creatoraudit.virtual.timeline import FOREVER, Cause, Party, Wait

Result = TypeVar("Result")


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    raise NotImplementedError


def patch(replace: Callable[[Any, str, Any], None]) -> None:
    pass
