"""The fixture `creatoraudit_time`, and pytest's async plugins."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

import pytest_creatoraudit
from creatoraudit_mock import World
from elapsed import Elapsed
from pytest_creatoraudit import VirtualTime

pytest_plugins = ["pytester"]


def test_fixture(creatoraudit: World, creatoraudit_time: VirtualTime) -> None:
    """A test with the fixture lives on the clock of its world."""
    elapsed = Elapsed(creatoraudit)

    time.sleep(3_600)

    assert elapsed() == 3_600
    assert creatoraudit_time.world is creatoraudit


def test_fixture_with_a_horizon(creatoraudit: World, creatoraudit_time: VirtualTime) -> None:
    """A part of the test can have a horizon."""
    elapsed = Elapsed(creatoraudit)

    with creatoraudit_time.until("1h"):
        time.sleep(10**6)

    assert elapsed() == 3_600


def test_pytest_asyncio(pytester: pytest.Pytester) -> None:
    """With pytest-asyncio the loop comes by its hook (V13)."""
    pytester.makeconftest(
        """
        from pytest_creatoraudit import VirtualEventLoop

        def pytest_asyncio_loop_factories(config, item):
            return {"virtual": VirtualEventLoop}
        """
    )
    pytester.makepyfile(
        """
        import asyncio
        import pytest

        @pytest.mark.asyncio
        async def test_it(creatoraudit, creatoraudit_time):
            began = creatoraudit.clock.now
            await asyncio.sleep(3600)
            with creatoraudit_time.until("1h"):
                await asyncio.sleep(10**6)
            assert (creatoraudit.clock.now - began).total_seconds() == 7200
        """
    )

    pytester.runpytest_subprocess("-q").assert_outcomes(passed=1)


def test_pytest_asyncio_without_the_loop(pytester: pytest.Pytester) -> None:
    """A loop that was made before, without the hook, is refused with the way out (V6, V13)."""
    pytester.makepyfile(
        """
        import asyncio
        import pytest

        @pytest.mark.asyncio(loop_scope="module")
        async def test_before():
            pass

        @pytest.mark.asyncio(loop_scope="module")
        async def test_it(creatoraudit, creatoraudit_time):
            await asyncio.sleep(3600)
        """
    )

    result = pytester.runpytest_subprocess("-q", "-p", "no:randomly")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*does not know virtual time*VirtualEventLoop as loop factory*"])


def test_anyio_plugin(pytester: pytest.Pytester) -> None:
    """With anyio's own plugin the loop comes as a backend option, for trio by itself (V13)."""
    pytester.makepyfile(
        """
        import anyio
        import pytest
        from pytest_creatoraudit import VirtualEventLoop

        @pytest.fixture
        def anyio_backend():
            return ("asyncio", {"loop_factory": VirtualEventLoop})

        @pytest.mark.anyio
        async def test_it(creatoraudit, creatoraudit_time):
            began = creatoraudit.clock.now
            await anyio.sleep(3600)
            assert (creatoraudit.clock.now - began).total_seconds() == 3600
        """
    )

    pytester.runpytest_subprocess("-q", "-p", "no:asyncio").assert_outcomes(passed=1)


def test_import_is_light() -> None:
    """Loading the plugin loads nothing that only those need who use it."""
    heavy = (
        *("asyncio", "time_machine", "trio", "anyio", "pytest_creatoraudit.virtual"),
        *("creatoraudit_mock", "httpx", "hypothesis", "msgspec", "starlette", "uvicorn"),
    )
    program = (
        "import sys, pytest; before = set(sys.modules); import pytest_creatoraudit.plugin; "
        f"print([name for name in {heavy!r} if name in set(sys.modules) - before])"
    )
    run = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert run.stdout == "[]\n"


def test_public_names() -> None:
    """Every name of `__all__` can be had; another one is an error that says which."""
    assert all(hasattr(pytest_creatoraudit, name) for name in pytest_creatoraudit.__all__)
    with pytest.raises(AttributeError, match="'pytest_creatoraudit' has no attribute 'vt'"):
        _ = pytest_creatoraudit.vt
