"""The body that plans a fault: a `[[faults]]` table of a scenario file, and `resource`."""

from __future__ import annotations

import inspect
from typing import Annotated, Any, Final, TypeAlias

import msgspec
from msgspec import Meta

from creatoraudit_mock.scenario.format import FaultTable as Conditions
from creatoraudit_mock.world import FAULTS

_TYPES: Final[dict[str, dict[str, Any]]] = {
    "bool": {"type": "boolean"},
    "float": {"type": "number"},
    "int": {"type": "integer"},
    "str": {"type": "string"},
}
"""What has no row here is a duration."""


def _schema() -> dict[str, Any]:
    """All kinds in one: which arguments a kind takes, a refusal says."""
    _, parts = msgspec.json.schema_components([Conditions], ref_template="{name}")
    members: dict[str, Any] = dict(parts["FaultTable"]["properties"])
    members["fault"] = {"enum": list(FAULTS), "description": "The kind."}
    members["resource"] = {"type": "string", "description": "An id that requests must name."}
    for kind, make in FAULTS.items():
        for name, one in inspect.signature(make).parameters.items():
            members.setdefault(name, _argument(kind, str(one.annotation)))
    return {
        "type": "object",
        "description": "A fault with its own arguments, and the requests that it is for.",
        "required": ["fault"],
        "properties": members,
        "additionalProperties": False,
    }


def _argument(kind: str, annotation: str) -> dict[str, Any]:
    plain = annotation.partition(" ")[0]
    found = _TYPES.get(plain, {"type": ["string", "number"]})
    return {**found, "description": f"An argument of {kind}."}


FaultTable: TypeAlias = Annotated[dict[str, Any], Meta(extra_json_schema=_schema())]
