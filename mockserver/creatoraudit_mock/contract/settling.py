"""Valid values in their one form: defaults filled in, UUIDs in lower case, numbers in bounds."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from creatoraudit_mock.contract.document import Contract

CLAMP: Final = "x-clamp"
"""In the schema of an integer: the bounds that it is taken to, where others would refuse it."""


def settled(
    contract: Contract, values: Mapping[str, Any], schemas: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """Return the members of *values* that *schemas* know, and the defaults of the absent ones."""
    known = {name: contract.resolved(schema) for name, schema in schemas.items()}
    return {
        name: _canonical(contract, values[name], schema)
        if name in values
        else copy.deepcopy(schema["default"])
        for name, schema in known.items()
        if name in values or "default" in schema
    }


def _canonical(contract: Contract, value: Any, schema: dict[str, Any]) -> Any:
    match value:
        case str() if schema.get("format") == "uuid":
            return value.lower()
        case int() if CLAMP in schema:
            bounds = schema[CLAMP]
            return min(max(value, bounds["minimum"]), bounds["maximum"])
        case list():
            items = contract.resolved(schema.get("items", {}))
            return [_canonical(contract, item, items) for item in value]
    return value
