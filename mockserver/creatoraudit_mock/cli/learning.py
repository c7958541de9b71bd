"""A run of `learn` from the texts of its options, told as it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import click

from creatoraudit_mock.cli.output import Table, print_table
from creatoraudit_mock.cli.refusals import Refused, refusing
from creatoraudit_mock.cli.stopping import INTERRUPTED, stoppable
from creatoraudit_mock.cli.watching import watched
from creatoraudit_mock.contract import Dialect
from creatoraudit_mock.service import Key
from creatoraudit_mock.service.learning import (
    PROBES,
    Finding,
    Permissions,
    Profile,
    Record,
    class_of,
    story,
    unmet,
)
from creatoraudit_mock.service.learning import learn as learn_of
from creatoraudit_mock.service.learning.record import writer
from creatoraudit_mock.service.ledger import default_folder
from creatoraudit_mock.values import SECOND, parse_duration

_WIDEST: Final = max(len(name) for name in Dialect.alternatives())
_VALUE: Final = 14
_STATES: Final = {"strange": "none of these", "open": "-"}


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """The options as they were given."""

    base_url: str
    key_env: str
    output: str
    overwrite: bool
    only: tuple[str, ...]
    writes: bool
    account: str | None
    missing: str | None
    wait: str
    exhaust: bool
    other_keys: Mapping[str, str | None]
    budget: int
    ledger: Path | None
    insecure: bool
    proxy: str | None

    def permissions(self) -> Permissions:
        """What is allowed; refuses what makes no sense."""
        for option, given in (("--account", self.account), ("--missing-profile", self.missing)):
            if given is not None and not self.writes:
                raise Refused(f"{option} is for --writes: give that as well, or leave it out")
        with refusing("--"):
            wait = parse_duration(self.wait, name="wait") / SECOND
        return Permissions(
            writes=self.writes,
            wait=wait,
            exhaust=self.exhaust,
            account=_profile("--account", self.account),
            missing=_profile("--missing-profile", self.missing),
        )

    def switches(self) -> frozenset[str]:
        """Which switches to learn."""
        for name in self.only:
            if name not in PROBES:
                close = get_close_matches(name, PROBES, n=1)
                hint = f"did you mean {close[0]}?" if close else "docs/dialect.md has them all"
                raise Refused(f"--only {name}: there is no such switch; {hint}")
        return frozenset(self.only or PROBES)

    def keys(self) -> dict[str, Key]:
        """The keys, from the environment."""
        names = {"main": self.key_env, **self.other_keys}
        options = {"main": "--key-env", **{name: f"--{name}-key-env" for name in self.other_keys}}
        found = {}
        for name, variable in names.items():
            if variable is not None:
                with refusing(f"{options[name]}: "):
                    found[name] = Key.from_env(variable)
        return found

    def target(self) -> Path:
        """The file to write, which must be possible and must not be there unless it may."""
        path = Path(self.output)
        if path.suffix != ".toml":
            raise Refused(f"--output must be a .toml file, got {self.output!r}")
        if not path.parent.is_dir():
            raise Refused(f"--output {self.output}: there is no folder {path.parent}")
        if path.exists() and not self.overwrite:
            raise Refused(f"--output {self.output}: is there already; name another, or --overwrite")
        return path


def show_plan(wishes: Wishes) -> None:
    """Print for each switch what would be asked, or what would be needed first."""
    may, only = wishes.permissions(), wishes.switches()
    keys = frozenset(name for name, variable in wishes.other_keys.items() if variable)
    rows = []
    for name, probe in PROBES.items():
        if name not in only:
            continue
        lacking = unmet(probe, may, keys)
        plan = f"needs {' and '.join(lacking)}" if lacking else story(probe)
        rows.append((name, class_of(probe), "" if lacking else str(probe.most), plan))
    print_table(("switch", "seen by", "requests", "what is asked"), rows)
    click.echo(
        f"\nRequests at most for each alone; what several need is asked once. In all no more than "
        f"{wishes.budget} would go to {wishes.base_url}; none was sent."
    )


def learn_and_tell(wishes: Wishes) -> int:
    """Learn, print each finding as it comes, write the file; return the exit status."""
    may, only, path = wishes.permissions(), wishes.switches(), wishes.target()
    keys = wishes.keys()
    teller = _Teller(path)
    with refusing(), stoppable(), watched() as watcher:
        try:
            writer()  # before anything is spent
            record = learn_of(
                wishes.base_url,
                keys,
                may,
                budget=wishes.budget,
                keep=teller.keep,
                only=only,
                ledgers=wishes.ledger or default_folder().with_name("learn"),
                insecure=wishes.insecure,
                proxy=wishes.proxy,
                watcher=watcher,
            )
        except ModuleNotFoundError as error:
            raise Refused(str(error)) from None
        except KeyboardInterrupt:
            teller.conclude()
            return INTERRUPTED
    teller.conclude()
    return 0 if record.is_complete and not record.left_behind else 1


class _Teller:
    """Prints findings and waits as they come, and keeps the file up to date."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._record: Record | None = None
        self._told: set[str] = set()
        self._table: Table | None = None

    def keep(self, record: Record) -> None:
        """Tell what is new, and write what is known."""
        self._record = record
        if any(one.state != "open" for one in record.findings.values()):
            record.save(self._path)
        for name in [*record.findings]:
            if name not in self._told:
                self._told.add(name)
                self._tell(record.findings[name])

    def conclude(self) -> None:
        """Print the sums, and what went wrong."""
        record = self._record
        if record is None:
            return
        seen, strange, still_open = (len(record.of(state)) for state in ("seen", "strange", "open"))
        click.echo(
            f"\n{seen} switches seen, {strange} none of the alternatives, {still_open} open; "
            f"{record.requests} requests, {record.waited:,.0f} s waited"
        )
        if seen or strange:
            click.echo(f"written to {self._path}")
        for path in record.left_behind:
            click.echo(f"error: could not be removed: {path}", err=True)
        if record.ended:
            click.echo(f"error: the run ended early: {record.ended}", err=True)

    def _tell(self, finding: Finding) -> None:
        if self._table is None:
            self._table = Table(("switch", "value", ""), (_WIDEST, _VALUE, 0))
        shown = _STATES.get(finding.state) or str(finding.value)
        self._table.row(finding.switch, shown, finding.reason)


def _profile(option: str, text: str | None) -> Profile | None:
    if text is None:
        return None
    with refusing(f"{option} "):
        return Profile.parse(text)
