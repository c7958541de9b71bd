"""Reading the documentation, so that what it shows can be run and looked up."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def text(page: str) -> str:
    """A page, by its path from the root of the project."""
    return (ROOT / page).read_text()


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text(page), re.DOTALL | re.MULTILINE)


def section(page: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    _, found, rest = text(page).partition(f"\n## {heading}\n")
    if not found:
        raise LookupError(f"{page} has no heading {heading!r}")
    return rest.partition("\n## ")[0]


def rows(markdown: str) -> list[list[str]]:
    """The cells of the first table, without its head."""
    table = re.search(r"(^\|.*\n)+", markdown, re.MULTILINE)
    lines = table.group().splitlines()[2:] if table else []
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
