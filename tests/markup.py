"""Pages read back with a parser that minds how they nest."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}


class Element:
    """An element of a page: its attributes and all the text inside."""

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.text = ""

    def __repr__(self) -> str:
        return f"<{self.name} {self.attributes}>"


class Markup(HTMLParser):
    """The elements of a page, in order; one that is not well nested fails."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()
        assert not self._open, self._open

    def all(self, name: str) -> list[Element]:
        """All elements of a name."""
        return [one for one in self.elements if one.name == name]

    def values(self, attribute: str) -> list[str]:
        """What an attribute says, wherever it stands."""
        return [one.attributes[attribute] for one in self.elements if attribute in one.attributes]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself, as SVG has them."""
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which must be this one."""
        assert self._open.pop().name == tag

    def handle_data(self, data: str) -> None:
        """Add text to every element that is open."""
        for element in self._open:
            element.text += data
