"""`routes`: what the contract contains, and how much of it is simulated."""

from __future__ import annotations

from typing import Any

from creatoraudit_mock.cli.options import JsonOption

_HEADERS = ("method", "path", "operation", "scope", "evidence", "answer")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_STYLES = {"simulated": "green", "501": "yellow", "assumed": "yellow"}


def routes(*, as_json: JsonOption = False) -> None:
    """List every operation of the API and whether it is simulated.

    Scope is what an API key needs: none, read or write. Evidence says whether the API's own pages
    document the operation, or whether it is inferred or assumed. Operations that are not
    simulated answer 501.
    """
    from creatoraudit_mock.cli.output import print_json, print_table  # noqa: PLC0415

    rows = _rows()
    if as_json:
        print_json(rows)
        return
    print_table(_HEADERS, [_cells(row) for row in rows], _STYLES)


def _rows() -> list[dict[str, Any]]:
    """Every operation, those of one path side by side."""
    # The handlers bring the web framework along: only for this command.
    from creatoraudit_mock.contract import operations  # noqa: PLC0415
    from creatoraudit_mock.http.handlers import HANDLERS  # noqa: PLC0415
    from creatoraudit_mock.http.routes import PREFIX  # noqa: PLC0415

    return [
        {
            "method": one.method,
            "path": PREFIX + one.path,
            "operation_id": one.id,
            "scope": one.scope,
            "evidence": one.evidence,
            "simulated": one.id in HANDLERS,
        }
        for one in sorted(operations(), key=lambda one: (one.path, _METHODS.index(one.method)))
    ]


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    *texts, simulated = row.values()
    return (*texts, "simulated" if simulated else "501")
