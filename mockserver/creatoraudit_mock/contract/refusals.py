"""What the contract says of a request that it does not accept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault of a request.

    `field` is the dotted place of the fault without its location: `limit`, `video_ids.3`,
    `metadata.team`; `body` is the body as a whole. `message` says what the value has to be.
    """

    field: str
    message: str


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
