"""Entity tags and `If-None-Match`: vectors from the RFC's rules, a second parser, properties."""

import re
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_etags

from creatoraudit_mock.http import conditional
from creatoraudit_mock.http.conditional import entity_tag, matches

TAG = '"abc"'
OCTETS = [chr(code) for code in range(0x100)]
ETAGC = [chr(code) for code in (0x21, *range(0x23, 0x7F), *range(0x80, 0x100))]

# Each row: the field's value, the current tag, whether they match, and the rule.
VECTORS = [
    # One tag.
    ('"abc"', TAG, True, "the same strong tag"),
    ('"abd"', TAG, False, "another tag"),
    ('"ABC"', TAG, False, "tags are compared character by character, case included"),
    ('"ab"', TAG, False, "a prefix is another tag"),
    ('"abcd"', TAG, False, "an extension is another tag"),
    ('"abc-gzip"', TAG, False, "a suffix added by a compressing proxy makes another tag"),
    ('""', '""', True, "an opaque tag may be empty"),
    ('""', TAG, False, "the empty tag is not a wildcard"),
    (TAG, '""', False, "the empty current tag is not a wildcard"),
    ('  "abc"', TAG, True, "spaces before the value are not part of it"),
    ('"abc"\t ', TAG, True, "spaces and tabs after the value are not part of it"),
    # Weak comparison.
    ('W/"abc"', TAG, True, "a weak tag matches the strong one with the same opaque tag"),
    ('W/"abd"', TAG, False, "weakness does not make different opaque tags equal"),
    (TAG, 'W/"abc"', True, "the current tag may be the weak one"),
    ('W/"abc"', 'W/"abc"', True, "two weak tags match"),
    ('W/"abd"', 'W/"abc"', False, "two weak tags with different opaque tags do not match"),
    ('W/""', '""', True, "the empty opaque tag may be weak"),
    ('"x", W/"abc"', TAG, True, "a weak tag may stand in a list"),
    ('w/"abc"', TAG, False, "the weakness mark is case-sensitive"),
    ('W /"abc"', TAG, False, "no space inside the weakness mark"),
    ('W/ "abc"', TAG, False, "no space between the weakness mark and the quote"),
    ('W"abc"', TAG, False, "the weakness mark has a slash"),
    ('/"abc"', TAG, False, "the weakness mark has a letter"),
    ('W/W/"abc"', TAG, False, "one weakness mark at most"),
    ("W/", TAG, False, "a weakness mark is no tag"),
    ('"W/abc"', TAG, False, "a weakness mark inside the quotes is part of the tag"),
    ('"x", "W/abc"', '"W/abc"', True, "an opaque tag may begin like a weakness mark"),
    # Lists.
    ('"x", "abc"', TAG, True, "the last of a list"),
    ('"abc", "x"', TAG, True, "the first of a list"),
    ('"x", "abc", "y"', TAG, True, "the middle of a list"),
    ('"x", "y"', TAG, False, "a list without the tag"),
    ('"x","abc"', TAG, True, "space after the comma is optional"),
    ('"x" , "abc"', TAG, True, "space before the comma is allowed"),
    ('"x"\t,\t"abc"', TAG, True, "a tab is optional white space too"),
    ('"x"  ,   "abc"', TAG, True, "optional white space has any length"),
    ('"abc", "abc"', TAG, True, "a repeated tag is listed all the same"),
    (', "abc"', TAG, True, "an empty member before"),
    ('"abc",', TAG, True, "an empty member after"),
    ('"x",, "abc"', TAG, True, "an empty member between"),
    ('"x" , \t,, ,"abc"', TAG, True, "several empty members with space in them"),
    ("", TAG, False, "an empty list names nothing"),
    (" \t", TAG, False, "a blank value is an empty list"),
    (",", TAG, False, "a list of empty members names nothing"),
    (" , ,, ", TAG, False, "a list of blank members names nothing"),
    # What may stand inside the quotes.
    ('"x", "a,b"', '"a,b"', True, "a comma inside the quotes is part of the tag"),
    ('"a,b"', '"a"', False, "a comma inside the quotes does not end the tag"),
    ('"x","y"', '","', False, "what stands between two tags is no tag"),
    ('",", "abc"', TAG, True, "a tag may be a comma"),
    ('"abc,"', TAG, False, "a comma before the closing quote is part of the tag"),
    (' "a;b=c/d?"', '"a;b=c/d?"', True, "other delimiters are ordinary characters"),
    (' "a\\b"', '"a\\b"', True, "a backslash is an ordinary character"),
    (' "a\\"', '"a\\"', True, "a backslash does not escape the closing quote"),
    (' "a\\"b"', '"a\\"b"', False, "a tag is no quoted string: nothing can escape a quote"),
    (' "!#~"', '"!#~"', True, "both ends of visible ASCII are allowed"),
    (' "\x80\xe9\xff"', '"\x80\xe9\xff"', True, "obs-text is allowed"),
    (' "a b"', '"a b"', False, "a space is not allowed in a tag"),
    (' "a\tb"', '"a\tb"', False, "a tab is not allowed in a tag"),
    (' "a\x7fb"', '"a\x7fb"', False, "DEL is not allowed in a tag"),
    (' "a\x00b"', '"a\x00b"', False, "NUL is not allowed in a tag"),
    (' "\u0100"', '"\u0100"', False, "no octet decodes to a character beyond Latin-1"),
    # The wildcard.
    ("*", TAG, True, "the wildcard matches whatever there is"),
    ("*", 'W/"abc"', True, "the wildcard matches a weak tag"),
    (" *\t", TAG, True, "space around the wildcard is not part of it"),
    ('"*"', TAG, False, "a quoted asterisk is an ordinary tag"),
    ('"x", "*"', '"*"', True, "an ordinary tag may be an asterisk"),
    ("**", TAG, False, "two asterisks are no wildcard"),
    ("W/*", TAG, False, "a wildcard is never weak"),
    ("*, *", TAG, False, "the wildcard cannot be listed"),
    ('*, "abc"', TAG, False, "a list that begins with an asterisk is malformed at once"),
    ('"x", *', TAG, False, "an asterisk in a list is malformed and matches nothing"),
    # Malformed members.
    ("abc", TAG, False, "a tag without quotes is none"),
    ('"abc', TAG, False, "a tag without its closing quote is none"),
    ('abc"', TAG, False, "a tag without its opening quote is none"),
    ("'abc'", TAG, False, "single quotes do not quote a tag"),
    ('""abc""', TAG, False, "doubled quotes do not quote a tag"),
    ('"abc"x', TAG, False, "a tag ends at a comma or at the end"),
    ('"abc" x', TAG, False, "nothing but space may follow a tag"),
    ('"abc"; a=b', TAG, False, "a tag has no parameters"),
    ('"abc" "x"', TAG, False, "space does not separate members"),
    ('"abc";"x"', TAG, False, "a semicolon does not separate members"),
    ('"abc"\n', TAG, False, "a line feed does not end a list"),
    ('"abc"\r\n', TAG, False, "a line break is not optional white space"),
    ('"x",\xa0"abc"', TAG, False, "a no-break space is not optional white space"),
    ('"abc", x', TAG, True, "a tag before what is malformed counts"),
    ('"abc", *', TAG, True, "a tag before a misplaced asterisk counts"),
    ('"abc", "x', TAG, True, "a tag before an unclosed one counts"),
    ('x, "abc"', TAG, False, "a tag after what is malformed does not count"),
    ('w/"x", "abc"', TAG, False, "a tag after a wrong weakness mark does not count"),
    ('"x, "abc"', TAG, False, "after an unclosed tag nobody knows what is quoted"),
]


@pytest.mark.parametrize(
    ("field", "etag", "expected"),
    [pytest.param(*row[:3], id=row[3]) for row in VECTORS],
)
def test_vector(field: str, etag: str, *, expected: bool) -> None:
    """The answer follows the rule that names the vector."""
    assert matches(field, etag) is expected


def test_characters_of_a_tag() -> None:
    """A tag may hold 0x21, 0x23 to 0x7E and 0x80 to 0xFF, and no other octet."""
    tags = {f'"a{octet}b"': octet for octet in OCTETS}
    assert {octet for tag, octet in tags.items() if matches(f" {tag}", tag)} == set(ETAGC)


def test_characters_between_members() -> None:
    """Beside the comma between two members only spaces, tabs and more commas may stand."""
    assert {octet for octet in OCTETS if matches(f'"x"{octet},"abc"', TAG)} == set(" \t,")
    assert {octet for octet in OCTETS if matches(f'"x",{octet}"abc"', TAG)} == set(" \t,")


# --- entity_tag


def test_entity_tag_is_the_quoted_digest() -> None:
    """The tag of no bytes is the published SHA-256 digest of nothing, in quotes."""
    digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert entity_tag(b"") == f'"{digest}"'


@given(st.binary())
def test_entity_tag_is_strong(body: bytes) -> None:
    """Every tag is the digest of the whole body and has the form of a strong tag."""
    tag = entity_tag(body)
    assert re.fullmatch('"[0-9a-f]{64}"', tag)
    assert tag[1:-1] == sha256(body).hexdigest()


@given(st.binary(), st.binary())
def test_entity_tag_changes_with_the_bytes(one: bytes, other: bytes) -> None:
    """Two bodies have the same tag if and only if they have the same bytes."""
    assert matches(f" {entity_tag(one)}", entity_tag(other)) is (one == other)


# --- properties over well-formed fields

# A few letters make equal tags likely; the commas and W/ in them are the traps.
opaque_tags = st.one_of(
    st.text(st.sampled_from("a,W/"), max_size=3),
    st.text(st.sampled_from(ETAGC), max_size=8),
).map('"{}"'.format)
entity_tags = st.builds("{}{}".format, st.sampled_from(["", "W/"]), opaque_tags)
edges = st.sampled_from(["", " ", "\t", "  ", ",", " ,", ", ", ",, \t,"])
separators = st.builds("{},{}".format, edges, edges)


@st.composite
def joined(draw: st.DrawFn, members: list[str]) -> str:
    """Draw a well-formed field with these members, with space and empty members anywhere."""
    field = draw(edges)
    for index, member in enumerate(members):
        field += (draw(separators) if index else "") + member
    return field + draw(edges)


def opaque(tag: str) -> str:
    """Return what the weak comparison compares."""
    return tag.removeprefix("W/")


def opaque_content(tag: str) -> str:
    """Return what Werkzeug calls the tag: what stands between the quotes."""
    return opaque(tag)[1:-1]


@given(st.data(), st.lists(entity_tags, max_size=5), entity_tags)
def test_same_answer_as_werkzeug_on_well_formed_fields(
    data: st.DataObject, tags: list[str], other: str
) -> None:
    """On a well-formed list the answer is that of Werkzeug's weak comparison.

    Known difference: Werkzeug loses the empty tag, which the grammar allows.
    """
    field = data.draw(joined(tags))
    theirs = parse_etags(field)
    for tag in filter(opaque_content, [*tags, other]):
        assert matches(field, tag) is theirs.contains_weak(opaque_content(tag))


# Fragments rather than letters: whole tags must be frequent for anything to match.
fragments = st.sampled_from(['"a"', 'W/"a"', ",", ", ", " ", '"', "a", "*", "W/", "w/", '""'])


@given(st.lists(fragments, max_size=12).map("".join), st.sampled_from(['"a"', '","', '"W/"']))
def test_never_laxer_than_werkzeug(field: str, etag: str) -> None:
    """On any field, what matches here matches in Werkzeug, which is laxer.

    Known differences, each towards fewer matches here: Werkzeug takes unquoted tags, `w/` and
    spaces in a tag, and goes on behind a malformed member. It alone refuses space beside `*`.
    """
    theirs = parse_etags(field.strip(" \t"))
    assert not matches(field, etag) or theirs.star_tag or theirs.contains_weak(opaque_content(etag))


@given(st.data(), st.lists(entity_tags, max_size=5), entity_tags)
def test_a_listed_tag_matches(data: st.DataObject, others: list[str], etag: str) -> None:
    """A tag matches every list that holds it, weak or strong, wherever it stands."""
    place = data.draw(st.integers(0, len(others)))
    listed = data.draw(st.sampled_from([opaque(etag), f"W/{opaque(etag)}"]))
    assert matches(data.draw(joined([*others[:place], listed, *others[place:]])), etag)


@given(st.data(), st.lists(entity_tags, max_size=5), entity_tags)
def test_an_unlisted_tag_does_not_match(data: st.DataObject, others: list[str], etag: str) -> None:
    """A tag matches no list without it."""
    unlike = [tag for tag in others if opaque(tag) != opaque(etag)]
    assert not matches(data.draw(joined(unlike)), etag)


@given(st.data(), st.lists(entity_tags, max_size=5), entity_tags)
def test_order_and_spacing_do_not_matter(data: st.DataObject, tags: list[str], etag: str) -> None:
    """Permuting a list and spacing it differently changes nothing."""
    permuted = data.draw(st.permutations(tags))
    assert matches(data.draw(joined(tags)), etag) is matches(data.draw(joined(permuted)), etag)


@given(entity_tags, entity_tags)
def test_comparison_is_symmetric(one: str, other: str) -> None:
    """It does not matter which of two tags is the client's and which the server's."""
    assert matches(one, other) is matches(other, one)


# --- strong comparison


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (TAG, True),
        ("*", True),
        (f'"x", {TAG}', True),
        (f'W/"x",{TAG}', True),
        (f"W/{TAG}", False),
        (f'"x", W/{TAG}', False),
        (f"W/{TAG}, {TAG}", True),
        ("", False),
    ],
)
def test_strong_vector(field: str, *, expected: bool) -> None:
    """Compared strongly, a tag that is marked as weak matches nothing."""
    assert matches(field, TAG, weak=False) is expected


@given(st.data(), st.lists(entity_tags, max_size=5), entity_tags)
def test_strong_is_weak_without_the_weak_tags(
    data: st.DataObject, tags: list[str], etag: str
) -> None:
    """The strong comparison is the weak one among the tags that are not marked."""
    strong = [tag for tag in tags if not tag.startswith("W/")]
    expected = matches(", ".join(strong), opaque(etag))
    assert matches(data.draw(joined(tags)), opaque(etag), weak=False) is expected


@given(entity_tags)
def test_a_weak_tag_matches_not_even_itself_strongly(etag: str) -> None:
    """If the current tag is weak, no tag matches it strongly."""
    assert matches(etag, etag, weak=False) is not etag.startswith("W/")


# --- cost

MILLION = 1_000_000
# Anything worse than linear would need 10^12 steps here and never end.
HOSTILE = {
    "spaces": " " * MILLION + "x",
    "commas": "," * MILLION + "x",
    "spaced commas": " ,\t" * MILLION + "x",
    "unclosed tag": '"' + "a" * MILLION,
    "unclosed tags": '"a,' * MILLION,
    "quotes": '"' * MILLION,
    "weakness marks": "W/" * MILLION,
    "space behind a tag": '"a"' + " " * MILLION + "x",
    "many tags": '"a",' * 100_000 + "x",
    "asterisks": "*" * MILLION,
    "spaced asterisk": " " * MILLION + "*" + " " * MILLION + "*",
}


@pytest.mark.parametrize("field", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_fields_are_answered(field: str) -> None:
    """A field of a million characters that is built to make a parser go back is answered."""
    assert not matches(field, TAG)


class CountingPattern:
    """Stands in for a compiled pattern and notes where each attempt began and ended."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.spans: list[tuple[int, int | None]] = []

    def match(self, text: str, position: int) -> re.Match[str] | None:
        """Match like the pattern itself."""
        found = self.pattern.match(text, position)
        self.spans.append((position, found.end() if found else None))
        return found


@given(st.text(st.sampled_from('"a,W/* \t'), max_size=60))
def test_no_character_is_parsed_again(field: str) -> None:
    """Each attempt begins where the one before it ended, and the first failure is the last."""
    counting = CountingPattern(conditional._MEMBER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conditional, "_MEMBER", counting)
        list(conditional._tags(field))
    *successes, last = counting.spans
    assert [begin for begin, _ in counting.spans] == [0, *(end for _, end in successes)]
    assert last[1] is None
