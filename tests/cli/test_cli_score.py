"""`creatoraudit-mock score`: a linter for runs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from creatoraudit_mock import World
from creatoraudit_mock.cli.app import app
from creatoraudit_mock.scorecard import rules
from polling import ready


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with an error (CA201) and an advice (CA504), exported and saved."""
    desk, account = ready()
    for _ in range(30):
        desk.get(f"/accounts/{account.id}")
        desk.wait(hours=1)
    for n in range(12):
        desk.world.track_account("tiktok", f"user{n}")
    page = desk.get("/accounts?limit=2").json()
    while page["pagination"]["has_next"]:
        cursor = page["pagination"]["next_cursor"]
        page = desk.get(f"/accounts?limit=2&cursor={cursor}").json()
    folder = tmp_path_factory.mktemp("run")
    desk.world.export(folder / "run.jsonl")
    desk.world.save(folder / "saved.jsonl")
    return folder / "run.jsonl"


def command(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit status, stdout and stderr."""
    result = CliRunner().invoke(app, ["score", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_findings_fail(run: Path) -> None:
    """Each finding is a line; errors make the exit status 1."""
    status, out, err = command(run)
    assert (status, err) == (1, "")
    assert " CA201 error read again without If-None-Match (GET /v2/accounts/" in out
    assert " CA504 advice walked 13 rows in 7 pages of 2, where 1 would do" in out
    assert "[x29]" in out
    assert "1 error, 1 advice" in out
    assert "detection lag p50 / p95 / max" in out


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--ignore", "CA2"], 0),
        (["--ignore", "CA2", "--strict"], 1),
        (["--ignore", "CA201,CA5", "--strict"], 0),
        (["--ignore", "CA201", "--ignore", "CA504", "--strict"], 0),
        (["--select", "CA4"], 0),
        (["--select", "ca201"], 1),
        (["--select", "CA1", "--lag", "5m"], 1),
        (["--select", "CA1", "--lag", "1h"], 0),
    ],
)
def test_exit_status(options: list[str], status: int, run: Path) -> None:
    """1 if an error was found among those chosen, or advice with --strict; else 0."""
    assert command(run, *options)[0] == status


def test_recordings(run: Path) -> None:
    """A saved run is lived through again, and graded like its journal."""
    assert command(run.with_name("saved.jsonl"))[:2] == command(run)[:2]


def test_formats(run: Path) -> None:
    """JSON and SARIF for programs, Markdown and annotations for GitHub."""
    assert json.loads(command(run, "--format", "json")[1])["findings"][0]["code"] == "CA201"
    sarif = json.loads(command(run, "--format", "sarif")[1])
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == str(run)
    assert command(run, "--format", "markdown")[1].startswith("## Scorecard: 1 error, 1 advice")
    assert command(run, "--format", "github")[1].startswith("::error title=CA201 no-validator::")
    assert command(run, "--format", "github", "--select", "CA7")[1] == ""


@pytest.mark.parametrize("code", rules())
def test_explain(code: str) -> None:
    """The page of every rule, in any case, without a journal."""
    status, out, _ = command("--explain", code.lower())
    assert status == 0
    assert out.startswith(f"# {code} ")
    assert "**Why.**" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "give a JOURNAL to grade, or --explain CODE"),
        (["--explain", "CA999"], "--explain: no rule 'CA999'; there are: CA101"),
        (["nowhere.jsonl"], "nowhere.jsonl"),
        (["{run}", "--ignore", "X1"], "--ignore: no rule begins with 'X1'"),
        (["{run}", "--lag", "soon"], "--lag must look like '45s'"),
        (["{run}", "--format", "xml"], "xml"),
        (["{text}"], "line 1: JSON is malformed"),
    ],
)
def test_refusals(arguments: list[str], told: str, run: Path) -> None:
    """What cannot be done is one line on stderr, and exit status 2."""
    text = run.with_name("text.jsonl")
    text.write_text("nonsense")
    status, out, err = command(*(a.format(run=run, text=text) for a in arguments))
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert told in err
    assert err.count("\n") == 1


def test_a_world_that_nobody_polled(tmp_path: Path) -> None:
    """Nothing to grade is nothing wrong, and is said."""
    World("small").export(tmp_path / "run.jsonl")
    status, out, _ = command(tmp_path / "run.jsonl")
    assert status == 0
    assert "clean: nothing was found" in out
    assert "no request was served" in out


def test_a_page_as_well(run: Path, tmp_path: Path) -> None:
    """`--html` writes a page beside what is printed, with the same findings."""
    status, out, _ = command(run, "--html", tmp_path / "report.html", "--ignore", "CA201")
    page = (tmp_path / "report.html").read_text()
    assert status == 0
    assert "0 errors, 1 advice" in out
    assert "<title>Scorecard: 0 errors, 1 advice</title>" in page
    assert "CA504" in page
    assert "CA201" not in page


def test_a_page_that_cannot_be_written(run: Path, tmp_path: Path) -> None:
    """The error names the option and the file, and nothing is printed."""
    status, out, err = command(run, "--html", tmp_path / "nowhere" / "report.html")
    assert (status, out) == (2, "")
    assert err.startswith("error: --html: ")
    assert "nowhere" in err
