"""What a run has made in somebody's organization, until it is removed again."""

from __future__ import annotations

from typing import Final

from creatoraudit_mock.service.caller import Caller
from creatoraudit_mock.service.errors import ServiceTrouble

_ORDER: Final = ("/accounts/", "/videos/", "/creators/")
"""Creators last: some services do not let one go that has accounts."""
_GONE: Final = 404


class Throwaways:
    """The paths of things that were made and are still there."""

    def __init__(self) -> None:
        self._paths: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._paths)

    def add(self, path: str) -> None:
        """Something was made; a replayed answer may show what was made before, elsewhere."""
        identifier = path.rpartition("/")[2]
        if not any(one.endswith(f"/{identifier}") for one in self._paths):
            self._paths.append(path)

    def gone(self, path: str) -> None:
        """It was removed."""
        if path in self._paths:
            self._paths.remove(path)

    def paths(self) -> tuple[str, ...]:
        """What is still there."""
        return tuple(self._paths)

    def cost(self) -> int:
        """Requests that removing all of it takes, with a second try for each."""
        return 2 * len(self._paths)

    def clean(self, caller: Caller) -> list[str]:
        """Remove everything; return what could not be removed, with the reason."""
        left = []
        for path in sorted(self._paths, key=_rank):
            try:
                status = caller.send("DELETE", path).status
            except ServiceTrouble as error:
                left.append(f"{path} ({error})")
                continue
            if status < 300 or status == _GONE:  # noqa: PLR2004 - statuses of success
                self.gone(path)
            else:
                left.append(f"{path} (answered {status})")
        return left


def _rank(path: str) -> int:
    return next(n for n, start in enumerate(_ORDER) if path.startswith(start))
