"""Creators that live only for a moment: named as ours, noted before birth, removed after use."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from creatoraudit_mock.service.caller import Caller
from creatoraudit_mock.service.errors import ServiceTrouble
from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.ledger import Ledger, dead_runs, live_runs
from creatoraudit_mock.service.verification.request import Request
from creatoraudit_mock.service.verification.session import Session

PREFIX: Final = "creatoraudit-mock verify"
MARK: Final = {"made-by": "creatoraudit-mock verify, remove at will"}
"""The labels of what we make. Together with the name they tell it from everything else."""

RESERVE: Final = 12
"""Requests that are kept back so that cleaning up is always possible."""

_NAME: Final = re.compile(rf"{PREFIX} ((\d{{8}}T\d{{6}}Z)-[0-9a-f]{{6}}) \d+( renamed)?")
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_OLD: Final = timedelta(hours=1)
"""A run that nobody here knows may still be going on elsewhere, but not for longer than this."""
_PAGE: Final = 200


def new_run() -> str:
    """A name for a run that tells when it began."""
    return f"{datetime.now(UTC).strftime(_STAMP)}-{secrets.token_hex(3)}"


class Throwaways:
    """What one run makes, and removes."""

    def __init__(self, ledger: Ledger, run: str) -> None:
        self.ledger = ledger
        self._run = run
        self._count = 0

    def name(self) -> str:
        """A name that nothing else has."""
        self._count += 1
        return f"{PREFIX} {self._run} {self._count}"

    def create(self, session: Session, name: str, key: str, status: int = 201) -> Exchange:
        """Make a creator, noted before it can exist."""
        self.ledger.will_make(name)
        headers = {"idempotency-key": f"{self._run}-{key}"}
        body = {"name": name, "metadata": MARK}
        request = Request("create_creator", json=body, headers=headers)
        answer = session.ask(request, status, f"for {key}", "inferred")
        if (identifier := _made_id(answer)) is not None:
            self.ledger.made(name, identifier)
        return answer

    def remove(self, session: Session, identifier: str) -> None:
        """Remove a creator of ours, and judge the answer."""
        request = Request("delete_creator", {"creator_id": identifier})
        session.ask(request, session.dialect.delete_status, "for what is ours", "inferred")
        self.ledger.gone(identifier)

    def sweep(self, caller: Caller, exchanges: list[Exchange]) -> None:
        """Remove whatever is left of this run.

        Raises:
            ServiceTrouble: it could not be done; the notes stay for the next run.
        """
        left = self.ledger.leftovers
        # What should have been refused and was not is ours as well.
        strays = {one for one in map(_made_id, exchanges) if one is not None}
        deleted = {one.path.rpartition("/")[2] for one in exchanges if _deletes(one)}
        for identifier in {*left.ids, *strays} - deleted:
            delete(caller, identifier)
        if left.unknown:
            _delete_all(caller, lambda found: found.name in left.unknown)
        self.ledger.forget()


@dataclass(frozen=True, slots=True)
class Found:
    """A creator on the service that a run of ours has made."""

    id: str
    name: str
    run: str
    born: datetime


def clean_dead(caller: Caller, folder: Path) -> list[str]:
    """Remove what dead runs have left, as far as this machine or the names tell.

    Returns:
        What was removed, in words.
    """
    removed: list[str] = []
    names: set[str] = set()
    paths = []
    for path, left in dead_runs(folder, caller.base_url):
        for identifier, name in left.ids.items():
            if delete(caller, identifier):
                removed.append(name)
        names |= left.unknown
        paths.append(path)
    alive = live_runs(folder)
    limit = datetime.now(UTC) - _OLD
    removed += _delete_all(
        caller, lambda one: one.name in names or (one.born < limit and one.run not in alive)
    )
    for path in paths:
        path.unlink(missing_ok=True)
    return removed


def clean_everything(caller: Caller, folder: Path) -> list[str]:
    """Remove what any run has left, but for runs that go on here; by name, from all machines."""
    removed = clean_dead(caller, folder)
    alive = live_runs(folder)
    return removed + _delete_all(caller, lambda one: one.run not in alive)


def found_on(caller: Caller) -> Iterator[Found]:
    """Everything on the service that is recognizably ours.

    Raises:
        ServiceTrouble: the list could not be read.
    """
    cursor: str | None = None
    while True:
        params: dict[str, object] = {"limit": _PAGE, "order_by": "name", "order_direction": "asc"}
        if cursor is not None:
            params["cursor"] = cursor
        answer = caller.send("GET", "/creators", params=params)
        if answer.status != HTTPStatus.OK or not answer.is_json:
            raise ServiceTrouble(f"{answer.line} was answered {answer.status}: nothing was cleaned")
        yield from filter(None, map(_recognized, answer.json.get("data", ())))
        cursor = answer.json.get("pagination", {}).get("next_cursor")
        if not cursor:
            return


def delete(caller: Caller, identifier: str) -> bool:
    """Remove a creator; tell whether there was one.

    Raises:
        ServiceTrouble: it is still there.
    """
    answer = caller.send("DELETE", f"/creators/{identifier}")
    if answer.status == HTTPStatus.NOT_FOUND:
        return False
    if not answer.ok:
        raise ServiceTrouble(f"{answer.line} was answered {answer.status}: it is still there")
    return True


def _delete_all(caller: Caller, wanted: Callable[[Found], bool]) -> list[str]:
    # The whole list first: deleting under a walk would shift its pages.
    return [one.name for one in list(found_on(caller)) if wanted(one) and delete(caller, one.id)]


def _recognized(row: Any) -> Found | None:
    if not isinstance(row, dict) or row.get("metadata") != MARK:
        return None
    match = _NAME.fullmatch(str(row.get("name", "")))
    if match is None:
        return None
    born = datetime.strptime(match[2], _STAMP).replace(tzinfo=UTC)
    return Found(str(row["id"]), match[0], match[1], born)


def _made_id(answer: Exchange) -> str | None:
    """The id of a creator that a POST has made."""
    if (answer.method, answer.path) != ("POST", "/creators") or not answer.ok:
        return None
    data = answer.json.get("data") if answer.is_json and isinstance(answer.json, dict) else None
    return str(data["id"]) if isinstance(data, dict) and "id" in data else None


def _deletes(answer: Exchange) -> bool:
    return answer.method == "DELETE" and answer.ok
