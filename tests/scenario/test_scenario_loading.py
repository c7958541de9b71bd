"""Scenario files: what they can say, and how each kind of bad one is refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import ScenarioError, World
from creatoraudit_mock.scenario import from_text, load, names
from creatoraudit_mock.simulation import Hardship
from effort import effort

HEAD = 'description = "A test."\n'
ACCOUNT = '[[accounts]]\nplatform = "tiktok"\nusername = "a"\n'
VIDEO = '[[videos]]\nplatform = "tiktok"\nidentifier = "7301234567890123456"\n'

# Each row: what follows the description, the key that is blamed, and a part of the reason.
BAD: list[tuple[str, str | None, str]] = [
    # Not a table of ours.
    ("description", None, "is not valid TOML"),
    ("[accounts", None, "is not valid TOML"),
    ('description = "again"', None, "is not valid TOML"),
    ("colour = 1", None, "unknown field `colour`"),
    ("[organization]\ncolour = 1", "organization", "unknown field `colour`"),
    ("[hardship]\njiter = 0.5", "hardship", "unknown field `jiter`"),
    ("[[keys]]\nscopes = []", "keys[0]", "missing required field `name`"),
    (f"{ACCOUNT}colour = 1", "accounts[0]", "unknown field `colour`"),
    ('[[accounts]]\nplatform = "tiktok"', "accounts[0]", "missing required field `username`"),
    ('[[videos]]\nplatform = "tiktok"', "videos[0]", "missing required field `identifier`"),
    (
        f'{ACCOUNT}[[missing_profiles]]\nplatform = "tiktok"\nusername = "@A"',
        "missing_profiles[0].username",
        "'@A' is among [[accounts]]: give that one an unavailable_from instead",
    ),
    (
        '[[missing_profiles]]\nplatform = "vine"\nusername = "a"',
        "missing_profiles[0].platform",
        "instagram, tiktok; got 'vine'",
    ),
    ('[[outages]]\nstart = "1d"', "outages[0]", "missing required field `duration`"),
    ("accounts = 5", "accounts", "Expected `array`, got `int`"),
    (f'{ACCOUNT}scrape_interval_hours = "24"', "accounts[0].scrape_interval_hours", "`int`"),
    (f"{ACCOUNT}is_active = 1", "accounts[0].is_active", "Expected `bool`, got `int`"),
    (f"{ACCOUNT}metadata = {{ a = 1 }}", "accounts[0].metadata[...]", "Expected `str`"),
    ("start = 2026-01-05T09:00:00Z", "start", "Expected `str | null`, got `datetime`"),
    # The beginning and the settings.
    ('start = "soon"', "start", "must be ISO 8601"),
    ('start = "2026-01-05T09:00:00"', "start", "must carry an offset"),
    ('[organization]\nfirst_refresh = "fast"', "organization.first_refresh", "must look like"),
    (
        "[organization]\nmax_recent_posts_per_account = 0",
        "organization.max_recent_posts_per_account",
        "must be at least 1; got 0",
    ),
    ("[organization]\npost_lookback_days = -3", "organization.post_lookback_days", "got -3"),
    (
        f"[organization]\naccount_quota = 1\n{ACCOUNT}count = 2\n".replace('"a"', '"a{n}"'),
        "organization.account_quota",
        "at least the number of [[accounts]], 2; got 1",
    ),
    ("[organization]\naccount_quota = -1", "organization.account_quota", "got -1"),
    ("[hardship]\nfailed = 1.5", "hardship", "failed must be a share from 0 to 1, got 1.5"),
    ("[hardship]\nfailed = nan", "hardship", "failed must be a share from 0 to 1, got nan"),
    ("[hardship]\nskipped = 0.95", "hardship", "skipped must be at most 0.9, got 0.95"),
    ("[hardship]\njitter = 0.4", "hardship", "jitter + lateness must be at most 0.5"),
    ("[dialect]\nspelling = 1", "dialect", "unknown dialect switch 'spelling'"),
    ("[dialect]\ndelete_status = 418", "dialect", "must be one of: 204, 200; got 418"),
    # Keys.
    ('[[keys]]\nname = "a"\nscopes = ["root"]', "keys[0].scopes", "read, write, admin: 'root'"),
    ('[[keys]]\nname = "a"\nstate = "lost"', "keys[0].state", "active, disabled, deleted"),
    ('[[keys]]\nname = "a"\n[[keys]]\nname = "a"', "keys[1].name", "'a' is taken already"),
    (
        '[[keys]]\nname = "a"\nsecret = "s"\n[[keys]]\nname = "b"\nsecret = "s"',
        "keys[1].secret",
        "is the secret of another key",
    ),
    ('[[keys]]\nname = "a"\nsecret = "two words"', "keys[0].secret", "visible ASCII"),
    # Rate limits.
    ("[organization]\nrate_limit = 0", "organization.rate_limit", "from 1 to 2147483647 requests"),
    ('[organization]\nrate_limit = "none"', "organization.rate_limit", "Invalid enum value 'none'"),
    ('[organization]\nrate_window = "0.5s"', "organization.rate_window", "got 0.5 seconds"),
    ('[organization]\nrate_window = "400d"', "organization.rate_window", "from 1 to 366 days"),
    ('[organization]\nrate_window = "often"', "organization.rate_window", "must look like"),
    ('[[keys]]\nname = "a"\nrate_limit = -1', "keys[0].rate_limit", "requests, got -1"),
    # Creators.
    ('[[creators]]\nname = ""', "creators[0].name", "got ''"),
    ('[[creators]]\nname = "a"\ncount = 2', "creators[0].name", "'a' is taken already"),
    ('[[creators]]\nname = "a"\ncount = 0', "creators[0].count", "from 1 to 1000000, got 0"),
    # Accounts and videos.
    (ACCOUNT.replace("tiktok", "vine"), "accounts[0].platform", "instagram, tiktok; got 'vine'"),
    (ACCOUNT.replace('"a"', '"a b"'), "accounts[0].username", "got 'a b'"),
    (ACCOUNT + ACCOUNT.replace('"a"', '"@A"'), "accounts[1].username", "'a' is there already"),
    (f"{ACCOUNT}count = 2", "accounts[0].username", "use {n} in it"),
    (f"{ACCOUNT}count = 1000001", "accounts[0].count", "got 1000001"),
    (f'{ACCOUNT}creator = "x"', "accounts[0].creator", "'x' is not among [[creators]]"),
    (f"{ACCOUNT}scrape_interval_hours = 0", "accounts[0].scrape_interval_hours", "got 0"),
    (f"{ACCOUNT}followers = -1", "accounts[0].followers", "must not be negative, got -1"),
    (f'{ACCOUNT}posts_every = "5m"', "accounts[0].posts_every", "at least '1h', got '5m'"),
    (f'{ACCOUNT}history = "long"', "accounts[0].history", "must look like"),
    (f'{ACCOUNT}first_refresh = "-5s"', "accounts[0].first_refresh", "must look like"),
    (f'{ACCOUNT}added = "1d"', "accounts[0].added", "must not lie after the start, got '1d'"),
    (f'{ACCOUNT}added = "+-1d"', "accounts[0].added", "must look like"),
    (f'{ACCOUNT}added = "-200000w"', "accounts[0].added", "at most a century, got '200000w'"),
    (f'{ACCOUNT}unavailable_for = "1d"', "accounts[0].unavailable_for", "needs unavailable_from"),
    (f'{ACCOUNT}unavailable_from = "x"', "accounts[0].unavailable_from", "must look like"),
    (
        f'{ACCOUNT}unavailable_from = "1d"\nunavailable_for = "0s"',
        "accounts[0].unavailable_for",
        "must reach beyond the moment when the item is added, got '0s'",
    ),
    (
        f'{ACCOUNT}added = "-3d"\nunavailable_from = "-9d"\nunavailable_for = "6d"',
        "accounts[0].unavailable_for",
        "must reach beyond",
    ),
    (VIDEO.replace("7301234567890123456", "short"), "videos[0].identifier", "TikTok video URL"),
    (VIDEO + VIDEO, "videos[1].identifier", "is there already"),
    (f"{VIDEO}scrape_interval_hours = 169", "videos[0].scrape_interval_hours", "got 169"),
    # Outages.
    ('[[outages]]\nstart = "x"\nduration = "1h"', "outages[0].start", "must look like"),
    ('[[outages]]\nstart = "1d"\nduration = "0s"', "outages[0].duration", "longer than nothing"),
    ('[[outages]]\nstart = "1d"\nduration = ""', "outages[0].duration", "must look like"),
]


@pytest.mark.parametrize(("text", "key", "reason"), BAD)
def test_bad_files(text: str, key: str | None, reason: str) -> None:
    """Each is refused on loading, with the file, the key and the reason."""
    with pytest.raises(ScenarioError) as caught:
        from_text(HEAD + text, "bad.toml")
    error = caught.value
    assert (error.source, error.key) == ("bad.toml", key)
    assert reason in error.reason
    assert str(error) == f"bad.toml: {key}: {error.reason}" if key else "bad.toml: "


def test_a_description_is_needed() -> None:
    """Even an empty world is described."""
    with pytest.raises(ScenarioError, match="missing required field `description`"):
        from_text("")


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    """The message lists what there is and says that a file would do."""
    with pytest.raises(ScenarioError, match=r"^smal: no such .* empty, .*small; or give a \.toml"):
        load("smal")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """Missing, a folder or not text: the message says which file."""
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"\xff\xfe")
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    for path in (tmp_path / "missing.toml", folder, broken):
        with pytest.raises(ScenarioError, match="cannot be read") as caught:
            World(path)
        assert caught.value.source == str(path)


def test_a_file_is_loaded_by_its_path(tmp_path: Path) -> None:
    """A path works as `Path` and as text, and a start in the file is heeded."""
    path = tmp_path / "mine.toml"
    path.write_text(f'{HEAD}start = "2025-06-01T12:00:00Z"\n{ACCOUNT}')
    for given_ in (path, str(path)):
        world = World(given_)
        assert world.clock.now == datetime(2025, 6, 1, 12, tzinfo=UTC)
        assert [account.username for account in world.accounts] == ["a"]
    assert load(path).name == "mine"


def test_numbers_are_written_into_names() -> None:
    """`{n}` is the number of an item, `{n:3}` the same with leading zeros."""
    text = HEAD + ACCOUNT.replace('"a"', '"a_{n}.{n:3}"') + "count = 2\n"
    world = World(from_text(text))
    assert [account.username for account in world.accounts] == ["a_1.001", "a_2.002"]


def test_items_come_in_the_order_of_time() -> None:
    """Whatever the order in the file, what was added first is first; ties keep their order."""
    when = {"a": "-1d", "b": "-3d", "c": "0s", "d": "-3d"}
    tables = [
        ACCOUNT.replace('"a"', f'"{name}"') + f'added = "{at}"\n' for name, at in when.items()
    ]
    world = World(from_text(HEAD + "".join(tables)))
    assert [account.username for account in world.accounts] == ["b", "d", "a", "c"]


def test_every_setting_arrives() -> None:
    """What a file says of an account is what the API shows."""
    text = f"""{HEAD}
[organization]
first_refresh = "1h"
max_recent_posts_per_account = 9
[[creators]]
name = "Ada"
{ACCOUNT}
added = "-30m"
category = "x"
creator = "Ada"
is_active = false
scrape_interval_hours = 3
post_lookback_days = 5
metadata = {{ k = "v" }}
"""
    fields = World(from_text(text)).accounts[0].fields
    expected = {
        "category": "x",
        "creator_name": "Ada",
        "is_active": False,
        "scrape_interval_hours": 3,
        "post_lookback_days": 5,
        "effective_post_lookback_days": 5,
        "effective_max_recent_posts_per_account": 9,
        "metadata": {"k": "v"},
        "added_at": "2026-01-05T08:30:00Z",
        "last_scrape_time": None,
    }
    assert {name: fields[name] for name in expected} == expected


def test_an_absence_ends_when_the_file_says() -> None:
    """A span that began before the item was added is not moved: it ends at its own end."""
    text = f'{HEAD}{ACCOUNT}added = "-1h"\nscrape_interval_hours = 1\nunavailable_from = "-1d"\n'
    world = World(from_text(f'{text}unavailable_for = "26h"\n'))
    account = world.accounts[0]
    world.clock.advance("90m")
    assert (account.is_unavailable, account.last_scrape_time) == (True, None)
    world.clock.advance("1h")
    assert account.is_unavailable is False


def test_a_held_item_waits() -> None:
    """`held` keeps an item from its first refresh until it is released."""
    world = World(from_text(f"{HEAD}{ACCOUNT}held = true\n"))
    account = world.accounts[0]
    world.clock.advance("9d")
    assert account.last_scrape_time is None
    world.release(account)
    assert account.last_scrape_time == "2026-01-14T09:00:00Z"


def test_hardship_keeps_its_defaults() -> None:
    """Shares that a file does not name are those of `Hardship`; whole numbers will do."""
    assert from_text(HEAD).settings.hardship == Hardship()
    text = f"{HEAD}[hardship]\nfailed = 1\njitter = 0.2\n"
    assert from_text(text).settings.hardship == Hardship(failed=1, jitter=0.2)


def test_keys_are_derived_from_the_seed_unless_given() -> None:
    """Without `[[keys]]` there is one with all scopes; a given secret is kept."""
    assert len(World(seed=1).organization.keys) == 1
    assert World(seed=1).api_key == World(seed=1).api_key != World(seed=2).api_key
    text = f'{HEAD}[[keys]]\nname = "a"\nsecret = "s"\nscopes = ["read"]\nstate = "disabled"\n'
    key = World(from_text(text)).organization.keys["s"]
    assert (key.name, sorted(key.scopes), str(key.state)) == ("a", ["read"], "disabled")
    assert "'s'" not in repr(key)


def _parts() -> Iterator[str]:
    yield from (text for text, _, _ in BAD)
    yield from (ACCOUNT, VIDEO, HEAD, "[organization]\n", "[hardship]\nfailed = 1\n")


@effort(5)
@given(st.lists(st.sampled_from([*_parts()]), max_size=4), st.text(max_size=20))
def test_any_file_begins_a_world_or_is_refused(parts: list[str], junk: str) -> None:
    """Whatever is in a file, it is either a world that shows itself or a `ScenarioError`."""
    for text in ("\n".join([HEAD, *parts]), "\n".join([*parts, junk])):
        try:
            scenario = from_text(text)
        except ScenarioError as error:
            assert error.reason  # noqa: PT017 - either outcome is fine
        else:
            world = World(scenario)
            assert all(item.fields for item in [*world.accounts, *world.videos])


def test_shipped_names_are_sorted() -> None:
    """The five scenarios of the package are found."""
    assert names() == ["agency", "empty", "first-refresh", "flaky", "small"]
