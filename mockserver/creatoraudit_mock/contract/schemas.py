"""JSON Schema validators over places of the document, compiled when first needed."""

import re
from datetime import date
from typing import Any, Final

from jsonschema_rs import Draft202012, Draft202012Validator, RegexOptions, Registry, Validator

from creatoraudit_mock.contract.document import Contract
from creatoraudit_mock.contract.keeping import kept

_URI: Final = "urn:creatoraudit-mock:openapi"
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def place(pointer: str) -> dict[str, str]:
    """Return a schema that refers to *pointer* (`#/...`) of the document."""
    return {"$ref": _URI + pointer}


def compiled(
    contract: Contract, schema: dict[str, Any], *, masked: bool = True, closed: bool = False
) -> Validator:
    """Compile *schema*: Draft 2020-12, formats asserted, patterns in linear time.

    It may refer to places of *contract*.

    Messages of a masked validator leave out the value at fault: it has no place in an answer.
    A closed one lets no object of the document have members that are not listed there.
    """
    return Draft202012Validator(
        schema,
        registry=_registry(contract, closed=closed),
        validate_formats=True,
        formats={"date": _is_date},
        pattern_options=RegexOptions(),
        mask="the value" if masked else None,
    )


@kept
def _registry(contract: Contract, *, closed: bool) -> Registry:
    edition = _closed(contract.document) if closed else contract.document
    return Registry([(_URI, edition)], draft=Draft202012)


def _closed(node: Any) -> Any:
    if isinstance(node, list):
        return [_closed(part) for part in node]
    if not isinstance(node, dict):
        return node
    closing = {"unevaluatedProperties": False} if "properties" in node else {}
    return {name: _closed(part) for name, part in node.items()} | closing


def _is_date(text: str) -> bool:
    # The calendar of the schema library begins with year 0, Python's with year 1.
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
