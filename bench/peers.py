"""Other mocks, asked for the same account with the same client; in turns with ours.

None of them knows what an account is: they send a fixed answer, or a record from a file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from bench import ours, peer_files, wrk
from bench.live import MANY, loaded
from bench.progress import say
from bench.readings import Gap, Reading, Unit
from bench.scale import Scale
from bench.servers import ROOT, Server, free_port, python, running
from bench.wrk import Ask

HOME: Final = ROOT / ".bench"
"""Where `make bench-peers` puts them: outside the project, and ignored by git."""
PINS: Final = tuple(Path(__file__).with_name(f"peers.{name}.txt") for name in ("npm", "pip"))
"""What `make bench-peers` installs, with versions."""
HOW: Final = "not installed: make bench-peers (needs node with npm, and java for WireMock)"

JOURNALED: Final = "creatoraudit-mock, everything on"
FORGETFUL: Final = "creatoraudit-mock, journal off"
BEFORE: Final = "resident before"
AFTER: Final = "resident after"

_Opening = Callable[[], AbstractContextManager[Server]]
_NODE: Final = HOME / "node" / "node_modules"
_JARS: Final = _NODE / "wiremock" / "build"
_WIREMOCK: Final = next(_JARS.glob("wiremock-standalone-*.jar"), _JARS / "wiremock-standalone.jar")
_HTTPSERVER: Final = HOME / "python"
_STRIPPED: Final = (
    "--no-request-journal",
    "--disable-request-logging",
    "--disable-gzip",
    "--disable-banner",
)


class Peer(NamedTuple):
    """A mock that others made."""

    name: str
    needs: Path
    """What is there if it is installed."""
    command: Callable[[Path, int], list[str]]
    """How it is started, by the folder of its files and its port."""


def _wiremock(*options: str) -> Callable[[Path, int], list[str]]:
    def command(folder: Path, port: int) -> list[str]:
        root = str(peer_files.wiremock(folder))
        jar = ["java", "-jar", str(_WIREMOCK), "--port", str(port), "--root-dir", root]
        return [*jar, *options]

    return command


def _prism(folder: Path, port: int) -> list[str]:
    document = str(peer_files.openapi(folder))
    silent = ["--verboseLevel", "silent"]
    return [_script("prism"), "mock", document, "--port", str(port), *silent]


def _mockoon(folder: Path, port: int) -> list[str]:
    environment = str(peer_files.mockoon(folder, port))
    return [_script("mockoon-cli"), "start", "--data", environment, "--disable-log-to-file"]


def _json_server(folder: Path, port: int) -> list[str]:
    database, routes = peer_files.json_server(folder)
    options = ["--routes", str(routes), "--port", str(port), "--quiet"]
    return [_script("json-server"), str(database), *options]


def _httpserver(folder: Path, port: int) -> list[str]:
    return python("-m", "bench.peer_httpserver", str(port), str(peer_files.body(folder)))


def _script(name: str) -> str:
    return str(_NODE / ".bin" / name)


PEERS: Final = (
    Peer("WireMock, defaults", _WIREMOCK, _wiremock("--disable-banner")),
    Peer("WireMock, stripped", _WIREMOCK, _wiremock(*_STRIPPED)),
    Peer("Prism, silent", _NODE / ".bin" / "prism", _prism),
    Peer("Mockoon", _NODE / ".bin" / "mockoon-cli", _mockoon),
    Peer("json-server", _NODE / ".bin" / "json-server", _json_server),
    Peer("pytest-httpserver", _HTTPSERVER / "pytest_httpserver", _httpserver),
)


def measure(scale: Scale) -> Iterator[Reading | Gap]:
    """Rates, latencies, start-up and memory of ours and each peer that is installed."""
    if not wrk.is_there():
        yield Gap("all peers", wrk.HOW)
        return
    present = [peer for peer in PEERS if peer.needs.exists()]
    yield from (Gap(peer.name, HOW) for peer in PEERS if peer not in present)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers: dict[str, Server] = {}
        for name, opening in _openings(present, folder).items():
            say(f"starting: {name}")
            try:
                server = servers[name] = stack.enter_context(opening())
                yield Reading(name, "first 200 after", server.ready, Unit.SECONDS)
                yield Reading(name, BEFORE, server.resident, Unit.BYTES)
                wrk.load(_ask(server), MANY, scale.warm_up)
            except (OSError, RuntimeError) as error:
                servers.pop(name, None)
                yield Gap(name, str(error))
        yield from _in_turns(servers, scale)
        for name, server in servers.items():
            yield Reading(name, AFTER, server.resident, Unit.BYTES)


def _in_turns(servers: Mapping[str, Server], scale: Scale) -> Iterator[Reading]:
    for turn in range(1, scale.peer_rounds + 1):
        for name, server in servers.items():
            say(f"round {turn} of {scale.peer_rounds}: {name}")
            yield from loaded(name, _ask(server), scale.seconds)


def _openings(present: list[Peer], folder: Path) -> Mapping[str, _Opening]:
    """How each candidate is started, by name; ours first."""
    return {
        JOURNALED: ours.served,
        FORGETFUL: partial(ours.served_apart, ours.SCENARIO, "--forget"),
        **{peer.name: partial(_served, peer, folder) for peer in present},
    }


@contextmanager
def _served(peer: Peer, folder: Path) -> Iterator[Server]:
    port, path = free_port(), peer_files.account()[0]
    # pytest-httpserver alone is imported; the others are programs.
    environment = {"PYTHONPATH": str(_HTTPSERVER)}
    command = peer.command(folder, port)
    with running(command, port, path, headers=_key(), environment=environment) as server:
        yield server


def _ask(server: Server) -> Ask:
    return Ask(f"{server.url}{peer_files.account()[0]}", _key())


def _key() -> Mapping[str, str]:
    return ours.key(ours.twin())
