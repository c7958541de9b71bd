"""The container image and the shared demo, as far as they can be checked without an engine."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from dockerfile_parse import DockerfileParser

from documents import ROOT

BIN = Path(sys.executable).parent
TOKEN = "CREATORAUDIT_MOCK_CONTROL_TOKEN"
PINNED = re.compile(r"python:3\.\d+\.\d+-slim-[a-z]+")


def instructions(*, last_stage: bool = False) -> list[tuple[str, str]]:
    """The instructions of the Dockerfile with their values, of all stages or of the last."""
    found = [
        (one["instruction"], one["value"])
        for one in DockerfileParser(str(ROOT / "Dockerfile")).structure
        if one["instruction"] != "COMMENT"
    ]
    last = max(place for place, (name, _) in enumerate(found) if name == "FROM")
    return found[last:] if last_stage else found


def values(name: str) -> list[str]:
    """The values of an instruction in the last stage."""
    return [value for one, value in instructions(last_stage=True) if one == name]


def entrypoint() -> list[str]:
    """What the container runs, without its default arguments."""
    command: list[str] = json.loads(values("ENTRYPOINT")[0])
    return command


def healthcheck() -> list[str]:
    """The command of the health check."""
    command: list[str] = json.loads(values("HEALTHCHECK")[0].partition(" CMD ")[2])
    return command


def environment() -> dict[str, str]:
    """What the image sets."""
    return dict(pair.split("=", 1) for value in values("ENV") for pair in value.split())


def service() -> dict[str, Any]:
    """The one service of the shared demo."""
    (one,) = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"].values()
    found: dict[str, Any] = one
    return found


def copied() -> list[str]:
    """The paths of this project that the image is built from."""
    found: list[str] = []
    for name, value in instructions():
        if name in {"COPY", "ADD"} and "--from=" not in value:
            found += [part for part in value.split()[:-1] if not part.startswith("--")]
    return found


def test_hadolint() -> None:
    """The linter of Dockerfiles has nothing to say."""
    done = subprocess.run(  # noqa: S603 - a tool of ours
        [BIN / "hadolint", "--failure-threshold", "style", ROOT / "Dockerfile"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_base_is_pinned_and_slim() -> None:
    """Every stage begins with the same slim Python, down to the patch."""
    bases = {value.split()[0] for name, value in instructions() if name == "FROM"}
    assert len(bases) == 1
    assert PINNED.fullmatch(bases.pop())


def test_user_is_a_number_and_not_root() -> None:
    """The process is nobody's, by numbers that `runAsNonRoot` can check."""
    (user,) = values("USER")
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    names = [name for name, _ in instructions(last_stage=True)]
    assert names.index("USER") < names.index("ENTRYPOINT")


def test_no_secret_is_built_in() -> None:
    """No variable or build argument has to do with tokens, keys or passwords."""
    for name, value in instructions():
        if name in {"ENV", "ARG", "LABEL"}:
            assert not re.search(r"token|key|secret|password", value, re.IGNORECASE)


def test_sources_exist_and_reach_the_build() -> None:
    """What is copied is there, and the only thing that .dockerignore lets through."""
    let = re.findall(r"^!(.+?)/?$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert (ROOT / ".dockerignore").read_text().startswith("*\n")
    assert {path.partition("/")[0] for path in copied()} == set(let)
    for path in copied():
        assert (ROOT / path).exists(), path


def test_the_wheel_is_built_from_what_is_copied(tmp_path: Path) -> None:
    """The copied files suffice for the wheel."""
    for path in copied():
        target = tmp_path / "src" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / path).is_dir():
            shutil.copytree(ROOT / path, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / path, target)
    subprocess.run(  # noqa: S603 - our own build backend
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=tmp_path / "src",
        check=True,
        capture_output=True,
    )
    assert len(list(tmp_path.glob("creatoraudit_mock-*.whl"))) == 1


def test_one_port() -> None:
    """Served, checked, exposed and published is the same port."""
    (port,) = values("EXPOSE")
    assert entrypoint()[entrypoint().index("--port") + 1] == port
    assert f"127.0.0.1:{port}/" in healthcheck()[-1]
    assert service()["ports"] == [f"127.0.0.1:{port}:{port}"]


@contextmanager
def container(folder: Path, arguments: list[str], token: str | None) -> Iterator[Any]:
    """The container's process on this machine, where it can write to no file; and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    ours = {**environment(), "PATH": f"{BIN}:/usr/bin:/bin", "HOME": str(folder)}
    command = [str(port) if part == "8080" else part for part in [*entrypoint(), *arguments]]
    # Nothing can be written but pipes, as where the root of the file system is read-only.
    readonly = ["sh", "-c", 'ulimit -f 0; exec "$@"', "sh"]
    process = subprocess.Popen(  # noqa: S603 - what the Dockerfile says
        [*readonly, *command],
        cwd=folder,
        env=ours if token is None else {**ours, TOKEN: token},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, port
    finally:
        process.kill()
        process.communicate()


def is_healthy(port: str) -> bool:
    """What the health check says of the server on a port."""
    command = [part.replace("8080", port) for part in healthcheck()]
    done = subprocess.run(  # noqa: S603 - what the Dockerfile says
        [str(BIN / command[0]), *command[1:]],
        check=False,
        capture_output=True,
        env={"no_proxy": "*", "PATH": os.environ["PATH"]},
    )
    return done.returncode == 0


@pytest.mark.parametrize("whose", ["image", "compose"])
def test_it_runs_and_is_healthy(whose: str, tmp_path: Path) -> None:
    """The command line serves, with no file to write to, until a signal ends it at once."""
    arguments = json.loads(values("CMD")[0]) if whose == "image" else service()["command"]
    with container(tmp_path, arguments, "secret") as (process, port):
        assert process.stdout is not None
        while "Press Ctrl-C" not in (line := process.stdout.readline()):
            assert line, process.stderr.read()
        assert is_healthy(port)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert process.wait(10) == 0
        assert time.monotonic() - began < 2
    assert list(tmp_path.iterdir()) == []
    assert not is_healthy(port)


def test_without_a_token_it_does_not_start(tmp_path: Path) -> None:
    """Other machines could control the world, so a token is demanded."""
    with container(tmp_path, [], None) as (process, _):
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert TOKEN in errors


def test_nothing_is_written_beside_the_code() -> None:
    """Python is told to leave no bytecode behind, and to print at once."""
    assert environment()["PYTHONDONTWRITEBYTECODE"] == "1"
    assert environment()["PYTHONUNBUFFERED"] == "1"


def test_compose_lint() -> None:
    """The linter of compose files has nothing to say."""
    done = subprocess.run(  # noqa: S603 - a tool of ours
        [BIN / "compose-lint", "check", "--fail-on", "low", ROOT / "compose.yaml"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, TOKEN: "x"},
    )
    assert done.returncode == 0, done.stdout


def test_compose_gives_away_nothing() -> None:
    """No root, no capabilities, no writing, no new privileges, and bounds on what it may use."""
    one = service()
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert {"tmpfs", "mem_limit", "cpus", "pids_limit"} <= one.keys()
    assert not {"privileged", "cap_add", "user", "network_mode", "pid", "devices"} & one.keys()


def test_compose_demands_a_token() -> None:
    """The token comes from the environment, without a default."""
    assert service()["environment"][TOKEN].startswith(f"${{{TOKEN}:?")
    assert "8080" not in str(service()["environment"])
