"""A note of what a run is about to make, written before it is made, so that a later run can clean.

Each run has a file of its own, locked as long as the run lives: the system lets go of the lock
however the process ends. A file that can be locked belongs to a dead run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import msgspec

_FORMING = ".forming"
_SUFFIX = ".jsonl"


def default_folder() -> Path:
    """Where ledgers are kept: the user's folder for the state of programs."""
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(state).expanduser() / "creatoraudit-mock" / "verify"


@dataclass(slots=True)
class Leftovers:
    """What a dead run may have left: names that it was going to use, and ids that it got."""

    base_url: str
    names: set[str] = field(default_factory=set)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def unknown(self) -> set[str]:
        """Names of which nobody knows whether something was made."""
        return self.names - set(self.ids.values())


class Ledger:
    """The notes of one run.

    Args:
        folder: where ledgers are kept; made if need be.
        run: the name of the run, unlike that of any other.
        base_url: of the service that is written to.
    """

    def __init__(self, folder: Path, run: str, base_url: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = folder / f"{run}{_SUFFIX}"
        forming = folder / f"{run}{_FORMING}"
        # Whoever looks for dead runs must never see it unlocked.
        self._file: IO[bytes] = forming.open("xb")
        _lock(self._file)
        self._write({"base_url": base_url})
        forming.rename(self._path)

    def will_make(self, name: str) -> None:
        """Note a name before a resource is made that has it; on disk when this returns."""
        self._write({"name": name})

    def made(self, name: str, identifier: str) -> None:
        """Note what came of it."""
        self._write({"name": name, "id": identifier})

    def gone(self, identifier: str) -> None:
        """Note that it has been removed."""
        self._write({"gone": identifier})

    @property
    def leftovers(self) -> Leftovers:
        """What has been noted and not removed."""
        return _read(self._path)

    def forget(self) -> None:
        """Throw the notes away: nothing is left."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def _write(self, entry: dict[str, str]) -> None:
        self._file.write(msgspec.json.encode(entry) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def dead_runs(folder: Path, base_url: str) -> Iterator[tuple[Path, Leftovers]]:
    """The notes of dead runs against a service; each is locked while it is looked at."""
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        with path.open("rb") as file:
            if not _lock(file):
                continue
            left = _read(path)
            if left.base_url == base_url:
                yield path, left


def live_runs(folder: Path) -> set[str]:
    """The names of runs on this machine that have not ended."""
    found = set()
    for path in folder.glob(f"*{_SUFFIX}"):
        with path.open("rb") as file:
            if not _lock(file):
                found.add(path.stem)
    return found


def _read(path: Path) -> Leftovers:
    left = Leftovers("")
    for entry in _entries(path):
        match entry:
            case {"base_url": base_url}:
                left.base_url = base_url
            case {"name": name, "id": identifier}:
                left.ids[identifier] = name
            case {"name": name}:
                left.names.add(name)
            case {"gone": identifier}:
                left.names.discard(left.ids.pop(identifier, ""))
    return left


def _entries(path: Path) -> Iterator[Any]:
    for line in path.read_bytes().splitlines():
        try:
            yield msgspec.json.decode(line)
        except msgspec.DecodeError:
            # A line that was being written when the run was killed: nothing was sent for it.
            return


def _lock(file: IO[bytes]) -> bool:
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where every other run counts as dead
    except ModuleNotFoundError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
