"""Browsers that have signed in: a cookie that only whoever knows the token can make.

Nothing is kept on the server. The cookie does not hold the token, scripts cannot read it, and a
browser sends it with no request that another site began.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

_NAME: Final = "creatoraudit_mock"
_ATTRIBUTES: Final = "Path=/_mock; HttpOnly; SameSite=Strict"


def is_signed_in(token: str, headers: Mapping[str, str]) -> bool:
    """Whether a request carries the cookie of this token."""
    # Not by `http.cookies`, which gives up at what other programs on this machine may have set.
    pairs = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
    sent = next((value for name, _, value in pairs if name == _name(headers["host"])), "")
    return hmac.compare_digest(sent.encode(), _value(token).encode())


def signing_in(token: str, host: str, scheme: str) -> str:
    """The `Set-Cookie` of somebody who gave the right token."""
    secure = "; Secure" if scheme == "https" else ""
    return f"{_name(host)}={_value(token)}; {_ATTRIBUTES}{secure}"


def signing_out(host: str) -> str:
    """The `Set-Cookie` that ends it."""
    return f"{_name(host)}=; Max-Age=0; {_ATTRIBUTES}"


def _name(host: str) -> str:
    """With the port: browsers send cookies to all ports of a host, so two servers would clash."""
    port = host.rpartition(":")[2]
    return f"{_NAME}_{port}" if port.isdecimal() else _NAME


def _value(token: str) -> str:
    return hmac.new(token.encode(), b"the dashboard", hashlib.sha256).hexdigest()
