"""A world with one account and no rate limit, on which the programs under test live."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from creatoraudit_mock import MockServer, World


@pytest.fixture
def world() -> World:
    """A world with one account."""
    made = World("empty")
    made.track_account("instagram", "nasa", first_refresh="45s")
    made.set_rate_limit(None)
    return made


@pytest.fixture(scope="session")
def server() -> Iterator[MockServer]:
    """One live server for all tests here."""
    with MockServer() as running:
        yield running
