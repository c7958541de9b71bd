"""What the service would know at an instant: pure functions of (seed, plan, instant).

Nothing here is stepped: a year is as cheap as a second. `schedule` says when scrapes happen,
`platforms` what Instagram and TikTok would show, `collection` what the scrapes have brought in,
`analytics` what changed between two of them.
"""

from creatoraudit_mock.simulation.analytics import Tally, Window, gain
from creatoraudit_mock.simulation.collection import Caps, Collection, Sighting
from creatoraudit_mock.simulation.platforms import Habits, Platform, Post, Profile, lone_post
from creatoraudit_mock.simulation.schedule import (
    Attempt,
    Hardship,
    Outcome,
    Schedule,
    Segment,
    Standing,
    Weather,
)
from creatoraudit_mock.simulation.spans import Spans

__all__ = [
    "Attempt",
    "Caps",
    "Collection",
    "Habits",
    "Hardship",
    "Outcome",
    "Platform",
    "Post",
    "Profile",
    "Schedule",
    "Segment",
    "Sighting",
    "Spans",
    "Standing",
    "Tally",
    "Weather",
    "Window",
    "gain",
    "lone_post",
]
