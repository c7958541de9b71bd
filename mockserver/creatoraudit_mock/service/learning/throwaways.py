"""What a run makes in somebody's organization: noted before it is made, and removed again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from creatoraudit_mock.service.caller import Caller
from creatoraudit_mock.service.errors import ServiceTrouble
from creatoraudit_mock.service.ledger import Ledger, dead_runs

MARK: Final = {"made_by": "creatoraudit-mock learn"}
"""By what a throwaway account or video is known."""

_ORDER: Final = ("/accounts", "/videos", "/creators")
"""Creators last: some services do not let one go that has accounts."""
_LABELS: Final = {"/accounts": "username", "/videos": "identifier", "/creators": "name"}
_SHOWN: Final = {**_LABELS, "/videos": "external_id"}
_NOTHING: Final = "nothing"
_PAGE: Final = 200
_GONE: Final = 404


class Throwaways:
    """The paths of things that were made and are still there.

    Args:
        ledger: where to note them, so that a later run can remove what this one could not.
    """

    def __init__(self, ledger: Ledger | None = None) -> None:
        self._paths: list[str] = []
        self._asked_for: set[str] = set()
        self._ledger = ledger

    def will_make(self, path: str, body: Mapping[str, Any]) -> None:
        """Something may be made in a moment."""
        self._asked_for.add(_name(path, body))
        if self._ledger is not None:
            self._ledger.will_make(_name(path, body))

    def add(self, path: str, body: Mapping[str, Any], identifier: str | None) -> None:
        """It was made, or not; a replayed answer may show what was made before, elsewhere."""
        self._asked_for.discard(_name(path, body))
        known = any(one.endswith(f"/{identifier}") for one in self._paths)
        if self._ledger is not None:
            made = f"{path}/{identifier}" if identifier and not known else _NOTHING
            self._ledger.made(_name(path, body), made)
            self._ledger.gone(_NOTHING)
        if identifier is not None and not known:
            self._paths.append(f"{path}/{identifier}")

    def gone(self, path: str) -> None:
        """It was removed."""
        if path in self._paths:
            self._paths.remove(path)
            if self._ledger is not None:
                self._ledger.gone(path)

    def paths(self) -> tuple[str, ...]:
        """What is still there."""
        return tuple(self._paths)

    def cost(self) -> int:
        """Requests that removing all of it takes, with a second try for each."""
        return 2 * len(self._paths)

    def clean(self, caller: Caller) -> list[str]:
        """Remove everything; return what could not be removed, with the reason.

        Of what was asked for without an answer nobody knows whether it was made: it is looked for.
        """
        left = []
        for name in sorted(self._asked_for):
            try:
                self._paths += _found(caller, name)
            except (ServiceTrouble, KeyError, TypeError) as error:
                left.append(f"{name} (perhaps made: {error})")
        for path in sorted(self._paths, key=_rank):
            reason = _removed(caller, path)
            if reason is None:
                self.gone(path)
            else:
                left.append(f"{path} ({reason})")
        return left

    def close(self) -> None:
        """Throw the notes away if nothing is left; close them in any case."""
        if self._ledger is not None:
            with self._ledger as ledger:
                if not ledger.leftovers.ids and not ledger.leftovers.unknown:
                    ledger.forget()


def clean_dead(caller: Caller, folder: Path) -> list[str]:
    """Remove what earlier runs were killed over; return what could not be removed.

    Of what was asked for without an answer nobody knows whether it was made: it is looked for.
    """
    trouble = []
    for notes, left in dead_runs(folder, caller.base_url):
        paths = {*left.ids}
        for name in left.unknown:
            paths |= set(_found(caller, name))
        reasons = {path: _removed(caller, path) for path in sorted(paths, key=_rank)}
        trouble += [f"{path} ({reason})" for path, reason in reasons.items() if reason]
        if not any(reasons.values()):
            notes.unlink(missing_ok=True)
    return trouble


def _name(path: str, body: Mapping[str, Any]) -> str:
    return f"{path} {body[_LABELS[path]]}"


def _rank(path: str) -> int:
    return next(n for n, start in enumerate(_ORDER) if path.startswith(f"{start}/"))


def _removed(caller: Caller, path: str) -> str | None:
    """Remove something; None if it is gone, else the reason why not."""
    try:
        status = caller.send("DELETE", path).status
    except ServiceTrouble as error:
        return str(error)
    if status < 300 or status == _GONE:  # noqa: PLR2004 - statuses of success
        return None
    return f"answered {status}"


def _found(caller: Caller, name: str) -> Iterator[str]:
    """The paths of what has such a name and was certainly made by a run."""
    path, _, label = name.partition(" ")
    cursor: dict[str, str] = {}
    while True:
        answer = caller.send("GET", path, params={"limit": _PAGE, **cursor})
        if answer.status != 200 or not answer.is_json:  # noqa: PLR2004 - the status
            raise ServiceTrouble(f"{answer.line} was answered {answer.status}: nothing was cleaned")
        for row in answer.json["data"]:
            # The names of our creators are like no others; accounts and videos carry our mark.
            is_ours = path == "/creators" or row.get("metadata") == MARK
            if is_ours and row.get(_SHOWN[path]) == label:
                yield f"{path}/{row['id']}"
        following = answer.json["pagination"]["next_cursor"]
        if following is None:
            return
        cursor = {"cursor": following}
