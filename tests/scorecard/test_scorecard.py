"""Scorecards: how findings are chosen, told and turned into failures."""

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import Scorecard, VirtualClock, World, score
from creatoraudit_mock.scorecard import Figures, JournalError, NotClean, Rule, Settings, rules
from creatoraudit_mock.scorecard.families import CHECKS, HANDOVERS
from polling import Desk, accounts, codes, ready

DOCS = Path(__file__).parents[2] / "docs"
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id", "shortDescription"],
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": {"required": ["text"]},
                                                "help": {"required": ["text", "markdown"]},
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message", "ruleId", "level", "locations"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"required": ["text"]},
                                "occurrenceCount": {"type": "integer", "minimum": 1},
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "required": ["physicalLocation"],
                                        "properties": {
                                            "physicalLocation": {
                                                "required": ["artifactLocation", "region"],
                                                "properties": {
                                                    "region": {
                                                        "properties": {
                                                            "startLine": {
                                                                "type": "integer",
                                                                "minimum": 1,
                                                            }
                                                        }
                                                    }
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
"""What SARIF 2.1.0 asks of the parts that are written."""


@pytest.fixture(scope="module")
def card() -> Scorecard:
    """One error and two advices."""
    desk = Desk(World("empty"))
    made = accounts(desk, 20)
    for _ in range(3):
        for account in made:
            desk.get(f"/accounts/{account.id}?q=|`<b>")
        desk.wait(hours=1)
    return score(desk.world)


def test_its_repr(card: Scorecard) -> None:
    """At a glance."""
    assert repr(card) == "<Scorecard 1 errors, 2 advice, 60 requests>"
    assert codes(card) == {"CA104", "CA201", "CA501"}


@pytest.mark.parametrize(
    ("select", "ignore", "left"),
    [
        (None, None, {"CA104", "CA201", "CA501"}),
        ("CA2", None, {"CA201"}),
        (["CA1", "ca501"], None, {"CA104", "CA501"}),
        ("CA1,CA5", ["CA501"], {"CA104"}),
        (None, "CA", set()),
    ],
)
def test_choosing(select: Any, ignore: Any, left: set[str], card: Scorecard) -> None:
    """By code or by the beginning of a code, in any case; ignoring wins."""
    assert codes(card.only(select=select, ignore=ignore)) == left


def test_choosing_what_there_is_not(card: Scorecard) -> None:
    """A code that no rule has would pass silently for ever."""
    with pytest.raises(ValueError, match="ignore: no rule begins with 'CA9'"):
        card.assert_clean(ignore=["CA9"])


def test_failing(card: Scorecard) -> None:
    """Errors fail, and are told in full; advice fails only when it is strict."""
    with pytest.raises(NotClean, match=r"1 error, 0 advice\n.*CA201") as caught:
        card.assert_clean()
    assert isinstance(caught.value, AssertionError)
    assert [finding.code for finding in caught.value.findings] == ["CA201"]
    card.assert_clean(ignore=["CA201"])
    card.assert_clean(select=["CA5"])
    with pytest.raises(NotClean, match="0 errors, 2 advice"):
        card.assert_clean(ignore=["CA201"], strict=True)


def test_json(card: Scorecard) -> None:
    """Findings, figures and notes, for programs."""
    told = json.loads(card.to_json())
    assert {finding["code"] for finding in told["findings"]} == codes(card)
    assert {*told["figures"]} == {*Figures.names()}
    assert told["figures"]["span"] == 7200.0
    assert told["scenario"] == "empty"


def test_text(card: Scorecard) -> None:
    """One line for each finding: place, code, level, message and count; then the figures."""
    first, *_ = card.to_text().splitlines()
    assert re.match(r"#\d+ 2026-01-05T\d\d:00:01Z CA\d+ \w+ .* \[x\d+\] \(client: ", first)
    assert "detection lag p50 / p95 / max" in card.to_text()


def test_markdown(card: Scorecard) -> None:
    """Nothing that a client sends can break the table."""
    lines = card.to_markdown().splitlines()
    assert lines[0] == "## Scorecard: 1 error, 2 advice"
    rows = [line for line in lines if line.startswith("| #")]
    assert len(rows) == 3
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 6 for row in rows)


def test_html(card: Scorecard) -> None:
    """A page of its own, in which nothing that a client sends is taken for markup."""
    page = card.to_html()
    assert "<title>Scorecard: 1 error, 2 advice</title>" in page
    assert page.count('<article class="report-finding') == 3
    assert page.count("<script") == 2  # the data and the program; see tests/timeline


def test_github(card: Scorecard) -> None:
    """A workflow command for each finding, on one line."""
    lines = card.to_github().splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::warning", "::warning", "::error"]
    assert lines[2].startswith("::error title=CA201 no-validator::#20 ")


def test_sarif(card: Scorecard) -> None:
    """SARIF points to the lines of the exported journal."""
    log = json.loads(card.to_sarif("run.jsonl"))
    assert list(jsonschema_rs.Draft202012Validator(SARIF).iter_errors(log)) == []
    (run,) = log["runs"]
    result = run["results"][-1]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "CA201"
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 22}


# -- from a file


def test_a_journal_is_graded_alone(tmp_path: Path) -> None:
    """An exported journal carries the truth, and gives the same scorecard as its world."""
    desk, account = ready()
    video = desk.world.track_video("tiktok", "7301234567890123456", scrape_interval_hours=6)
    for n in range(60):
        desk.get(f"/accounts/{account.id}")
        desk.poll(f"/videos/{video.id}")
        if n == 30:
            desk.world.delete(video)
        desk.wait(hours=2)
    desk.world.export(tmp_path / "run.jsonl")
    alone, whole = score(tmp_path / "run.jsonl", lag="1h"), score(desk.world, lag="1h")
    assert alone.to_dict() == whole.to_dict()
    assert codes(alone) == {"CA103", "CA201"}
    assert alone.truth == whole.truth


def test_the_first_line_is_the_truth(tmp_path: Path) -> None:
    """Scenario, seed, span and every refresh, in readable JSON."""
    desk, account = ready()
    desk.wait(days=2)
    desk.world.export(tmp_path / "run.jsonl")
    truth = json.loads((tmp_path / "run.jsonl").read_text().splitlines()[0])
    assert truth["scenario"] == "empty"
    assert truth["seed"] == 7
    (resource,) = truth["resources"]
    assert (resource["id"], resource["kind"]) == (account.id, "account")
    assert resource["refreshes"][0] == "2026-01-05T09:00:45.000000Z"
    assert len(resource["refreshes"]) == len(desk.world.refreshes(account)) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: the file is empty"),
        ("nonsense", "line 1: JSON is malformed"),
        ('{"a":1}', "line 1: not a journal that World.export wrote: it has no ground truth"),
        ('{"source":""}', "it is a recording, to be read by World.load"),
        ('{"creatoraudit_mock_journal":2}', "line 1: version 2 of the format"),
        ('{"creatoraudit_mock_journal":1}', "line 1: KeyError"),
    ],
)
def test_files_that_are_no_journals(text: str, told: str, tmp_path: Path) -> None:
    """The error says which line, and why."""
    (tmp_path / "x.jsonl").write_text(text)
    with pytest.raises(JournalError, match=re.escape(told)):
        score(tmp_path / "x.jsonl")


def test_a_damaged_line(tmp_path: Path) -> None:
    """A line that was cut short is named."""
    desk, account = ready()
    desk.poll(account)
    desk.world.export(tmp_path / "x.jsonl")
    (tmp_path / "x.jsonl").write_bytes((tmp_path / "x.jsonl").read_bytes()[:-40])
    with pytest.raises(JournalError, match="line 2: "):
        score(tmp_path / "x.jsonl")


def test_a_recorded_run_keeps_what_moved_its_clock(tmp_path: Path) -> None:
    """A run by requests is not judged by its timing when it is loaded again, either."""
    world = World("small", clock=VirtualClock(mode="per-request", step="1s"))
    desk = Desk(world)
    for _ in range(6):
        desk.poll(world.accounts[0])
    world.save(tmp_path / "run.jsonl")
    assert score(World.load(tmp_path / "run.jsonl")).findings == score(world).findings == ()


# -- clients


PLANS = st.lists(st.sampled_from(["tight", "careless", "right"]), min_size=1, max_size=4)


@given(plans=PLANS, names=st.permutations(["a", "b", "c", "d"]))
def test_clients_are_judged_by_themselves(plans: list[str], names: list[str]) -> None:
    """Neither what they are called nor who else is there changes what is found of a client."""
    world = World("empty")
    made = accounts(Desk(world), len(plans))
    desks = [Desk(world, agent=name) for name, _ in zip(names, plans, strict=False)]
    for _ in range(5):
        for plan, desk, account in zip(plans, desks, made, strict=True):
            if plan == "careless":
                desk.get(f"/accounts/{account.id}")
            else:
                desk.poll(account)
        world.clock.advance(seconds=20)
        for plan, desk, account in zip(plans, desks, made, strict=True):
            for _ in range(4 if plan == "tight" else 0):
                desk.poll(account)
    expected = {"tight": {"CA101"}, "careless": {"CA201"}, "right": set()}
    found = score(world).findings
    for plan, desk in zip(plans, desks, strict=True):
        name = desk.client.headers["user-agent"]
        own = {one.code for one in found if one.client.endswith(f", {name}")}
        assert own == expected[plan]


# -- completeness


def test_every_rule_is_checked() -> None:
    """The table of rules and the tables of checks have the same codes."""
    checked = {code for codes_, _ in CHECKS for code in codes_} | {code for code, _ in HANDOVERS}
    assert checked == set(rules())
    assert len(rules()) == 27


@pytest.mark.parametrize("rule", rules().values(), ids=str)
def test_every_rule_is_explained(rule: Rule) -> None:
    """Each has a section on the page, and all its words."""
    page = (DOCS / "rules.md").read_text()
    assert f"\n## {rule.code} {rule.name}\n" in page
    for text in (rule.summary, rule.why, rule.fix, rule.topic, rule.bad.strip(), rule.good.strip()):
        assert text
        assert text in page
    for code in (rule.bad, rule.good):
        compile(code.strip(), rule.code, "exec")


def test_every_figure_and_setting_is_explained() -> None:
    """Each has a row on the page."""
    page = (DOCS / "rules.md").read_text()
    for name in (*Figures.names(), *Settings.names()):
        assert f"\n| `{name}` | " in page


def test_every_rule_is_broken_somewhere() -> None:
    """For each rule there is a test that expects it."""
    tests = "".join(file.read_text() for file in Path(__file__).parent.glob("test_*_rules.py"))
    assert {code for code in rules() if f'"{code}"' not in tests} == set()


def test_settings_are_plain() -> None:
    """All have a default."""
    assert {field.name for field in fields(Settings)} == set(Settings.names())
    assert Settings() == Settings()
