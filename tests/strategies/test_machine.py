"""The stateful machine: a sound client passes, and each way of being wrong is found."""

from __future__ import annotations

import unittest
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from adapters import Adapter
from creatoraudit_mock import Dialect, World
from effort import repeats
from pytest_creatoraudit.strategies import Read, client_machine, run_machine
from pytest_creatoraudit.strategies.machine import FUNCTIONS

UNSHRUNK = settings(
    database=None,
    derandomize=True,
    max_examples=500,  # what is drawn depends on the modules that happen to be loaded
    stateful_step_count=30,
    phases=[Phase.generate],
    report_multiple_bugs=False,
)
OTHER = Dialect(
    readded_id="same",
    resume_cascade="paused-with-it",
    link_to_paused="pause",
    deleted_creator=409,
    delete_status=200,
    full_last_page="continues",
    etag_coverage="resources",
    timestamps="microseconds",
)


class Forgetful(Adapter):
    """Reads only the first page."""

    def list_accounts(self, limit: int) -> Any:
        """Overlook that there are more."""
        return self._sent("GET", "/accounts", params={"limit": limit}).json()["data"]


class Careless(Adapter):
    """Sends no validator."""

    def read_account(self, identifier: str, etag: str | None) -> Read:
        """Drop the tag."""
        del etag
        return self._read("account", identifier, None)


class Stubborn(Adapter):
    """Takes what it has read once for the truth for ever."""

    def read_account(self, identifier: str, etag: str | None) -> Read:
        """Ask only once."""
        return Read(None, etag) if etag else self._read("account", identifier, None)


class Lazy(Adapter):
    """Never sends an update."""

    def update_video(self, identifier: str, changes: Any) -> None:
        """Do nothing."""


class Undead(Adapter):
    """Keeps deleted creators."""

    def delete_creator(self, identifier: str) -> None:
        """Do nothing."""


class Inventive(Adapter):
    """Makes figures up."""

    def read_video(self, identifier: str, etag: str | None) -> Read:
        """Add a view."""
        read = self._read("video", identifier, etag)
        if read.fields is None:
            return read
        return Read({**read.fields, "view_count": 1}, read.etag)


class Short(Adapter):
    """Loses the last one of a batch."""

    def account_metrics(self, identifiers: Any) -> Any:
        """Leave one out."""
        return self._metrics("account", identifiers)[:-1]


class Deaf(Adapter):
    """Links to nobody."""

    def link(self, creator_id: str, account_id: str) -> None:
        """Do nothing."""


@pytest.mark.parametrize("dialect", [Dialect(), OTHER])
def test_a_sound_client_passes(dialect: Dialect) -> None:
    """The API itself, wrapped in httpx, keeps what the machine expects."""
    run_machine(Adapter, world=lambda: World(dialect=dialect), examples=repeats(20))


def test_it_may_begin_with_anything() -> None:
    """A world that is not empty is known to the machine."""
    run_machine(Adapter, world=lambda: World("small"), steps=15, examples=repeats(10))


@pytest.mark.parametrize(
    ("client", "complaint"),
    [
        (Forgetful, r"list_accounts\(limit=[13]\): missing"),
        (Careless, "account .* has not changed, but was sent anew"),
        (Stubborn, "account .* has changed, but was not sent"),
        (Lazy, "should be .* now, is"),
        (Undead, "the world's creators: missing|unexpected"),
        (Inventive, "read_video: view_count of .* is .*, got 1"),
        (Short, r"account_metrics\(.*missing"),
        (Deaf, "is not .*'s"),
    ],
)
def test_a_fault_is_found(client: type[Adapter], complaint: str) -> None:
    """A client that is wrong in one way fails, and is told in which."""
    machine = client_machine(client, world=lambda: World("small"))
    with pytest.raises(AssertionError, match=complaint):
        run_state_machine_as_test(machine, settings=UNSHRUNK)


def test_functions_may_be_missing() -> None:
    """What a client cannot do is not asked of it."""

    class Reader:
        """Reads accounts, nothing else."""

        def __init__(self, world: World) -> None:
            self._whole = Adapter(world)
            self.asked = 0

        def read_account(self, identifier: str, etag: str | None) -> Read:
            """Read one."""
            Reader.total += 1
            read: Read = self._whole.read_account(identifier, etag)
            return read

        total = 0

    run_machine(Reader, world=lambda: World("small"), steps=20, examples=10)
    assert Reader.total > 0


def test_errors_of_the_client_fail() -> None:
    """What a client raises is seen."""

    class Broken:
        """Cannot list."""

        def __init__(self, world: World) -> None:
            del world

        def list_videos(self, limit: int) -> Any:
            """Fail."""
            raise ConnectionError(f"no page of {limit}")

    with pytest.raises(ConnectionError, match="no page of 200"):
        run_machine(Broken, examples=5)


def test_it_is_a_test_case() -> None:
    """Test runners take the machine as it is."""
    machine: Any = client_machine(Adapter)
    assert issubclass(machine.TestCase, unittest.TestCase)


def test_every_function_has_a_rule() -> None:
    """Each function of an adapter is called by some rule."""
    called = {rule.function.__name__ for rule in client_machine(Adapter)().rules}
    assert called == {*FUNCTIONS, "pass_time"} - {"unlink"}
