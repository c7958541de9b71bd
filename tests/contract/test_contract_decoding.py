"""Strict JSON: what is a body, and what is none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock.contract import BodyMalformed
from creatoraudit_mock.contract.decoding import MAX_DEPTH, decoded

MALFORMED = {
    "not UTF-8": (b'{"a": "\xff"}', "not UTF-8 text"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), "not UTF-8 text"),
    "byte order mark": (b'\xef\xbb\xbf{"a": 1}', "byte order mark"),
    "blank": (b"  ", "not valid JSON"),
    "cut off": (b'{"a": ', "not valid JSON"),
    "two values": (b"{} {}", "not valid JSON"),
    "trailing comma": (b'{"a": 1,}', "not valid JSON"),
    "single quotes": (b"{'a': 1}", "not valid JSON"),
    "comment": (b"{} // note", "not valid JSON"),
    "leading zero": (b'{"a": 01}', "not valid JSON"),
    "plus sign": (b'{"a": +1}', "not valid JSON"),
    "raw control character": (b'{"a": "\x01"}', "not valid JSON"),
    "form data": (b"platform=tiktok", "not valid JSON"),
    "NaN": (b'{"a": NaN}', "holds NaN"),
    "Infinity": (b'{"a": Infinity}', "holds Infinity"),
    "-Infinity": (b'{"a": -Infinity}', "holds -Infinity"),
    "repeated name": (b'{"a": 1, "a": 1}', "more than once"),
    "repeated name, deep": (b'{"a": [{"b": 1, "c": 2, "b": 3}]}', "more than once"),
    "repeated name, escaped": (b'{"a": 1, "\\u0061": 2}', "more than once"),
    "float out of range": (b'{"a": 1e400}', "out of range"),
    "negative float out of range": (b'{"a": -1e400}', "out of range"),
    "integer out of range": (b"1" + b"0" * 400, "out of range"),
    "integer too long for Python": (b"9" * 100_000, "out of range"),
    "half a surrogate pair": (b'{"a": "\\ud83d"}', "surrogate"),
    "half a surrogate pair in a name": (b'{"\\ude00": 1}', "surrogate"),
    "a level too deep": (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "levels deep"),
    "far too deep": (b"[" * 100_000 + b"]" * 100_000, "levels deep"),
    "deep and cut off": (b'{"a":' * 100_000, "levels deep"),
}


@pytest.mark.parametrize(("body", "reason"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_bodies_are_refused(body: bytes, reason: str) -> None:
    """What is not portable JSON is malformed, and the message says in what way."""
    with pytest.raises(BodyMalformed) as refusal:
        decoded(body)
    assert reason in refusal.value.message


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"24.0", 24),
        (b"2.4e1", 24),
        (b"-0.0", 0),
        (b"-7", -7),
        (b"1e308", int(1e308)),
    ],
)
def test_integral_numbers_are_integers(body: bytes, value: int) -> None:
    """JSON has one kind of number, so a number without a fraction is an int."""
    number = decoded(body)
    assert type(number) is int
    assert number == value


def test_fractions_stay() -> None:
    """A number with a fraction is a float."""
    assert decoded(b"24.5") == 24.5


def test_surrogate_pairs_are_characters() -> None:
    """An escaped pair is the one character that it stands for."""
    assert decoded(b'"\\ud83d\\ude00"') == "\N{GRINNING FACE}"


def test_the_deepest_body_is_read() -> None:
    """The bound on depth is included."""
    assert decoded(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts),
    max_leaves=20,
)


@given(json_values)
def test_what_json_writes_is_read_back(value: object) -> None:
    """Every value survives the way through JSON."""
    assert decoded(json.dumps(value).encode()) == value
