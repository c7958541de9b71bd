"""The entry module that pytest loads: it imports pytest and the standard library, nothing else.

Everything heavier is imported when a fixture is used, so a test run that uses none pays nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from pytest_creatoraudit import options

if TYPE_CHECKING:
    from creatoraudit_mock import LiveWorld, MockServer, World
    from pytest_creatoraudit.mounting import Others
    from pytest_creatoraudit.virtual.session import VirtualTime

# ruff: noqa: PLC0415 - imports inside functions; see above

WORLDS = pytest.StashKey["list[World]"]()
"""The worlds that fixtures made for a test."""


# -- hooks


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the command-line and ini options."""
    options.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, so that `--strict-markers` knows it, and report what is asked for."""
    config.addinivalue_line("markers", options.MARKER)
    if config.getoption("creatoraudit_summary") or config.getini("creatoraudit_summary"):
        from pytest_creatoraudit.summary import Summary

        config.pluginmanager.register(Summary(WORLDS), "creatoraudit-summary")
    if file := config.getoption("creatoraudit_report"):
        from pytest_creatoraudit.report import SessionReport

        is_worker = hasattr(config, "workerinput")
        report = SessionReport(WORLDS, config.invocation_params.dir / file, is_worker=is_worker)
        config.pluginmanager.register(report, "creatoraudit-report")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell of the worlds that a failing test used."""
    report = yield
    # Before the first import of the simulator nobody can have made a world.
    if report.failed and "creatoraudit_mock" in sys.modules:
        from pytest_creatoraudit.failure import sections

        report.sections += sections(item, call, item.stash.get(WORLDS, []))
    if call.when == "teardown" and WORLDS in item.stash:
        del item.stash[WORLDS]  # pytest keeps the items to the end, and there may be thousands
    return report


# -- settings: override these in a conftest or a test module


@pytest.fixture(scope="session")
def creatoraudit_scenario(pytestconfig: pytest.Config) -> Any:
    """Name, file or `Scenario` with which worlds begin; override it to choose another."""
    return options.ini(pytestconfig, "scenario")


@pytest.fixture(scope="session")
def creatoraudit_seed(pytestconfig: pytest.Config) -> Any:
    """Seed of the worlds; override or parametrize it."""
    return options.ini(pytestconfig, "seed")


@pytest.fixture(scope="session")
def creatoraudit_start(pytestconfig: pytest.Config) -> Any:
    """First instant of the worlds; None leaves it to the scenario."""
    return options.ini(pytestconfig, "start")


@pytest.fixture(scope="session")
def creatoraudit_dialect(pytestconfig: pytest.Config) -> Any:
    """Dialect of the worlds: a `Dialect`, or switches by name; None leaves it to the scenario."""
    return options.ini(pytestconfig, "dialect")


@pytest.fixture(scope="session")
def creatoraudit_others(pytestconfig: pytest.Config) -> Any:
    """Which hosts mounted programs may reach besides the API: "refuse", "pass", or their names."""
    return options.ini(pytestconfig, "others")


@pytest.fixture(scope="session")
def creatoraudit_variables() -> Mapping[str, str]:
    """Under which names `creatoraudit_env` puts the base URL and the API key."""
    return {"base_url": "CREATORAUDIT_BASE_URL", "api_key": "CREATORAUDIT_API_KEY"}


# -- worlds


@pytest.fixture
def creatoraudit(
    request: pytest.FixtureRequest,
    creatoraudit_scenario: Any,
    creatoraudit_seed: Any,
    creatoraudit_start: Any,
    creatoraudit_dialect: Any,
) -> World:
    """A fresh simulated organization on a frozen clock, in-process."""
    from creatoraudit_mock import World

    fixtures = {
        "scenario": creatoraudit_scenario,
        "seed": creatoraudit_seed,
        "start": creatoraudit_start,
        "dialect": creatoraudit_dialect,
    }
    world = World(**options.chosen(request.node, options.WORLD, fixtures))
    request.node.stash.setdefault(WORLDS, []).append(world)
    return world


@pytest.fixture
def creatoraudit_mounted(
    request: pytest.FixtureRequest, creatoraudit: World, creatoraudit_others: Others
) -> Iterator[World]:
    """The test's world, mounted on the API's real address for httpx, httpx2 and requests."""
    from pytest_creatoraudit.mounting import mounted

    fixtures = {"others": creatoraudit_others}
    with mounted(creatoraudit, **options.chosen(request.node, ("others",), fixtures)) as world:
        yield world


@pytest.fixture(scope="session")
def creatoraudit_server() -> Iterator[MockServer]:
    """The live server of this process, started when it is first used."""
    from creatoraudit_mock import MockServer

    with MockServer() as server:
        yield server


@pytest.fixture
def creatoraudit_live(creatoraudit_server: MockServer, creatoraudit: World) -> Iterator[LiveWorld]:
    """Where the test's world is on the live server: `.base_url` and `.api_key`."""
    from pytest_creatoraudit.failure import check_served

    yield creatoraudit_server.add(creatoraudit)
    creatoraudit_server.remove(creatoraudit)
    check_served(creatoraudit)


@pytest.fixture
def creatoraudit_env(
    request: pytest.FixtureRequest, creatoraudit: World, creatoraudit_variables: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """Base URL and API key in the environment, where programs look for them.

    The live server's if the test uses `creatoraudit_live`, else those of the mounted world.
    """
    world: World | LiveWorld = creatoraudit
    if "creatoraudit_live" in request.fixturenames:
        world = request.getfixturevalue("creatoraudit_live")
    elif "creatoraudit_mounted" not in request.fixturenames:
        raise pytest.UsageError(
            "creatoraudit_env needs creatoraudit_mounted or creatoraudit_live beside it: "
            "otherwise the program under test would ask the real service"
        )
    if unknown := ", ".join(creatoraudit_variables.keys() - {"base_url", "api_key"}):
        raise pytest.UsageError(
            f"creatoraudit_variables names variables for base_url and api_key; got {unknown}"
        )
    values = {name: getattr(world, field) for field, name in creatoraudit_variables.items()}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(name, value)
        yield values


# -- time


@pytest.fixture
def creatoraudit_time(creatoraudit: World) -> Iterator[VirtualTime]:
    """Virtual time for the code under test, on the clock of the test's world."""
    from pytest_creatoraudit.virtual.fixture import live_on

    yield from live_on(creatoraudit)
