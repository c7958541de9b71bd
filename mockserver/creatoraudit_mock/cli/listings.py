"""`scenarios` and `routes`: what there is to be served."""

from __future__ import annotations

import click

from creatoraudit_mock.cli import options


@click.command
@options.as_json
def scenarios(*, as_json: bool) -> None:
    """List the scenarios that come with the package, and their sizes."""
    from creatoraudit_mock.cli.contents import show_scenarios  # noqa: PLC0415 - see app.py

    show_scenarios(as_json=as_json)


@click.command
@options.as_json
def routes(*, as_json: bool) -> None:
    """List every operation of the API and whether it is simulated.

    Scope is what an API key needs: none, read or write. Evidence says whether the operation is
    documented by the API's own pages, inferred from them, or assumed. What is not simulated
    answers 501.
    """
    from creatoraudit_mock.cli.contents import show_routes  # noqa: PLC0415 - see app.py

    show_routes(as_json=as_json)
