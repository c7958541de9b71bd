"""The kinds of differences: each has words, and each is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from creatoraudit_mock import difference
from creatoraudit_mock.difference import SEVERITIES, kinds

SOURCES = "".join(
    file.read_text() for file in sorted(Path(str(difference.__file__)).parent.glob("*.py"))
)
WORDS = {*re.findall(r"[\"}]([a-z]+(?:-[a-z]+)*)\"", SOURCES)}


@pytest.mark.parametrize("code", sorted(kinds()))
def test_every_kind_is_used(code: str) -> None:
    """A kind stands in the code, by itself or after what it is about."""
    assert {code, code.removeprefix("sent-"), code.removeprefix("error-")} & WORDS


def test_every_code_is_a_kind() -> None:
    """A code that is used has words, whether it is about what is read or what is sent."""
    plain = set(re.findall(r"difference\(\s*\"([a-z-]+)\"", SOURCES))
    both = set(re.findall(r"_sent\(spot, \"([a-z-]+)\"\)", SOURCES))
    assert plain
    assert both
    assert plain | both | {f"sent-{code}" for code in both} <= kinds().keys()


def test_kinds_are_told_in_whole_sentences() -> None:
    """What a difference means is a sentence, and its severity is one of three."""
    for kind in kinds().values():
        assert kind.severity in SEVERITIES
        assert kind.means.endswith((".", "?"))
        assert not kind.says.endswith(".")
