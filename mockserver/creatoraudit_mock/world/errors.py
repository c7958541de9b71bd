"""What a world refuses, in the world's own terms; the HTTP skin maps these to problems."""

from __future__ import annotations


class WorldError(ValueError):
    """A command or question that the world refuses; nothing has changed."""


class NotFound(WorldError):
    """No such resource in this organization."""

    def __init__(self, kind: str, identifier: object) -> None:
        super().__init__(f"no {kind} with id {str(identifier)!r} in this world")
        self.kind = kind


class Conflict(WorldError):
    """The state of the world forbids it, for example because the item exists already.

    Args:
        message: what stands in the way.
        existing: its id, if it is a resource.
    """

    def __init__(self, message: str, existing: str | int | None = None) -> None:
        super().__init__(message)
        self.existing = existing


class Duplicate(Conflict):
    """What is to be tracked is tracked already, under the id `existing`."""


class UpstreamFailed(WorldError):
    """The platform did not give what it was asked for."""


class QuotaExceeded(WorldError):
    """The organization may not track any more accounts."""


class ValueRefused(WorldError):
    """A value that is well-formed but makes no sense here.

    Args:
        field: the name under which the API's users know the value.
        message: what it must be, in the API's wording.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field} {message}")
        self.field = field
        self.message = message


class CursorInvalid(ValueRefused):
    """A cursor that does not lead on from here: one of another walk, or an expired one."""

    def __init__(self, message: str) -> None:
        super().__init__("cursor", message)


class CursorForged(CursorInvalid):
    """A cursor that was altered or made up, or comes from another organization."""

    def __init__(self) -> None:
        super().__init__("is not a cursor that this service issued")


class Misuse(WorldError):
    """The test's author asked for something impossible, such as two scrapes in one second."""
