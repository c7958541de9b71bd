"""Any ASGI application by a plain call, for tests of what lies around the API."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Scope

from creatoraudit_mock.faults import DELIVERY
from creatoraudit_mock.http.replies import Response
from creatoraudit_mock.transport.calling import Serve


def stepped(app: ASGIApp) -> Serve:
    """The application as the in-process transports call the API; it may wait for nothing."""

    def serve(scope: Scope, body: bytes) -> Response:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        coroutine = app(scope, receive, send)
        try:
            coroutine.send(None)  # type: ignore[attr-defined]  # an `async def` makes a coroutine
        except StopIteration:
            start, *rest = sent
            content = b"".join(message["body"] for message in rest)
            return Response(start["status"], list(start["headers"]), content, start.get(DELIVERY))
        coroutine.close()  # type: ignore[attr-defined]
        raise RuntimeError(f"{scope['method']} {scope['path']} waited inside the application")

    return serve
