"""What a request may have meant: the nearest path, method and parameters that the contract has."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher, get_close_matches
from math import prod
from typing import Final

from creatoraudit_mock.contract.operations import Operation, operation, operations
from creatoraudit_mock.contract.parameters import parameters

_CLOSE: Final = 0.6
"""How alike two names must be, of 1; difflib's own idea of close."""
_FITS: Final = 0.9
"""How well any text fits a path parameter: worse than a literal does."""


def nearest_operation(method: str, path: str) -> str:
    """One sentence on a path or method that the contract does not have.

    Args:
        method: as sent.
        path: without the version, such as `/acounts`.
    """
    template = _nearest_path(path)
    if template is None:
        return f"nothing in this API is like {path}"
    methods = [one.method for one in operations() if one.path == template]
    meant = method if method in methods else methods[0]
    if _fits(path, template):
        return f"{template} has no {method}, only {', '.join(methods)}"
    return f"there is no {path}; the nearest is {meant} {template}"


def nearest_parameters(operation_id: str, query: Iterable[str], body: Iterable[str]) -> list[str]:
    """One sentence on each query parameter and member of the body that an operation ignores."""
    one = operation(operation_id)
    known = [parameter.name for parameter in parameters(one, "query")]
    found = [_unknown("parameter", name, known, one) for name in _strangers(query, known)]
    if members := _members(one):
        found += [_unknown("member", name, members, one) for name in _strangers(body, members)]
    return found


def _strangers(names: Iterable[str], known: Sequence[str]) -> Iterator[str]:
    return (name for name in dict.fromkeys(names) if name not in known)


def _unknown(kind: str, name: str, known: Sequence[str], one: Operation) -> str:
    complaint = f"{name!r} is no {kind} of {one.method} {one.path}"
    if not known:
        return f"{complaint}, which takes none"
    if close := get_close_matches(name, known, n=1, cutoff=_CLOSE):
        return f"{complaint}; the nearest is {close[0]!r}"
    return f"{complaint}, which takes {', '.join(known)}"


def _members(one: Operation) -> list[str]:
    body = one.definition.get("requestBody")
    if body is None:
        return []
    content = one.contract.resolved(body)["content"]
    schema = one.contract.resolved(content["application/json"]["schema"])
    return list(schema.get("properties", ()))


def _nearest_path(path: str) -> str | None:
    templates = dict.fromkeys(one.path for one in operations())
    best = max(templates, key=lambda template: _likeness(path, template))
    return best if _likeness(path, best) >= _CLOSE else None


def _fits(path: str, template: str) -> bool:
    given, known = path.split("/"), template.split("/")
    return len(given) == len(known) and all(
        part and (part == wanted or wanted.startswith("{"))
        for part, wanted in zip(given[1:], known[1:], strict=True)
    )


def _likeness(path: str, template: str) -> float:
    """From 0 to 1; with as many parts as the template, part by part."""
    given, known = path.strip("/").split("/"), template.strip("/").split("/")
    if len(given) != len(known):
        return SequenceMatcher(None, path, template).ratio() * _FITS
    return prod(_part(*pair) for pair in zip(given, known, strict=True))


def _part(given: str, known: str) -> float:
    if known.startswith("{"):
        return _FITS
    return SequenceMatcher(None, given, known).ratio()
