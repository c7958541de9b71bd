"""The scorecard: how well a program polled, judged from the journal and the truth.

`score(world)` gives findings, like a linter's, and figures. Nothing here needs pytest.
"""

from creatoraudit_mock.scorecard.card import NotClean, Scorecard
from creatoraudit_mock.scorecard.catalogue import Level, Rule, chosen, rule, rules
from creatoraudit_mock.scorecard.deliveries import Handed
from creatoraudit_mock.scorecard.figures import Figures, Ideal
from creatoraudit_mock.scorecard.files import JournalError, journal_lines
from creatoraudit_mock.scorecard.findings import Finding
from creatoraudit_mock.scorecard.grading import score, timeline_of
from creatoraudit_mock.scorecard.reports.pages import rule_page
from creatoraudit_mock.scorecard.reports.text import rich_rule
from creatoraudit_mock.scorecard.settings import Settings
from creatoraudit_mock.scorecard.truth import Truth

__all__ = [
    "Figures",
    "Finding",
    "Handed",
    "Ideal",
    "JournalError",
    "Level",
    "NotClean",
    "Rule",
    "Scorecard",
    "Settings",
    "Truth",
    "chosen",
    "journal_lines",
    "rich_rule",
    "rule",
    "rule_page",
    "rules",
    "score",
    "timeline_of",
]
