"""Every operation that reads is asked once, and its answer judged member by member."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from creatoraudit_mock.contract import operation
from creatoraudit_mock.service.verification.check import Check
from creatoraudit_mock.service.verification.reads import READS
from creatoraudit_mock.service.verification.session import Session


def checks() -> Iterator[Check]:
    """One check for each operation that reads."""
    for operation_id in READS:
        yield Check(
            f"read.{operation_id}",
            operation_id,
            "a good request is answered as the contract says",
            operation(operation_id).evidence,
            1,
            _reading(operation_id),
        )


def _reading(operation_id: str) -> Callable[[Session], None]:
    return lambda session: session.read(operation_id)
