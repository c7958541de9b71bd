"""One row of the list of endpoints: everything that serving and documenting it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from creatoraudit_mock.control.call import Call
from creatoraudit_mock.control.streams import Stream
from creatoraudit_mock.http.replies import Reply

JSON_LINES = "application/jsonl"
EVENT_STREAM = "text/event-stream"

Handler: TypeAlias = Callable[[Call], Reply | Stream]


class Endpoint(NamedTuple):
    """A method on a path."""

    method: str
    path: str
    """Below `/_mock`; `{name:path}` may have slashes in it."""
    handler: Handler
    summary: str
    answer: Any = None
    """The type of the reply's JSON, or a media type of its own; None for no content."""
    body: Any = None
    """The type of the body's JSON, or a media type of its own."""
    query: Any = None
    forms: tuple[str, ...] = ()
    """Media types that it answers with instead, where the query asks for one."""
    refusals: tuple[int, ...] = ()
    """Statuses of its own beside those that all have."""
    status: int = 200

    @property
    def id(self) -> str:
        """By which the document calls it."""
        return self.handler.__name__
