"""docs/verify.md names every option and family of checks, and nothing else."""

from __future__ import annotations

import re

from creatoraudit_mock.cli.app import app
from creatoraudit_mock.service.verification import cost, planned
from documents import rows, section, text

PAGE = "docs/verify.md"
JOB = "docs/how-to/nightly-verification.md"


def options() -> set[str]:
    """The options of the command."""
    return {name for one in app.commands["verify"].params for name in one.opts}


def test_every_option() -> None:
    """The table of options is complete."""
    told = {row[0].strip("`") for row in rows(section(PAGE, "Options"))}
    assert told == options()


def test_the_job_uses_options_that_there_are() -> None:
    """The workflow would run."""
    assert set(re.findall(r"(?<=\s)--[a-z-]+", text(JOB))) <= options()


def test_every_family() -> None:
    """The table of families is complete."""
    told = [row[0].strip("`") for row in rows(section(PAGE, "What it asks"))]
    assert set(told) == {check.code.partition(".")[0] for check in planned(writes=True)}


def test_figures() -> None:
    """The numbers of requests that the pages give are about right."""
    assert abs(cost(planned()) - 140) < 10
    assert abs(cost(planned(writes=True)) - 170) < 10
