"""What is the same must not differ, however it is written."""

from __future__ import annotations

import copy

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from creatoraudit_mock import Dialect
from creatoraudit_mock.contract import contract_in
from creatoraudit_mock.difference import Document, compare
from pytest_creatoraudit.strategies import dialects
from respelling import Json, as_3_0, mixed, renamed

# Not shrunk: a dialect has sixty switches, and each try takes half a second.
UNSHRUNK = [Phase.explicit, Phase.reuse, Phase.generate]


def told(document: Json, dialect: Dialect | None = None) -> list[str]:
    """What a comparison says."""
    return [one.message for one in compare(Document(document), dialect).findings]


@settings(max_examples=5, deadline=None, phases=UNSHRUNK)
@given(dialect=dialects())
def test_the_contract_equals_itself_in_every_dialect(dialect: Dialect) -> None:
    """The served document of any dialect has no difference from the contract in that dialect."""
    assert told(copy.deepcopy(contract_in(dialect).document), dialect) == []


@settings(max_examples=5, deadline=None, phases=UNSHRUNK)
@given(dialect=dialects())
def test_the_spelling_of_3_0_is_no_difference(dialect: Dialect) -> None:
    """The same contract in the words of OpenAPI 3.0 has no difference."""
    assert told(as_3_0(contract_in(dialect).document), dialect) == []


@settings(max_examples=5, deadline=None, phases=UNSHRUNK)
@given(dialect=dialects(), seed=st.integers(0, 2**32))
def test_equivalent_spellings_are_no_difference(dialect: Dialect, seed: int) -> None:
    """Null as an alternative, enums as constants, references written out: no difference."""
    assert told(mixed(contract_in(dialect).document, seed), dialect) == []


@settings(max_examples=5, deadline=None, phases=UNSHRUNK)
@given(dialect=dialects())
def test_names_and_words_are_no_difference(dialect: Dialect) -> None:
    """Other names, descriptions and prefixes, and no marks at all: no difference."""
    assert told(renamed(as_3_0(contract_in(dialect).document)), dialect) == []


@settings(max_examples=5, deadline=None, phases=UNSHRUNK)
@given(one=dialects(), other=dialects())
def test_dialects_differ_without_failing(one: Dialect, other: Dialect) -> None:
    """Any two dialects can be compared, and every finding has words without holes."""
    report = compare(Document(copy.deepcopy(contract_in(other).document)), one, explain=False)
    for finding in report.findings:
        assert finding.places
        assert "{" not in finding.meaning
    assert report.to_text()


def test_a_switch_that_explains_a_difference_is_named() -> None:
    """A document in another dialect differs, and the report says which switch would explain it."""
    other = copy.deepcopy(contract_in(Dialect(delete_status=200)).document)
    report = compare(Document(other))
    assert {one.dialect for one in report.findings} == {"delete_status=200"}
    assert not report.of("breaking")
