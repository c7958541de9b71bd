"""Writes docs/zoo.md: `make zoo`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from zoo.specimens import EVENTS, EXAMPLES, RIGHT, SHARE, SWITCHES, WORLDS, WRONG, Right, Wrong

PAGE: Final = Path(__file__).parents[2] / "docs" / "zoo.md"
HEAD: Final = f"""\
# The zoo

Pollers, right and wrong, on which [`check_poller`](check-poller.md) is tested; they live in
`tests/zoo`, and `make zoo` writes this page.

## Wrong

Each has one fault that people really make, and fails on its own rule alone, within {EXAMPLES}
examples; what is shown has {EVENTS} events and faults at most. *Examples*: how many worlds it took.
*Events*: what happened in the smallest one.

| poller | its fault | fails on | examples | events |
|---|---|---|--:|--:|
"""
EACH: Final = WORLDS // SHARE + 2
"""The two with which every search begins come before those that are drawn."""
NAMES: Final = len({name for name, _ in SWITCHES})
MIDDLE: Final = f"""
## Right

None of them is ever blamed. `make zoo` lets each live through {WORLDS} worlds, under dialects that
are drawn at random, and through {EACH} more under each of the {len(SWITCHES)} alternatives of the
{NAMES} switches of the [dialect](dialect.md), while the others are drawn. So each poller meets
every alternative, and many pairs of them; not their product, which has no end.

| poller | style |
|---|---|
"""


def beginning(poller: Wrong) -> str:
    """A row, as far as it is known without letting the poller run."""
    return f"| {poller.name} | {poller.fault} | `{poller.fails_on}` |"


def row(poller: Right) -> str:
    """A row about a right one."""
    return f"| `{poller.name}` | {(poller.run.__doc__ or '').splitlines()[0]} |"


def page() -> str:
    """The page; it takes a minute."""
    wrong = "\n".join(map(_caught, WRONG))
    return f"{HEAD}{wrong}\n{MIDDLE}" + "\n".join(map(row, RIGHT)) + "\n"


def _caught(poller: Wrong) -> str:
    failed = poller.caught()
    assert failed is not None, f"{poller.name} was not caught"
    events = len(failed.plan.events) + len(failed.plan.faults)
    line = f"{beginning(poller)} {failed.runs} | {events} |"
    sys.stdout.write(f"{line}\n")
    return line


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
