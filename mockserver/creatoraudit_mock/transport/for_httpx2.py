"""In-process transport for httpx2."""

from __future__ import annotations

import httpx2

from creatoraudit_mock.transport.in_process import InProcess
from creatoraudit_mock.transport.parcel import Body


class _Body(Body, httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that takes its time, or breaks off."""


class InProcessTransport(InProcess, httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A world behind `httpx2.Client` and `httpx2.AsyncClient`."""

    library = httpx2
    body = _Body
