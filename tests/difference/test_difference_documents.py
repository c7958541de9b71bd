"""Documents as people have them: files, URLs, YAML, references, and what is none."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from creatoraudit_mock import MockServer, World
from creatoraudit_mock.contract import contract_in
from creatoraudit_mock.difference import Document, DocumentError, compare
from creatoraudit_mock.difference.yaml_core import parse


def own() -> dict[str, Any]:
    """The contract's own document, to be changed."""
    return copy.deepcopy(contract_in().document)


def test_yaml_is_read_as_json_is(tmp_path: Path) -> None:
    """The contract written as YAML, with statuses as bare numbers, has no difference."""
    document = own()
    for item in document["paths"].values():
        for operation in item.values():
            responses = operation["responses"]
            operation["responses"] = {int(status): part for status, part in responses.items()}
    file = tmp_path / "openapi.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=True), "utf-8")
    assert compare(Document.read(str(file))).tally == "no differences"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("2026-01-05", "2026-01-05"),
        ("12:30", "12:30"),
        ("0777", 777),
        ("true", True),
        ("~", None),
        ("1e3", 1000.0),
        ("-7", -7),
        ("0x1F", 31),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: object) -> None:
    """What YAML 1.1 takes for truth values, dates and base sixty is text."""
    assert parse(f"a: {text}") == {"a": value}


def test_references_lead_into_other_files(tmp_path: Path) -> None:
    """A schema in a file beside the document is compared as if it stood in it."""
    document = own()
    account = document["components"]["schemas"]["Account"]
    account["properties"]["follower_count"]["type"] = "string"
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "account.json").write_text(json.dumps({"schemas": {"Account": account}}))
    properties = account["properties"]
    for name, part in properties.items():
        if "$ref" in part:
            properties[name] = {"$ref": f"../openapi.json{part['$ref']}"}
    (tmp_path / "parts" / "account.json").write_text(json.dumps({"Account": account}))
    document["components"]["schemas"]["Account"] = {"$ref": "parts/account.json#/Account"}
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document))
    (finding,) = compare(Document.read(str(file)), explain=False).findings
    assert finding.message == "Account.follower_count is string instead of integer"


def test_schemas_that_contain_themselves_end() -> None:
    """Recursive schemas are compared without going round for ever."""
    document = own()
    schemas = document["components"]["schemas"]
    schemas["Account"]["properties"]["twin"] = {"$ref": "#/components/schemas/Account"}
    (finding,) = compare(Document(document), explain=False).findings
    assert finding.message == "Account.twin is a new field"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ([], "is no OpenAPI document: it is not an object"),
        ({"swagger": "2.0"}, "is Swagger 2.0: convert it to OpenAPI 3 first"),
        ({"openapi": "4.0.0"}, "needs openapi 3.0.x or 3.1.x, got openapi='4.0.0'"),
        ({"openapi": "3.1.0"}, "paths: must be an object"),
    ],
)
def test_what_is_no_document_is_refused(document: Any, reason: str) -> None:
    """What cannot be compared is refused with the reason."""
    with pytest.raises(DocumentError, match=reason):
        Document(document)


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"$ref": "#/components/schemas/Nowhere"}, "Nowhere"),
        ({"$ref": "#/components/schemas/Loop"}, "consists of itself"),
        ("string", "must be a schema"),
    ],
)
def test_schemas_that_cannot_be_read_are_named(schema: Any, reason: str) -> None:
    """References to nothing or to themselves, and what is no schema, end with an error."""
    document = own()
    schemas = document["components"]["schemas"]
    schemas["Loop"] = {"allOf": [{"$ref": "#/components/schemas/Loop"}]}
    schemas["Account"]["properties"]["name"] = schema
    with pytest.raises(DocumentError, match=reason):
        compare(Document(document), explain=False)


def test_the_document_that_a_mock_serves_is_read_from_its_url() -> None:
    """`/v2/openapi.json` of a live server is the contract, and is compared over HTTP."""
    with MockServer() as server:
        live = server.add(World("empty"))
        report = compare(Document.read(f"{live.base_url}/openapi.json"))
    assert report.tally == "no differences"


def test_trouble_with_a_url_is_told(tmp_path: Path) -> None:
    """An address where nobody answers, and a file that is not there, are named."""
    with pytest.raises(
        DocumentError, match=r"http://127\.0\.0\.1:9/openapi\.json: cannot be fetched"
    ):
        Document.read("http://127.0.0.1:9/openapi.json")
    with pytest.raises(DocumentError, match=r"nothing\.json: cannot be read"):
        Document.read(str(tmp_path / "nothing.json"))


WRONG: list[Any] = [
    *(None, True, -1, "x", [], {}, [1], {"type": 5}, {"type": ["a", 3]}, {"enum": "x"}),
    *({"allOf": {}}, {"properties": []}, {"required": True}, {"minimum": "a"}, {"items": [{}]}),
]
"""What does not belong where a schema, a parameter list or an answer is expected."""


@pytest.mark.parametrize("seed", range(12))
def test_spoiled_documents_are_compared_or_refused(seed: int) -> None:
    """Whatever stands where it should not, there is a report or an error that names the place."""
    chance = random.Random(seed)
    document = own()
    for name in ("Account", "TrackAccountRequest", "Pagination", "Problem"):
        properties = document["components"]["schemas"][name]["properties"]
        properties[chance.choice(list(properties))] = copy.deepcopy(chance.choice(WRONG))
    operation = next(iter(chance.choice(list(document["paths"].values())).values()))
    operation[chance.choice(list(operation))] = copy.deepcopy(chance.choice(WRONG))
    try:
        told = compare(Document(document), explain=False).to_text()
    except DocumentError as error:
        told = str(error)
    assert told
