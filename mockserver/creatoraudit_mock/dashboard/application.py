"""The dashboard as an ASGI application: let in, look or do, answer."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from creatoraudit_mock.control import sessions
from creatoraudit_mock.control.call import Call
from creatoraudit_mock.control.guard import Access
from creatoraudit_mock.control.reading import read_form
from creatoraudit_mock.control.refusals import TITLES, Refused, refused
from creatoraudit_mock.control.registry import Registry
from creatoraudit_mock.dashboard.forms import fields, nested
from creatoraudit_mock.dashboard.grades import Grades
from creatoraudit_mock.dashboard.guest import Guest, back_of
from creatoraudit_mock.dashboard.rendering import render
from creatoraudit_mock.dashboard.responses import away, html, page_of, static
from creatoraudit_mock.dashboard.routing import action_at, page_at
from creatoraudit_mock.dashboard.visit import HOME, PREFIX, Action, Page, Visit
from creatoraudit_mock.http.reading import joined_headers
from creatoraudit_mock.http.receiving import whole_body

BELOW: Final = re.compile(rf"/_mock/?\Z|{PREFIX}(?:/|\Z)")
"""The paths that are the dashboard's; the others under `/_mock` are the control interface's."""
LARGEST_BODY: Final = 1024 * 1024
METHODS: Final = ("GET", "HEAD", "POST")
_ALLOW: Final = (("allow", ", ".join(METHODS)),)
_SIGN_IN: Final = f"{PREFIX}/sign-in"
_SIGN_OUT: Final = f"{PREFIX}/sign-out"
_STATIC: Final = f"{PREFIX}/static/"
_LOG: Final = logging.getLogger("creatoraudit_mock.dashboard")


class Dashboard:
    """The pages of a server.

    Args:
        registry: its worlds.
        access: who may see and control them.
    """

    def __init__(self, registry: Registry, access: Access) -> None:
        self._registry = registry
        self._access = access
        self._grades = Grades()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        body = await whole_body(scope, receive, LARGEST_BODY)
        if body is None:
            return
        guest = Guest(scope, joined_headers(scope["headers"]), body)
        # In a thread of its own: grading a long journal must not keep clients of the API waiting.
        response = await asyncio.to_thread(self._answer, guest)
        await response(scope, receive, send)

    def _answer(self, guest: Guest) -> Response:
        try:
            return self._served(guest)
        except Exception as error:  # noqa: BLE001 - whatever it is, the browser gets a page
            problem = refused(error)
            if problem is None:
                _LOG.exception("%s %s failed", guest.scope["method"], guest.path)
                problem = Refused(500, f"The mock itself failed: {error!r}. Please report it.")
            return self._problem(guest, problem)

    def _served(self, guest: Guest) -> Response:
        self._access.check_way(guest.scope, guest.headers)
        if guest.scope["method"] not in METHODS:
            raise Refused(405, f"Pages are for {', '.join(METHODS)}.", headers=_ALLOW)
        if guest.is_reading and guest.path.startswith(_STATIC):
            return static(guest.path.removeprefix(_STATIC))
        if guest.path == _SIGN_IN:
            return self._signed_in(guest)
        if guest.path == _SIGN_OUT and not guest.is_reading:
            return away(HOME, sessions.signing_out(guest.headers["host"]))
        try:
            self._access.admit(guest.scope, guest.headers)
        except Refused as problem:
            if problem.status != 401 or not guest.is_reading:  # noqa: PLR2004 - the status
                raise
            return self._sign_in_form(guest, guest.here, None)
        return self._looked(guest) if guest.is_reading else self._done(guest)

    # -- looking

    def _looked(self, guest: Guest) -> Response:
        if guest.path == HOME.rstrip("/"):
            return away(HOME)
        found = page_at(guest.path)
        if found is None:
            if action_at(guest.path):
                raise Refused(405, f"{guest.path} is what a form is sent to, not a page.")
            raise Refused(404, f"There is no page {guest.path}.")
        page, path = found
        query = fields(str(guest.scope["query_string"], "latin-1"))
        return page_of(page, self._visit(guest, page, path, query, guest.here))

    def _visit(
        self, guest: Guest, page: Page, path: dict[str, str], query: dict[str, str], here: str
    ) -> Visit:
        asked = None if page.query is None else read_form(query, page.query)
        call = self._call(guest, path, query=asked)
        token = self._access.token
        can_sign_out = token is not None and sessions.is_signed_in(token, guest.headers)
        return Visit(call=call, grades=self._grades, here=here, can_sign_out=can_sign_out)

    def _call(
        self, guest: Guest, path: Mapping[str, str], *, query: Any = None, body: Any = None
    ) -> Call:
        return Call(
            registry=self._registry,
            document=dict,
            site=guest.site,
            path=path,
            headers=guest.headers,
            query=query,
            body=body,
        )

    # -- doing

    def _done(self, guest: Guest) -> Response:
        found = action_at(guest.path)
        if found is None:
            page = page_at(guest.path)
            raise Refused(405 if page else 404, f"No form is sent to {guest.path}.")
        form = _form(guest)
        back, filled = back_of(form, guest.path), dict(form)
        try:
            return away(self._effect(guest, *found, form) or back)
        except Exception as error:
            problem = refused(error)
            if problem is None:
                raise
            return self._again(guest, back, filled, problem)

    def _effect(
        self, guest: Guest, action: Action, path: dict[str, str], form: dict[str, str]
    ) -> str | None:
        """Do it; where it leads to, if not back."""
        if action.named is not None:
            path[action.named] = _named(form, action.named)
        call = self._call(guest, path, body=_body(action, form))
        reply = action.handler(call)
        return action.leads(call, reply) if action.leads else None

    def _again(self, guest: Guest, back: str, filled: dict[str, str], problem: Refused) -> Response:
        """The page that the form was on, as it was filled in, with what is wrong on top."""
        url = urlsplit(back)
        found = page_at(unquote(url.path))
        assert found is not None
        try:
            visit = self._visit(guest, *found, fields(url.query), back)
            noted = replace(visit, notice=problem.detail, filled=filled)
            return page_of(found[0], noted, problem.status)
        except Exception as error:
            if refused(error) is None:
                raise
            raise problem from None  # that page is not there either

    # -- signing in

    def _signed_in(self, guest: Guest) -> Response:
        if guest.is_reading:
            return away(HOME)
        form = _form(guest)
        back, token = back_of(form, HOME), self._access.token
        if token is None:
            return away(back)
        if self._access.is_token(form.get("token", "")):
            host, scheme = guest.headers["host"], guest.scope["scheme"]
            return away(back, sessions.signing_in(token, host, scheme))
        said = "wrong" if "token" in form else "missing"
        return self._sign_in_form(guest, back, f"The control token is {said}.")

    def _sign_in_form(self, guest: Guest, back: str, notice: str | None) -> Response:
        visit = Visit(call=self._call(guest, {}), grades=self._grades, here=back, notice=notice)
        content = render("sign_in.html", {"visit": visit})
        return html(content, 401, {"www-authenticate": "Bearer"})

    def _problem(self, guest: Guest, problem: Refused) -> Response:
        world = guest.path.removeprefix(PREFIX).split("/")[1:2]
        values = {
            "title": TITLES[problem.status],
            "detail": problem.detail,
            "status": problem.status,
            "world_id": next((name for name, _ in self._registry.items() if [name] == world), None),
            "visit": None,
        }
        return html(render("problem.html", values), problem.status, dict(problem.headers))


def _form(guest: Guest) -> dict[str, str]:
    if len(guest.body) > LARGEST_BODY:
        raise Refused(413, f"A form may have {LARGEST_BODY} bytes.")
    sent = guest.headers.get("content-type", "").partition(";")[0].strip().lower()
    if guest.body and sent != "application/x-www-form-urlencoded":
        raise Refused(415, f"The Content-Type is {sent or 'missing'}: send a form.")
    return guest.form()


def _named(form: dict[str, str], name: str) -> str:
    if name not in form:
        raise Refused(422, f"The form is not valid: {name} is missing; choose one.")
    return form.pop(name)


def _body(action: Action, form: dict[str, str]) -> Any:
    if action.body is None:
        return None
    if isinstance(action.body, type):
        return read_form(nested(form), action.body)
    read: Callable[[Mapping[str, str]], Any] = action.body
    return read(form)
