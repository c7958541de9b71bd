"""`known-differences.md`: what is not known to be as the service does it, from the marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from creatoraudit_mock import Dialect
from creatoraudit_mock.contract import contract_in, operations

HEAD = """\
# Known differences and open assumptions

The live service was not consulted: the contract is a reconstruction from public documentation.
This page lists where it may be wrong. It is made from the marks of the contract and from the
dialect, so it is complete in what they cover.

When the service publishes an OpenAPI document, [`creatoraudit-mock diff`](diff.md) compares it with
all of this and says what each difference means for pollers: one from an *assumed* part means that
our guess was wrong, not that the service broke.

| evidence | operations | answers | parameters | members | headers |
|---|---|---|---|---|---|
"""

KNOWN = """
## Known differences

What the mock does otherwise than the service, knowingly:

| what | the mock | the service |
|---|---|---|
| figures | grow plausibly from a seed and add up | are those of real profiles |
| rate limit | 600 requests of a key in a virtual minute; it can be set | publishes no figures |
| idempotency keys | forgotten only when told (`World.lose_replica`) | are best-effort |
| clock | virtual, also in `Date` and the ends of windows | real |
| pictures and links | lead nowhere (`.example`) | lead to the platforms |
| transport | plain HTTP on this machine | TLS |
| MCP server, dashboard, API v1 | not there | there |

Answers that no operation declares, because any request may meet them:

| status | meaning |
|---|---|
"""

QUESTIONS = """
## Open questions

{count} switches of the [dialect](dialect.md), which has the reasons. *Ground* is what the
documentation gives for the default.

| topic | switch | the mock does | it may be | ground |
|---|---|---|---|---|
"""

PARTS = """
## Assumed parts

No page speaks of these; a client should not rely on them.
"""

LEVELS = ("documented", "inferred", "assumed")
KINDS = ("operation", "answer", "parameter", "member", "header")


class Part(NamedTuple):
    """A marked part of the contract."""

    kind: str
    owner: str
    name: str
    evidence: str


def page() -> str:
    """`known-differences.md`."""
    parts = list(dict.fromkeys(_parts()))
    counts = Counter((part.evidence, part.kind) for part in parts)
    lines = [_row([level, *(str(counts[level, kind]) for kind in KINDS)]) for level in LEVELS]
    undeclared = contract_in().document["info"]["x-undeclared"]
    known = [_row([status, told]) for status, told in undeclared.items()]
    questions = [_question(name, values) for name, values in Dialect.alternatives().items()]
    head = QUESTIONS.format(count=len(questions))
    assumed = [part for part in parts if part.evidence == "assumed"]
    return "".join(
        [HEAD, *lines, KNOWN, *known, head, *sorted(questions), PARTS, *_listed(assumed)]
    )


def _question(name: str, values: tuple[Any, ...]) -> str:
    told = Dialect.backgrounds()[name]
    default, *others = (f"`{value}`" for value in values)
    return _row([told.topic, f"`{name}`", default, ", ".join(others), told.ground])


def _listed(parts: Iterable[Part]) -> Iterator[str]:
    """Owners in rows, their parts side by side, one table for each kind."""
    by_kind: dict[str, dict[str, list[str]]] = {}
    for part in parts:
        by_kind.setdefault(part.kind, {}).setdefault(part.owner, []).append(part.name)
    for kind in KINDS:
        if kind in by_kind:
            yield f"\n### {kind.capitalize()}s\n\n| of | assumed |\n|---|---|\n"
            for owner, names in sorted(by_kind[kind].items()):
                yield _row([owner, ", ".join(f"`{name}`" for name in names)])


def _parts() -> Iterator[Part]:
    """Every marked part of the contract in the default dialect, components once."""
    contract = contract_in()
    components = contract.document["components"]
    for one in operations():
        place = f"{one.method} `{one.path}`"
        yield Part("operation", one.tag, f"{one.method} {one.path}", one.evidence)
        for status, node in one.definition["responses"].items():
            yield Part("answer", place, status, contract.resolved(node)["x-evidence"])
        for node in one.definition.get("parameters", ()):
            found = contract.resolved(node)
            yield Part("parameter", place, found["name"], found["x-evidence"])
    for name, node in components["headers"].items():
        yield Part("header", "answers", name, node["x-evidence"])
    for name, schema in components["schemas"].items():
        yield from _members(f"`{name}`", schema)


def _members(owner: str, schema: dict[str, Any]) -> Iterator[Part]:
    for name, node in schema.get("properties", {}).items():
        if "x-evidence" in node:
            yield Part("member", owner, name, node["x-evidence"])


def _row(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |\n"
