"""What is ours is told from what is not, by notes on disk and by names on the service."""

from __future__ import annotations

from pathlib import Path

from creatoraudit_mock import World
from creatoraudit_mock.service import Caller
from creatoraudit_mock.service.ledger import Ledger, dead_runs, live_runs
from creatoraudit_mock.service.verification import clean_everything
from creatoraudit_mock.service.verification.throwaway import MARK, clean_dead, found_on

OLD = "creatoraudit-mock verify 20200101T000000Z-abcdef 1"
YOUNG = "creatoraudit-mock verify 20991231T235959Z-abcdef 1"


def caller_of(world: World) -> Caller:
    """A caller in the same process."""
    return Caller(world.base_url, world.api_key, transport=world.transport())


def made(caller: Caller, name: str, metadata: dict[str, str] = MARK) -> str:
    """The id of a new creator."""
    answer = caller.send("POST", "/creators", json={"name": name, "metadata": metadata})
    return str(answer.json["data"]["id"])


def names(world: World) -> list[str]:
    """The creators that are there."""
    return [creator.name for creator in world.creators]


def test_old_leftovers_are_recognized_without_notes(tmp_path: Path) -> None:
    """What a run on another machine left is removed once no run can be that long."""
    world = World("empty")
    caller = caller_of(world)
    for name in (OLD, f"{OLD} renamed", YOUNG):
        made(caller, name)
    assert clean_dead(caller, tmp_path) == [OLD, f"{OLD} renamed"]
    assert names(world) == [YOUNG]


def test_everything_of_ours(tmp_path: Path) -> None:
    """`--clean` takes what is young as well."""
    world = World("empty")
    caller = caller_of(world)
    made(caller, YOUNG)
    assert clean_everything(caller, tmp_path) == [YOUNG]
    assert names(world) == []


def test_what_only_looks_like_ours(tmp_path: Path) -> None:
    """Neither the name alone nor the labels alone make something ours."""
    world = World("empty")
    caller = caller_of(world)
    kept = [(OLD, {}), ("Ada", MARK), (f"my {OLD}", MARK), (f"{OLD} and mine", MARK)]
    for name, metadata in kept:
        made(caller, name, metadata)
    assert list(found_on(caller)) == []
    assert clean_everything(caller, tmp_path) == []
    assert sorted(names(world)) == sorted(name for name, _ in kept)


def test_many_leftovers_are_found_on_all_pages(tmp_path: Path) -> None:
    """The search for leftovers walks the whole list."""
    world = World("empty")
    world.set_rate_limit(None)
    caller = Caller(world.base_url, world.api_key, transport=world.transport(), budget=2_000)
    for number in range(401):
        made(caller, f"creatoraudit-mock verify 20200101T000000Z-abcdef {number}")
    assert len(clean_everything(caller, tmp_path)) == 401
    assert names(world) == []


def test_a_run_that_lives_is_left_alone(tmp_path: Path) -> None:
    """The notes of a run that goes on are not touched, nor is what it has made."""
    world = World("empty")
    caller = caller_of(world)
    with Ledger(tmp_path, "20200101T000000Z-abcdef", caller.base_url) as ledger:
        ledger.will_make(OLD)
        ledger.made(OLD, made(caller, OLD))
        assert live_runs(tmp_path) == {"20200101T000000Z-abcdef"}
        assert clean_everything(caller, tmp_path) == []
    assert clean_dead(caller, tmp_path) == [OLD]
    assert names(world) == []
    assert list(tmp_path.iterdir()) == []


def test_a_name_without_an_id(tmp_path: Path) -> None:
    """A run that died between asking and hearing is cleaned by the name that it noted."""
    world = World("empty")
    caller = caller_of(world)
    with Ledger(tmp_path, "run", caller.base_url) as ledger:
        ledger.will_make(YOUNG)
    made(caller, YOUNG)
    assert clean_dead(caller, tmp_path) == [YOUNG]
    assert names(world) == []


def test_a_line_that_was_being_written(tmp_path: Path) -> None:
    """Half a line at the end of the notes does no harm."""
    with Ledger(tmp_path, "run", "https://x/v2") as ledger:
        ledger.made("name", "id-1")
    with (tmp_path / "run.jsonl").open("ab") as file:
        file.write(b'{"name":"creat')
    ((_, left),) = dead_runs(tmp_path, "https://x/v2")
    assert left.ids == {"id-1": "name"}
    assert left.unknown == set()


def test_another_service(tmp_path: Path) -> None:
    """Notes about another service wait for a run against that one."""
    with Ledger(tmp_path, "run", "https://other.example/v2") as ledger:
        ledger.will_make(YOUNG)
    caller = caller_of(World("empty"))
    assert clean_dead(caller, tmp_path) == []
    assert len(list(tmp_path.iterdir())) == 1


def test_what_is_gone_is_forgotten(tmp_path: Path) -> None:
    """Notes of a removal take the creator off the list."""
    with Ledger(tmp_path, "run", "https://x/v2") as ledger:
        ledger.will_make("a")
        ledger.made("a", "1")
        ledger.will_make("b")
        ledger.gone("1")
        assert (ledger.leftovers.ids, ledger.leftovers.unknown) == ({}, {"b"})
