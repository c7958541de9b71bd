"""The one virtual time that is active in this process, if any; names are patched process-wide."""

from __future__ import annotations

from _thread import get_ident
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_creatoraudit.virtual.timeline import Party, Timeline

timeline: Timeline | None = None


def party() -> Party | None:
    """The calling thread's part in the active virtual time, or None if it has none."""
    line = timeline
    return None if line is None else line.parties.get(get_ident())
