"""In-process transport for httpx."""

from __future__ import annotations

import httpx

from creatoraudit_mock.transport.in_process import InProcess


class InProcessTransport(InProcess, httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A world behind `httpx.Client` and `httpx.AsyncClient`."""

    library = httpx
