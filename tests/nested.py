"""Running pytest inside pytest: what the fixtures `run` and `run_apart` of tests/plugin give."""

from typing import Protocol

import pytest


class Run(Protocol):
    """Runs a test file with arguments, and an optional conftest and lines of an ini file."""

    def __call__(
        self, test: str, *arguments: str, conftest: str = "", ini: str = ""
    ) -> pytest.RunResult:
        """Run it and return what pytest said."""
        ...
