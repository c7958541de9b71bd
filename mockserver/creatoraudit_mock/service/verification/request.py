"""What checks ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from creatoraudit_mock.service.caller import Params

NOTHING: Final[Any] = object()
NOBODY: Final = "00000000-0000-4000-8000-000000000000"
"""An id that no resource has."""


class Unobservable(Exception):
    """A check cannot tell anything here; the message says why."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request to an operation, before ids and base URL are filled in."""

    operation: str
    ids: Mapping[str, str] = field(default_factory=dict)
    params: Params = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = NOTHING
    content: bytes | None = None
    anonymous: bool = False
