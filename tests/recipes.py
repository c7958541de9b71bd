"""Recipes: how to get each answer of the table from a world, whatever the operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal
from unittest.mock import patch

import httpx
from starlette.types import Scope

from cells import Cell
from creatoraudit_mock import Fault
from creatoraudit_mock.contract.parameters import parameters
from creatoraudit_mock.http.gate import Gate
from creatoraudit_mock.http.handlers import HANDLERS
from creatoraudit_mock.http.replies import Response
from wire import KEYS, UNKNOWN_ID, anonymous, wire, world_of

QUOTA = "\n[organization]\naccount_quota = 3\n"
"""Room for one account more than there are."""

ALL_SCOPES = "secret-of-all"
JSON = {"content-type": "application/json"}
ONE = {"idempotency-key": "one"}


class Scene:
    """A world in which an operation can succeed, and a request with which it does."""

    def __init__(self, cell: Cell) -> None:
        self.operation = cell.operation
        self.world = world_of(KEYS + QUOTA, dialect=cell.dialect)
        self.creator = self.world.create_creator("Ada")
        self.other = self.world.create_creator("Bea")
        self.account = self.world.accounts[0]
        self.video = self.world.videos[0]
        self.world.link(self.creator, self.account)

    @property
    def takes_body(self) -> bool:
        """Whether the operation has a request body."""
        return "requestBody" in self.operation.definition

    def url(self, **ids: str) -> str:
        """The operation's URL, with these ids or those of what is there."""
        known = {
            "account_id": self.account.id,
            "video_id": self.video.id,
            "creator_id": self.creator.id,
        }
        query = "?q=nasa" if self.operation.id == "search" else ""
        return self.operation.path.format_map({**known, **ids}) + query

    def body(self) -> dict[str, Any]:
        """A valid body for the operation."""
        by_method: dict[str, dict[str, Any]] = {
            "POST": {"video_ids": [self.video.id]},
            "PATCH": {"metadata": {"team": "x"}},
        }
        bodies: dict[str, dict[str, Any]] = {
            "track_account": {"platform": "tiktok", "username": "brand.new"},
            "track_video": {"platform": "instagram", "identifier": "C1a2B3c4D5e"},
            "create_creator": {"name": "Cleo"},
            "batch_account_metrics": {"account_ids": [self.account.id]},
            "batch_account_video_metrics": {"instagram_post_ids": [1]},
        }
        return bodies.get(self.operation.id) or by_method[self.operation.method]

    def send(self, *, secret: str | None = ALL_SCOPES, **changes: Any) -> httpx.Response:
        """Send the valid request with some changes, by a client that checks the answer."""
        url = changes.pop("url", None) or self.url()
        if self.takes_body and not {"json", "content"} & changes.keys():
            changes["json"] = self.body()
        with anonymous(self.world) if secret is None else wire(self.world, secret) as client:
            return client.request(self.operation.method, url, **changes)


Recipe = Callable[[Scene], httpx.Response]
_Serve = Callable[[Gate, Scope, bytes], Response]


def _found(scene: Scene) -> httpx.Response:
    if scene.operation.id in {"track_account", "track_video", "create_creator"}:
        scene.send(headers=ONE)  # sent again it creates nothing
        return scene.send(headers=ONE)
    return scene.send()


def _linked_anew(scene: Scene) -> httpx.Response:
    if scene.operation.id == "link_account":
        scene.world.unlink(scene.creator, scene.account)
    return scene.send()


def _held_already(scene: Scene) -> httpx.Response:
    return scene.send(headers={"if-none-match": scene.send().headers["etag"]})


def _malformed(scene: Scene) -> httpx.Response:
    if scene.takes_body:
        return scene.send(content=b"{", headers=JSON)
    return scene.send(params={"cursor": "made-up"})


def _disabled_key(scene: Scene) -> httpx.Response:
    return scene.send(secret="secret-of-disabled")


def _used_up_quota(scene: Scene) -> httpx.Response:
    if scene.operation.method == "PATCH":  # to resume takes room, too
        scene.world.update(scene.creator, is_active=False)
        scene.world.track_account("tiktok", "the.first")
        scene.world.track_account("tiktok", "the.last")
        return scene.send(json={"is_active": True})
    scene.world.track_account("tiktok", "the.last")
    return scene.send()


def _nobody(scene: Scene) -> httpx.Response:
    names = [parameter.name for parameter in parameters(scene.operation, "path")]
    return scene.send(url=scene.url(**dict.fromkeys(names, UNKNOWN_ID)))


def _conflict(scene: Scene) -> httpx.Response:
    if scene.operation.id == "link_account":
        return scene.send(url=scene.url(creator_id=scene.other.id))
    if scene.operation.id == "create_creator":
        scene.send(headers=ONE)
        return scene.send(headers=ONE, json={"name": "Dora"})
    scene.send()
    return scene.send()


def _invalid(scene: Scene) -> httpx.Response:
    if scene.takes_body:
        return scene.send(json=[])
    if ids := parameters(scene.operation, "path"):
        return scene.send(url=scene.url(**{ids[0].name: "x"}))
    names = [parameter.name for parameter in parameters(scene.operation, "query")]
    wrong = next((name for name in ("limit", "period", "start_date") if name in names), "unknown")
    return scene.send(params={wrong: "x"})


def _one_too_many(scene: Scene) -> httpx.Response:
    scene.world.set_rate_limit(1)
    scene.send()
    return scene.send()


def _planned(status: Literal[502, 503]) -> Recipe:
    def recipe(scene: Scene) -> httpx.Response:
        one = scene.operation
        scene.world.faults.add(Fault.status(status), on=f"{one.method} {one.path}", times=1)
        return scene.send()

    return recipe


def _fault_of_the_mock(scene: Scene) -> httpx.Response:
    def fail(_: object) -> None:
        raise ZeroDivisionError

    failing = {scene.operation.id: fail}
    with patch.dict(HANDLERS, failing), patch.object(Gate, "serve", _forgiving(Gate.serve)):
        return scene.send()


def _forgiving(serve: _Serve) -> _Serve:
    """The API without the exception that is raised after it has answered 500."""

    def forgiving(gate: Gate, scope: Scope, body: bytes) -> Response:
        response = serve(gate, scope, body)
        response.fault = None
        return response

    return forgiving


RECIPES: Mapping[str, Recipe] = {
    "200": _found,
    "201": _linked_anew,
    "204": Scene.send,
    "304": _held_already,
    "400": _malformed,
    "401": lambda scene: scene.send(secret=None),
    "403-FORBIDDEN": _disabled_key,
    "403-INSUFFICIENT_SCOPE": lambda scene: scene.send(secret="secret-of-reader"),
    "403-QUOTA_EXCEEDED": _used_up_quota,
    "404": _nobody,
    "406": lambda scene: scene.send(headers={"accept": "image/png"}),
    "409": _conflict,
    "415": lambda scene: scene.send(content=b"{}", headers={"content-type": "text/plain"}),
    "422": _invalid,
    "429": _one_too_many,
    "500": _fault_of_the_mock,
    "502": _planned(502),
    "503": _planned(503),
}
"""How to provoke each column of the table."""
