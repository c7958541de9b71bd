"""A stateful test of any client of the API: many calls in any order, compared with a small model.

The client under test is wrapped in an adapter: an object with some of the functions of `Adapter`.
A function that it lacks is never called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, Protocol

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from creatoraudit_mock import World
from pytest_creatoraudit.strategies.bodies import (
    Body,
    account_bodies,
    account_changes,
    creator_bodies,
    creator_changes,
    video_changes,
)
from pytest_creatoraudit.strategies.durations import durations
from pytest_creatoraudit.strategies.identifiers import Post, posts
from pytest_creatoraudit.strategies.labels import labels

KINDS = ("account", "video", "creator")
_PLACES = st.integers(0, 9)
_LIMITS = st.sampled_from((200, 3, 1))


class Read(NamedTuple):
    """What a conditional read of one resource came to."""

    fields: Mapping[str, Any] | None
    """The resource; None if it has not changed (304)."""
    etag: str | None
    """The tag to be sent next time."""


class Adapter(Protocol):
    """What a machine asks of a client. Leave out what yours does not do.

    Resources are mappings with the API's field names; they need not have all fields, but `id`.
    """

    def create_account(self, body: Body) -> Mapping[str, Any]:
        """Track an account; so do `create_video` and `create_creator` with theirs."""

    def create_video(self, body: Body) -> Mapping[str, Any]:
        """Track a video."""

    def create_creator(self, body: Body) -> Mapping[str, Any]:
        """Add a creator."""

    def update_account(self, identifier: str, changes: Body) -> Any:
        """Change settings; so do `update_video` and `update_creator`."""

    def update_video(self, identifier: str, changes: Body) -> Any:
        """Change settings of a video."""

    def update_creator(self, identifier: str, changes: Body) -> Any:
        """Change settings of a creator."""

    def delete_account(self, identifier: str) -> Any:
        """Stop tracking; so do `delete_video` and `delete_creator`."""

    def delete_video(self, identifier: str) -> Any:
        """Stop tracking a video."""

    def delete_creator(self, identifier: str) -> Any:
        """Remove a creator."""

    def link(self, creator_id: str, account_id: str) -> Any:
        """Let an account belong to a creator."""

    def unlink(self, creator_id: str, account_id: str) -> Any:
        """Let it belong to nobody."""

    def list_accounts(self, limit: int) -> Iterable[Mapping[str, Any]]:
        """All of them, from all pages of so many; so do `list_videos` and `list_creators`."""

    def list_videos(self, limit: int) -> Iterable[Mapping[str, Any]]:
        """All videos."""

    def list_creators(self, limit: int) -> Iterable[Mapping[str, Any]]:
        """All creators."""

    def read_account(self, identifier: str, etag: str | None) -> Read:
        """One of them, if it has changed; so do `read_video` and `read_creator`."""

    def read_video(self, identifier: str, etag: str | None) -> Read:
        """One video, if it has changed."""

    def read_creator(self, identifier: str, etag: str | None) -> Read:
        """One creator, if it has changed."""

    def account_metrics(self, identifiers: Sequence[str]) -> Iterable[str]:
        """Ask for metrics of many at once; returns the ids of those that were found."""

    def video_metrics(self, identifiers: Sequence[str]) -> Iterable[str]:
        """The same for videos."""


FUNCTIONS = tuple(name for name in vars(Adapter) if not name.startswith("_"))
"""The names of the functions that an adapter may have."""


class Kept(NamedTuple):
    """What was last read of a resource."""

    fields: Mapping[str, Any]
    etag: str


class _Machine(RuleBasedStateMachine):
    """The rules; see `client_machine`."""

    make_client: ClassVar[Callable[[World], Any]]
    make_world: ClassVar[Callable[[], World]]

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).make_world()
        self.world.set_rate_limit(None)
        self.client = type(self).make_client(self.world)
        self.existing: dict[str, list[str]] = {kind: self._ids(kind) for kind in KINDS}
        self.deleted: list[str] = []
        self.owner = {
            one.id: one.creator_id for one in self.world.accounts if one.creator_id is not None
        }
        self.taken = dict(zip(labels(self.world), self._tracked(), strict=True))
        self.kept: dict[str, Kept] = {}
        _check_client(self.client)

    # -- writing

    def track_account(self, body: Body) -> None:
        """An account that is not tracked yet can be tracked."""
        handle = body["username"].removeprefix("@").lower()
        self._track("account", f"{body['platform']}/@{handle}", body)

    def track_video(self, post: Post, spelling: int, settings: Body) -> None:
        """A post that is not tracked yet can be tracked, whatever its spelling."""
        identifier = post.spellings[spelling % len(post.spellings)]
        body = {"platform": post.platform, "identifier": identifier, **settings}
        self._track("video", f"{post.platform}/{post.number}", body)

    def _track(self, kind: str, label: str, body: Body) -> None:
        # What a duplicate is answered is a matter of the dialect.
        if label not in self.taken:
            self.taken[label] = self.create(kind, body)

    def create(self, kind: str, body: Body) -> str:
        """A new resource has the settings that were sent, and is there from now on."""
        made = self._call(f"create_{kind}", body)
        identifier: str = made["id"]
        self.existing[kind].append(identifier)
        self.deleted = [one for one in self.deleted if one != identifier]
        self._exists(kind)
        self._agrees(made, f"create_{kind}")
        self._obeys(identifier, {n: v for n, v in body.items() if n not in _SPELLED})
        return identifier

    def update(self, kind: str, place: int, changes: Body) -> None:
        """Changes take effect in the world."""
        identifier = self._one(kind, place)
        self._call(f"update_{kind}", identifier, changes)
        self._obeys(identifier, changes)

    def delete(self, kind: str, place: int) -> None:
        """What is deleted is gone, and nothing else is."""
        identifier = self._one(kind, place)
        if identifier in self.owner.values():
            return  # whether a creator with accounts may go is a matter of the dialect
        self._call(f"delete_{kind}", identifier)
        self.existing[kind].remove(identifier)
        self.owner.pop(identifier, None)
        self.taken = {label: one for label, one in self.taken.items() if one != identifier}
        self.deleted.append(identifier)
        self._exists(kind)

    def tie(self, creator: int, account: int) -> None:
        """A free account can be linked to any creator, a linked one is unlinked first."""
        target = self._one("account", account)
        if target in self.owner:
            if not self._can("unlink"):
                return
            self._call("unlink", self.owner.pop(target), target)
        maker = self._one("creator", creator)
        self._call("link", maker, target)
        self.owner[target] = maker
        assert self.world.show(target)["creator_id"] == maker, f"{target} is not {maker}'s"

    # -- reading

    def walk(self, kind: str, limit: int) -> None:
        """A walk gives everything that exists once, whatever the size of its pages."""
        items = list(self._call(f"list_{kind}s", limit))
        ids = [item["id"] for item in items]
        self._same(ids, self.existing[kind], f"list_{kind}s(limit={limit})")
        for item in items:
            self._agrees(item, f"list_{kind}s")

    def reread(self, kind: str, place: int, again: bool) -> None:  # noqa: FBT001 - drawn
        """A read gives what the world shows; it is "not modified" iff that is what is kept."""
        known = self.existing[kind]
        # Half of the reads are second ones: one in ten would seldom find who keeps for ever.
        chosen = [one for one in known if again and one in self.kept] or known
        identifier = chosen[place % len(chosen)]
        kept, shown = self.kept.get(identifier), self.world.show(identifier)
        read = self._call(f"read_{kind}", identifier, kept.etag if kept else None)
        is_known = kept is not None and kept.fields == shown
        told = "has not changed, but was sent anew" if is_known else "has changed, but was not sent"
        assert (read.fields is None) is is_known, f"{kind} {identifier} {told}"
        if read.fields is not None:
            self._agrees(read.fields, f"read_{kind}")
        if read.etag is not None:
            self.kept[identifier] = Kept(shown, read.etag)

    def measure(self, kind: str, count: int) -> None:
        """A batch finds those that exist, and not those that have been deleted."""
        wanted = self.existing[kind][:count]
        asked = [*wanted, *self.deleted[:1]]
        if asked:
            found = self._call(f"{kind}_metrics", asked)
            self._same(list(found), wanted, f"{kind}_metrics({asked})")

    # -- checks

    def _call(self, name: str, *arguments: Any) -> Any:
        return getattr(self.client, name)(*arguments)

    def _can(self, name: str) -> bool:
        return getattr(self.client, name, None) is not None

    def _one(self, kind: str, place: int) -> str:
        known = self.existing[kind]
        return known[place % len(known)]

    def _tracked(self) -> list[str]:
        return [*self._ids("account"), *self._ids("video")]

    def _obeys(self, identifier: str, sent: Body) -> None:
        """The world has the settings that were sent."""
        shown = self.world.show(identifier)
        for name, value in sent.items():
            told = f"{identifier}: {name} should be {value!r} now, is {shown[name]!r}"
            assert shown[name] == value, told

    def _ids(self, kind: str) -> list[str]:
        return [handle.id for handle in getattr(self.world, f"{kind}s")]

    def _exists(self, kind: str) -> None:
        self._same(self._ids(kind), self.existing[kind], f"the world's {kind}s")

    def _same(self, got: list[str], expected: list[str], what: str) -> None:
        missing, extra = set(expected) - set(got), set(got) - set(expected)
        told = f"{what}: missing {sorted(missing)}, unexpected {sorted(extra)}"
        assert not missing, told
        assert not extra, told
        assert len(got) == len(set(got)), f"{what}: some come twice: {got}"

    def _agrees(self, fields: Mapping[str, Any], what: str) -> None:
        """Whatever the client tells of a resource is what the API shows of it."""
        shown = self.world.show(fields["id"])
        for name, value in fields.items():
            if name in shown:
                told = f"{what}: {name} of {fields['id']} is {shown[name]!r}, got {value!r}"
                assert value == shown[name], told


def client_machine(
    client: Callable[[World], Any], *, world: Callable[[], World] = World
) -> type[RuleBasedStateMachine]:
    """A state machine that tries a client: `client_machine(...).TestCase` is a test case.

    Its rules create, update, delete and link resources, list them with pages of any size, read
    them with the last tag, ask for metrics in batches and let time pass, in any order. Each answer
    is compared with what must exist and with what the world shows; a conditional read must be
    "not modified" if and only if nothing has changed. An exception of the client fails the test,
    for everything that it is asked is valid, in every dialect. Shrinks toward few and plain calls.

    Args:
        client: makes an adapter for a world: an object with some of the functions of `Adapter`.
        world: makes a fresh world for each example; its rate limit is switched off.

    Raises:
        InvalidArgument: an argument cannot be called, or an adapter has none of the functions;
            the latter when the machine runs.
    """
    for name, value in (("client", client), ("world", world)):
        if not callable(value):
            raise InvalidArgument(f"{name} must be callable; got {name}={value!r}")
    made = {"make_client": staticmethod(client), "make_world": staticmethod(world)}
    return type("ClientMachine", (_Machine,), made | _rules())


def run_machine(
    client: Callable[[World], Any],
    *,
    world: Callable[[], World] = World,
    steps: int = 30,
    examples: int | None = None,
) -> None:
    """Run `client_machine` as a test.

    Args:
        client: makes an adapter for a world.
        world: makes a fresh world for each example.
        steps: how many calls an example has at most.
        examples: how many examples are tried; those of the profile in force unless given.
    """
    tried = settings().max_examples if examples is None else examples
    for name, value in (("steps", steps), ("examples", tried)):
        if type(value) is not int or value < 1:
            raise InvalidArgument(f"{name} must be a whole number of at least 1; got {value!r}")
    machine = client_machine(client, world=world)
    chosen = settings(stateful_step_count=steps, max_examples=tried, deadline=None)
    run_state_machine_as_test(machine, settings=chosen)


def _rules() -> dict[str, Any]:
    made = {
        "pass_time": _pass_time(),
        "create_account": _rule("create_account", "track_account", body=account_bodies()),
        "create_video": _rule(
            "create_video", "track_video", post=posts(), spelling=_PLACES, settings=video_changes()
        ),
        "create_creator": _rule("create_creator", "create", "creator", body=creator_bodies()),
    }
    for kind in KINDS:
        made |= {f"{name}_{kind}": one for name, one in _rules_of(kind).items()}
    for kind in ("account", "video"):
        made[f"measure_{kind}s"] = _rule(f"{kind}_metrics", "measure", kind, count=_PLACES)
    link = _rule("link", "tie", creator=_PLACES, account=_PLACES)
    made["link_account"] = precondition(_has("account"))(precondition(_has("creator"))(link))
    return made


def _rules_of(kind: str) -> dict[str, Any]:
    update = _rule(f"update_{kind}", "update", kind, place=_PLACES, changes=_CHANGES[kind])
    delete = _rule(f"delete_{kind}", "delete", kind, place=_PLACES)
    reread = _rule(f"read_{kind}", "reread", kind, place=_PLACES, again=st.booleans())
    there = precondition(_has(kind))
    return {
        "update": there(update),
        "delete": there(delete),
        "walk": _rule(f"list_{kind}s", "walk", kind, limit=_LIMITS),
        "reread": there(reread),
    }


def _rule(function: str, step: str, *fixed: Any, **drawn: st.SearchStrategy[Any]) -> Any:
    """A rule that does one of the machine's steps, if the client has the function."""

    def run(self: _Machine, **values: Any) -> None:
        getattr(self, step)(*fixed, **values)

    run.__name__ = function
    drawing: Any = rule  # typed for keywords that are spelled out
    return precondition(lambda self: self._can(function))(drawing(**drawn)(run))


def _pass_time() -> Any:
    @rule(span=durations(min_value="1s", max_value="3d"))
    def pass_time(self: _Machine, span: str) -> None:
        self.world.clock.advance(span)

    return pass_time


def _has(kind: str) -> Callable[[Any], bool]:
    return lambda self: bool(self.existing[kind])


_SPELLED = frozenset({"username", "identifier"})
"""What the API shows in one form, whatever form was sent."""
_CHANGES: Mapping[str, st.SearchStrategy[Body]] = {
    "account": account_changes(),
    "video": video_changes(),
    "creator": creator_changes(),
}


def _check_client(client: Any) -> None:
    if not any(getattr(client, name, None) for name in FUNCTIONS):
        raise InvalidArgument(
            f"client must make an object with some of {', '.join(FUNCTIONS)}; got {client!r}"
        )
