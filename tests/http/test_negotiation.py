"""Content negotiation: vectors from the RFC's rules, a second parser, properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from creatoraudit_mock.http.negotiation import accepts, is_json

JSON = "application/json"

# Each row: the value of Accept, whether JSON satisfies it, and the rule.
VECTORS = [
    # No preference.
    (None, True, "no field accepts everything"),
    ("", True, "an empty field states no preference"),
    (" \t", True, "a blank field states no preference"),
    (", ,,", True, "a field of empty members states no preference"),
    # Ranges.
    ("*/*", True, "the widest range"),
    ("application/*", True, "all subtypes of the type"),
    ("application/json", True, "the type itself"),
    ("text/html", False, "another type"),
    ("text/*", False, "all subtypes of another type"),
    ("application/xml", False, "another subtype"),
    ("application/problem+json", False, "a structured suffix names another subtype"),
    ("application/*+json", False, "a range has no wildcard inside a subtype"),
    ("*/json", False, "a range has no wildcard for the type alone"),
    ("*", False, "an asterisk alone is no range"),
    ("application", False, "a type alone is no range"),
    ("application/", False, "a range has a subtype"),
    ("application/jsonp", False, "a longer subtype is another one"),
    ("xapplication/json", False, "a longer type is another one"),
    ("application / json", False, "no space beside the slash"),
    ("Application/JSON", True, "type and subtype are case-insensitive"),
    ("APPLICATION/*", True, "the type of a range is case-insensitive"),
    # Lists.
    ("text/html, application/json", True, "any member may name the type"),
    ("text/html,application/json", True, "space after the comma is optional"),
    ("text/html\t,\tapplication/json\t", True, "tabs are optional white space"),
    ("text/html,\xa0application/json", False, "a no-break space is not optional white space"),
    (",, application/json ,", True, "empty members mean nothing"),
    ("text/html, image/png", False, "no member names the type"),
    ("text/html, */*;q=0.1", True, "a low weight is still acceptable"),
    ("nonsense, application/json", True, "a malformed member does not harm the others"),
    # Weights.
    ("application/json;q=1", True, "the highest weight"),
    ("application/json;q=0.001", True, "the lowest weight that accepts"),
    ("application/json;q=0", False, "a weight of zero refuses"),
    ("application/json;q=0.000", False, "zero may have three decimals"),
    ("application/json;q=0., */*", False, "zero may have a point without decimals"),
    ("application/json;q=1.", True, "one may have a point without decimals"),
    ("application/json;q=1.000", True, "one may have three decimals"),
    ("application/json ; \tq=0", False, "space beside the semicolon is optional"),
    ("application/json;Q=0", False, "the name of the weight is case-insensitive"),
    ("*/*;q=0", False, "the widest range may refuse"),
    ("application/json;q=1.001", False, "a weight above one is malformed: ignored"),
    ("application/json;q=2", False, "a weight of two is malformed: ignored"),
    ("application/json;q=0.5555", False, "a weight with four decimals is malformed: ignored"),
    ("application/json;q=-1", False, "a negative weight is malformed: ignored"),
    ("application/json;q=.5", True, "a weight without a leading zero is read: Java sends it"),
    ("application/json;q=high", False, "a weight in words is malformed: ignored"),
    ("application/json;q=1e0", False, "a weight has no exponent"),
    ("application/json;q=0.\u0661", False, "a weight has ASCII digits"),
    ("application/json;q=", False, "a weight without a value is malformed: ignored"),
    ("application/json;q", False, "a weight without an equals sign is malformed: ignored"),
    ("application/json;q =1", False, "no space before the equals sign"),
    ("application/json;q= 1", False, "no space after the equals sign"),
    ('application/json;q="1"', False, "a weight is never quoted"),
    ("application/json;q=1;q=1", False, "two weights contradict each other: ignored"),
    ("application/json;q=2, */*", True, "an ignored range leaves the others"),
    ("application/json;q=x, */*;q=0", False, "an ignored range is not the most specific one"),
    # Precedence.
    ("application/json;q=0, */*", False, "the type itself outweighs the widest range"),
    ("*/*, application/json;q=0", False, "the most specific range wins wherever it stands"),
    ("application/json;q=0.1, */*;q=0", True, "the type itself saves from a refusal"),
    ("application/*;q=0, */*", False, "the subtypes outweigh the widest range"),
    ("application/*, */*;q=0", True, "the subtypes save from a refusal of everything"),
    ("application/*;q=0, application/json", True, "the type itself outweighs its subtypes"),
    ("application/*, application/json;q=0", False, "the type may be excluded from its subtypes"),
    ("text/*;q=0, */*", True, "a refusal of other types means nothing"),
    ("application/json;q=0, application/json", True, "of equal ranges the highest weight counts"),
    # Parameters.
    ("application/json;charset=utf-8", True, "parameters play no part"),
    ("application/json;charset=utf-8;q=0", False, "a weight may follow other parameters"),
    ("application/json;q=0;charset=utf-8", False, "a weight may precede other parameters"),
    ("application/json;", True, "a parameter may be empty"),
    ("application/json;;q=0", False, "an empty parameter hides nothing"),
    ("application/json;quality=0", True, "only a parameter named q is a weight"),
    ('application/json;a="b"', True, "a parameter may be quoted"),
    ('application/json;a=";q=0"', True, "a semicolon inside quotes separates nothing"),
    ('text/html;a=", application/json, "', False, "a comma inside quotes separates nothing"),
    ('text/html;a="\\", application/json, "', False, "an escaped quote closes nothing"),
    ('text/html;a="\\\\", application/json', True, "an escaped backslash escapes nothing more"),
    ('text/html;a="\\\n", application/json', True, "any character may be escaped"),
    ('application/json;a="b;q=0', False, "an unclosed string spoils its range"),
    ('application/json, text/html;a="b', True, "an unclosed string spoils no range before it"),
    ('text/html;a="b, application/json', False, "an unclosed string takes all that follows"),
    ('application/json;a="\\"', False, "a string is not closed by an escaped quote"),
    ('application/json;a="\\', False, "a string is not closed by a backslash"),
    # As sent by well-known clients.
    (
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        True,
        "a browser takes anything in the end",
    ),
    ("application/json, text/plain, */*", True, "a script in a browser asks for JSON first"),
    (
        "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
        True,
        "an old Java client takes anything in the end",
    ),
]


@pytest.mark.parametrize(
    ("accept", "expected"), [pytest.param(*row[:2], id=row[2]) for row in VECTORS]
)
def test_vector(accept: str | None, *, expected: bool) -> None:
    """The answer follows the rule that names the vector."""
    assert accepts(accept, JSON) is expected


def test_other_types_are_negotiated_alike() -> None:
    """The type asked for decides, whatever its case."""
    assert accepts("text/*, application/json;q=0", "Text/HTML")
    assert not accepts("text/*;q=0, application/json", "Text/HTML")


CONTENT_TYPES = [
    (None, False, "no field"),
    ("", False, "an empty field"),
    ("application/json", True, "the type itself"),
    (" application/json\t", True, "space around the value is not part of it"),
    ("application/json\xa0", False, "a no-break space is no optional white space"),
    ("Application/JSON", True, "the type is case-insensitive"),
    ("application/json; charset=utf-8", True, "with a parameter"),
    ("APPLICATION/JSON;CHARSET=UTF-8", True, "case-insensitive with a parameter"),
    ("application/json \t; charset=utf-8", True, "space before the semicolon"),
    ("application/json;", True, "with an empty parameter"),
    ('application/json; profile="a,b;c"', True, "separators inside quotes"),
    ('application/json; profile="a\\",b"', True, "an escaped quote inside quotes"),
    ("application/json;a=1;b=2", True, "with several parameters"),
    ("application/problem+json", False, "a structured suffix"),
    ("application/merge-patch+json", False, "another type made of JSON"),
    ("application/jsonp", False, "a longer subtype"),
    ("text/json", False, "another type with the same subtype"),
    ("application/*", False, "a range is no type"),
    ("*/*", False, "the widest range is no type"),
    ("json", False, "a subtype alone"),
    ("application/json charset=utf-8", False, "a parameter without its semicolon"),
    ("application / json", False, "space beside the slash"),
    ("text/plain; a=application/json", False, "the type in a parameter"),
    (";application/json", False, "a parameter without a type"),
    ("application/json, application/json", False, "two field lines"),
    ("application/json; a=b, text/plain", False, "two field lines, the first with a parameter"),
    ("application/x-www-form-urlencoded", False, "a form"),
]


@pytest.mark.parametrize(
    ("content_type", "expected"), [pytest.param(*row[:2], id=row[2]) for row in CONTENT_TYPES]
)
def test_content_type(content_type: str | None, *, expected: bool) -> None:
    """Only one value that names the JSON type is JSON, whatever its parameters."""
    assert is_json(content_type) is expected


# --- properties over well-formed fields

spaces = st.sampled_from(["", " ", "\t", "  "])
tokens = st.sampled_from(["a", "charset", "utf-8", "0", "*", "level"])
# Whatever looks like a separator or a weight stands inside these quotes.
quoted = st.text(st.sampled_from('a,;=q0/*"\\ '), max_size=8).map(
    lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
)
parameters = st.builds("{};{}{}={}".format, spaces, spaces, tokens, tokens | quoted)
decoys = st.builds(
    "{}{}".format,
    st.sampled_from(["text/html", "text/*", "application/problem+json"]),
    st.lists(parameters, max_size=2).map("".join),
)
covering = st.sampled_from(["*/*", "application/*", JSON, "APPLICATION/Json", "Application/*"])
strangers = st.sampled_from(["*/json", "application/*+json", "application/xml", "*", "x"])
weights = st.one_of(
    st.just(""),
    st.builds(
        "{};{}{}={}".format,
        spaces,
        spaces,
        st.sampled_from("qQ"),
        st.sampled_from(["0", "0.0", "0.000", "0.001", "0.5", "0.75", "1", "1.0", "1.000"]),
    ),
)
members = st.builds("{}{}".format, covering | decoys | strangers, weights)
separators = st.sampled_from([",", ", ", " ,", "\t,\t", ",,", " , ,  "])


@st.composite
def joined(draw: st.DrawFn, ranges: list[str]) -> str:
    """Draw a well-formed field with these members, with space and empty members between."""
    field = ""
    for index, member in enumerate(ranges):
        field += (draw(separators) if index else "") + member
    return field


fields = st.lists(members, min_size=1, max_size=6).flatmap(joined)


@given(fields)
def test_same_answer_as_werkzeug(field: str) -> None:
    """On a field with at least one member the answer is that of Werkzeug.

    Known differences are not generated: Werkzeug compares the parameters of ranges that
    cover the type, takes quoted weights, weights of any length and the last of two weights,
    refuses `0.` and `1.`, and accepts nothing where the field is empty.
    """
    theirs = parse_accept_header(field, MIMEAccept)
    assert accepts(field, JSON) is (theirs.quality(JSON) > 0)


@given(st.data(), st.lists(members, max_size=5))
def test_order_and_spacing_do_not_matter(data: st.DataObject, ranges: list[str]) -> None:
    """Permuting the members and spacing them differently changes nothing."""
    permuted = data.draw(joined(data.draw(st.permutations(ranges))))
    assert accepts(data.draw(joined(ranges)), JSON) is accepts(permuted, JSON)


@given(fields, decoys, weights)
def test_other_types_do_not_matter(field: str, decoy: str, weight: str) -> None:
    """A range of another type changes nothing, whatever its parameters and weight."""
    assert accepts(f"{decoy}{weight}, {field}", JSON) is accepts(field, JSON)


@given(fields, st.lists(parameters, max_size=3).map("".join))
def test_parameters_of_the_range_do_not_matter(field: str, extra: str) -> None:
    """Parameters on the range that decides change nothing."""
    assert accepts(f"{field}, {JSON}{extra}", JSON)
    assert accepts(f"{JSON}{extra};q=0.5, */*;q=0", JSON)
    assert not accepts(f"{JSON}{extra};q=0, */*", JSON)


@given(fields)
def test_case_does_not_matter(field: str) -> None:
    """A field means the same in capitals."""
    assert accepts(field.upper(), JSON) is accepts(field, JSON)


@given(st.lists(parameters, max_size=3).map("".join))
def test_any_parameters_leave_the_type_json(extra: str) -> None:
    """A JSON body is JSON whatever well-formed parameters its type has."""
    assert is_json(f"{JSON}{extra}")


# --- cost

MILLION = 1_000_000
# Anything worse than linear would need 10^12 steps here and never end.
HOSTILE = {
    "spaces": (" " * MILLION + "x", False),
    "semicolons": (";" * MILLION, False),
    "commas": ("," * MILLION, True),
    "spaced commas": (" ,\t" * 100_000 + "x", False),
    "unclosed string": ('"' + "a" * MILLION, False),
    "escaped quotes": ('"' + '\\"' * MILLION, False),
    "escaped backslashes": ('"' + "\\\\" * MILLION, False),
    "backslashes": ("\\" * MILLION, False),
    "quotes": ('"' * 100_001, False),
    "members": ("text/html," * 10_000 + JSON, True),
    "weights": (JSON + ";q=0" * 100_000, False),
    "decimals": (JSON + ";q=0." + "0" * MILLION, False),
    "equals signs": (JSON + ";" + "=" * MILLION, True),
}


@pytest.mark.parametrize(("field", "expected"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_fields_are_answered(field: str, *, expected: bool) -> None:
    """A field of a million characters that is built to make a parser go back is answered."""
    assert accepts(field, JSON) is expected


@pytest.mark.parametrize(("field", "_"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_content_types_are_answered(field: str, _: object) -> None:
    """The same fields are answered as content types too."""
    assert not is_json("x" + field)


def test_hostile_suffixes_are_answered() -> None:
    """A subtype full of suffixes costs no more than its length."""
    assert not is_json("application/" + "x+json" * 1_000_000 + "+", suffix=True)
    assert is_json("application/" + "x+json" * 1_000_000, suffix=True)
