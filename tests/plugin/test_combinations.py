"""The plugin beside others, each combination in a process of its own."""

from __future__ import annotations

import pytest

from endurance import CONFTEST
from nested import Run

pytest_plugins = ["pytester"]

WORLDS = """
import os

import httpx
import pytest

SEEN = []


@pytest.mark.parametrize("number", range(6))
def test_mounted(creatoraudit_mounted, creatoraudit_env, number):
    headers = {"Authorization": f"Bearer {os.environ['CREATORAUDIT_API_KEY']}"}
    with httpx.Client(headers=headers, base_url=os.environ["CREATORAUDIT_BASE_URL"]) as client:
        made = client.post("/accounts", json={"platform": "tiktok", "username": "mine"})
    assert made.status_code == 201
    assert len(creatoraudit_mounted.journal) == 1


@pytest.mark.parametrize("number", range(6))
def test_live(creatoraudit, creatoraudit_live, creatoraudit_server, number):
    SEEN.append(creatoraudit_server)
    headers = {"Authorization": f"Bearer {creatoraudit_live.api_key}"}
    with httpx.Client(headers=headers, base_url=creatoraudit_live.base_url) as client:
        assert client.get("/accounts").json()["data"] == []
        client.post("/accounts", json={"platform": "tiktok", "username": "mine"})
    assert len(creatoraudit.journal) == 2
    assert len(set(map(id, SEEN))) == 1
"""

ASYNC = """
import httpx
import pytest

{mark}
async def test_in_process(creatoraudit):
    async with creatoraudit.async_client() as client:
        assert (await client.get("/whoami")).status_code == 200

{mark}
async def test_mounted(creatoraudit_mounted):
    async with httpx.AsyncClient(base_url=creatoraudit_mounted.base_url) as client:
        assert (await client.get("/health")).status_code == 200

{mark}
async def test_live(creatoraudit_live):
    async with httpx.AsyncClient(base_url=creatoraudit_live.base_url) as client:
        assert (await client.get("/health")).status_code == 200
"""

UNITTEST = """
import unittest

import httpx
import pytest


@pytest.mark.usefixtures("creatoraudit_mounted")
class TestUsed(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def _world(self, creatoraudit):
        self.world = creatoraudit

    @pytest.mark.creatoraudit(seed=5)
    def test_it(self):
        self.assertEqual(httpx.get(f"{self.world.base_url}/health").status_code, 200)
        self.assertEqual((self.world.seed, len(self.world.journal)), (5, 1))


class TestAsync(unittest.IsolatedAsyncioTestCase):
    @pytest.fixture(autouse=True)
    def _world(self, creatoraudit):
        self.world = creatoraudit

    async def test_it(self):
        async with self.world.async_client() as client:
            self.assertEqual((await client.get("/whoami")).status_code, 200)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["-p", "xdist", "-n", "2"],
        ["-p", "pytest_randomly", "-p", "pytest_timeout", "--timeout=60", "--randomly-seed=1"],
        ["-p", "pytest_cov", "--cov=test_it", "--cov-report="],
        ["-p", "no:cacheprovider", "--creatoraudit-summary"],
    ],
    ids=["xdist", "randomly and timeout", "cov", "no cacheprovider"],
)
def test_with(run_apart: Run, arguments: list[str]) -> None:
    """Mounted and live worlds are isolated, with one server per process, beside each plugin."""
    run_apart(WORLDS, *arguments).assert_outcomes(passed=12)


@pytest.mark.parametrize(
    ("mark", "arguments", "passed"),
    [
        ("@pytest.mark.asyncio", ["-p", "pytest_asyncio.plugin", "--asyncio-mode=strict"], 3),
        ("", ["-p", "pytest_asyncio.plugin", "--asyncio-mode=auto"], 3),
        ("@pytest.mark.anyio", ["-p", "anyio"], 6),
    ],
    ids=["asyncio strict", "asyncio auto", "anyio on asyncio and trio"],
)
def test_async_with(run_apart: Run, mark: str, arguments: list[str], passed: int) -> None:
    """The fixtures, all sync, serve async tests of each runner."""
    ini = 'asyncio_default_fixture_loop_scope = "function"' if "anyio" not in arguments else ""
    run_apart(ASYNC.format(mark=mark), *arguments, ini=ini).assert_outcomes(passed=passed)


def test_unittest_classes(run: Run) -> None:
    """Classes of unittest use the fixtures through `usefixtures` or an autouse fixture inside."""
    run(UNITTEST).assert_outcomes(passed=2)


def test_reports_and_figures_cross_processes(run_apart: Run) -> None:
    """Under xdist failure reports and the summary arrive from the workers."""
    test = """
    import pytest

    @pytest.mark.parametrize("seed", [1, 2])
    def test_it(creatoraudit, seed):
        creatoraudit.clock.advance(days=2)
        assert seed == 1
    """
    result = run_apart(test, "-p", "xdist", "-n", "2", "--creatoraudit-summary")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["*- creatoraudit: world 'empty', seed 0 -*", "creatoraudit: 4 days simulated*, 2 worlds"]
    )


@pytest.mark.parametrize(
    "ending", ["", "\ndef test_last(creatoraudit_live): raise KeyboardInterrupt"]
)
def test_nothing_is_left(run_apart: Run, pytester: pytest.Pytester, ending: str) -> None:
    """After the session, even an interrupted one, no thread, task or socket is left."""
    run_apart(WORLDS + ending, conftest=CONFTEST)

    (report,) = pytester.path.glob("left-*")
    assert report.read_text() == ""


def test_the_entry_point(pytester: pytest.Pytester) -> None:
    """Without any configuration the plugin is there and nothing heavy has been imported."""
    pytester.makepyfile(
        """
        import sys

        HEAVY = ["starlette", "uvicorn", "httpx", "httpx2", "hypothesis", "respx", "requests"]

        def test_it(request):
            assert request.config.pluginmanager.hasplugin("creatoraudit")
            assert [name for name in HEAVY if name in sys.modules] == []
            assert not [name for name in sys.modules if name.startswith("creatoraudit_mock")]
            request.getfixturevalue("creatoraudit")
        """
    )
    others = ["anyio", "asyncio", "hypothesispytest", "pytest_cov", "randomly", "respx"]
    others += ["schemathesis", "timeout", "xdist", "xdist.looponfail"]
    blocked = [word for name in others for word in ("-p", f"no:{name}")]
    result = pytester.runpytest_subprocess(*blocked, "--strict-markers")

    result.assert_outcomes(passed=1)


def test_nothing_is_autouse(run: Run) -> None:
    """No fixture of the plugin is used without being asked for."""
    test = """
    def test_it(request):
        assert not [name for name in request.fixturenames if name.startswith("creatoraudit")]
    """
    run(test).assert_outcomes(passed=1)
