"""Strong entity tags and `If-None-Match` (RFC 9110 sections 8.8.3 and 13.1.2)."""

import re
from collections.abc import Iterator
from hashlib import sha256

_OWS = " \t"
# One list member with the empty members before it. No repetition gives back what it has
# taken (possessive `*+`), so a failing match costs no more than reading its characters.
# Commas and obs-text are ordinary characters of a tag; space and DEL are not.
_MEMBER = re.compile(r'[ \t,]*+(W/|)("[!#-~\x80-\xff]*+")[ \t]*+(?:,|\Z)')


def entity_tag(body: bytes) -> str:
    """Return the strong entity tag of exactly these bytes, quotes included."""
    return f'"{sha256(body).hexdigest()}"'


def matches(if_none_match: str, etag: str, *, weak: bool = True) -> bool:
    """Tell whether the client already holds the representation tagged `etag`.

    The comparison is the weak one, as section 13.1.2 asks for: a `W/` prefix on either
    side is disregarded. Only the capital `W` makes a tag weak.

    A malformed member (unquoted, unclosed, `w/`, `*` beside something else) matches
    nothing and ends the list: tags before it count, tags after it do not. The RFC leaves
    this open. Servers agree about the tags before it; after it nginx and Werkzeug go on
    at the next comma while Apache httpd and Go stop. Stopping gives the safe answer,
    since a needless 200 costs bytes where a wrong 304 hides an update.

    Args:
        if_none_match: The field's value decoded as Latin-1; the values of several field
            lines joined with ", ". An empty list is valid and matches nothing.
        etag: The well-formed tag of the current representation.
        weak: Whether to compare weakly. If not, a tag with `W/` matches nothing
            (section 8.8.3.2).

    Returns:
        True where a GET answers 304, False where it answers in full.
    """
    if if_none_match == etag and (weak or etag.startswith('"')):
        return True
    if if_none_match.strip(_OWS) == "*":
        return True
    if weak:
        return etag.removeprefix("W/") in (opaque for _, opaque in _tags(if_none_match))
    return ("", etag) in _tags(if_none_match)


def _tags(field: str) -> Iterator[tuple[str, str]]:
    """Yield `W/` or nothing, and the quoted rest, of the listed tags up to what is malformed."""
    position = 0
    while member := _MEMBER.match(field, position):
        yield member[1], member[2]
        position = member.end()
