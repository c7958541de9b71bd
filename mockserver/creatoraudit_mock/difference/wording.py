"""What differs, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from creatoraudit_mock.difference.shapes import Case, Shape


def shape_told(shape: Shape) -> str:
    """What a schema admits, such as "string (uuid) or null"."""
    told = list(dict.fromkeys(map(case_told, shape.cases)))
    return " or ".join([*told, "null"] if shape.nullable else told) or "nothing"


def case_told(case: Case) -> str:
    """One type, such as "string (date-time)", or the component that it is."""
    if case.name is not None and case.type in {"object", "array"}:
        return f"{case.type} {case.name}"
    if case.values is not None and len(case.values) == 1:
        return f"{case.type} {next(iter(case.values))}"
    if case.formats:
        return f"{case.type} ({', '.join(sorted(case.formats))})"
    return "anything" if case.type == "any" else case.type


def values_told(values: Iterable[str]) -> str:
    """Values given as JSON texts."""
    return ", ".join(sorted(values))


def bound_told(name: str, bounds: Mapping[str, Any]) -> str:
    """A limit that is set, or that is not: "maximum 200", "no maximum"."""
    return f"{name} {bounds[name]}" if name in bounds else f"no {name}"
