"""What each switch of the dialect is asked, and what its values answer, area by area."""

from answers import collections, figures, refusals, replies, retries, tracking
from wire import Answers

ANSWERS: Answers = {
    name: answer
    for area in (refusals, replies, retries, collections, tracking, figures)
    for name, answer in area.ANSWERS.items()
}
"""All of them."""
