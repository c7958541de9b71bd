"""Clients of a served state file that is killed under them, and what each knows to be true.

Each does one thing at a time and notes what has been acknowledged. What was under way when the
server died is in doubt: it may have happened or not, and the first look afterwards settles it.
"""

from __future__ import annotations

import email.utils
import os
import random
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import httpx

LAST_LINE: Final = b"Press Ctrl-C to stop."
DEADLINE: Final = 60.0
OPTIONS: Final = ("--scenario", "small", "--clock", "frozen", "--rate-limit", "100000000")


class Served:
    """`creatoraudit-mock serve --state FILE` as a process, again and again on the same port."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.key = ""

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *options: str) -> None:
        """Serve what is in the file; returns when it does."""
        command = (sys.executable, "-m", "creatoraudit_mock", "serve", "--port", str(self.port))
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            (*command, "--state", str(self._file), *(options or OPTIONS)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        words = _printed(self._process).decode().split()
        self.port = httpx.URL(words[words.index("URL") + 1]).port or 0
        self.key = words[words.index("key") + 1]

    def kill(self) -> None:
        """End it without giving it a moment, if it is there."""
        if self._process is not None:
            assert self._ended(signal.SIGKILL) == -signal.SIGKILL

    def stop(self) -> None:
        """Ask it to end."""
        assert self._ended(signal.SIGTERM) == 0

    def _ended(self, number: int) -> int:
        assert self._process is not None
        self._process.send_signal(number)
        self._process.communicate(timeout=DEADLINE)
        status, self._process = self._process.returncode, None
        return status


def _printed(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout is not None
    text = b""
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        while LAST_LINE not in text:
            assert ready.select(DEADLINE), f"nothing more after {text!r}"
            chunk = os.read(process.stdout.fileno(), 65_536)
            assert chunk, f"ended after {text!r}: {process.communicate()[1]!r}"
            text += chunk
    return text


class Client:
    """Somebody who is busy until the server dies, and then looks whether all is as it was.

    Args:
        server: which server.
        number: tells the client from others.
    """

    def __init__(self, server: Served, number: int) -> None:
        self.server = server
        self.number = number
        self.dice = random.Random(number)
        self.acknowledged = 0
        self._http = httpx.Client(timeout=DEADLINE, trust_env=False)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def be_busy(self, dead: threading.Event) -> None:
        """Act until the server is dead."""
        try:
            while not dead.is_set():
                self.act()
                self.acknowledged += 1
        except httpx.TransportError:
            assert dead.wait(DEADLINE), "the connection broke, but nobody killed the server"

    def act(self) -> None:
        """Do one thing; note before what is going to be in doubt, and after what is sure."""
        raise NotImplementedError

    def look(self) -> None:
        """Compare what the revived server shows with what was acknowledged."""
        raise NotImplementedError

    def api(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request to the API."""
        headers = {"authorization": f"Bearer {self.server.key}"} | options.pop("headers", {})
        return self._http.request(method, f"{self.server.url}/v2{path}", headers=headers, **options)

    def control(self, method: str, path: str, **body: Any) -> httpx.Response:
        """Send a request to the control interface."""
        url = f"{self.server.url}/_mock{path}"
        return (
            self._http.request(method, url, json=body) if body else self._http.request(method, url)
        )


class Writer(Client):
    """Tracks, changes and deletes accounts in the first world, whose clock stands."""

    def __init__(self, server: Served, number: int) -> None:
        super().__init__(server, number)
        self._made = 0
        self._shown: dict[str, tuple[bytes, str]] = {}
        """Bytes and ETag of each account, by path."""
        self._created: tuple[dict[str, Any], dict[str, str], bytes] | None = None
        self._doubt: Callable[[], None] | None = None
        """How to settle what was under way."""

    def act(self) -> None:
        """Write something, then read it."""
        paths = sorted(self._shown)
        choice = self.dice.random()
        if choice < 0.25 or len(paths) < 3:
            self._track()
        elif choice < 0.75:
            self._change(self.dice.choice(paths))
        else:
            self._delete(self.dice.choice(paths))
        self._doubt = None

    def look(self) -> None:
        """What was shown is shown to the byte, and a create that is sent again is the same one."""
        if self._doubt is not None:
            self._doubt()
            self._doubt = None
        for path, (body, etag) in self._shown.items():
            again = self.api("GET", path)
            assert (again.content, again.headers["etag"]) == (body, etag), path
            unchanged = self.api("GET", path, headers={"if-none-match": etag})
            assert unchanged.status_code == 304
        if self._created is not None:
            sent, headers, reply = self._created
            assert self.api("POST", "/accounts", json=sent, headers=headers).content == reply

    def _track(self) -> None:
        self._made += 1
        body = {"platform": "tiktok", "username": f"writer{self.number}.{self._made}"}
        headers = {"idempotency-key": f"{self.number}-{self._made}"}

        def send() -> None:
            answer = self.api("POST", "/accounts", json=body, headers=headers)
            assert answer.status_code == 201, answer.text
            if self._created is not None and self._created[1] == headers:
                assert answer.content == self._created[2]
            self._created = body, headers, answer.content
            self._see(f"/accounts/{answer.json()['data']['id']}")

        self._doubt = send  # sent again it is the same one, or the first
        send()

    def _change(self, path: str) -> None:
        changes = {"metadata": {"turn": str(self.dice.random())}}
        before = self._shown[path][0]

        def settle() -> None:
            found = self.api("GET", path)
            assert (
                found.content == before or found.json()["data"]["metadata"] == changes["metadata"]
            )
            self._see(path)

        self._doubt = settle
        answer = self.api("PATCH", path, json=changes)
        assert answer.status_code == 200, answer.text
        # From here on it must be there, whether or not the client comes to read it.
        self._doubt = lambda: self._see(path, answer.content)
        self._see(path, answer.content)

    def _delete(self, path: str) -> None:
        before = self._shown.pop(path)

        def settle() -> None:
            if self.api("GET", path).status_code != 404:
                self._see(path, before[0])

        self._doubt = settle
        assert self.api("DELETE", path).status_code == 204
        self._doubt = lambda: self._is_gone(path)
        self._is_gone(path)

    def _is_gone(self, path: str) -> None:
        assert self.api("GET", path).status_code == 404, path

    def _see(self, path: str, expected: bytes | None = None) -> None:
        found = self.api("GET", path)
        assert found.status_code == 200, f"{path}: {found.text}"
        assert expected in {None, found.content}, path
        self._shown[path] = found.content, found.headers["etag"]


class Reader(Client):
    """Pages through what nobody changes: the same pages, by the same cursors, for ever."""

    def __init__(self, server: Served, number: int) -> None:
        super().__init__(server, number)
        self._pages: dict[str, bytes] = {}
        self._next = "/videos?limit=1"

    def act(self) -> None:
        """Read the next page."""
        answer = self.api("GET", self._next)
        assert answer.status_code == 200, answer.text
        assert self._pages.setdefault(self._next, answer.content) == answer.content
        cursor = answer.json()["pagination"]["next_cursor"]
        self._next = f"/videos?limit=1&cursor={cursor}" if cursor else "/videos?limit=1"

    def look(self) -> None:
        """All pages are as they were."""
        for path, body in self._pages.items():
            assert self.api("GET", path).content == body, path


class Controller(Client):
    """Steers a world of its own: what was answered is in its log, and its clock is there."""

    def __init__(self, server: Served, number: int) -> None:
        super().__init__(server, number)
        self._world = ""
        self._log: list[Any] = []
        self._sent = 0
        self._orders = 0
        """How many have been acknowledged."""
        self._shown: dict[str, Any] = {}

    def begin(self) -> None:
        """Make its world."""
        made = self.control("POST", "/worlds", scenario="small", seed=self.number).json()
        self._world = f"/worlds/{made['id']}"
        self._resource = self.control("GET", f"{self._world}/resources").json()[0]["id"]

    def act(self) -> None:
        """Give one order."""
        self._sent += 1
        orders: list[tuple[str, str, dict[str, Any]]] = [
            ("POST", "clock/advance", {"by": "90s"}),
            ("POST", f"resources/{self._resource}/hold", {}),
            ("POST", f"resources/{self._resource}/release", {}),
            ("PUT", "quota", {"accounts": self._sent}),
            ("PUT", "rate-limit", {"requests": self._sent, "window": 60}),
            ("POST", "faults", {"fault": "status", "code": 503, "name": f"f{self._sent}"}),
        ]
        method, path, body = self.dice.choice(orders)
        answer = self.control(method, f"{self._world}/{path}", **body)
        assert answer.is_success or answer.status_code == 409, answer.text
        self._orders += answer.is_success
        self._note()

    def look(self) -> None:
        """The log has all that was told of it, and one order more at most; nothing went back."""
        known, shown = self._log, self._shown
        self._note()
        assert self._log[: len(known)] == known
        assert self._orders <= len(self._log) <= self._orders + 1
        if self._log == known:
            assert self._shown == shown
        self._orders = len(self._log)

    def _note(self) -> None:
        since = max(len(self._log) - 5, 0)
        told = self.control("GET", f"{self._world}/log?limit=1000&since={since}").json()["entries"]
        shown = self.control("GET", self._world).json()
        assert told[: len(self._log) - since] == self._log[since:]
        self._log, self._shown = self._log[:since] + told, shown


class Maker(Client):
    """Makes worlds and removes them: those that are told of are there, under the same names."""

    def __init__(self, server: Served, number: int) -> None:
        super().__init__(server, number)
        self._worlds: dict[str, Any] = {}
        self._gone: set[str] = set()
        self._doubt: str | None = None

    def act(self) -> None:
        """Make one, or remove one."""
        if len(self._worlds) > 3:
            self._doubt = identifier = self.dice.choice(sorted(self._worlds))
            assert self.control("DELETE", f"/worlds/{identifier}").status_code == 204
            del self._worlds[identifier]
            self._gone.add(identifier)
        else:
            made = self.control("POST", "/worlds", scenario="small").json()
            assert made["id"] not in self._gone
            self._worlds[made["id"]] = made
        self._doubt = None

    def look(self) -> None:
        """All are there but those that are gone."""
        shown = {one["id"]: one for one in self.control("GET", "/worlds").json()}
        assert not self._gone & shown.keys()
        if self._doubt is not None and self._doubt not in shown:
            self._gone.add(self._doubt)
            del self._worlds[self._doubt]
        self._doubt = None
        assert {name: shown[name] for name in self._worlds} == self._worlds
        # One that was made without being told of is a world like the others; it is let be.


class Watcher(Client):
    """Looks at a world in which an hour passes each second: time never goes back."""

    def __init__(self, server: Served, number: int) -> None:
        super().__init__(server, number)
        self._world = ""
        self._key = ""
        self._latest = ""
        self._left = (0, 10**9)

    def begin(self) -> None:
        """Make its world."""
        clock = {"mode": "scaled", "speed": 3600, "waits": False}
        made = self.control("POST", "/worlds", scenario="small", seed=7, clock=clock).json()
        self._world, self._key = f"/worlds/{made['id']}", made["api_key"]

    def act(self) -> None:
        """Look at the clock, and at what a client of the API is told."""
        self._no_earlier(self.control("GET", f"{self._world}/clock").json()["now"])
        answer = self.api("GET", "/whoami", headers={"authorization": f"Bearer {self._key}"})
        date = email.utils.parsedate_to_datetime(answer.headers["date"]).replace(tzinfo=None)
        # To the second: the part of it that passed is not told.
        assert f"{date.isoformat()}.999999Z" >= self._latest
        told = (
            int(answer.headers["x-ratelimit-reset"]),
            -int(answer.headers["x-ratelimit-remaining"]),
        )
        assert told > self._left or answer.status_code == 429, (told, self._left)
        self._left = told

    def look(self) -> None:
        """It is no earlier than it was."""
        self.act()

    def _no_earlier(self, now: str) -> None:
        now = now if "." in now else now.replace("Z", ".000000Z")
        assert now >= self._latest, (now, self._latest)
        self._latest = now


def busy_until_killed(server: Served, clients: list[Client], seconds: float) -> None:
    """Let all clients be busy at once, and kill the server under them."""
    dead = threading.Event()
    with ThreadPoolExecutor(len(clients)) as pool:
        busy = [pool.submit(client.be_busy, dead) for client in clients]
        time.sleep(seconds)
        server.kill()
        dead.set()
    for one in busy:
        one.result()


def recorded(server: Served, world: str) -> tuple[bytes, bytes]:
    """The journal and the recording of a world."""
    with httpx.Client(base_url=f"{server.url}/_mock/worlds/{world}", timeout=DEADLINE) as control:
        return control.get("/journal.jsonl").content, control.get("/recording").content
