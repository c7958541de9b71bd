"""State files that `serve` cannot go on with: one line that names the file and the way out."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import msgspec
import pytest
from click.testing import CliRunner

from creatoraudit_mock.cli.app import app
from creatoraudit_mock.state import opened
from creatoraudit_mock.state.steps import packed, unpacked
from killing import OPTIONS, Served

ACCEPTED = "error: --port must be from 0 to 65535, got 65536"
"""What comes next once a state file is found to be good."""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a server that has answered twice and was asked to stop."""
    file = tmp_path_factory.mktemp("original") / "world.state"
    server = Served(file)
    server.start()
    headers = {"authorization": f"Bearer {server.key}"}
    with httpx.Client(base_url=f"{server.url}/v2", headers=headers) as api:
        api.post("/accounts", json={"platform": "tiktok", "username": "conspicuous"})
        api.get("/accounts")
    server.stop()
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    return file


@pytest.fixture
def file(original: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(original, tmp_path / "copy.state"))


def said(file: Path, *options: str) -> str:
    """The one line with which `serve` ends."""
    arguments = ["serve", "--port", "65536", "--state", str(file), *options]
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    line, end, rest = result.stderr.partition("\n")
    assert (end, rest) == ("\n", "")
    return line.replace(str(file), "FILE")


def change(file: Path, statement: str, *values: object) -> None:
    """Do something to a state file that no server does."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute(statement, values)


@pytest.mark.parametrize("options", [(), OPTIONS, ("--clock", "frozen")])
def test_same_options_go_on(options: tuple[str, ...], file: Path) -> None:
    """Whoever says nothing, or the same as in the beginning, is let in."""
    assert said(file, *options) == ACCEPTED


def test_refused_servers_write_nothing(tmp_path: Path) -> None:
    """A new file is begun when the server is up, not before."""
    assert said(tmp_path / "new.state", "--seed", "3") == ACCEPTED
    assert said(tmp_path / "new.state", "--seed", "4") == ACCEPTED


@pytest.mark.parametrize(
    ("options", "then"),
    [
        ("--seed 8", "--seed 0"),
        ("--start 2026-03-01T00:00:00Z", "no --start"),
        ("--clock per-request", "--clock frozen"),
        ("--rate-limit off", "--rate-limit 100000000"),
        ("--dialect delete_status=200", "no --dialect"),
        ("--scenario agency", "--scenario small"),
    ],
)
def test_other_options_are_refused(options: str, then: str, file: Path) -> None:
    """Nobody asks for one world and gets another."""
    assert said(file, *options.split()) == (
        f"error: {options}: FILE was begun with {then} and goes on with it: leave the option out, "
        "or give another FILE"
    )


def test_changed_scenario_is_refused(tmp_path: Path) -> None:
    """A scenario file that was edited since does nothing to a world that goes on."""
    scenario, server = tmp_path / "mine.toml", Served(tmp_path / "world.state")
    scenario.write_text('description = "As it was."\n')
    server.start("--scenario", str(scenario))
    server.stop()
    scenario.write_text('description = "As it is now."\n')
    assert said(tmp_path / "world.state", "--scenario", str(scenario)) == (
        f"error: --scenario {scenario} is not what it was when FILE was begun: leave it out to go "
        "on with what it was then, or give another FILE"
    )
    scenario.unlink()
    assert said(tmp_path / "world.state") == ACCEPTED


def test_no_folder(tmp_path: Path) -> None:
    """A file in a folder that does not exist."""
    assert said(tmp_path / "nowhere" / "world.state") == (
        "error: --state FILE cannot be opened: make its folder writable, or give another FILE"
    )


def test_folder(tmp_path: Path) -> None:
    """A folder in place of a file."""
    assert said(tmp_path).startswith("error: --state FILE cannot be opened: ")


def test_unwritable(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may only be read."""
    connect = sqlite3.connect

    def readonly(path: Path, **options: object) -> sqlite3.Connection:
        return connect(f"file:{path}?mode=ro", uri=True, **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(sqlite3, "connect", readonly)  # root may write whatever the mode says
    assert said(file) == (
        "error: --state FILE may not be written or locked: change its permissions, or give another "
        "FILE"
    )


def test_no_database(tmp_path: Path) -> None:
    """A file of another kind is left as it is."""
    file = tmp_path / "notes.txt"
    file.write_text("not a database, but long enough to be taken for one" * 20)
    before = file.read_bytes()
    assert said(file) == (
        "error: --state FILE is no state file of creatoraudit-mock: give another FILE"
    )
    assert file.read_bytes() == before


def test_another_program(tmp_path: Path) -> None:
    """A database of somebody else is left as it is."""
    file = tmp_path / "other.db"
    change(file, "CREATE TABLE theirs (x)")
    before = file.read_bytes()
    assert said(file) == ("error: --state FILE is a database of another program: give another FILE")
    assert file.read_bytes() == before


def test_newer_version(file: Path) -> None:
    """A file of a format to come."""
    change(file, "PRAGMA user_version = 2")
    assert said(file) == (
        "error: --state FILE is of version 2 of the format, but this program knows only 1: use the "
        "version of creatoraudit-mock that wrote it, or a newer one"
    )


def test_in_use(file: Path) -> None:
    """A file that another server has open."""
    with opened(file):
        assert said(file) == (
            "error: --state FILE is in use by another server: stop that one, or give another FILE"
        )
    assert said(file) == ACCEPTED


def flip(file: Path) -> None:
    """Change a letter of what was answered."""
    content = file.read_bytes()
    assert b"conspicuous" in content
    file.write_bytes(content.replace(b"conspicuous", b"Conspicuous"))


def cut(file: Path) -> None:
    """Lose the end of the file."""
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def blank(file: Path) -> None:
    """Lose a page in the middle."""
    content = file.read_bytes()
    file.write_bytes(content[:4096] + bytes(4096) + content[8192:])


def lose(table: str) -> Callable[[Path], None]:
    """Lose the first row of a table."""
    return lambda file: change(
        file,
        f"DELETE FROM {table} WHERE rowid IN (SELECT min(rowid) FROM {table})",  # noqa: S608
    )


@pytest.mark.parametrize("harm", [flip, cut, blank, lose("steps"), lose("worlds"), lose("facts")])
def test_damage(harm: Callable[[Path], None], file: Path) -> None:
    """Whatever is missing or altered in the file is noticed."""
    harm(file)
    assert said(file).startswith(
        "error: --state FILE is damaged: put back a copy of it with its -wal, or give another FILE"
    )


def test_other_answers(file: Path) -> None:
    """A version that would have answered a write otherwise does not go on with the file."""
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute("SELECT number, content, checksum FROM steps").fetchall()
    number, entry = next((n, unpacked(c, s)) for n, c, s in rows if b"conspicuous" in c)
    altered = msgspec.structs.replace(entry, response_body=b"{}")
    change(
        file,
        "UPDATE steps SET content = ?, checksum = ? WHERE number = ?",
        *packed(altered),
        number,
    )
    assert said(file) == (
        "error: --state FILE was begun by creatoraudit-mock 0.1.0, which answered request 0 of "
        "world w1 otherwise than this version does: use that one, or give another FILE"
    )
