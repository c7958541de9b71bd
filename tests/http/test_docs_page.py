"""The documentation page, read back with a parser and held to the contract document."""

import html
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from creatoraudit_mock import Dialect
from creatoraudit_mock.contract import Operation, contract_in, operations
from creatoraudit_mock.http import docs_schemas
from creatoraudit_mock.http.docs_markup import Html, anchor, element, entry, joined
from creatoraudit_mock.http.docs_page import docs_page

VOID = {"meta", "link", "img", "br", "hr", "input", "wbr"}
FETCHING = {"script", "img", "link", "iframe", "object", "embed", "base", "form", "svg"}
MARKS = {"documented", "inferred", "assumed"}
HOSTILE = """<script>alert("1")</script>'&amp;"""

CONTRACT = contract_in()


class Part:
    """An element of the page: its attributes and all the text inside."""

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.text = ""
        self.marks: list[str] = []


class Page(HTMLParser):
    """The elements of some markup, which has to be well nested."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.parts: list[Part] = []
        self.open: list[Part] = []
        self.feed(markup)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; a mark counts for everything around it."""
        part = Part(tag, {name: value or "" for name, value in attrs})
        self.parts.append(part)
        if tag not in VOID:
            self.open.append(part)
        if "mark" in part.attributes.get("class", "").split():
            for outer in self.open:
                outer.marks.append(part.attributes["class"].removeprefix("mark "))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which has to be of that name."""
        assert self.open.pop().name == tag

    def handle_data(self, data: str) -> None:
        """Add text to every open element."""
        for part in self.open:
            part.text += data

    @cached_property
    def by_id(self) -> dict[str, Part]:
        """The elements that links can lead to."""
        return {part.attributes["id"]: part for part in self.parts if "id" in part.attributes}

    def values(self, attribute: str) -> list[str]:
        """All values of an attribute."""
        return [part.attributes[attribute] for part in self.parts if attribute in part.attributes]


@pytest.fixture(scope="module")
def page() -> Page:
    """The page, parsed."""
    return Page(docs_page(CONTRACT).decode())


def marks(node: Any) -> Iterator[str]:
    """Every evidence mark in a part of the document."""
    if isinstance(node, dict):
        yield from (value for name, value in node.items() if name == "x-evidence")
    if isinstance(node, dict | list):
        for part in node.values() if isinstance(node, dict) else node:
            yield from marks(part)


def body_schema(one: Operation) -> dict[str, Any]:
    """The schema of an operation's request body; empty if it takes none."""
    media_types = one.definition.get("requestBody", {}).get("content", {})
    return CONTRACT.resolved(media_types["application/json"]["schema"]) if media_types else {}


def parts_with_anchor() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every part of the document that is shown by itself, with the id it should have."""
    components = CONTRACT.document["components"]
    for one in operations():
        yield one.id, one.definition
        for parameter in map(CONTRACT.resolved, one.definition.get("parameters", [])):
            yield f"{one.id}.{parameter['in']}.{parameter['name']}", parameter
        for name, member in body_schema(one).get("properties", {}).items():
            yield f"{one.id}.body.{name}", member
        for status, reply in one.definition["responses"].items():
            yield f"{one.id}.{status}", CONTRACT.resolved(reply)
    for schema_name, schema in components["schemas"].items():
        yield f"schema.{schema_name}", schema
        for name, member in schema.get("properties", {}).items():
            yield f"schema.{schema_name}.{name}", member
    for group, kind in (("responses", "response"), ("headers", "header")):
        yield from ((f"{kind}.{name}", part) for name, part in components[group].items())


def keywords(schema: dict[str, Any]) -> Iterator[str]:
    """Every keyword in a schema and the schemas inside it."""
    yield from schema
    for member in schema.get("properties", {}).values():
        yield from keywords(member)
    for nested in ("items", "additionalProperties", "propertyNames"):
        if isinstance(schema.get(nested), dict):
            yield from keywords(schema[nested])


# What is on the page.


def test_every_part_has_an_anchor(page: Page) -> None:
    """Operations, parameters, body members, responses, headers and schemas can be linked to."""
    missing = [identity for identity, _ in parts_with_anchor() if identity not in page.by_id]
    assert missing == []


def test_every_part_is_described(page: Page) -> None:
    """The description of every part stands at its anchor, word for word."""
    lost = [
        identity
        for identity, part in parts_with_anchor()
        if part.get("description", "") not in page.by_id[identity].text
    ]
    assert lost == []


def test_every_part_shows_its_evidence(page: Page) -> None:
    """The first mark at an anchor is the one that the document gives to the part."""
    shown = {identity: page.by_id[identity].marks[:1] for identity, _ in parts_with_anchor()}
    expected = {
        identity: [part["x-evidence"]]
        for identity, part in parts_with_anchor()
        if "x-evidence" in part
    }
    assert {identity: shown[identity] for identity in expected} == expected


def test_no_mark_is_lost_or_made_up(page: Page) -> None:
    """The page has every mark of the document, again where an operation uses a shared part."""
    components = CONTRACT.document["components"]
    shared = [
        part
        for one in operations()
        for part in (*one.definition.get("parameters", []), *one.definition["responses"].values())
        if "$ref" in part
    ]
    expected = Counter(marks(CONTRACT.document)) - Counter(marks(components["parameters"]))
    expected += Counter(CONTRACT.resolved(part)["x-evidence"] for part in shared)
    expected += Counter(mark for one in operations() for mark in marks(body_schema(one)))
    expected += Counter(MARKS)  # the legend
    assert Counter(page.by_id["main"].marks) == expected


def test_legend_counts_the_document(page: Page) -> None:
    """The figures of the legend are the numbers of marks in the document."""
    rows = re.findall(r"(documented|inferred|assumed)\D+?(\d+)", page.by_id["evidence"].text)
    assert {mark: int(count) for mark, count in rows} == Counter(marks(CONTRACT.document))


def test_every_part_names_its_switches(page: Page) -> None:
    """A part that another dialect would change says by which switch, next to its mark."""
    switched = {i: part["x-dialect"] for i, part in parts_with_anchor() if "x-dialect" in part}
    assert switched
    for identity, names in switched.items():
        for name in names:
            assert f"switch {name}" in page.by_id[identity].text, identity


def test_every_switch_is_explained(page: Page) -> None:
    """The section on the dialect has each switch with its values and the reason for it."""
    for name, choices in Dialect.alternatives().items():
        text = page.by_id[anchor("dialect", name)].text
        assert all(str(choice) in text for choice in choices), name
        assert Dialect.backgrounds()[name].why.replace("`", "") in text, name


def test_marks_are_words(page: Page) -> None:
    """A mark says its evidence in text, so that nobody depends on its colour."""
    shown = [part for part in page.parts if part.attributes.get("class", "").startswith("mark ")]
    assert {part.text for part in shown} == MARKS
    assert all(part.attributes["class"] == f"mark {part.text}" for part in shown)


@pytest.mark.parametrize("one", operations(), ids=lambda one: one.id)
def test_operation_says_how_to_call_it(page: Page, one: Operation) -> None:
    """An operation shows its method, path, summary and scope."""
    text = page.by_id[one.id].text
    expected = (f"{one.method} {one.path}", one.definition["summary"], f"Scope {one.scope}:")
    assert [words for words in expected if words not in text] == []


def test_parameters_and_members_say_whether_they_are_required(page: Page) -> None:
    """Required is what the document requires; everything else is optional."""
    needed = {
        f"{one.id}.{parameter['in']}.{parameter['name']}": parameter.get("required", False)
        for one in operations()
        for parameter in map(CONTRACT.resolved, one.definition.get("parameters", []))
    }
    objects = {
        f"schema.{name}": part for name, part in CONTRACT.document["components"]["schemas"].items()
    }
    objects |= {f"{one.id}.body": body_schema(one) for one in operations()}
    needed |= {
        f"{place}.{name}": name in schema.get("required", [])
        for place, schema in objects.items()
        for name in schema.get("properties", {})
    }
    words = {True: "required", False: "optional"}
    wrong = [place for place, must in needed.items() if words[must] not in page.by_id[place].text]
    assert wrong == []


def test_narrowed_members_of_a_problem_stay_required(page: Page) -> None:
    """A response that narrows a schema does not make its members optional."""
    assert "required" in page.by_id["response.NotFound.code"].text


def test_contents_lead_to_every_operation(page: Page) -> None:
    """Both tables of contents list every operation and every tag."""
    links = Counter(page.values("href"))
    targets = [one.id for one in operations()]
    targets += [anchor("tag", tag["name"]) for tag in CONTRACT.document["tags"]]
    assert [target for target in targets if links[f"#{target}"] < 2] == []


def test_note_says_that_the_api_is_simulated(page: Page) -> None:
    """The page tells before anything else what it is about and where the document is."""
    assert page.by_id["main"].text.strip().startswith("This is a simulated API.")
    assert "openapi.json" in page.values("href")


# Schemas in words.


def test_every_schema_keyword_is_known() -> None:
    """The document uses no schema keyword that the page would pass over in silence."""
    known = {"$ref", "type", "format", "items", "properties", "required", "description"}
    known |= {"additionalProperties", "propertyNames", "x-evidence", "const", "enum", "pattern"}
    known |= {"default", "examples", "minimum", "maximum", "minLength", "maxLength"}
    known |= {"minItems", "maxItems", "maxProperties", "x-dialect"}
    schemas = list(CONTRACT.document["components"]["schemas"].values())
    schemas += [
        CONTRACT.resolved(part)["schema"]
        for one in operations()
        for part in one.definition.get("parameters", [])
    ]
    assert {word for schema in schemas for word in keywords(schema)} <= known


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string", "format": "uuid"}, "string (uuid)"),
        ({"type": ["string", "null"]}, "string · nullable"),
        ({"$ref": "#/components/schemas/Account"}, "Account"),
        ({"$ref": "#/components/schemas/OptionalTimestamp"}, "OptionalTimestamp · nullable"),
        ({"type": "integer", "minimum": 0}, "integer · at least 0"),
        ({"type": "integer", "maximum": 9}, "integer · at most 9"),
        ({"type": "string", "minLength": 1, "maxLength": 9}, "string · 1 to 9 characters"),
        ({"type": "string", "const": "account"}, "string · always account"),
        ({"type": "string", "enum": ["asc", "desc"]}, "string · one of asc, desc"),
        ({"enum": ["NOT_FOUND"]}, "only NOT_FOUND"),
        ({"type": "string", "pattern": "^[a-z]$"}, "string · matching ^[a-z]$"),
        ({"type": "string", "default": None}, "string · default null"),
        ({"type": "boolean", "default": False}, "boolean · default false"),
        ({"anyOf": [{"type": "integer"}, {"type": "boolean"}]}, "integer or boolean"),
        ({"type": "string", "examples": ["nasa"]}, "string · such as nasa"),
        (
            {"type": "array", "items": {"type": "integer", "minimum": 1}, "maxItems": 10},
            "array of integer (at least 1) · at most 10 items",
        ),
        (
            {"type": "object", "additionalProperties": {"type": "integer"}},
            "object, each member integer",
        ),
        (
            {"type": "object", "propertyNames": {"format": "uuid"}, "maxProperties": 2},
            "object · at most 2 members · names (uuid)",
        ),
        ({"type": "object", "additionalProperties": True}, "object · further members allowed"),
    ],
)
def test_schema_in_words(schema: dict[str, Any], words: str) -> None:
    """A schema is told as a line of words."""
    assert html.unescape(re.sub(r"<[^>]+>", "", docs_schemas.facts(CONTRACT, schema))) == words


# The page as HTML.


def test_links_within_the_page_resolve(page: Page) -> None:
    """Every internal link leads to an element of the page."""
    targets = {href[1:] for href in page.values("href") if href.startswith("#")}
    assert targets - page.by_id.keys() == set()


def test_ids_are_unique(page: Page) -> None:
    """No two elements share an id."""
    assert [name for name, count in Counter(page.values("id")).items() if count > 1] == []


def test_page_fetches_nothing(page: Page) -> None:
    """Nothing on the page makes a browser send another request, and a policy forbids it."""
    assert FETCHING & {part.name for part in page.parts} == set()
    assert page.values("src") == []
    assert not re.search(r"url\(|@import", docs_page(CONTRACT).decode())
    assert "default-src 'none'; style-src 'unsafe-inline'" in page.values("content")


def test_links_stay_on_the_server(page: Page) -> None:
    """Links lead within the page or to the document beside it, never to another site."""
    assert {href for href in page.values("href") if not href.startswith("#")} == {"openapi.json"}


def test_headings_skip_no_level(page: Page) -> None:
    """The headings form an outline under a single first one."""
    levels = [int(part.name[1]) for part in page.parts if re.fullmatch(r"h[1-6]", part.name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_skip_link_comes_first(page: Page) -> None:
    """The first link leads the keyboard past the contents."""
    assert page.values("href")[0] == "#main"


def test_page_is_the_same_in_every_process() -> None:
    """Another process with another hash seed makes the same bytes."""
    script = "import sys; from creatoraudit_mock.http.docs_page import docs_page as page;"
    script += "from creatoraudit_mock.contract import contract_in;"
    other = subprocess.run(  # noqa: S603 - our own interpreter, our own script
        [sys.executable, "-c", script + "sys.stdout.buffer.write(page(contract_in()))"],
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        capture_output=True,
        check=True,
    )
    assert other.stdout == docs_page(CONTRACT)


# Escaping.


def test_text_cannot_become_markup() -> None:
    """Text in an element is shown, not obeyed."""
    markup = element("p", HOSTILE)
    assert "<script" not in markup
    assert html.unescape(markup) == f"<p>{HOSTILE}</p>"


def test_attribute_cannot_be_left() -> None:
    """A value ends where the attribute ends."""
    shown = Page(element("a", "x", href=HOSTILE, class_="plain")).parts
    assert [(part.name, part.attributes) for part in shown] == [
        ("a", {"href": HOSTILE, "class": "plain"})
    ]


def test_markup_is_not_escaped_again() -> None:
    """Elements nest as they are, while text around them is escaped."""
    assert joined((element("b", "1 < 2"), "&", Html())) == "<b>1 &lt; 2</b>&amp;"


def test_separator_is_text() -> None:
    """What stands between parts is escaped like the parts."""
    assert joined(("a", "b"), " < ") == "a &lt; b"


def test_hostile_schema_is_shown() -> None:
    """Names, values, patterns and descriptions of a schema are text wherever they appear."""
    member: dict[str, Any] = dict.fromkeys(("type", "format", "pattern", "default"), HOSTILE)
    member |= {"enum": [HOSTILE, [1]], "description": HOSTILE, "x-evidence": HOSTILE}
    shown = Page(joined(docs_schemas.members(CONTRACT, {"properties": {HOSTILE: member}}, HOSTILE)))
    assert {part.name for part in shown.parts} <= {"div", "dt", "dd", "p", "code", "small", "span"}
    assert shown.parts[0].text.count(HOSTILE) == 8


def test_hostile_anchor_is_harmless() -> None:
    """An id holds nothing that a link would have to quote."""
    assert re.fullmatch(r"[\w.-]+", anchor("schema", HOSTILE, "Straße 1"), re.ASCII)


def test_entry_without_evidence_has_no_mark() -> None:
    """A part that the document does not mark gets no empty mark."""
    assert "evidence" not in entry("id", "term", "", "form")


def test_causes_and_statuses_beside_the_operations_are_shown(page: Page) -> None:
    """What a shared response is given for is on the page, and what no operation declares."""
    for name, reply in CONTRACT.document["components"]["responses"].items():
        shown = page.by_id[f"response.{name}"].text
        assert [cause for cause in reply.get("x-causes", {}).values() if cause not in shown] == []
    for status, meaning in CONTRACT.document["info"]["x-undeclared"].items():
        assert page.by_id[f"undeclared.{status}"].text == status + meaning
