"""A run as a picture: a plain model, and pure functions that draw it.

`creatoraudit_mock.scorecard` makes timelines (`timeline_of(world)`, `score(world).timeline`);
`draw` makes of one a fragment of HTML for a window of virtual time, which `style` dresses and
`script` brings to life.
"""

from creatoraudit_mock.timeline.drawing import draw, script, style
from creatoraudit_mock.timeline.model import (
    Answer,
    Lane,
    Note,
    Request,
    Sighting,
    Span,
    Timeline,
)

__all__ = [
    "Answer",
    "Lane",
    "Note",
    "Request",
    "Sighting",
    "Span",
    "Timeline",
    "draw",
    "script",
    "style",
]
