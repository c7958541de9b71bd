"""Who may use the control interface: programs on this machine, or whoever has the token.

A browser on this machine runs other people's programs too. They are told apart by `Origin`, and
by `Host` if their own name was made to lead here (DNS rebinding). A person signs in with the token
once, and the browser holds a cookie from then on (`sessions.py`).
"""

from __future__ import annotations

import hmac
import ipaddress
import os
import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from creatoraudit_mock.control.refusals import Refused
from creatoraudit_mock.control.sessions import is_signed_in

TOKEN_VARIABLE: Final = "CREATORAUDIT_MOCK_CONTROL_TOKEN"  # noqa: S105 - its name
_TOKEN: Final = re.compile(r"[!-~]+")
_SAFE: Final = {"GET", "HEAD"}
_HOST: Final = re.compile(r"\[(?P<v6>[0-9A-Fa-f:.]+)\](?::\d+)?|(?P<name>[^:\[\]]+)(?::\d+)?")


class Access(Struct, frozen=True):
    """What the control interface demands of its clients.

    Args:
        token: to be sent as `Authorization: Bearer`; None asks for none, on loopback only.
        hosts: names besides those of loopback by which clients may address the server.

    Raises:
        ValueError: the token could not be sent in a header.
    """

    token: str | None = None
    hosts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.token is not None and not _TOKEN.fullmatch(self.token):
            raise ValueError("the control token must be visible ASCII characters without spaces")

    @classmethod
    def from_environment(cls, *hosts: str) -> Access:
        """The token of the environment, if it has one."""
        return cls(os.environ.get(TOKEN_VARIABLE) or None, frozenset(hosts))

    def admit(self, scope: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        """Let a request in.

        Raises:
            Refused: 403 or 401; says what is wrong and the way out.
        """
        self.check_way(scope, headers)
        if self.token is not None and not is_signed_in(self.token, headers):
            self._check_token(headers.get("authorization", ""))

    def check_way(self, scope: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        """Look at how a request came here, whoever sent it: all that signing in can ask for.

        Raises:
            Refused: 403; says what is wrong and the way out.
        """
        local = is_loopback(str((scope.get("server") or ("",))[0]))
        self._check_host(headers.get("host", ""), local=local)
        _check_origin(f"{scope['scheme']}://{headers['host']}", headers.get("origin"))
        _check_site(scope.get("method", "GET"), headers.get("sec-fetch-site", "none"))
        if self.token is None and not local:
            raise Refused(
                403,
                "Other machines can reach this address, so the control interface needs a token: "
                f"start the server with --control-token or {TOKEN_VARIABLE}.",
            )

    def _check_host(self, host: str, *, local: bool) -> None:
        name = _hostname(host)
        # An address cannot be made to lead elsewhere as a name can.
        known = is_loopback(name) or name in self.hosts or (not local and _is_address(name))
        if not known:
            raise Refused(
                403,
                f"The Host {host!r} is no name of this server: use 127.0.0.1 or localhost, or let "
                "the server know the name with --control-host.",
            )

    def is_token(self, text: str) -> bool:
        """Whether a text is the token."""
        sent, known = text.encode("utf-8", "replace"), str(self.token).encode()
        return self.token is not None and hmac.compare_digest(sent, known)

    def _check_token(self, authorization: str) -> None:
        scheme, _, token = authorization.partition(" ")
        sent = token.strip() if scheme.lower() == "bearer" else ""
        if not self.is_token(sent):
            raise Refused(
                401,
                f"The control token is {'wrong' if sent else 'missing'}: send the one that the "
                "server was started with, as Authorization: Bearer TOKEN.",
                headers=(("www-authenticate", "Bearer"),),
            )


def is_loopback(host: str) -> bool:
    """Whether a name or address means this very machine."""
    if host == "localhost":
        return True
    return _is_address(host) and ipaddress.ip_address(host).is_loopback


def _check_origin(own: str, origin: str | None) -> None:
    if origin is not None and _origin(origin) != _origin(own):
        raise Refused(
            403,
            f"The Origin {origin!r} is not that of this server: pages of other sites may not use "
            "the control interface.",
        )


def _check_site(method: str, site: str) -> None:
    """A browser that sends no `Origin` still says whether it was a page of this server."""
    if method not in _SAFE and site not in {"same-origin", "none"}:
        raise Refused(
            403,
            f"Sec-Fetch-Site is {site!r}: pages of other sites may not use the control interface.",
        )


def _origin(text: str) -> str:
    """Without the port that goes without saying."""
    lower = text.lower()
    default = {"http://": ":80", "https://": ":443"}.get(lower[: lower.find("//") + 2], "")
    return lower.removesuffix(default) if default else lower


def _hostname(host: str) -> str:
    found = _HOST.fullmatch(host)
    return (found["v6"] or found["name"]).lower() if found else ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
