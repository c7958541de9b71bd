"""YAML as OpenAPI reads it: version 1.2 with its core schema, so that data are what JSON can hold.

PyYAML speaks 1.1, where `no` is false, `2026-01-05` a date, `12:30` a number in base sixty and
`0777` an octal one; an enum that has a `no` in it would differ from its own JSON.
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_SCALARS: Final = {
    "null": (re.compile(r"(?:~|null|Null|NULL|)"), ["~", "n", "N", ""]),
    "bool": (re.compile(r"(?:true|True|TRUE|false|False|FALSE)"), list("tTfF")),
    "int": (re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)"), list("-+0123456789")),
    "float": (
        re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"),
        list("-+0123456789."),
    ),
}


class _Loader(_Base):  # type: ignore[misc]  # which of the two there is, is known at run time
    """Safe loading with the scalars of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


def parse(text: str) -> Any:
    """The data of a YAML text; member names are texts, whatever they look like.

    Raises:
        ValueError: it is no YAML, or it holds something that JSON has no place for.
    """
    try:
        return _named(yaml.load(text, _Loader))  # noqa: S506 - a safe loader's subclass
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None


def _named(node: Any) -> Any:
    if isinstance(node, list):
        return [_named(part) for part in node]
    if isinstance(node, dict):
        return {_name(name): _named(part) for name, part in node.items()}
    return node


def _name(name: Any) -> str:
    # Statuses are mostly written without quotes.
    if isinstance(name, bool) or name is None:
        return {True: "true", False: "false", None: "null"}[name]
    return str(name)


def _integer(loader: Any, node: Any) -> int:
    text = loader.construct_scalar(node)
    return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)


for _tag, (_pattern, _first) in _SCALARS.items():
    _full = re.compile(rf"^{_pattern.pattern}$")
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", _full, _first)
_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"^<<$"), ["<"])
_Loader.add_constructor("tag:yaml.org,2002:int", _integer)
