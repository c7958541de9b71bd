"""`run`: a command of one's own against a world of its own, stopped, graded, and its verdict."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from creatoraudit_mock import score
from creatoraudit_mock.cli.app import app
from creatoraudit_mock.scorecard.files import read_journal

FORCED = {"FORCE_COLOR", "GITHUB_ACTIONS", "TTY_COMPATIBLE"}
HEAD = """
import json, os, signal, sys, time, urllib.request
base, key = os.environ["CREATORAUDIT_BASE_URL"], os.environ["CREATORAUDIT_API_KEY"]
control = os.environ["CREATORAUDIT_CONTROL_URL"]
def ask(url, body=None, **headers):
    headers |= {"Authorization": "Bearer " + key, "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as got:
            return got.status, got.headers, json.load(got)
    except urllib.error.HTTPError as error:
        return error.code, error.headers, None
def get(path, **headers):
    return ask(base + path, **headers)
def let_pass(duration):
    ask(control + "/clock/advance", {"by": duration})
def poll_for_ever(duration, start=0):
    tag = {}
    while True:
        status, headers, _ = get("/accounts?limit=100", **tag)
        tag = {"If-None-Match": headers["ETag"]}
        print(status, flush=True)
        let_pass(duration)
"""


def program(text: str) -> list[str]:
    """A Python program with the means to ask and to move the clock."""
    return [sys.executable, "-c", HEAD + textwrap.dedent(text)]


def started(*arguments: str, folder: Path | None = None) -> subprocess.Popen[str]:
    """`run` as a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in FORCED}
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "creatoraudit_mock", "run", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment, "COLUMNS": "80"},
        cwd=folder,
    )


def run(*arguments: str, folder: Path | None = None) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of a run that ends."""
    process = started(*arguments, folder=folder)
    try:
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    return process.returncode, out, err


def test_a_clean_command() -> None:
    """What the command writes passes untouched, the scorecard comes after it, the status is 0."""
    status, out, err = run(
        "--", *program("print(get('/accounts')[0]); print('so', file=sys.stderr)")
    )
    assert status == 0
    assert out.startswith("200\nclean: nothing was found\n")
    assert "\nso\nthe command ended by itself at 2026-01-05T09:00:" in err


def test_findings_fail() -> None:
    """Errors in the scorecard of a command that ended well make the status 1."""
    status, out, _ = run("--frozen", *program("for _ in range(3): get('/accounts?offset=1')"))
    assert status == 1
    assert " CA604 error " in out


@pytest.mark.parametrize(("option", "status"), [("--ignore", 0), ("--select", 1)])
def test_options_of_score(option: str, status: int) -> None:
    """Rules are selected and ignored as by `score`."""
    asked = program("get('/accounts?offset=1')")
    assert run(option, "CA6", "--format", "markdown", *asked)[0] == status


def test_a_failing_command() -> None:
    """A command that fails by itself gives its own status; it is graded nevertheless."""
    status, out, err = run(*program("get('/accounts'); sys.exit(7)"))
    assert (status, out.startswith("clean")) == (7, True)
    assert "the command failed with exit status 7 at " in err


def test_a_command_ended_by_a_signal() -> None:
    """Who dies of a signal has the status that a shell gives."""
    status, _, err = run(*program("get('/accounts'); os.kill(os.getpid(), signal.SIGKILL)"))
    assert status == 128 + signal.SIGKILL
    assert "failed with exit status 137" in err


def test_nobody_asked() -> None:
    """A command that never finds the API is no clean one."""
    status, _, err = run(sys.executable, "-c", "pass")
    assert status == 2
    assert "error: the command made no request: does it read CREATORAUDIT_BASE_URL?" in err


def test_until_stops_an_endless_poller(tmp_path: Path) -> None:
    """At the horizon nobody is answered, so that two runs have the same journal."""
    journals = []
    for name in ("one.jsonl", "two.jsonl"):
        asked = ["--frozen", "--until", "2d", "--journal", name]
        status, out, err = run(*asked, *program("poll_for_ever('1h')"), folder=tmp_path)
        assert (status, out.count("\n304\n") > 0) == (0, True)
        assert "stopped at 2026-01-07T09:00:00Z, the end of --until" in err
        journals.append([(one.at, one.status) for one in read_journal(tmp_path / name)[1]])
    assert journals[0] == journals[1]
    assert len(journals[0]) == 48
    assert score(tmp_path / "one.jsonl").findings == ()


def test_until_on_a_clock_that_requests_move(tmp_path: Path) -> None:
    """With --step the request that would reach the horizon is not answered."""
    asked = ["--step", "1h", "--until", "1d", "--journal", "run.jsonl", "--format", "json"]
    status, out, _ = run(*asked, *program("poll_for_ever('0s')"), folder=tmp_path)
    card = json.loads(out[out.index("{") :])
    assert (status, card["figures"]["requests"]) == (0, 23)
    assert card["notes"][0].startswith("each request moved the clock")


def test_sleeps_count_times_speed() -> None:
    """At a speed an unmodified poller comes to the horizon; its timing is not judged."""
    poller = "\nwhile True:\n    get('/health')\n    time.sleep(0.02)\n"
    began = time.monotonic()
    status, out, _ = run("--speed", "86400", "--until", "12h", *program(poller))
    assert (status, time.monotonic() - began < 20) == (0, True)
    assert "note: the clock ran at 86400 times real time, so the client's timing was not" in out


def test_silence_until_the_end_is_seen() -> None:
    """Who was alive until the horizon but asked no more has missed what landed since."""
    asks_once = """
    for _ in range(3):
        account = get('/accounts')[2]['data'][0]['id']
        get('/accounts/' + account)
        let_pass('1h')
    let_pass('10d')
    get('/accounts/' + account)
    """
    status, out, _ = run("--frozen", "--until", "5d", "--lag", "6h", *program(asks_once))
    assert status == 1
    assert " CA103 error " in out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_command(number: signal.Signals) -> None:
    """Ctrl-C ends the whole group of the command; then it is graded, and that is no failure."""
    nested = (
        "import subprocess; subprocess.run([sys.executable, '-c', 'import time; time.sleep(99)'])"
    )
    process = started(*program(f"get('/accounts'); print(os.getpid(), flush=True); {nested}"))
    assert process.stdout is not None
    group = int(process.stdout.readline())
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out.startswith("clean")) == (0, True)
    assert f"stopped by {number.name} at " in err
    assert not _is_alive(group)


def test_who_will_not_stop_is_killed() -> None:
    """A second Ctrl-C does not ask."""
    deaf = "signal.signal(signal.SIGINT, signal.SIG_IGN); get('/accounts'); print('on', flush=True)"
    process = started(*program(f"{deaf}; time.sleep(99)"))
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert process.communicate(timeout=30)[0].startswith("clean")
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    ("options", "told"), [([], "1"), (["--speed", "3600"], "3600"), (["--frozen"], "1000000000")]
)
def test_the_speed_is_told(options: list[str], told: str) -> None:
    """A program that divides its waits by the speed never waits for a clock that stands still."""
    shows = "get('/accounts'); print(os.environ['CREATORAUDIT_SPEED'])"
    assert run(*options, *program(shows))[1].startswith(f"{told}\n")


def test_what_is_left_behind_is_ended() -> None:
    """Nothing that the command started in its group outlives the run."""
    leaves = """
    import subprocess
    get('/accounts')
    print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)']).pid, flush=True)
    """
    _, out, _ = run(*program(leaves))
    left = int(out.splitlines()[0])
    deadline = time.monotonic() + 5
    while _is_alive(left) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _is_alive(left)


def test_arguments_are_the_commands_own(tmp_path: Path) -> None:
    """What follows the command is passed on, also what looks like an option of ours."""
    shows = "get('/accounts'); print(sys.argv[1:])"
    out = run(*program(shows), "--speed", "x", "--", "--help", folder=tmp_path)[1]
    assert out.startswith("['--speed', 'x', '--', '--help']\n")


def test_no_proxy_stands_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment is not asked for the world, and stays one for other hosts."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "example.org")
    status, out, _ = run(*program("print(get('/accounts')[0], os.environ['no_proxy'])"))
    assert (status, out.splitlines()[0]) == (0, "200 example.org,127.0.0.1")


def _is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        ([], 2, "give a COMMAND to run, as in: creatoraudit-mock run -- node poll.mjs"),
        (["--", "no-such-program"], 127, "command not found: no-such-program"),
        (["--", "/"], 126, "/ cannot be run: "),
        (["--until", "soon", "x"], 2, "--until must look like '45s'"),
        (["--speed", "0", "x"], 2, "--speed must be between"),
        (["--speed", "2", "--step", "1h", "x"], 2, "give --speed or --step, not both"),
        (["--frozen", "--step", "1h", "x"], 2, "give --step or --frozen, not both"),
        (["--step", "soon", "x"], 2, "--step must look like '45s'"),
        (["--lag", "soon", "x"], 2, "--lag must look like '45s'"),
        (["--select", "X", "x"], 2, "--select: no rule begins with 'X'"),
        (["--scenario", "nowhere", "x"], 2, "--scenario "),
        (["--journal", "run.txt", "x"], 2, "--journal: a journal is written to .jsonl or .har"),
        (["--colour", "x"], 2, "--colour"),
    ],
)
def test_refusals(arguments: list[str], status: int, told: str) -> None:
    """What cannot be done is one line on stderr, before anything is run."""
    result = CliRunner().invoke(app, ["run", *arguments])
    err = result.stderr
    assert (result.exit_code, result.stdout) == (status, "")
    assert err.startswith("error: ")
    assert told in err
    assert err.count("\n") == 1
