"""In-process transport for httpx2."""

from __future__ import annotations

import httpx2

from creatoraudit_mock.transport.in_process import InProcess


class InProcessTransport(InProcess, httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A world behind `httpx2.Client` and `httpx2.AsyncClient`."""

    library = httpx2
