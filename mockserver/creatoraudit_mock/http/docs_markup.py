"""HTML that is escaped by construction: whatever is not `Html` yet is text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from typing import Any


class Html(str):
    """Markup that goes onto a page as it is; any other string is escaped first."""

    __slots__ = ()


def escaped(text: str) -> Html:
    """Return *text* as markup that shows it; markup stays as it is."""
    return text if isinstance(text, Html) else Html(html.escape(text))


def joined(parts: Iterable[str], separator: str = "") -> Html:
    """Return *parts* one after another, leaving out the empty ones."""
    return Html(escaped(separator).join(escaped(part) for part in parts if part))


def element(name: str, *children: str, **attributes: str) -> Html:
    """Return an element; attributes of reserved names end in an underscore.

    >>> element("a", "R&D", class_="plain", href="#lab")
    '<a class="plain" href="#lab">R&amp;D</a>'
    """
    settings = (f' {key.rstrip("_")}="{html.escape(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{''.join(settings)}>{joined(children)}</{name}>")


def code(value: Any) -> Html:
    """Return a value of the document: text as it is, anything else as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return element("code", text)


def path(template: str) -> Html:
    """Return the template of a path, which may be broken before its slashes."""
    return element("code", Html(html.escape(template).replace("/", "<wbr>/").removeprefix("<wbr>")))


def anchor(*parts: str) -> str:
    """Return the id of a part of the page, which needs no quoting in a link.

    >>> anchor("tag", "Account videos")
    'tag.Account-videos'
    """
    return ".".join(re.sub(r"[^\w-]+", "-", part, flags=re.ASCII) for part in parts)


def link(text: str, *parts: str) -> Html:
    """Return a link to the part of the page that `anchor(*parts)` names."""
    return element("a", text, href="#" + anchor(*parts))


def prose(text: str) -> Html:
    """Return a text in which `code` stands between backticks."""
    return joined(code(part) if n % 2 else part for n, part in enumerate(text.split("`")))


def badge(node: dict[str, Any]) -> Html:
    """Return what stands behind a part of the document, and the switches that bear upon it."""
    evidence = node.get("x-evidence", "")
    mark = element("span", evidence, class_=f"mark {evidence}") if evidence else Html()
    return joined((mark, *map(_switch, node.get("x-dialect", ()))), " ")


def _switch(name: str) -> Html:
    return element("small", "switch ", link(code(name), "dialect", name), class_="switch")


def entry(identity: str, term: str, evidence: str, form: str, *lines: str) -> Html:
    """Return one entry of a `listing`: a term, its evidence mark, its form, and more lines."""
    return element(
        "div",
        element("dt", term),
        element("dd", small(form), *(element("p", line) for line in lines if line)),
        element("dd", evidence, class_="evidence") if evidence else "",
        id=identity,
    )


def small(text: str) -> Html:
    """Return a line in the small print of types and names."""
    return element("p", text, class_="form")


def listing(title: str, entries: Iterable[Html], *, level: str = "h4") -> Html:
    """Return a titled list of entries; nothing if there are none."""
    body = joined(entries)
    heading = element(level, title) if title else ""
    return joined((heading, element("dl", body))) if body else Html()
