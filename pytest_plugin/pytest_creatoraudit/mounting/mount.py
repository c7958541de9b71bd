"""A world mounted on the API's real address, for programs that make their own HTTP clients.

Each client library has one seam below its own logic (retries, redirects, pools, caches) and above
the socket; while a world is mounted, requests to the API's host are answered there by the world's
own in-process transport. So the bytes are those of every other mount, and what fails raises the
library's own exceptions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pytest_creatoraudit.mounting.for_httpx import seams as seams_of_httpx
from pytest_creatoraudit.mounting.for_urllib3 import seams as seams_of_urllib3
from pytest_creatoraudit.mounting.hosts import Hosts, Others
from pytest_creatoraudit.mounting.seam import Seam, replaced

if TYPE_CHECKING:
    from creatoraudit_mock import World

_LIBRARIES: dict[str, Callable[[str, World, Hosts], Iterable[Seam]]] = {
    "httpx": seams_of_httpx,
    "httpx2": seams_of_httpx,
    "urllib3": seams_of_urllib3,
}
"""How each client library is mounted; requests and many others stand on urllib3."""


@contextmanager
def mounted(world: World, others: Others = "refuse") -> Iterator[World]:
    """Let a world answer for its base URL, whoever in this process asks.

    Clients of httpx, httpx2 and whatever stands on urllib3 (requests among them) may have been
    made before or be made inside the block. Other clients need a live server.

    Args:
        world: who answers.
        others: what becomes of requests to other hosts: "refuse", "pass", or the hosts that may
            be reached.

    Raises:
        ValueError: `others` is none of these.
    """
    hosts = Hosts(urlsplit(world.base_url).hostname or "", others)
    with ExitStack() as stack:
        for library, seams in _LIBRARIES.items():
            if find_spec(library) is not None:
                for seam in seams(library, world, hosts):
                    stack.enter_context(replaced(seam))
        yield world
