"""Write the pages of this folder that are made from the code: `make docs`."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from creatoraudit_mock import Dialect
from creatoraudit_mock.contract import Operation
from creatoraudit_mock.scorecard import Figures, Ideal, Rule, Settings, rule_page, rules
from creatoraudit_mock.scorecard.wording import span
from creatoraudit_mock.service.learning import PROBES, Need, Probe, class_of, story

HERE = Path(__file__).parent
# The cells of the table are those that the tests go through.
sys.path += [str(HERE), str(HERE.parent / "tests")]

import assumptions  # noqa: E402

from cells import Cell, cells  # noqa: E402

HEAD = """\
# Dialect

One switch for each question that the API's documentation leaves open and that the mock simulates.
The first value is the default: today's best guess. A poller should be right under every value.

Set switches in Python (`World(dialect=Dialect(delete_status=200))`), on the command line
(`serve --dialect delete_status=200`, repeatable), in a scenario's `[dialect]` table, or with the
pytest marker (`@pytest.mark.creatoraudit(dialect=Dialect(...))`). A TOML file with such a table may
stand for all of them: `Dialect.load("dialect.toml")`, `serve --dialect dialect.toml`,
`@pytest.mark.creatoraudit(dialect="dialect.toml")`; [`learn`](learn.md) writes one from what a
service answers. The contract that a world serves (`/v2/openapi.json`, `/v2/docs`) is written for
its dialect.

*Ground* says what the documentation gives for the default: it is *silent*, it has a *hint*, or two
of its pages are *disagreeing*. *Topic* is the page that comes nearest.

| switch | values | ground, topic | why it is open |
|---|---|---|---|
"""

FOOT = """
## Open questions that are settings instead

| question | where it is set |
|---|---|
| the rate limit and its window | `world.set_rate_limit`, `[organization]`, `serve --rate-limit` |
| how soon the first refresh comes | `first_refresh` of an item or of the scenario |
| late, failing and skipped refreshes | `[hardship]` of a scenario, `world.outage` |
| the quota of accounts | `account_quota` of a scenario |
| idempotency keys that are forgotten too early | `world.lose_replica` |
"""

LEARN_HEAD = """\
# Learning a dialect

`creatoraudit-mock learn` finds out which [dialect](dialect.md) a service speaks, the real one or a
mock, by asking it what its documentation leaves open:

```console
$ export CREATORAUDIT_API_KEY=...
$ creatoraudit-mock learn --base-url https://api.creatoraudit.com/v2
```

It needs `pip install 'creatoraudit-mock[service]'`. What is certain goes to `dialect.toml`, with
the requests, statuses, request ids and times behind each value; the key goes nowhere. The file is
written anew, in one step, after each switch, so whatever ends a run leaves what was learned.

```toml
[dialect] # what was seen; the rest is left to its default
malformed_id = 422

[learned] # where, when, by how many requests, and whether the run came to its end
from = "https://api.creatoraudit.com/v2"

[seen.malformed_id]
evidence = [
  "GET /accounts/no-uuid -> 422, request id 8f1c2a4e-..., Mon, 05 Jan 2026 09:00:00 GMT",
]

[strange.search_cap] # answers that are none of the alternatives; never forced into one
told = "effective_caps are {'accounts': 25, 'creators': 10, 'videos': 10}, and ..."
evidence = ["GET /search?q=a&limit=25 -> 200, ..."]

[open] # what was not seen, and why
null_order = "no account of this organization waits for its first refresh"
```

Use it with `serve --dialect dialect.toml`, `verify --dialect dialect.toml`,
`Dialect.load("dialect.toml")`, or in pytest with
`@pytest.mark.creatoraudit(dialect="dialect.toml")`, `--creatoraudit-dialect=dialect.toml` or
`creatoraudit_dialect = ["dialect.toml"]`. Names are relative to where the program runs, as are
those of scenario files.

## What it does to your organization

Nothing, unless you say so. By default it sends GETs, the batches, which read, and requests that
nothing can come of: a PUT where there is none, and with `--limited-key-env` writes that this key
may not do. A budget (`--budget`, 300) bounds what is sent; a run of everything takes about 190
requests, one that only reads about 60. `--dry-run` prints the plan and sends nothing.

- `--writes`: creators named `creatoraudit-mock learn ..., delete me` come and go, and a post of a
  feed is tracked as a video for a moment.
- `--account instagram/nasa`, with `--writes`: this profile, which must not be tracked now, is
  tracked, paused, let run, linked, deleted and tracked again. While it runs, it is collected.
- `--missing-profile`, with `--writes`: a profile that does not exist, in place of a random name.
- `--wait 3h`: so much waiting in all; most of it is for `resume` where intervals are counted anew.
- `--exhaust`: what is left of the key's rate limit is used up once. Whatever else uses the key is
  refused until the window ends.
- `--limited-key-env`, `--disabled-key-env`, `--deleted-key-env`: names of variables with such keys.
  That a key is disabled or deleted, and not just mistyped, is for you to vouch for.

What was made is removed at the end, also after Ctrl-C, SIGTERM or trouble, and from the same
budget. It is noted beforehand (`--ledger`), so that the next run with `--writes` removes what a
killed one left. What cannot be removed is named, and the exit status is 1.

## When a value counts as seen

A wrong value is worse than none. Each probe has a control where one is possible (a 304 to the
plain tag before the weak one is tried, a window in the past before one in the future), looks at
numbers on both sides of a bound, and gives up rather than guess: if the organization holds nothing
that would show it, if the service is in trouble, if somebody else's requests disturb a count, if
retries under an `Idempotency-Key` do not meet the same process every time. Where a switch shows in
more than one place, it is looked at in one or two of them.

`make learn-all` lets a live mock speak 200 dialects drawn at random, each at another time of day:
every switch was recovered, by reads alone as far as the table says so.

## What can be seen, and by what

*By* is what kind of requests it takes. *Requests* is how many at most, if nothing is known yet:
what several need is asked once; and so many seconds of waiting, with intervals of an hour and rate
limits of a minute. All {switches} switches can be observed from outside; those that
need a certain state of the organization stay open where it is missing.

| switch | by | what is asked | needs | requests |
|---|---|---|---|---|
"""

API_HEAD = """\
# Every operation, every answer

{operations} operations with {answers} answers. A mark says what is behind an answer, and in the
column *behind it* what is behind the operation itself:

| mark | evidence |
|:-:|---|
| ● | documented: a page of the API's documentation states or shows it |
| ◐ | inferred: it follows from what a page states |
| ○ | assumed: no page says; it is what the mock does, and a client should not rely on it |

Each mark is a test that gets this very answer over HTTP, checked against the contract in status,
headers and body: `tests/http/test_every_status.py::test_every_status[OPERATION-STATUS]`, such as
`test_every_status[get_account-404]`. The three kinds of 403 are tested by their codes:
**F** is `403-FORBIDDEN` (disabled key, inactive subscription), **S** is `403-INSUFFICIENT_SCOPE`,
**Q** is `403-QUOTA_EXCEEDED`. Where nothing stands, the operation never answers so.
"""

MARKS = {"documented": "●", "inferred": "◐", "assumed": "○"}
SHORT = {"FORBIDDEN": "F", "INSUFFICIENT_SCOPE": "S", "QUOTA_EXCEEDED": "Q"}


def dialect_page() -> str:
    """`dialect.md`."""
    rows = [_switch(name, values) for name, values in Dialect.alternatives().items()]
    return HEAD + "".join(rows) + FOOT


def _switch(name: str, values: tuple[Any, ...]) -> str:
    told = Dialect.backgrounds()[name]
    choices = ", ".join(f"`{value}`" for value in values)
    return _row([f"`{name}`", choices, f"{told.ground}, {told.topic}", told.why])


RULES_HEAD = """\
# Scorecard

What `score(world)`, and `creatoraudit-mock score JOURNAL.jsonl`, hold against a poller: rules
with stable codes, as of a linter, and figures. An *error* goes against what the API's
documentation asks for, or loses or falsifies data; *advice* says that something costs more than
it needs to. `assert_clean()` fails on errors, `assert_clean(strict=True)` on advice too.

Each client is judged by itself: an API key's name together with a `User-Agent`. What follows from
an answer that was falsified by an injected fault is not held against anybody, except by the rules
about failures (CA4). No rule relies on an answer that the mock only assumes: whatever the
[dialect](dialect.md), a right poller stays clean.

Codes are selected and ignored by themselves or by their beginnings: `ignore=["CA104"]`,
`select=["CA2"]`, `--ignore CA104,CA5`.

| code | name | level | family | only with |
|---|---|---|---|---|
"""

FIGURES_HEAD = """
## Figures

`score(world).figures`. Durations are `timedelta`s of virtual time, in JSON numbers of seconds.

| figure | meaning |
|---|---|
"""

IDEAL_HEAD = """
### The ideal

`figures.ideal` has, for several lags, the fewest requests that any poller could have spent in
this very run: each refresh asks for a read between its landing and the end of the lag, and
stabbing the interval that ends first is optimal. The simulator knows every landing beforehand,
which no poller does: it is a bound to compare with, not a schedule to copy.

| member | meaning |
|---|---|
"""

SETTINGS_HEAD = """
## Settings

The thresholds: `score(world, settings=Settings(tight_gap=timedelta(seconds=5)))`, with `Settings`
from `creatoraudit_mock.scorecard`.

| setting | default | meaning |
|---|---|---|
"""


def rules_page() -> str:
    """`rules.md`."""
    known = rules().values()
    parts = [RULES_HEAD, *map(_rule_row, known), "\n"]
    parts += [rule_page(rule, level=2) + "\n" for rule in known]
    parts += [FIGURES_HEAD.lstrip(), *map(_member, _meanings(Figures).items())]
    parts += [IDEAL_HEAD, *map(_member, _meanings(Ideal).items())]
    defaults = {field.name: field.default for field in fields(Settings)}
    meanings = _meanings(Settings).items()
    parts += [SETTINGS_HEAD, *(_setting(name, defaults[name], told) for name, told in meanings)]
    return "".join(parts)


def _rule_row(rule: Rule) -> str:
    link = f"[{rule.code}](#{rule.code.lower()}-{rule.name})"
    needs = f"`{rule.needs}=`" if rule.needs else ""
    return f"| {link} | {rule.name} | {rule.level} | {rule.family} | {needs} |\n"


def _member(pair: tuple[str, str]) -> str:
    return f"| `{pair[0]}` | {pair[1]} |\n"


def _setting(name: str, default: object, meaning: str) -> str:
    shown = span(default) if isinstance(default, timedelta) else default
    return f"| `{name}` | {shown} | {meaning} |\n"


def _meanings(kind: type) -> dict[str, str]:
    """The members of a class with the texts below them; what has none speaks for itself."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = node.target.id.replace("_", " ")
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and found:
            found[list(found)[-1]] = " ".join(str(node.value.value).split())
    return found


def api_page() -> str:
    """`api.md`."""
    table = cells()
    by_tag: dict[str, list[Cell]] = {}
    for cell in table:
        by_tag.setdefault(cell.operation.tag, []).append(cell)
    operations = len({cell.operation.id for cell in table})
    head = API_HEAD.format(operations=operations, answers=len(table))
    return head + "".join(_section(tag, by_tag[tag]) for tag in sorted(by_tag)) + _notes(table)


def _section(tag: str, table: list[Cell]) -> str:
    """The operations of one tag: a row each, a column for each answer that one of them has."""
    columns = sorted({cell.column for cell in table})
    by_place = {(cell.operation.id, cell.column): cell for cell in table}
    heads = [_heading(column) for column in columns]
    lines = [
        _row(["operation", "request", "behind it", *heads]),
        _row(["---", "---", *[":-:"] * (len(columns) + 1)]),
    ]
    for one in _operations(table):
        marks = [_mark(by_place.get((one.id, column))) for column in columns]
        request = f"{one.method} `{one.path}`"
        lines.append(_row([f"`{one.id}`", request, MARKS[one.evidence], *marks]))
    return f"\n## {tag}\n\n" + "".join(lines)


def _operations(table: list[Cell]) -> list[Operation]:
    """The operations of some cells by path, reading before writing."""
    order = ("GET", "POST", "PUT", "PATCH", "DELETE")
    found = {cell.operation.id: cell.operation for cell in table}.values()
    return sorted(found, key=lambda one: (one.path, order.index(one.method)))


def _heading(column: str) -> str:
    status, _, code = column.partition("-")
    return f"{status} {SHORT[code]}" if code else status


def _mark(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return MARKS[cell.evidence] + ("\\*" if cell.dialect.settings() else "")


def _notes(table: Iterable[Cell]) -> str:
    """Which answers need a switch of the dialect."""
    needed: dict[str, set[str]] = {}
    for cell in table:
        for name, value in cell.dialect.settings().items():
            needed.setdefault(f"`{name}={value}`", set()).add(_heading(cell.column))
    noted = [f"{', '.join(sorted(of))} with {switch}" for switch, of in sorted(needed.items())]
    return f"\n\\* only in another [dialect](dialect.md) than the default: {'; '.join(noted)}.\n"


def learn_page() -> str:
    """`learn.md`."""
    rows = (_probe(name, PROBES[name]) for name in Dialect.alternatives())
    return LEARN_HEAD.replace("{switches}", str(len(PROBES))) + "".join(rows)


def _probe(name: str, probe: Probe) -> str:
    length = {Need.WAIT: f" {probe.wait}s"}
    options = [f"`{need.value}{length.get(need, '')}`" for need in Need if need in probe.needs]
    needs = ", ".join([*options, *([probe.data] if probe.data else [])])
    return _row([f"`{name}`", class_of(probe), story(probe), needs, str(probe.most)])


def _row(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |\n"


PAGES = {
    "api.md": api_page,
    "dialect.md": dialect_page,
    "learn.md": learn_page,
    "known-differences.md": assumptions.page,
    "rules.md": rules_page,
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page())


if __name__ == "__main__":
    main()
