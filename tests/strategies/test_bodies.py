"""Drawn bodies over HTTP: taken in every dialect, or refused for exactly one member."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as hypothesis_strategies

from creatoraudit_mock import Dialect, World
from creatoraudit_mock.contract import contract_in
from effort import effort
from pytest_creatoraudit import strategies as st
from pytest_creatoraudit.strategies import Invalid, Post, invalid
from wire import everything, wire

CREATES = [
    ("/accounts", st.account_bodies()),
    ("/videos", st.video_bodies()),
    ("/creators", st.creator_bodies()),
]
UPDATES = [
    ("accounts", st.account_changes()),
    ("videos", st.video_changes()),
    ("creators", st.creator_changes()),
]
REFUSALS = [
    ("/accounts", st.invalid_account_bodies()),
    ("/videos", st.invalid_video_bodies()),
    ("/creators", st.invalid_creator_bodies()),
]


def any_of(pairs: list[tuple[str, Any]]) -> Any:
    """A path with a body for it."""
    return hypothesis_strategies.one_of(
        [hypothesis_strategies.tuples(hypothesis_strategies.just(path), one) for path, one in pairs]
    )


@given(any_of(CREATES), st.dialects())
def test_valid_bodies_are_taken(sent: tuple[str, dict[str, Any]], dialect: Dialect) -> None:
    """A valid body creates, whatever the dialect."""
    path, body = sent
    with wire(World(dialect=dialect)) as client:
        assert client.post(path, json=body).status_code == 201


@given(any_of(UPDATES), st.dialects())
def test_changes_are_taken(sent: tuple[str, dict[str, Any]], dialect: Dialect) -> None:
    """A drawn change is made, whatever the dialect."""
    kind, body = sent
    world = World("small", dialect=dialect)
    one = getattr(world, kind)[0]
    with wire(world) as client:
        assert client.patch(f"/{kind}/{one.id}", json=body).status_code == 200
    assert {name: one.fields[name] for name in body} == body


@given(any_of(REFUSALS), st.dialects())
def test_invalid_bodies_are_refused(sent: tuple[str, Invalid], dialect: Dialect) -> None:
    """A body that breaks a rule is refused for exactly the member that is said, in any dialect."""
    path, spoiled = sent
    world = World(dialect=dialect)
    before = everything(world)
    with wire(world) as client:
        response = client.post(path, json=spoiled.body)
    assert response.status_code == 422, str(spoiled)
    fields = {error["field"] for error in response.json()["errors"]}
    assert fields == {spoiled.field_in(dialect)}
    assert everything(world) == before


@pytest.mark.parametrize(
    ("schema", "rules"),
    [
        ("TrackAccountRequest", invalid._ACCOUNT),
        ("TrackVideoRequest", invalid._VIDEO),
        ("CreateCreatorRequest", invalid._CREATOR),
    ],
)
def test_every_member_can_be_wrong(schema: str, rules: dict[str, Any]) -> None:
    """For each member of a request the contract's rules are broken."""
    schemas = contract_in(Dialect()).document["components"]["schemas"]
    assert set(rules) == set(schemas[schema]["properties"])


def test_refusals_are_told() -> None:
    """An invalid body shows its member and the rule."""
    spoiled = Invalid(body={}, field="name", rule="must be there")
    assert str(spoiled) == "name: must be there"


@given(st.invalid_account_bodies(fields=["username", "category"]))
def test_members_at_fault_can_be_chosen(spoiled: Invalid) -> None:
    """Only the chosen members are wrong."""
    assert spoiled.field in {"username", "category"}


@effort(0.5)
@given(st.posts(), hypothesis_strategies.data())
def test_all_spellings_mean_one_post(post: Post, data: hypothesis_strategies.DataObject) -> None:
    """However a post is spelled, it is tracked once."""
    spelling = st.post_identifiers(platform=post.platform, post=post)
    one, other = data.draw(spelling), data.draw(spelling)
    with wire(World(dialect=Dialect(duplicate=409))) as client:
        first = client.post("/videos", json={"platform": post.platform, "identifier": one})
        again = client.post("/videos", json={"platform": post.platform, "identifier": other})
    assert (first.status_code, again.status_code) == (201, 409)
    assert first.json()["data"]["external_id"] == str(post.number)


@pytest.mark.parametrize("platform", ["instagram", "tiktok"])
def test_every_spelling_is_taken(platform: Any) -> None:
    """Each form of an identifier can be tracked."""
    number = 3_000_000_000_000_000_000 if platform == "instagram" else 7_301_234_567_890_123_456
    for spelling in Post(platform=platform, number=number).spellings:
        assert World().track_video(platform, spelling).external_id == str(number), spelling


@given(st.platforms(), st.handles(min_size=1, max_size=64, as_typed=True))
def test_handles_are_taken(platform: str, handle: str) -> None:
    """A handle is one that can be tracked, however it is typed."""
    tracked = World().track_account(platform, handle)
    assert tracked.username == handle.removeprefix("@").lower()


@given(st.ids())
def test_made_up_ids_are_not_found(identifier: str) -> None:
    """A made-up id is well-formed, and no world has it."""
    with wire(World("small")) as client:
        assert client.get(f"/accounts/{identifier}").status_code == 404


@given(st.metadata(min_size=2, max_size=20))
def test_metadata_is_taken(metadata: dict[str, str]) -> None:
    """Labels are kept as they were sent."""
    assert World().create_creator("Ada", metadata=metadata).metadata == metadata
    assert len(metadata) >= 2
