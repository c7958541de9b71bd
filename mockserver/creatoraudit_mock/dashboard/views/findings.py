"""What the scorecard holds against whoever polls, and the text of a rule."""

from __future__ import annotations

from typing import Any

from creatoraudit_mock.control.refusals import Refused
from creatoraudit_mock.dashboard.views.frame import frame
from creatoraudit_mock.dashboard.visit import Visit
from creatoraudit_mock.scorecard import rules
from creatoraudit_mock.scorecard.reports.lines import figure_rows


def findings(visit: Visit) -> dict[str, Any]:
    """All findings in order of occurrence, and the figures."""
    grade = visit.grades.of(visit.world)
    return {
        **frame(visit),
        "found": grade.card.findings,
        "figures": list(figure_rows(grade.card.figures)),
        "suggestions": grade.card.figures.suggestions,
        "notes": grade.card.notes,
        "graded": grade.requests,
    }


def rule(visit: Visit) -> dict[str, Any]:
    """What a rule asks for, why, and how to keep it."""
    found = rules().get(visit.call.path["code"].upper())
    if found is None:
        raise Refused(
            404, f"There is no rule {visit.call.path['code']!r}: there are {', '.join(rules())}."
        )
    return {"visit": visit, "rule": found}
