"""The entry module that pytest loads: it imports pytest and the standard library, nothing else.

Everything heavier is imported when a fixture is used, so a test run that uses none pays nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from creatoraudit_mock import World
    from pytest_creatoraudit.virtual.session import VirtualTime

_OPTIONS = ("scenario", "seed", "start", "dialect")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, so that `--strict-markers` knows it."""
    config.addinivalue_line(
        "markers",
        "creatoraudit(scenario='empty', seed=0, start=None, dialect=None): "
        "how the world of the `creatoraudit` fixture begins.",
    )


@pytest.fixture
def creatoraudit(request: pytest.FixtureRequest) -> World:
    """A fresh simulated organization on a frozen clock, in-process; the marker shapes it."""
    from creatoraudit_mock import World  # noqa: PLC0415 - see the module's docstring

    return World(**_settings(request))


@pytest.fixture
def creatoraudit_time(creatoraudit: World) -> Iterator[VirtualTime]:
    """Virtual time for the code under test, on the clock of the test's world."""
    from pytest_creatoraudit.virtual.fixture import live_on  # noqa: PLC0415 - see above

    yield from live_on(creatoraudit)


def _settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The marker's settings; the nearest marker wins, option by option."""
    settings: dict[str, Any] = {}
    for marker in request.node.iter_markers("creatoraudit"):
        unknown = sorted(set(marker.kwargs) - set(_OPTIONS))
        if unknown or marker.args:
            got = ", ".join([*map(repr, marker.args), *unknown])
            known = ", ".join(_OPTIONS)
            raise pytest.UsageError(f"the creatoraudit marker takes {known} by name; got {got}")
        settings = {**marker.kwargs, **settings}
    return settings
