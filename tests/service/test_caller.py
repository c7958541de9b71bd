"""The caller of a service: what it sends, counts, waits for, repeats, and never shows."""

from __future__ import annotations

import copy
import pickle
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from creatoraudit_mock import MockServer, World
from creatoraudit_mock.service import (
    Budget,
    BudgetExhausted,
    Caller,
    Key,
    KeyMissing,
    Progress,
    Unreachable,
    WaitTooLong,
)

URL = "https://api.creatoraudit.com/v2"
SECRET = "sk_live_do_not_show_me"


class Sleeper:
    """Time that passes only in sleep."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.slept.append(round(seconds, 3))
        self.now += seconds

    def clock(self) -> float:
        """How late it is."""
        return self.now


Answer = Callable[[httpx.Request], httpx.Response]


def scripted(*answers: httpx.Response | Answer, **settings: Any) -> tuple[Caller, Sleeper]:
    """A caller whose service gives these answers one after the other."""
    script: Iterator[httpx.Response | Answer] = iter(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        answer = next(script)
        return answer if isinstance(answer, httpx.Response) else answer(request)

    time = Sleeper()
    caller = Caller(
        URL,
        SECRET,
        transport=httpx.MockTransport(handle),
        sleep=time.sleep,
        clock=time.clock,
        **settings,
    )
    return caller, time


def busy(status: int = 429, **headers: str) -> httpx.Response:
    """An answer of headers only."""
    return httpx.Response(
        status, headers={name.replace("_", "-"): v for name, v in headers.items()}
    )


def broken(request: httpx.Request) -> httpx.Response:
    """No connection."""
    raise httpx.ConnectError("refused", request=request)


def test_in_process() -> None:
    """It works on a world in the same process."""
    world = World("small")
    with Caller(world.base_url, world.api_key, transport=world.transport()) as caller:
        answer = caller.send("GET", "/accounts", params={"limit": 1, "include_total": True})
    assert answer.line == "GET /accounts?limit=1&include_total=true"
    assert (answer.status, answer.path) == (200, "/accounts")
    assert answer.json["pagination"]["total_count"] == len(world.accounts)
    assert answer.request_id is not None
    assert answer.request_id in repr(answer)
    assert answer.media_type == "application/json"


def test_live() -> None:
    """It works on a live server, where the answer to a write is complete as well."""
    with MockServer() as server:
        live = server.add(World("small"))
        with Caller(live.base_url, live.api_key) as caller:
            made = caller.send("POST", "/creators", json={"name": "Ada"})
            gone = caller.send("DELETE", f"/creators/{made.json['data']['id']}")
            empty = caller.send("GET", "/health", anonymous=True)
    assert made.status == 201
    assert made.request_body == b'{"name":"Ada"}'
    assert gone.body == b""
    assert not gone.is_json
    assert empty.status == 200


def test_the_key_is_nowhere_to_be_seen() -> None:
    """Neither a repr, an exchange, an error nor a pickle holds the key, even if it is echoed."""

    def echo(request: httpx.Request) -> httpx.Response:
        sent = request.headers["authorization"]
        return httpx.Response(200, json={"you": sent}, headers={"x-you": sent})

    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"no way for {request.headers['authorization']}")

    caller, _ = scripted(echo, fail)
    answer = caller.send("GET", "/whoami", params={"key": SECRET})
    with pytest.raises(Unreachable) as caught:
        caller.send("POST", "/creators", json={})
    shown = [repr(caller), repr(vars(caller)), repr(answer), repr(vars(answer)), str(caught.value)]
    assert not any(SECRET in text for text in shown)
    assert "authorization" not in answer.request_fields
    for leak in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="a key is not pickled or copied"):
            leak(Key(SECRET))


def test_anonymous() -> None:
    """An anonymous request has no key."""
    seen: list[str | None] = []

    def look(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("authorization"))
        return httpx.Response(200)

    caller, _ = scripted(look, look)
    caller.send("GET", "/health", anonymous=True)
    caller.send("GET", "/health")
    assert seen == [None, f"Bearer {SECRET}"]


def test_the_budget() -> None:
    """When the budget is spent, no request is sent, and the error has the figures."""
    caller, _ = scripted(busy(200), busy(200), budget=2)
    caller.send("GET", "/health")
    with pytest.raises(BudgetExhausted, match="a walk needs at least 4 in all") as early:
        caller.budget.require(3, "a walk")
    assert (early.value.spent, early.value.needed, early.value.limit) == (1, 4, 2)
    caller.send("GET", "/health")
    with pytest.raises(BudgetExhausted, match="2 requests, of which 2 are spent; GET /meta needs"):
        caller.send("GET", "/meta")


def test_a_shared_budget() -> None:
    """Several callers may spend the same budget."""
    shared = Budget(1)
    one, _ = scripted(busy(200), budget=shared)
    other, _ = scripted(busy(200), budget=shared)
    one.send("GET", "/health")
    with pytest.raises(BudgetExhausted):
        other.send("GET", "/health")


def test_what_is_no_budget() -> None:
    """A budget of nothing is a mistake."""
    with pytest.raises(ValueError, match="at least 1 request, got 0"):
        Budget(0)


_DATE = "Mon, 05 Jan 2026 09:00:00 GMT"
_RESET = "1767603630"  # 30 s later


@pytest.mark.parametrize(
    ("answer", "waited"),
    [
        (busy(retry_after="7"), 7),
        (busy(retry_after="0.25"), 0.25),
        (busy(503, retry_after="Mon, 05 Jan 2026 09:00:42 GMT", date=_DATE), 42),
        (busy(x_ratelimit_reset=_RESET, date=_DATE), 30),
        (busy(503), 1),
        (busy(retry_after="soon"), 1),
    ],
)
def test_a_busy_service(answer: httpx.Response, waited: float) -> None:
    """A read is repeated after exactly the wait that the answer asks for, or a second."""
    caller, time = scripted(answer, busy(200))
    assert caller.send("GET", "/accounts").status == 200
    assert time.slept == [waited]
    assert caller.budget.spent == 2


def test_a_used_up_rate_limit() -> None:
    """With nothing left of the rate limit the next request waits, without being told by a 429."""
    last = busy(200, x_ratelimit_remaining="0", x_ratelimit_reset=_RESET, date=_DATE)
    caller, time = scripted(last, busy(201))
    caller.send("GET", "/accounts")
    assert time.slept == []
    caller.send("POST", "/creators", json={"name": "Ada"})
    assert time.slept == [30]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_writes_are_sent_once(method: str) -> None:
    """A write is never repeated, but the wait it is told holds for what comes next."""
    caller, time = scripted(busy(503, retry_after="5"), broken, busy(200))
    assert caller.send(method, "/creators", json={}).status == 503
    with pytest.raises(Unreachable):
        caller.send(method, "/creators", json={})
    assert caller.budget.spent == 2
    assert time.slept == [5]


def test_a_post_that_only_reads() -> None:
    """The caller may say that a POST is harmless to repeat."""
    caller, _ = scripted(busy(429, retry_after="1"), busy(200))
    assert caller.send("POST", "/accounts/metrics", json={}, repeatable=True).status == 200


def test_it_gives_up() -> None:
    """After three tries the answer is handed over, or the trouble told."""
    caller, time = scripted(busy(503), busy(503), busy(503), broken, broken, broken)
    assert caller.send("GET", "/accounts").status == 503
    assert time.slept == [1, 2]
    with pytest.raises(
        Unreachable, match="no whole answer to GET /accounts: ConnectError: refused"
    ):
        caller.send("GET", "/accounts")


def test_a_broken_connection() -> None:
    """A read is repeated when the connection fails."""
    caller, time = scripted(broken, busy(200))
    assert caller.send("GET", "/accounts").status == 200
    assert time.slept == [1]


def test_patience_ends() -> None:
    """A wait beyond the patience is an error that names both."""
    caller, time = scripted(busy(429, retry_after="3600"), patience=60)
    with pytest.raises(WaitTooLong, match=r"asks to wait 3,600 s .* at most 60 s were allowed"):
        caller.send("GET", "/accounts")
    assert time.slept == []


def test_an_endless_body() -> None:
    """A body that drips for ever is cut off after four times the timeout."""
    time = Sleeper()

    def drip() -> Iterator[bytes]:
        while True:
            time.now += 1
            yield b"."

    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=drip()))
    caller = Caller(URL, SECRET, transport=transport, timeout=5, clock=time.clock)
    with pytest.raises(Unreachable, match="the answer to POST /v2/creators is endless"):
        caller.send("POST", "/creators", content=b"{}")
    assert 20 <= time.now <= 22


def test_whoever_watches() -> None:
    """A watcher is told of requests and waits."""
    told: list[Progress] = []
    caller, _ = scripted(busy(429, retry_after="2"), busy(200), budget=9, watcher=told.append)
    caller.send("GET", "/accounts")
    line = "GET /accounts"
    assert told == [Progress(line, 1, 9), Progress(line, 1, 9, wait=2.0), Progress(line, 2, 9)]


@pytest.mark.parametrize("url", ["api.creatoraudit.com/v2", "", "ftp://x/v2", "https:///v2"])
def test_what_is_no_base_url(url: str) -> None:
    """An address without scheme or host is refused with the form that it must have."""
    with pytest.raises(ValueError, match=r"must look like https://api.example.com/v2, got"):
        Caller(url, SECRET)


@pytest.mark.parametrize("url", ["https://me:pw@x/v2", "https://x/v2?key=pw", "https://x/v2#pw"])
def test_secrets_in_the_base_url(url: str) -> None:
    """A base URL with room for secrets is refused without being repeated."""
    with pytest.raises(ValueError, match="no user, password, query or fragment") as caught:
        Caller(url, SECRET)
    assert "pw" not in str(caught.value).replace("password", "")


def test_plain_http() -> None:
    """The key goes unencrypted to this machine, and elsewhere only if that is asked for."""
    for near in ("http://127.0.0.1:1/v2", "http://[::1]:1/v2", "http://localhost/v2"):
        Caller(near, SECRET).close()
    with pytest.raises(ValueError, match=r"to 10\.0\.0\.1 unencrypted: use https"):
        Caller("http://10.0.0.1/v2", SECRET)
    Caller("http://10.0.0.1/v2", SECRET, insecure=True).close()


def test_redirects_are_not_followed() -> None:
    """A redirect is an answer: following it could take the key elsewhere."""
    caller, _ = scripted(httpx.Response(302, headers={"location": "https://evil.example/"}))
    assert caller.send("GET", "/accounts").status == 302


def test_proxies_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxy variables do not decide where the key goes."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with MockServer() as server:
        live = server.add(World())
        with Caller(live.base_url, live.api_key) as caller:
            assert caller.send("GET", "/health").status == 200


@pytest.mark.parametrize("path", ["accounts", "https://x/", "//x/", ""])
def test_what_is_no_path(path: str) -> None:
    """Only paths below the base URL are asked for."""
    caller, _ = scripted()
    with pytest.raises(ValueError, match="begins with one slash"):
        caller.send("GET", path)


def test_a_key_from_the_environment() -> None:
    """A key is read from a variable whose name is told; where there is none, the error names it."""
    assert Key.from_env("K", {"K": f" {SECRET}\n"}).authorization == f"Bearer {SECRET}"
    for environment, state in (({}, "not set"), ({"K": " "}, "empty")):
        with pytest.raises(KeyMissing, match=f"the environment variable K is {state}"):
            Key.from_env("K", environment)


@pytest.mark.parametrize("secret", ["", "two words", "naïve", "a\nb"])
def test_what_is_no_key(secret: str) -> None:
    """A key that no header could hold is refused without being repeated."""
    with pytest.raises(KeyMissing, match="the API key is") as caught:
        Key(secret)
    assert not secret or secret not in str(caught.value)


def test_without_httpx(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where httpx is missing the error says how to get it."""
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(ModuleNotFoundError, match="a service needs httpx: pip install httpx"):
        Caller(URL, SECRET)


def test_an_interrupted_connection_is_not_used_again() -> None:
    """After Ctrl-C in the middle of a message, the next request goes by another connection."""

    class Line(httpx.BaseTransport):
        """Is interrupted at first, and by then of no more use."""

        asked = 0
        is_broken = False

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            """Answer, but be interrupted the first time."""
            assert not self.is_broken
            self.asked += 1
            if self.asked == 1:
                self.is_broken = True
                raise KeyboardInterrupt
            return httpx.Response(200, request=request)

        def close(self) -> None:
            """Begin anew."""
            self.is_broken = False

    with Caller(URL, SECRET, transport=Line()) as caller:
        with pytest.raises(KeyboardInterrupt):
            caller.send("GET", "/accounts")
        assert caller.send("GET", "/accounts").status == 200
