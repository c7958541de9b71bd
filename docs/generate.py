"""Write the pages of this folder that are made from the code: `make docs`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from creatoraudit_mock import Dialect
from creatoraudit_mock.contract import Operation

HERE = Path(__file__).parent
# The cells of the table are those that the tests go through.
sys.path.append(str(HERE.parent / "tests"))

from cells import Cell, cells  # noqa: E402

HEAD = """\
# Dialect

One switch for each question that the API's documentation leaves open and that the mock simulates.
The first value is the default: today's best guess. A poller should be right under every value.

Set switches in Python (`World(dialect=Dialect(delete_status=200))`), on the command line
(`serve --dialect delete_status=200`, repeatable), in a scenario's `[dialect]` table, or with the
pytest marker (`@pytest.mark.creatoraudit(dialect=Dialect(...))`). The contract that a world serves
(`/v2/openapi.json`, `/v2/docs`) is written for its dialect.

*Ground* says what the documentation gives for the default: it is *silent*, it has a *hint*, or two
of its pages are *disagreeing*. *Topic* is the page that comes nearest.

| switch | values | ground, topic | why it is open |
|---|---|---|---|
"""

FOOT = """
## Open questions that are settings instead

| question | where it is set |
|---|---|
| the rate limit and its window | `world.set_rate_limit`, `[organization]`, `serve --rate-limit` |
| how soon the first refresh comes | `first_refresh` of an item or of the scenario |
| late, failing and skipped refreshes | `[hardship]` of a scenario, `world.outage` |
| the quota of accounts | `account_quota` of a scenario |
| idempotency keys that are forgotten too early | `world.lose_replica` |
"""

API_HEAD = """\
# Every operation, every answer

{operations} operations with {answers} answers. A mark says what is behind an answer, and in the
column *behind it* what is behind the operation itself:

| mark | evidence |
|:-:|---|
| ● | documented: a page of the API's documentation states or shows it |
| ◐ | inferred: it follows from what a page states |
| ○ | assumed: no page says; it is what the mock does, and a client should not rely on it |

Each mark is a test that gets this very answer over HTTP, checked against the contract in status,
headers and body: `tests/http/test_every_status.py::test_every_status[OPERATION-STATUS]`, such as
`test_every_status[get_account-404]`. The three kinds of 403 are tested by their codes:
**F** is `403-FORBIDDEN` (disabled key, inactive subscription), **S** is `403-INSUFFICIENT_SCOPE`,
**Q** is `403-QUOTA_EXCEEDED`. Where nothing stands, the operation never answers so.
"""

MARKS = {"documented": "●", "inferred": "◐", "assumed": "○"}
SHORT = {"FORBIDDEN": "F", "INSUFFICIENT_SCOPE": "S", "QUOTA_EXCEEDED": "Q"}


def dialect_page() -> str:
    """`dialect.md`."""
    rows = [_switch(name, values) for name, values in Dialect.alternatives().items()]
    return HEAD + "".join(rows) + FOOT


def _switch(name: str, values: tuple[Any, ...]) -> str:
    told = Dialect.backgrounds()[name]
    choices = ", ".join(f"`{value}`" for value in values)
    return _row([f"`{name}`", choices, f"{told.ground}, {told.topic}", told.why])


def api_page() -> str:
    """`api.md`."""
    table = cells()
    by_tag: dict[str, list[Cell]] = {}
    for cell in table:
        by_tag.setdefault(cell.operation.tag, []).append(cell)
    operations = len({cell.operation.id for cell in table})
    head = API_HEAD.format(operations=operations, answers=len(table))
    return head + "".join(_section(tag, by_tag[tag]) for tag in sorted(by_tag)) + _notes(table)


def _section(tag: str, table: list[Cell]) -> str:
    """The operations of one tag: a row each, a column for each answer that one of them has."""
    columns = sorted({cell.column for cell in table})
    by_place = {(cell.operation.id, cell.column): cell for cell in table}
    heads = [_heading(column) for column in columns]
    lines = [
        _row(["operation", "request", "behind it", *heads]),
        _row(["---", "---", *[":-:"] * (len(columns) + 1)]),
    ]
    for one in _operations(table):
        marks = [_mark(by_place.get((one.id, column))) for column in columns]
        request = f"{one.method} `{one.path}`"
        lines.append(_row([f"`{one.id}`", request, MARKS[one.evidence], *marks]))
    return f"\n## {tag}\n\n" + "".join(lines)


def _operations(table: list[Cell]) -> list[Operation]:
    """The operations of some cells by path, reading before writing."""
    order = ("GET", "POST", "PUT", "PATCH", "DELETE")
    found = {cell.operation.id: cell.operation for cell in table}.values()
    return sorted(found, key=lambda one: (one.path, order.index(one.method)))


def _heading(column: str) -> str:
    status, _, code = column.partition("-")
    return f"{status} {SHORT[code]}" if code else status


def _mark(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return MARKS[cell.evidence] + ("\\*" if cell.dialect.settings() else "")


def _notes(table: Iterable[Cell]) -> str:
    """Which answers need a switch of the dialect."""
    needed: dict[str, set[str]] = {}
    for cell in table:
        for name, value in cell.dialect.settings().items():
            needed.setdefault(f"`{name}={value}`", set()).add(_heading(cell.column))
    noted = [f"{', '.join(sorted(of))} with {switch}" for switch, of in sorted(needed.items())]
    return f"\n\\* only in another [dialect](dialect.md) than the default: {'; '.join(noted)}.\n"


def _row(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |\n"


PAGES = {"api.md": api_page, "dialect.md": dialect_page}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page())


if __name__ == "__main__":
    main()
