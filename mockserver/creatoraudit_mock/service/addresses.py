"""Base URLs of services, checked before a key is sent there."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit


def checked_base(url: str, *, insecure: bool) -> str:
    """The base URL without a slash at its end.

    Raises:
        ValueError: it is no plain http or https URL, or would carry the key unencrypted to
            another machine, which `insecure` allows.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"the base URL must look like https://api.example.com/v2, got {url!r}")
    if parts.username or parts.password or parts.query or parts.fragment:
        # Not repeated: whatever stands there may be a secret.
        raise ValueError("the base URL must have no user, password, query or fragment")
    if parts.scheme == "http" and not insecure and not _is_loopback(parts):
        raise ValueError(
            f"the key would go to {parts.hostname} unencrypted: use https://, or allow it with "
            f"insecure=True (--insecure)"
        )
    return url.rstrip("/")


def _is_loopback(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
