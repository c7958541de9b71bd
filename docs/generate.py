"""Write the pages of this folder that are made from the code: `make docs`."""

from __future__ import annotations

from pathlib import Path

from creatoraudit_mock import Dialect

HERE = Path(__file__).parent

HEAD = """\
# Dialect

One switch for each question that the API's documentation leaves open and that the mock simulates.
The first value is the default: today's best guess. Nothing here is documented, so a poller should
be right under every value.

Set switches in Python (`World(dialect=Dialect(delete_status=200))`), on the command line
(`serve --dialect delete_status=200`, repeatable), in a scenario's `[dialect]` table, or with the
pytest marker (`@pytest.mark.creatoraudit(dialect=Dialect(...))`).

| switch | values | why it is open |
|---|---|---|
"""


def dialect_page() -> str:
    """`dialect.md`."""
    backgrounds = Dialect.backgrounds()
    rows = [
        f"| `{name}` | {', '.join(f'`{value}`' for value in values)} | {backgrounds[name].why} |\n"
        for name, values in Dialect.alternatives().items()
    ]
    return HEAD + "".join(rows)


PAGES = {"dialect.md": dialect_page}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page())


if __name__ == "__main__":
    main()
