"""The fixture `creatoraudit_time`, whose entry is in `plugin.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pytest_creatoraudit.virtual.session import VirtualTime, virtual_time

if TYPE_CHECKING:
    from creatoraudit_mock import World


def live_on(world: World) -> Iterator[VirtualTime]:
    """Virtual time for a whole test."""
    with virtual_time(world) as time:
        yield time
