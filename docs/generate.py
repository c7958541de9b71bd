"""Write the pages of this folder that are made from the code: `make docs`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from creatoraudit_mock import Dialect

HERE = Path(__file__).parent

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


def dialect_page() -> str:
    """`dialect.md`."""
    rows = [_row(name, values) for name, values in Dialect.alternatives().items()]
    return HEAD + "".join(rows) + FOOT


def _row(name: str, values: tuple[Any, ...]) -> str:
    told = Dialect.backgrounds()[name]
    choices = ", ".join(f"`{value}`" for value in values)
    return f"| `{name}` | {choices} | {told.ground}, {told.topic} | {told.why} |\n"


PAGES = {"dialect.md": dialect_page}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page())


if __name__ == "__main__":
    main()
