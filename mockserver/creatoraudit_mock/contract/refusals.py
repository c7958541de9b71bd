"""What the contract says of a request that it does not accept."""

from typing import Literal, NamedTuple

Place = Literal["path", "query", "header", "body"]
"""The part of a request in which a fault is."""


class FieldError(NamedTuple):
    """One fault of a request.

    `field` is the dotted place of the fault without its location: `limit`, `video_ids.3`,
    `metadata.team`; `body` is the body as a whole. `message` says what the value has to be.
    `place` is needed only where the contract does not tell it: of what it does not know.
    """

    field: str
    message: str
    place: Place | None = None


class RequestInvalid(Exception):
    """A well-formed request that breaks the contract, with every fault in it."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(f"{error.field} {error.message}" for error in errors))
        self.errors = errors


class BodyMalformed(Exception):
    """A body that is no JSON text, or one that programs would read differently."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
