"""The pages of docs/ are run from top to bottom, as a reader would.

A Python block that begins with a comment naming a file is that file, and so is a TOML block that
begins with `[pytest]`; `$ pytest` in a console block runs it. The text blocks that follow are lines
of its output, `*` standing for anything; without one everything must pass. Any other Python block
is a program of its own.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from documents import ROOT, text

pytest_plugins = ["pytester"]

PAGES = ["docs/tutorial.md", "docs/pytest.md", "docs/check-poller.md", "docs/timeline.md"]
PAGES += sorted(str(page.relative_to(ROOT)) for page in (ROOT / "docs/how-to").glob("*.md"))
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"# (\w+\.py)\n")
_WITHOUT = ("asyncio", "hypothesispytest", "pytest_cov", "randomly", "schemathesis")
_QUIET = (*(f"-pno:{name}" for name in _WITHOUT), "--strict-markers", "--strict-config")


class Reader:
    """Follows one page in a folder of its own."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        self._result: pytest.RunResult | None = None
        self._checked = True

    def python(self, block: str) -> None:
        """Write a file, or run a program."""
        if name := _FILE.match(block):
            (self._pytester.path / name[1]).write_text(block)
        elif "def test_" in block:
            self._pytester.makepyfile(test_block=block)
            self.console("$ pytest test_block.py\n")
        else:
            exec(compile(block, "page", "exec"), {"__name__": "page"})  # noqa: S102 - our own text

    def toml(self, block: str) -> None:
        """Write the ini file."""
        if block.startswith("[pytest]"):
            (self._pytester.path / "pytest.toml").write_text(block)

    def console(self, block: str) -> None:
        """Run pytest where the page does."""
        for arguments in re.findall(r"^\$ pytest(.*)$", block, re.MULTILINE):
            self.finish()
            self._result = self._pytester.runpytest_inprocess(*_QUIET, *arguments.split())
            self._checked = False

    def text(self, block: str) -> None:
        """Compare with the output of the last run, line by line and in this order."""
        assert self._result is not None
        for line in block.splitlines():
            self._result.stdout.fnmatch_lines([line.replace("[", "[[]")])
        self._checked = True

    def finish(self) -> None:
        """A run of which the page shows nothing has gone well."""
        if not self._checked and self._result is not None:
            outcome = self._result.parseoutcomes()
            assert set(outcome) == {"passed"}, outcome


@pytest.mark.parametrize("page", PAGES)
def test_page(page: str, pytester: pytest.Pytester) -> None:
    """What a page shows is what happens."""
    reader = Reader(pytester)
    for language, block in _BLOCK.findall(text(page)):
        getattr(reader, language, lambda _: None)(block)
    reader.finish()


@pytest.mark.parametrize("page", [*PAGES, "docs/http-clients.md", "docs/dialect.md"])
def test_links(page: str) -> None:
    """Every relative link leads to a file, and its anchor to a heading there."""
    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text(page)):
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
