"""The contents of the package as rows: its scenarios, and the operations of the contract."""

from __future__ import annotations

from typing import Any

from creatoraudit_mock.cli.output import print_json, print_table
from creatoraudit_mock.contract import Operation, operations
from creatoraudit_mock.http.handlers import HANDLERS
from creatoraudit_mock.http.routes import PREFIX
from creatoraudit_mock.scenario import Scenario, load, names
from creatoraudit_mock.world import TrackAccount

_SCENARIO = ("name", "accounts", "videos", "creators", "description")
_ROUTE = ("method", "path", "operation", "scope", "evidence", "answer")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_STYLES = {"simulated": "green", "501": "yellow", "inferred": "cyan", "assumed": "yellow"}


def show_scenarios(*, as_json: bool) -> None:
    """Print the shipped scenarios, by name."""
    rows = [_scenario(load(name)) for name in names()]
    if as_json:
        print_json(rows)
    else:
        print_table(_SCENARIO, [[str(row[column]) for column in _SCENARIO] for row in rows])


def show_routes(*, as_json: bool) -> None:
    """Print the operations of the contract, those of one path side by side."""
    ordered = sorted(operations(), key=lambda one: (one.path, _METHODS.index(one.method)))
    rows = [_route(one) for one in ordered]
    if as_json:
        print_json(rows)
    else:
        print_table(_ROUTE, [_route_cells(row) for row in rows], _STYLES)


def _scenario(scenario: Scenario) -> dict[str, Any]:
    accounts = sum(isinstance(item.command, TrackAccount) for item in scenario.items)
    return {
        "name": scenario.name,
        "description": scenario.description,
        "accounts": accounts,
        "videos": len(scenario.items) - accounts,
        "creators": len(scenario.creators),
    }


def _route(one: Operation) -> dict[str, Any]:
    return {
        "method": one.method,
        "path": PREFIX + one.path,
        "operation_id": one.id,
        "scope": one.scope,
        "evidence": one.evidence,
        "simulated": one.id in HANDLERS,
    }


def _route_cells(row: dict[str, Any]) -> list[str]:
    *texts, simulated = row.values()
    return [*texts, "simulated" if simulated else "501"]
