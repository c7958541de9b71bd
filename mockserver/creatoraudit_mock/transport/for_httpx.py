"""In-process transport for httpx."""

from __future__ import annotations

import httpx

from creatoraudit_mock.transport.in_process import InProcess
from creatoraudit_mock.transport.parcel import Body


class _Body(Body, httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that takes its time, or breaks off."""


class InProcessTransport(InProcess, httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A world behind `httpx.Client` and `httpx.AsyncClient`."""

    library = httpx
    body = _Body
