"""The dialect on the wire and in the contract: every switch, with all its answers.

What a switch is asked, and what its values answer, stands in the tables of `tests/answers/`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from answers import ANSWERS
from creatoraudit_mock import Dialect, World
from creatoraudit_mock.contract import contract_in
from creatoraudit_mock.contract.document import MARK, SETTINGS
from wire import KEYS, wire, world_of

VALUES = [(name, value) for name, (_, found) in ANSWERS.items() for value in found]


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a JSON value."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from nodes(part)


def answer(name: str, **settings: Any) -> Any:
    """What a fresh world of a dialect answers to the question of a switch."""
    world = world_of(KEYS, dialect=Dialect(**settings))
    with wire(world) as client:
        return ANSWERS[name][0](world, client)


def spoken(**settings: Any) -> dict[str, Any]:
    """The contract in a dialect, but for the list of its settings."""
    document = contract_in(Dialect(**settings)).document
    return {name: part for name, part in document.items() if name != SETTINGS}


def test_every_switch_is_here() -> None:
    """The tables hold every switch with all its values."""
    assert {name: set(found) for name, (_, found) in ANSWERS.items()} == {
        name: set(values) for name, values in Dialect.alternatives().items()
    }


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_every_value_shows(name: str, value: Any) -> None:
    """Each value of each switch gives the answer that it promises, by the contract."""
    assert answer(name, **{name: value}) == ANSWERS[name][1][value]


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_every_value_is_recorded(name: str, value: Any, tmp_path: Path) -> None:
    """A recording brings back the dialect, and with it every byte of what was answered."""
    world = world_of(KEYS, dialect=Dialect(**{name: value}))
    with wire(world) as client:
        ANSWERS[name][0](world, client)
    world.save(tmp_path / "world.jsonl")
    again = World.load(tmp_path / "world.jsonl")
    assert again.dialect == world.dialect
    assert again.journal.to_jsonl() == world.journal.to_jsonl()


@pytest.mark.parametrize("name", ANSWERS)
def test_the_first_value_is_the_default(name: str) -> None:
    """Without a choice a world speaks the first of the alternatives."""
    assert answer(name) == ANSWERS[name][1][Dialect.alternatives()[name][0]]


@pytest.mark.parametrize("name", ANSWERS)
def test_values_answer_differently(name: str) -> None:
    """No two values of a switch give the same answer."""
    answers = [repr(told) for told in ANSWERS[name][1].values()]
    assert len(set(answers)) == len(answers)


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_the_contract_changes_with_the_value(name: str, value: Any) -> None:
    """The document served says what another answer changes."""
    is_default = value == Dialect.alternatives()[name][0]
    assert (spoken(**{name: value}) == spoken()) is is_default


def test_the_contract_points_to_every_switch() -> None:
    """Each switch is named at the parts of the document that it bears upon."""
    named = {name for node in nodes(spoken()) for name in node.get(MARK, ())}
    assert named == set(Dialect.alternatives())


def test_the_contract_names_its_own_dialect() -> None:
    """The served document lists every switch with the value that it is written for."""
    world = world_of(KEYS, dialect=Dialect(delete_status=200))
    with wire(world) as client:
        told = client.get("/openapi.json").json()[SETTINGS]
    assert told == {**Dialect().values(), "delete_status": 200}
