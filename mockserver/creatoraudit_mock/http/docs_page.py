"""The readable documentation: the contract document as one page of HTML.

The page is made from the document alone, so it cannot tell anything else than what requests and
responses are checked against. It fetches nothing and needs no script.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib import resources
from string import Template
from typing import Any, Final

from creatoraudit_mock.contract import Contract, Evidence, Operation
from creatoraudit_mock.contract.keeping import kept
from creatoraudit_mock.http.docs_markup import (
    Html,
    anchor,
    badge,
    code,
    element,
    entry,
    escaped,
    joined,
    link,
    listing,
    prose,
    small,
)
from creatoraudit_mock.http.docs_operations import content, header_names, method, section, tagged
from creatoraudit_mock.http.docs_schemas import facts, members

_MEANINGS: Final[dict[Evidence, str]] = {
    "documented": "A page of the API's documentation states or shows it. Build on it.",
    "inferred": "It follows from what a page states. Likely, but nobody promised it.",
    "assumed": "No page says. This is what the mock does; do not rely on it.",
}

_BEFORE: Final = ("Evidence", "Dialect", "Keys")
_AFTER: Final = ("Responses", "Headers", "Schemas")
"""Titles of the sections around the operations; their ids are the same in lower case."""


@kept
def docs_page(contract: Contract) -> bytes:
    """Return the page as UTF-8, the same bytes in every process, for a contract."""
    info = contract.document["info"]
    page = Template(_resource("docs.html")).substitute(
        style=_resource("docs.css"),
        title=escaped(info["title"]),
        summary=escaped(info["summary"]),
        legend=_legend(contract),
        contents=_contents(contract),
        dialect=joined(_dialect(contract)),
        keys=_keys(contract),
        operations=joined(section(contract, tag) for tag in contract.document["tags"]),
        responses=joined(_shared_responses(contract)),
        undeclared=listing("", _undeclared(contract)),
        headers=listing("", _headers(contract)),
        schema_index=joined(
            element("li", link(name, "schema", name)) for name in _components(contract, "schemas")
        ),
        schemas=joined(_schemas(contract)),
    )
    return page.encode()


def _resource(name: str) -> str:
    return (resources.files(__package__) / "pages" / name).read_text(encoding="utf-8")


def _components(contract: Contract, group: str) -> dict[str, Any]:
    found: dict[str, Any] = contract.document["components"][group]
    return dict(sorted(found.items()))


# What stands before the operations.


def _legend(contract: Contract) -> Html:
    counts = Counter(_marks(contract.document))
    return joined(
        element(
            "tr",
            element("th", badge({"x-evidence": evidence}), scope="row"),
            element("td", meaning),
            element("td", str(counts[evidence]), class_="count"),
        )
        for evidence, meaning in _MEANINGS.items()
    )


def _marks(node: Any) -> Iterator[str]:
    match node:
        case dict():
            if "x-evidence" in node:
                yield node["x-evidence"]
            for part in node.values():
                yield from _marks(part)
        case list():
            for part in node:
                yield from _marks(part)


def _contents(contract: Contract) -> Html:
    tags = [tag["name"] for tag in contract.document["tags"]]
    return element(
        "ul",
        *(element("li", link(title, title.lower())) for title in _BEFORE),
        *(element("li", link(tag, "tag", tag), _contents_of(contract, tag)) for tag in tags),
        *(element("li", link(title, title.lower())) for title in _AFTER),
    )


def _contents_of(contract: Contract, tag: str) -> Html:
    return element("ul", *(_contents_line(one) for one in tagged(contract, tag)))


def _contents_line(one: Operation) -> Html:
    text = joined((method(one), one.definition["summary"]), " ")
    return element("li", link(text, one.id))


def _dialect(contract: Contract) -> Iterator[Html]:
    backgrounds = contract.dialect.backgrounds()
    for name, value in contract.dialect.values().items():
        choices = contract.dialect.alternatives()[name]
        others = joined((code(choice) for choice in choices if choice != value), ", ")
        form = joined((code(value), joined(("instead of ", others))), " ")
        yield entry(anchor("dialect", name), code(name), "", form, prose(backgrounds[name].why))


def _keys(contract: Contract) -> Html:
    return listing(
        "",
        (
            entry(
                anchor("security", name),
                code(name),
                badge(scheme),
                f"{scheme['type']} {scheme.get('scheme', '')}",
                scheme.get("description", ""),
            )
            for name, scheme in _components(contract, "securitySchemes").items()
        ),
    )


# What the operations refer to.


def _shared_responses(contract: Contract) -> Iterator[Html]:
    for name, reply in _components(contract, "responses").items():
        schemas = [body["schema"] for body in reply.get("content", {}).values()]
        yield element(
            "article",
            element("h3", name, " ", badge(reply)),
            element("p", reply["description"]),
            _causes(reply),
            small(content(contract, reply)),
            small(header_names(reply)),
            *(_narrowed_members(contract, schema, name) for schema in schemas),
            id=anchor("response", name),
        )


def _causes(reply: dict[str, Any]) -> Html:
    causes = reply.get("x-causes", {}).values()
    return element("ul", *(element("li", cause) for cause in causes)) if causes else Html()


def _undeclared(contract: Contract) -> Iterator[Html]:
    for status, meaning in contract.document["info"]["x-undeclared"].items():
        yield entry(anchor("undeclared", status), code(status), Html(), "", meaning)


def _narrowed_members(contract: Contract, schema: dict[str, Any], response: str) -> Html:
    own = {
        "required": contract.resolved(schema).get("required", ()),
        "properties": schema.get("properties", {}),
    }
    return listing("", members(contract, own, "response", response))


def _headers(contract: Contract) -> Iterator[Html]:
    for name, header in _components(contract, "headers").items():
        yield entry(
            anchor("header", name),
            code(name),
            badge(header),
            facts(contract, header["schema"]),
            header["description"],
        )


def _schemas(contract: Contract) -> Iterator[Html]:
    for name, schema in _components(contract, "schemas").items():
        yield element(
            "article",
            element("h3", name, " ", badge(schema)),
            small(facts(contract, schema)),
            element("p", schema.get("description", "")),
            listing("", members(contract, schema, "schema", name)),
            id=anchor("schema", name),
        )
