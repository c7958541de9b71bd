"""`scenarios`: the starting worlds that come with the package."""

from __future__ import annotations

from typing import Any

from creatoraudit_mock.cli.options import JsonOption

_HEADERS = ("name", "accounts", "videos", "creators", "description")


def scenarios(*, as_json: JsonOption = False) -> None:
    """List the shipped scenarios and their sizes."""
    from creatoraudit_mock.cli.output import print_json, print_table  # noqa: PLC0415
    from creatoraudit_mock.scenario import load, names  # noqa: PLC0415

    rows = [_row(load(name)) for name in names()]
    if as_json:
        print_json(rows)
        return
    print_table(_HEADERS, [[str(row[header]) for header in _HEADERS] for row in rows])


def _row(scenario: Any) -> dict[str, Any]:
    from creatoraudit_mock.world import TrackAccount  # noqa: PLC0415

    accounts = sum(isinstance(item.command, TrackAccount) for item in scenario.items)
    return {
        "name": scenario.name,
        "description": scenario.description,
        "accounts": accounts,
        "videos": len(scenario.items) - accounts,
        "creators": len(scenario.creators),
    }
