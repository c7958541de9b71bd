"""Creators as groups of accounts: who belongs to whom, whatever happens to both."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import timelines
from creatoraudit_mock import Handle, World
from creatoraudit_mock.world import (
    Conflict,
    CreateCreator,
    LinkAccount,
    NotFound,
    UnlinkAccount,
    views,
)
from effort import effort
from timelines import Step, new_world

seeds = st.integers(0, 2**32)


@pytest.fixture
def world() -> World:
    """Two creators, the first with an account on each platform."""
    world = World()
    first = world.create_creator("Ada")
    world.create_creator("Bo")
    for platform in ("instagram", "tiktok"):
        world.link(first, world.track_account(platform, "ada"))
    return world


def groups(world: World) -> dict[str, list[str]]:
    """The accounts of each creator, as the records have them."""
    return {c.id: [*c.accounts] for c in world.organization.creators.values()}


@effort(3)
@given(timelines.timelines(), seeds)
def test_both_ends_of_a_link_agree(timeline: list[Step], seed: int) -> None:
    """A creator has exactly the tracked accounts that say they belong to it, under its name."""
    world = new_world(seed)
    for step in [*timelines.GROUPED, *timeline]:
        timelines.do(world, step)
        linked: dict[str, set[str]] = {creator.id: set() for creator in world.creators}
        for account in world.accounts:
            if account.creator_id is not None:
                linked[account.creator_id].add(account.id)
                assert account.creator_name == world.show(account.creator_id)["name"]
            else:
                assert account.creator_name is None
        assert {creator: {*ids} for creator, ids in groups(world).items()} == linked


@effort(3)
@given(timelines.timelines(), seeds)
def test_what_is_kept_is_what_would_be_made(timeline: list[Step], seed: int) -> None:
    """A creator's cached bytes are always those that would be made afresh."""
    world = new_world(seed)
    org = world.organization
    for step in [*timelines.GROUPED, *timeline]:
        timelines.do(world, step)
        now = world.clock.instant
        for creator in org.creators.values():
            fresh = msgspec.json.encode(views.creator_fields(creator, org.weather, now))
            assert org.show_creator(creator, now).body == fresh


@effort(3)
@given(timelines.timelines(), seeds)
def test_the_summary_is_what_the_accounts_show(timeline: list[Step], seed: int) -> None:
    """`accounts_summary` counts accounts by platform, and adds up the followers they show."""
    world = new_world(seed)
    for step in [*timelines.GROUPED, *timeline]:
        timelines.do(world, step)
        for creator in world.creators:
            accounts = [a for a in world.accounts if a.creator_id == creator.id]
            names = sorted(account.platform for account in accounts)
            assert creator.accounts_summary == {
                "total": len(accounts),
                "platforms": {name: names.count(name) for name in names},
                "total_followers": sum(account.follower_count for account in accounts),
            }


def test_creators_of_one_name_are_two(world: World) -> None:
    """A name may repeat; ids never do, not even after a deletion."""
    ids = {creator.id for creator in world.creators}
    for _ in range(3):
        creator = world.create_creator("Ada")
        assert creator.id not in ids
        ids.add(creator.id)
        world.delete(creator)


def test_a_link_tells_whether_it_is_new(world: World) -> None:
    """Linking tells that it was news the first time only."""
    creator, account = world.creators[1], world.track_account("tiktok", "bo")
    link = LinkAccount(creator_id=creator.id, account_id=account.id)
    assert [world.execute(link), world.execute(link)] == [True, False]


def test_moving_an_account_by_its_settings(world: World) -> None:
    """PATCH of an account's `creator_id` moves it, where PUT of a link would conflict."""
    second = world.creators[1]
    account = world.accounts[0]
    with pytest.raises(Conflict, match="account ada belongs to another creator"):
        world.link(second, account)
    world.update(account, creator_id=second.id)
    assert [len(ids) for ids in groups(world).values()] == [1, 1]


@pytest.mark.parametrize("kind", [LinkAccount, UnlinkAccount])
def test_a_link_needs_both_ends(
    kind: type[LinkAccount] | type[UnlinkAccount], world: World
) -> None:
    """Neither a creator nor an account may be missing; a refusal is not logged."""
    creator, account, log = world.creators[0].id, world.accounts[0].id, len(world.log)
    for ends, missing in [((account, account), "creator"), ((creator, creator), "account")]:
        with pytest.raises(NotFound, match=f"no {missing} with id"):
            world.execute(kind(creator_id=ends[0], account_id=ends[1]))
    assert len(world.log) == log


def test_what_was_given_is_copied(world: World) -> None:
    """The metadata of a command stay with the caller."""
    metadata = {"team": "north"}
    creator = world.execute(CreateCreator(name="Cy", metadata=metadata))
    metadata["team"] = "south"
    assert creator.metadata == {"team": "north"}


def test_archiving_reaches_members_only(world: World) -> None:
    """Pausing by group leaves alone who was unlinked before; reviving does not fetch them back."""
    ada = world.creators[0]
    left, stayed = world.accounts
    world.unlink(ada, left)
    world.update(ada, is_active=False)
    assert [left.is_active, stayed.is_active] == [True, False]
    world.update(left, is_active=False)
    world.update(ada, is_active=True)
    assert [left.is_active, stayed.is_active] == [False, True]


def test_a_revived_account_is_due_at_once(world: World) -> None:
    """What became overdue while its creator was archived is refreshed seconds after the revival."""
    ada, account = world.creators[0], world.accounts[0]
    world.clock.advance(days=2)
    world.update(ada, is_active=False)
    world.clock.advance(days=9)
    before = len(world.refreshes(account))
    world.update(ada, is_active=True)
    world.clock.advance(seconds=5)
    assert len(world.refreshes(account)) == before + 1


def test_a_deleted_account_leaves_no_ghost(world: World) -> None:
    """An account that is deleted and added again stands alone, under a new id."""
    account = world.accounts[0]
    world.delete(account)
    again = world.track_account("instagram", "ada")
    assert again.id != account.id
    assert again.creator_id is None
    assert _total(world.creators[0]) == 1


def _total(creator: Handle) -> int:
    total: int = creator.accounts_summary["total"]
    return total
