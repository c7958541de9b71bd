"""The operations of the documentation page, tag by tag."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from creatoraudit_mock.contract import Contract, Operation, operations_of
from creatoraudit_mock.http.docs_markup import (
    Html,
    anchor,
    badge,
    code,
    element,
    entry,
    joined,
    link,
    listing,
    path,
)
from creatoraudit_mock.http.docs_schemas import facts, kind, members, narrowed, necessity

_SCOPES: Final = {
    "none": "no key needed",
    "read": "any valid key",
    "write": "a key with the write scope",
}

_FIRST_ERROR: Final = 400


def tagged(contract: Contract, tag: str) -> list[Operation]:
    """Return the operations of a tag, literal paths first."""
    return [one for one in operations_of(contract).values() if one.tag == tag]


def section(contract: Contract, tag: dict[str, str]) -> Html:
    """Return everything about the operations of one tag object of the document."""
    identity = anchor("tag", tag["name"])
    return element(
        "section",
        element("h2", tag["name"]),
        element("p", tag.get("description", ""), class_="lede"),
        *map(_operation, tagged(contract, tag["name"])),
        id=identity,
    )


def _operation(one: Operation) -> Html:
    return element(
        "article",
        _operation_heading(one),
        element("p", one.definition.get("description", "")),
        listing("Parameters", _parameters(one)),
        _request_body(one),
        _responses(one),
        id=anchor(one.id),
    )


def _operation_heading(one: Operation) -> Html:
    sources = map(code, one.definition.get("x-source", ()))
    return joined(
        (
            element("h3", one.definition["summary"]),
            element("p", link(joined((method(one), path(one.path)), " "), one.id), class_="route"),
            element(
                "ul",
                element("li", badge(one.definition)),
                element("li", "Scope ", code(one.scope), f": {_SCOPES[one.scope]}"),
                element("li", "Operation ", code(one.id)),
                element("li", "Source ", joined(sources, ", ")),
                class_="traits",
            ),
        )
    )


def method(one: Operation) -> Html:
    """Return the method as a label."""
    return element("span", one.method, class_=f"method {one.method.lower()}")


def _parameters(one: Operation) -> Iterator[Html]:
    for parameter in map(one.contract.resolved, one.definition.get("parameters", ())):
        name, location = parameter["name"], parameter["in"]
        needed = necessity(required=parameter.get("required", False))
        old = element("small", "deprecated") if parameter.get("deprecated") else ""
        yield entry(
            anchor(one.id, location, name),
            joined((code(name), element("small", f"in {location}"), needed, old), " "),
            badge(parameter),
            facts(one.contract, parameter["schema"]),
            parameter.get("description", ""),
        )


def _request_body(one: Operation) -> Html:
    definition = one.definition.get("requestBody", {})
    bodies = definition.get("content", {})
    lists = (
        listing(
            joined(
                (
                    "Request body ",
                    kind(one.contract, body["schema"]),
                    " ",
                    element("small", media_type),
                )
            ),
            members(one.contract, one.contract.resolved(body["schema"]), one.id, "body"),
        )
        for media_type, body in bodies.items()
    )
    description = definition.get("description")
    return joined((*lists, element("p", description) if description else ""))


def _responses(one: Operation) -> Html:
    replies = {int(status): reply for status, reply in one.definition["responses"].items()}
    lines = {status: _response(one, status, replies[status]) for status in sorted(replies)}
    errors = [line for status, line in lines.items() if status >= _FIRST_ERROR]
    return joined(
        (
            listing("Responses", (lines[status] for status in lines if status < _FIRST_ERROR)),
            element(
                "details",
                element("summary", f"{len(errors)} error responses"),
                listing("", errors),
            ),
        )
    )


def _response(one: Operation, status: int, reply: dict[str, Any]) -> Html:
    shared = reply.get("$ref", "").rpartition("/")[2]
    definition = one.contract.resolved(reply)
    return entry(
        anchor(one.id, str(status)),
        joined((code(status), link(shared, "response", shared) if shared else ""), " "),
        badge(definition),
        content(one.contract, definition),
        definition["description"],
        "" if shared else header_names(definition),
    )


def content(contract: Contract, reply: dict[str, Any]) -> Html:
    """Return on one line what body a response has."""
    bodies = (
        joined(
            (kind(contract, body["schema"]), narrowed(contract, body["schema"]), media_type), " · "
        )
        for media_type, body in reply.get("content", {}).items()
    )
    return joined(bodies, "; ") or Html("no body")


def header_names(reply: dict[str, Any]) -> Html:
    """Return on one line what headers a response has."""
    names = (link(code(name), "header", name) for name in reply.get("headers", {}))
    return joined(("Headers ", joined(names, ", ")))
