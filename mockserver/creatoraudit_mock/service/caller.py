"""A polite caller of one service: a budget, patience, and a key that never shows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlencode

import msgspec

from creatoraudit_mock import __version__
from creatoraudit_mock.service.addresses import checked_base
from creatoraudit_mock.service.budget import DEFAULT_BUDGET, Budget
from creatoraudit_mock.service.errors import Unreachable, WaitTooLong
from creatoraudit_mock.service.exchange import Exchange, Headers
from creatoraudit_mock.service.key import Key
from creatoraudit_mock.service.pacing import BUSY, backoff, wait_after
from creatoraudit_mock.service.progress import Progress, Watcher, unwatched

if TYPE_CHECKING:
    import httpx

Params = Mapping[str, object] | Iterable[tuple[str, object]]
"""Query parameters; booleans are spelled `true` and `false`."""

DEFAULT_PATIENCE: Final = 120.0
_TRIES: Final = 3
_MOST_BYTES: Final = 32 * 1024 * 1024
_IDEMPOTENT: Final = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
"""What may be asked again although nobody knows what became of it (RFC 9110 section 9.2.2)."""
_NOTHING: Final = object()


class Caller:
    """Sends requests to one service.

    It waits out `Retry-After` and a rate limit that is used up. What may safely be repeated is
    tried up to three times if the service is busy or the connection fails; POST and PATCH are
    sent once, unless the caller says that they only read. Redirects are not followed and
    proxies of the environment not used, so that the key goes where it was meant to.

    Args:
        base_url: where the API is, with `/v2`.
        key: the API key.
        budget: requests that may be sent in all, or a `Budget` that several callers share.
        patience: the most real seconds to wait because the service asks for it, each time.
        timeout: seconds for the connection, and for each pause of the answer; four times as long
            for all of it.
        insecure: send the key over plain http to another machine as well.
        proxy: the URL of a proxy.
        transport: an httpx transport, such as `World.transport()`.
        watcher: is told before each request and each wait.
        sleep: waits so many seconds.
        clock: seconds that pass while `sleep` sleeps.

    Raises:
        ValueError: the base URL or the key will not do.
        ModuleNotFoundError: httpx is not installed.
    """

    def __init__(
        self,
        base_url: str,
        key: Key | str,
        *,
        budget: Budget | int = DEFAULT_BUDGET,
        patience: float = DEFAULT_PATIENCE,
        timeout: float = 30.0,
        insecure: bool = False,
        proxy: str | None = None,
        transport: httpx.BaseTransport | None = None,
        watcher: Watcher = unwatched,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.base_url = checked_base(base_url, insecure=insecure)
        self.budget = budget if isinstance(budget, Budget) else Budget(budget)
        self._key = key if isinstance(key, Key) else Key(key)
        self._patience = patience
        self._whole = 4 * timeout
        self._watcher = watcher
        self._sleep = sleep
        self._clock = clock
        self._not_before = clock()
        self._httpx = _httpx()
        self._connect: Callable[[], httpx.Client] = partial(
            self._httpx.Client, timeout=timeout, trust_env=False, transport=transport, proxy=proxy
        )
        self._http = self._connect()

    def __repr__(self) -> str:
        return f"<Caller of {self.base_url}, {self.budget!r}>"

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Params = (),
        headers: Mapping[str, str] | None = None,
        json: Any = _NOTHING,
        content: bytes | None = None,
        anonymous: bool = False,
        repeatable: bool | None = None,
    ) -> Exchange:
        """Send a request; whatever status comes back is an answer, not an error.

        Args:
            method: GET, POST and so on.
            path: below the base URL, percent-encoded, such as `/accounts`.
            params: the query.
            headers: further header fields.
            json: what the body shall spell; its content type is set.
            content: the body as bytes, instead.
            anonymous: send no key.
            repeatable: whether it may be sent again; by default, what the method promises.

        Raises:
            BudgetExhausted: no request may be sent any more.
            WaitTooLong: the service asks for more patience than there is.
            Unreachable: no whole answer came.
        """
        body = msgspec.json.encode(json) if json is not _NOTHING else content
        fields = self._fields(headers or {}, typed=json is not _NOTHING, anonymous=anonymous)
        query = urlencode([(name, _spelled(value)) for name, value in _pairs(params)])
        url = f"{self.base_url}{_checked_path(path)}{'?' if query else ''}{query}"
        again = method in _IDEMPOTENT if repeatable is None else repeatable
        request = self._http.build_request(method, url, headers=fields, content=body)
        return self._answer(request, tries=_TRIES if again else 1)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _fields(self, given: Mapping[str, str], *, typed: bool, anonymous: bool) -> dict[str, str]:
        ours = {
            "accept": "application/json",
            # Bodies and validators as the service makes them, not as something on the way would.
            "accept-encoding": "identity",
            "user-agent": f"creatoraudit-mock/{__version__}",
        }
        if typed:
            ours["content-type"] = "application/json"
        if not anonymous:
            ours["authorization"] = self._key.authorization
        return ours | {name.lower(): value for name, value in given.items()}

    def _answer(self, request: httpx.Request, tries: int) -> Exchange:
        line = self._key.masked(f"{request.method} {self._target(request)}")
        for attempt in range(1, tries + 1):
            self._wait(line)
            self.budget.spend(line)
            self._watcher(Progress(line, self.budget.spent, self.budget.limit))
            try:
                answer = self._exchange(request)
            except Unreachable:
                if attempt == tries:
                    raise
                self._owe(backoff(attempt))
                continue
            self._owe(wait_after(answer, attempt))
            if answer.status not in BUSY:
                break
        return answer

    def _owe(self, seconds: float) -> None:
        self._not_before = self._clock() + seconds

    def _wait(self, line: str) -> None:
        seconds = self._not_before - self._clock()
        if seconds <= 0:
            return
        if seconds > self._patience:
            raise WaitTooLong(seconds, self._patience)
        self._watcher(Progress(line, self.budget.spent, self.budget.limit, wait=seconds))
        self._sleep(seconds)

    def _exchange(self, request: httpx.Request) -> Exchange:
        begun = self._clock()
        try:
            status, headers, body = self._received(request, begun + self._whole)
        except self._httpx.HTTPError as error:
            cause = self._key.masked(str(error)) or "no reason given"
            raise Unreachable(
                f"{self.base_url} gave no whole answer to {request.method} "
                f"{self._key.masked(self._target(request))}: {type(error).__name__}: {cause}"
            ) from None
        except KeyboardInterrupt:
            # In the middle of a message: nothing more can be said on such a connection.
            self._http.close()
            self._http = self._connect()
            raise
        return Exchange(
            method=request.method,
            target=self._key.masked(self._target(request)),
            request_headers=self._kept(request.headers),
            request_body=request.content,
            status=status,
            headers=self._kept(headers),
            body=self._key.masked(body.decode("latin-1")).encode("latin-1"),
            seconds=self._clock() - begun,
        )

    def _received(
        self, request: httpx.Request, deadline: float
    ) -> tuple[int, httpx.Headers, bytes]:
        response = self._http.send(request, stream=True)
        try:
            pieces, size = [], 0
            for piece in response.iter_bytes():
                pieces.append(piece)
                size += len(piece)
                # The library's own timeout starts anew with every byte.
                if size > _MOST_BYTES or self._clock() > deadline:
                    raise Unreachable(
                        f"the answer to {request.method} {request.url.path} is endless"
                    )
        finally:
            response.close()
        return response.status_code, response.headers, b"".join(pieces)

    def _kept(self, headers: httpx.Headers) -> Headers:
        shown = ((name.lower(), value) for name, value in headers.multi_items())
        return tuple(
            (name, self._key.masked(value)) for name, value in shown if name != "authorization"
        )

    def _target(self, request: httpx.Request) -> str:
        path = request.url.raw_path.decode("ascii")
        return path.removeprefix(
            self._httpx.URL(self.base_url).raw_path.decode("ascii").rstrip("/")
        )


def _httpx() -> Any:
    try:
        import httpx  # noqa: PLC0415 - optional
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "calling a service needs httpx: pip install httpx, or 'creatoraudit-mock[service]'",
            name="httpx",
        ) from None
    return httpx


def _pairs(params: Params) -> Iterable[tuple[str, object]]:
    return params.items() if isinstance(params, Mapping) else params


def _spelled(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _checked_path(path: str) -> str:
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"a path begins with one slash, below the base URL; got {path!r}")
    return path
