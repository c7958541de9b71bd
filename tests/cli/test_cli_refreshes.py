"""`refreshes`: the scrapes to come, compared with what a world then does."""

import json
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from creatoraudit_mock import World
from creatoraudit_mock.cli.app import app
from creatoraudit_mock.values import format_instant, parse_instant


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "GITHUB_ACTIONS", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def lines(*arguments: str) -> list[str]:
    """What `refreshes` prints."""
    result = CliRunner().invoke(app, ["refreshes", *arguments])
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.splitlines()


def rows(*arguments: str) -> list[dict[str, Any]]:
    """What `refreshes --json` prints."""
    return [json.loads(line) for line in lines("--json", *arguments)]


def test_list_has_twenty_rows_in_order_of_time() -> None:
    """Without options the next twenty scrapes are listed, the first one first."""
    instants = [line.split()[0] for line in lines()[1:]]
    assert len(instants) == 20
    assert instants == sorted(instants)


def test_columns_are_aligned_whatever_the_names() -> None:
    """Every column begins where its header does."""
    header, *table = lines("--scenario", "flaky", "--count", "60")
    starts = [header.index(name) for name in header.replace("virtual time", "virtual").split()]
    for line in table:
        assert [line[at - 1] for at in starts[1:]] == [" "] * 4
        assert " " not in [line[at] for at in starts]


@pytest.mark.parametrize("seed", [0, 5])
def test_refreshes_come_true(seed: int) -> None:
    """What is foretold for each resource of a stormy world is what then happens to it."""
    foretold = rows("--scenario", "flaky", "--seed", str(seed), "--days", "9")
    world = World("flaky", seed=seed)
    world.clock.advance(days=9)
    for handle in (*world.accounts, *world.videos):
        expected = [
            row["at"] for row in foretold if (row["id"], row["outcome"]) == (handle.id, "refreshed")
        ]
        happened = (parse_instant(moment) for moment in world.refreshes(handle))
        assert expected == [format_instant(at) for at in happened if at > world.started]


def test_all_outcomes_are_told() -> None:
    """Scrapes that will fail, or find nothing, are listed as such."""
    outcomes = {row["outcome"] for row in rows("--scenario", "flaky", "--days", "3")}
    assert outcomes == {"refreshed", "failed", "unavailable"}


def test_days_is_a_horizon() -> None:
    """`--days` lists all scrapes of the days after the start, and no other."""
    listed = rows("--start", "2027-06-01T00:00:00Z", "--days", "2")
    assert min(row["at"] for row in listed) > "2027-06-01T00:00:00Z"
    assert "2027-06-02T23:00:00Z" < max(row["at"] for row in listed) <= "2027-06-03T00:00:00Z"


def test_user_name_stands_for_accounts_on_both_platforms() -> None:
    """A user name selects its accounts wherever it is known, with or without `@`."""
    listed = rows("@Stormy_1", "--scenario", "flaky", "--days", "3")
    assert {(row["platform"], row["username"]) for row in listed} == {
        ("instagram", "stormy_1"),
        ("tiktok", "stormy_1"),
    }


@pytest.mark.parametrize("name", ["id", "external_id", "shortcode"])
def test_video_is_found_under_each_of_its_names(name: str) -> None:
    """A video is selected by its id, its platform's number or its shortcode."""
    video = World("small").videos[1].fields
    listed = rows(video[name], "--count", "2")
    assert [row["external_id"] for row in listed] == [video["external_id"]] * 2
    assert {(row["type"], row["id"]) for row in listed} == {("video", video["id"])}


def test_scrapes_of_one_resource_keep_their_distance() -> None:
    """A daily account is scraped about once a day."""
    instants = [parse_instant(row["at"]) for row in rows("ada.lin", "--count", "5")]
    hour = timedelta(hours=1) // timedelta(microseconds=1)
    assert all(23 * hour < later - earlier < 25 * hour for earlier, later in pairwise(instants))


@pytest.mark.parametrize("arguments", [("--scenario", "empty"), ("old_campaign",)])
def test_nothing_scheduled_is_said_on_stderr(arguments: tuple[str, ...]) -> None:
    """Where nothing will be scraped, stdout stays empty and stderr says so."""
    result = CliRunner().invoke(app, ["refreshes", *arguments])
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "no scrape is scheduled\n"


def test_only_what_is_listed_is_worked_out(tmp_path: Path) -> None:
    """A horizon of millions of scrapes costs nothing when a few are asked for."""
    file = tmp_path / "long.toml"
    text = 'description = "x"\n[[accounts]]\nplatform = "tiktok"\nusername = "a{n}"\ncount = 300\n'
    file.write_text(text + "scrape_interval_hours = 1\n", encoding="utf-8")
    assert len(rows("--scenario", str(file), "--count", "3")) == 3
