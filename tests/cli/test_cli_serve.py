"""`serve` as a process of its own: what it prints, serves, and how it ends."""

import email.utils
import http.client
import json
import os
import re
import selectors
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from creatoraudit_mock import score
from creatoraudit_mock.cli.app import app
from creatoraudit_mock.cli.welcome import warn_exposed
from creatoraudit_mock.clock import DEFAULT_START
from creatoraudit_mock.scenario import load

COMMAND = (sys.executable, "-m", "creatoraudit_mock")
LAST_LINE = "Press Ctrl-C to stop."
WAITING = ", from the first request on"
DEADLINE = 30.0
START = datetime.fromisoformat(DEFAULT_START)

REPORTING = """
import atexit, sys
before = set(sys.modules)  # a tool that watches this process may have loaded some for itself
from creatoraudit_mock.cli import main
atexit.register(lambda: print(*sys.modules.keys() - before, file=sys.stderr))
main()
"""
"""The command, and in the end what it has loaded."""
RARE = {
    *("httpx", "jinja2", "pydantic", "rich", "sqlite3", "starlette.routing"),
    "creatoraudit_mock.cli.run",
    "creatoraudit_mock.control.application",
    "creatoraudit_mock.dashboard",
    "creatoraudit_mock.http.docs_page",
    "creatoraudit_mock.scorecard",
    "creatoraudit_mock.service",
    "creatoraudit_mock.state",
    "creatoraudit_mock.timeline",
}

SCENARIO = """
description = "Two keys, one of them weak."

[[keys]]
name = "Main"
secret = "main-secret"

[[keys]]
name = "Reader"
secret = "reader-secret"
scopes = ["read"]

[[accounts]]
platform = "instagram"
username = "lonely"
"""


class Answer(NamedTuple):
    """A response of the served API."""

    status: int
    media_type: str | None
    date: datetime
    body: bytes


class Served:
    """A running `serve`, with what it printed up to its last line."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.text = _printed(process)

    def line(self, label: str) -> str:
        """What stands behind a label."""
        found = re.search(rf"^ *{label} +(.*)$", self.text, re.MULTILINE)
        assert found is not None, self.text
        return found[1]

    @property
    def port(self) -> int:
        """The port that the system chose."""
        port = urlsplit(self.line("base URL")).port
        assert port is not None
        return port

    def request(self, path: str = "/v2/accounts", method: str = "GET") -> Answer:
        """Ask over a connection of its own."""
        return _ask(self.port, method, path, {"Authorization": f"Bearer {self.line('API key')}"})

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Send a signal; the exit status and all of stderr."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=DEADLINE)
        return self.process.returncode, errors.decode()


Serve = Callable[..., Served]


def _ask(port: int, method: str, target: str, headers: dict[str, str]) -> Answer:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)) as connection:
        connection.request(method, target, headers=headers)
        response = connection.getresponse()
        sent = response.headers["date"] or "Thu, 01 Jan 1970 00:00:00 GMT"
        date = email.utils.parsedate_to_datetime(sent)
        media_type = response.headers["content-type"]
        return Answer(response.status, media_type, date, response.read())


def _printed(process: subprocess.Popen[bytes]) -> str:
    """Everything on stdout up to the line that says it is up."""
    assert process.stdout is not None
    text = b""
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        while LAST_LINE.encode() not in text:
            assert ready.select(DEADLINE), f"nothing more after {text!r}"
            chunk = os.read(process.stdout.fileno(), 65_536)
            assert chunk, f"ended after {text!r}: {process.communicate()[1]!r}"
            text += chunk
    return text.decode()


def _token() -> dict[str, str]:
    """What a test has put into the environment for the control interface."""
    name = "CREATORAUDIT_MOCK_CONTROL_TOKEN"
    return {name: os.environ[name]} if name in os.environ else {}


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(DEADLINE)
    finally:
        process.kill()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start `serve` on a free port with more options; ended after the test."""
    forced = {"FORCE_COLOR", "GITHUB_ACTIONS", "TTY_COMPATIBLE"}
    plain = {name: value for name, value in os.environ.items() if name not in forced}
    with ExitStack() as stack:

        def start(*options: str, command: Sequence[str] = COMMAND) -> Served:
            process = stack.enter_context(
                subprocess.Popen(  # noqa: S603 - our own command
                    (*command, "serve", "--port", "0", *options),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    # A narrow terminal, which must not matter in a pipe.
                    env={**plain, **_token(), "COLUMNS": "40"},
                )
            )
            stack.callback(_end, process)
            return Served(process)

        yield start


def test_printed_curl_line_works_as_it_stands(serve: Serve) -> None:
    """The printed command, taken word by word, is answered with the scenario's accounts."""
    served = serve()
    _, option, header, url = shlex.split(f"curl {served.line('curl')}")
    name, _, value = header.partition(": ")
    parts = urlsplit(url)
    answer = _ask(parts.port or 0, "GET", parts.path, {name: value})
    assert (option, answer.status) == ("-H", 200)
    assert len(json.loads(answer.body)["data"]) == 5


def test_only_what_is_asked_for_is_loaded(serve: Serve) -> None:
    """A server that is asked for accounts has loaded nothing that only other questions need."""
    served = serve(command=(sys.executable, "-c", REPORTING))
    assert served.request().status == 200

    loaded = set(served.stop()[1].split())
    assert "creatoraudit_mock.cli.serving" in loaded
    assert not loaded & RARE


def test_curl_line_survives_the_shell(serve: Serve, tmp_path: Path) -> None:
    """A secret with characters that a shell would expand is quoted so that it stays itself."""
    file = tmp_path / "odd.toml"
    file.write_text('description = "x"\n[[keys]]\nname = "odd"\nsecret = "a$HOME`b"\n', "utf-8")
    line = serve("--scenario", str(file)).line("curl")
    assert line.startswith("-H 'Authorization: Bearer a$HOME`b' http://")


def test_printed_docs_page_is_there(serve: Serve) -> None:
    """The URL of the documentation leads to a page."""
    served = serve()
    answer = served.request(urlsplit(served.line("docs")).path)
    assert (answer.status, (answer.media_type or "")[:9]) == (200, "text/html")


@pytest.mark.parametrize(
    ("variable", "styles"), [("FORCE_COLOR", 1), ("NO_COLOR", 0), ("PLAIN", 0)]
)
def test_styles_are_what_the_environment_asks_for(
    variable: str, styles: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no terminal gets styles only if they are forced."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(variable, "1")
    warn_exposed("192.0.2.1")
    assert capsys.readouterr().err.count("\x1b[33m") == styles


def test_welcome_in_a_pipe_is_plain_lines(serve: Serve) -> None:
    """Whatever the width, every fact stands on one line, without colours."""
    served = serve("--clock", "frozen")
    key, url = served.line("API key"), f"http://127.0.0.1:{served.port}/v2"
    assert served.text.splitlines() == [
        "The simulated CreatorAudit API is up.",
        "",
        f"  base URL  {url}",
        f"  API key   {key}",
        f"  docs      {url}/docs",
        f"  scenario  small: {load('small').description}",
        "  clock     2026-01-05T09:00:00Z, frozen",
        f"  dashboard http://127.0.0.1:{served.port}/_mock/",
        f"  control   http://127.0.0.1:{served.port}/_mock/worlds/w1",
        "",
        f'  curl -H "Authorization: Bearer {key}" {url}/accounts',
        "",
        LAST_LINE,
    ]


def test_scaled_clock_begins_at_the_default_start(serve: Serve) -> None:
    """Without options the first request is answered moments after the fixed start."""
    served = serve()
    assert served.line("clock") == f"{DEFAULT_START}, 1 virtual second per real second{WAITING}"
    assert timedelta() <= served.request().date - START < timedelta(seconds=DEADLINE)


def test_start_sets_the_first_instant(serve: Serve) -> None:
    """`--start` is where the clock stands, in UTC whatever its offset."""
    served = serve("--clock", "frozen", "--start", "2031-02-03T04:05:06+02:00")
    assert served.request().date == datetime(2031, 2, 3, 2, 5, 6, tzinfo=UTC)


def test_frozen_clock_stands_still(serve: Serve) -> None:
    """Two requests to a frozen world carry the same Date."""
    served = serve("--clock", "frozen")
    assert [served.request().date for _ in range(2)] == [START, START]


def test_per_request_clock_moves_by_the_step(serve: Serve) -> None:
    """Each request finds the clock one step further."""
    served = serve("--clock", "per-request", "--step", "1h30m")
    assert served.line("clock") == f"{DEFAULT_START}, each request moves it by 1h30m"
    step = timedelta(hours=1, minutes=30)
    assert [served.request().date for _ in range(2)] == [START + step, START + 2 * step]


def test_clock_waits_for_the_first_request(serve: Serve) -> None:
    """However fast the clock, the first request is served at the world's first instant."""
    served = serve("--speed", "86400")
    assert served.request("/v2/health").date == START


def test_speed_lets_days_pass(serve: Serve) -> None:
    """At 86,400 virtual seconds per second a day goes by while one asks."""
    served = serve("--speed", "86400")
    assert (
        served.line("clock") == f"{DEFAULT_START}, 86400 virtual seconds per real second{WAITING}"
    )
    deadline = time.monotonic() + DEADLINE
    while served.request("/v2/health").date < START + timedelta(days=1):
        assert time.monotonic() < deadline


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_it_at_once_and_well(serve: Serve, number: signal.Signals) -> None:
    """A signal ends it with status 0 and no word, though a client keeps its connection open."""
    served = serve()
    with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=DEADLINE)) as client:
        client.request("GET", "/v2/health")
        assert client.getresponse().read()
        began = time.monotonic()
        assert served.stop(number) == (0, "")
        assert time.monotonic() - began < 3


def test_signal_does_not_wait_for_an_unfinished_request(serve: Serve) -> None:
    """A client that never finishes its request does not keep the server from stopping."""
    served = serve()
    with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=DEADLINE)) as client:
        client.putrequest("POST", "/v2/accounts")
        client.putheader("Content-Length", "100")
        client.endheaders(b"{")
        served.request("/v2/health")
        assert served.stop() == (0, "")


def test_dialect_switches_reach_the_world(serve: Serve) -> None:
    """`--dialect` changes what the API answers."""
    served = serve("--dialect", "delete_status=200", "--dialect", "timestamps=microseconds")
    account = json.loads(served.request().body)["data"][0]
    assert "." in account["added_at"]
    assert served.request(f"/v2/accounts/{account['id']}", "DELETE").status == 200


@pytest.mark.parametrize(("limit", "statuses"), [("2", [200, 200, 429]), ("off", [200] * 3)])
def test_rate_limit_reaches_the_world(serve: Serve, limit: str, statuses: list[int]) -> None:
    """`--rate-limit` says how many requests of a key go through, or that all do."""
    served = serve("--rate-limit", limit, "--clock", "frozen")
    assert [served.request().status for _ in range(3)] == statuses


def test_seed_makes_another_world(serve: Serve) -> None:
    """Two seeds have two keys, one seed has one."""
    keys = [serve("--seed", seed).line("API key") for seed in ("1", "2", "1")]
    assert keys[0] == keys[2] != keys[1]


def test_scenario_file_is_served_with_all_its_keys(serve: Serve, tmp_path: Path) -> None:
    """A file of one's own is served, and each of its keys is shown with what it may do."""
    file = tmp_path / "mine.toml"
    file.write_text(SCENARIO, encoding="utf-8")
    served = serve("--scenario", str(file))
    assert served.line("scenario") == "mine: Two keys, one of them weak."
    assert served.line("API key") == "main-secret  Main (active; admin, read, write)"
    assert "            reader-secret  Reader (active; read)\n" in served.text


def test_control_interface_drives_the_world(serve: Serve) -> None:
    """The printed address is that of the world, which can be driven from there."""
    served = serve("--clock", "frozen")
    url = urlsplit(served.line("control"))
    world = json.loads(_ask(served.port, "GET", url.path, {}).body)
    with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=DEADLINE)) as client:
        headers = {"Content-Type": "application/json"}
        client.request("POST", f"{url.path}/clock/advance", b'{"by": "25h"}', headers)
        assert client.getresponse().status == 200
    assert world["api_key"] == served.line("API key")
    assert served.request().date == START + timedelta(hours=25)


def test_no_control_leaves_it_out(serve: Serve) -> None:
    """`--no-control` serves the API alone."""
    served = serve("--no-control")
    assert " control " not in served.text
    assert served.request("/_mock/worlds").status == 404


@pytest.mark.parametrize("by", ["option", "variable"])
def test_control_token_is_demanded(serve: Serve, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    """With a token, from the command line or the environment, nobody gets in without it."""
    if by == "variable":
        monkeypatch.setenv("CREATORAUDIT_MOCK_CONTROL_TOKEN", "sesame")
    options = ("--control-token", "sesame") if by == "option" else ()
    port = serve("--host", "0.0.0.0", "--control-host", "mock", *options).port  # noqa: S104
    headers = {"Authorization": "Bearer sesame", "Host": "mock:8080"}
    assert _ask(port, "GET", "/_mock/worlds", headers).status == 200
    assert _ask(port, "GET", "/_mock/worlds", {"Host": "mock:8080"}).status == 401
    assert _ask(port, "GET", "/_mock/worlds", {**headers, "Host": "other"}).status == 403


def test_exposed_server_warns_and_shows_a_usable_address(serve: Serve) -> None:
    """On all addresses it says who can reach it, and prints one that works from here."""
    served = serve("--host", "0.0.0.0", "--no-control")  # noqa: S104 - that is the point
    assert served.line("base URL").startswith("http://127.0.0.1:")
    assert served.request().status == 200
    status, errors = served.stop()
    assert status == 0
    assert errors == (
        "warning: --host 0.0.0.0 is not a loopback address: "
        "anyone who reaches the port can read and change the simulated world\n"
    )


def test_journal_is_written_at_the_end(serve: Serve, tmp_path: Path) -> None:
    """`--journal` leaves a file that can be graded."""
    file = tmp_path / "run.jsonl"
    served = serve("--journal", str(file))
    served.request()
    served.request("/v2/nowhere")
    assert served.stop()[0] == 0
    card = score(file)
    assert card.figures.by_status == {200: 1, 404: 1}
    assert [finding.code for finding in card.findings] == ["CA702"]


def test_journal_of_another_name_is_refused_at_once(tmp_path: Path) -> None:
    """A file that could not be written at the end is refused before the work is done."""
    result = CliRunner().invoke(app, ["serve", "--port", "0", "--journal", str(tmp_path / "x.txt")])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: --journal: a journal is written to .jsonl or .har")
