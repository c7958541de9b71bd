"""A year costs what a second costs: how many cycles a question looks at."""

from collections.abc import Callable

import pytest

from creatoraudit_mock.simulation import Hardship, Schedule, Segment, Spans, Weather
from creatoraudit_mock.values import DAY, HOUR, Chance, Stream

START = 1_767_603_600_000_000
YEARS = START + 3_650 * DAY
FAIR = Weather()


class CountingStream(Stream):
    """Counts how often it is looked at."""

    looks: int = 0

    def words(self, counter: int, sub: int = 0) -> tuple[int, ...]:
        """The same numbers."""
        self.looks += 1
        return super().words(counter, sub)


def schedule(stream: Stream, hardship: Hardship, *, forced: bool = False) -> Schedule:
    """One resource, scraped every hour."""
    first = START if forced else START + 5_000_000
    return Schedule(stream, hardship, (Segment(START, first, HOUR, forced=forced),))


OUTAGE = Weather(Spans().adding(START + DAY, YEARS + DAY))
ABSENCE = Weather(Spans(), Spans().adding(START + DAY, YEARS + DAY))
QUESTIONS: list[tuple[str, Hardship, Weather]] = [
    ("fair weather", Hardship(), FAIR),
    ("much jitter", Hardship(jitter=0.25, late=1.0), FAIR),
    ("an outage of ten years", Hardship(), OUTAGE),
    ("an absence of ten years", Hardship(), ABSENCE),
    ("nothing ever succeeds", Hardship(failed=1.0), FAIR),
    ("nothing ever succeeds, and an outage", Hardship(failed=1.0), OUTAGE),
]


@pytest.mark.parametrize(("name", "hardship", "weather"), QUESTIONS)
@pytest.mark.parametrize("ask", [Schedule.standing, Schedule.next_attempt])
def test_ten_years_are_not_walked_through(
    name: str, hardship: Hardship, weather: Weather, ask: Callable[..., object]
) -> None:
    """After 87,600 hourly cycles a question looks at a handful of them."""
    stream = CountingStream(Chance(1).digest("scrapes"))
    made = schedule(stream, hardship)
    ask(made, YEARS, weather)
    assert stream.looks <= 6, name


@pytest.mark.parametrize("hours", [1, 2, 700])
def test_in_fair_weather_a_cycle_tells_it_all(hours: int) -> None:
    """Between two scrapes the luck of one cycle says which was the last, and for how long."""
    stream = CountingStream(Chance(1).digest("scrapes"))
    standing = schedule(stream, Hardship()).standing(START + hours * HOUR + HOUR // 2, FAIR)
    assert stream.looks == 1
    assert standing.refresh is not None
    assert standing.refresh < START + hours * HOUR + HOUR // 2 < standing.until


@pytest.mark.parametrize("weather", [OUTAGE, ABSENCE, FAIR])
def test_a_forced_refresh_is_found_behind_bad_weather(weather: Weather) -> None:
    """A leap over years of failures lands on the refresh that no weather undoes."""
    stream = CountingStream(Chance(1).digest("scrapes"))
    made = schedule(stream, Hardship(failed=1.0), forced=True)
    bad = Weather(Spans().adding(START - DAY, YEARS + DAY)) if weather is FAIR else weather
    assert made.last_refresh(YEARS, bad) == START
    assert stream.looks <= 6


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"failed": 1.01}, "failed must be a share from 0 to 1, got 1.01"),
        ({"jitter": -0.1}, "jitter must be a share from 0 to 1, got -0.1"),
        ({"late": float("nan")}, "late must be a share from 0 to 1, got nan"),
        ({"skipped": 0.91}, "skipped must be at most 0.9, got 0.91"),
        ({"jitter": 0.3}, r"jitter \+ lateness must be at most 0.5 of the interval, got 0.55"),
    ],
)
def test_a_hardship_is_made_of_shares(values: dict[str, float], message: str) -> None:
    """The message names the share, its value and its bounds."""
    with pytest.raises(ValueError, match=f"^{message}$"):
        Hardship(**values)
