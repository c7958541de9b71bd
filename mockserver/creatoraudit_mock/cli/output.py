"""Lists for people and for programs: aligned columns, or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.text import Text

_GAP = "  "


def widths(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[int]:
    """How wide each column must be for its longest cell."""
    columns = zip(headers, *rows, strict=True)
    return [max(map(len, column)) for column in columns]


class Table:
    """Columns whose rows are printed as they come, each on one line however long.

    Args:
        headers: the names of the columns.
        widths: characters for each column.
        styles: how a terminal shows certain cells, by their text.
    """

    def __init__(
        self, headers: Sequence[str], widths: Sequence[int], styles: Mapping[str, str] | None = None
    ) -> None:
        self._widths = widths
        self._styles = styles or {}
        self._console = Console(highlight=False)
        self._print(headers, dict.fromkeys(headers, "bold"))

    def row(self, *cells: str) -> None:
        """Print one row."""
        self._print(cells, self._styles)

    def _print(self, cells: Sequence[str], styles: Mapping[str, str]) -> None:
        padded = [cell.ljust(width) for cell, width in zip(cells, self._widths, strict=True)]
        if not self._console.is_terminal:  # a file or program gets plain text, and quickly
            click.echo(_GAP.join(padded).rstrip())
            return
        parts = (Text(text, styles.get(cell, "")) for cell, text in zip(cells, padded, strict=True))
        self._console.print(Text(_GAP).join(parts), soft_wrap=True)


def print_table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    styles: Mapping[str, str] | None = None,
) -> None:
    """Print rows that are all known already."""
    table = Table(headers, widths(headers, rows), styles)
    for row in rows:
        table.row(*row)


def print_json(value: Any) -> None:
    """Print one value as readable JSON."""
    click.echo(msgspec.json.format(msgspec.json.encode(value)))


def print_json_line(value: Any) -> None:
    """Print one value as JSON on a line of its own."""
    click.echo(msgspec.json.encode(value))
