"""Which hosts a mounted program may reach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Others: TypeAlias = str | Iterable[str]
""""refuse", "pass", or the hosts that may be reached."""


class Hosts:
    """The one host that the world answers for, and the rule for all others.

    Raises:
        ValueError: the rule is neither "refuse" nor "pass" nor a list of host names.
    """

    def __init__(self, mounted: str, others: Others) -> None:
        if isinstance(others, str) and others not in {"refuse", "pass"}:
            raise ValueError(
                f"others must be 'refuse', 'pass' or a list of hosts; got {others!r}: "
                f"for this one host write [{others!r}]"
            )
        self._mounted = mounted
        self._pass = others == "pass"
        allowed = [] if isinstance(others, str) else others
        self._allowed = frozenset(_host(name) for name in allowed)

    def answers_for(self, host: str | None) -> bool:
        """Whether a request to this host is the world's to answer."""
        return host is not None and host.lower() == self._mounted

    def refusal(self, host: str | None, url: object) -> str | None:
        """Why a request to another host is refused, and the way out; None if it may pass."""
        if self._pass or (host is not None and host.lower() in self._allowed):
            return None
        return (
            f"{url} is refused: {self._mounted} is mounted on a simulated world and nothing else "
            f"may be reached. Allow {host} with @pytest.mark.creatoraudit(others=[{host!r}]), the "
            f"ini option creatoraudit_others or mounted(world, others=[{host!r}]); or everything "
            "with others='pass'"
        )


def _host(name: str) -> str:
    if not name or any(sign in name for sign in "/@ ") or name.count(":") == 1:
        raise ValueError(f"others must be host names, without scheme, port or path; got {name!r}")
    return name.lower()
