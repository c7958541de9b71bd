"""One eventful run, drawn in many ways."""

from __future__ import annotations

import pytest

from creatoraudit_mock import Scorecard, World, score
from creatoraudit_mock.timeline import Timeline
from runs import eventful


@pytest.fixture(scope="session")
def world() -> World:
    """The run."""
    return eventful()


@pytest.fixture(scope="session")
def card(world: World) -> Scorecard:
    """What is found in it."""
    return score(world)


@pytest.fixture(scope="session")
def timeline(card: Scorecard) -> Timeline:
    """Its timeline, with the findings."""
    return card.timeline
