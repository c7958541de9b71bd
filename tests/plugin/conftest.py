"""Running pytest inside pytest."""

from __future__ import annotations

import pytest

from nested import Run

_SUBPROCESS_PLUGINS = ("-p", "pytest_creatoraudit.plugin")


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Run a test file, in this process, with strict markers and an optional conftest and ini."""

    def go(test: str, *arguments: str, conftest: str = "", ini: str = "") -> pytest.RunResult:
        pytester.makepyfile(test_it=test)
        pytester.makeconftest(conftest)
        pytester.makefile(".toml", pytest=f"[pytest]\n{ini}")
        quiet = ("-p", "no:asyncio", "-p", "no:randomly", "--strict-markers", "--strict-config")
        return pytester.runpytest_inprocess(*quiet, *arguments)

    return go


@pytest.fixture
def run_apart(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a test file in a process of its own, with no other plugins than those named."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def go(test: str, *arguments: str, conftest: str = "", ini: str = "") -> pytest.RunResult:
        pytester.makepyfile(test_it=test)
        pytester.makeconftest(conftest)
        pytester.makefile(".toml", pytest=f"[pytest]\nfilterwarnings = ['error']\n{ini}")
        strict = ("--strict-markers", "--strict-config")
        return pytester.runpytest_subprocess(*_SUBPROCESS_PLUGINS, *strict, *arguments)

    return go
