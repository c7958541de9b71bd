"""Where the settings of a world come from, and which of them wins."""

from __future__ import annotations

import pytest

from nested import Run

pytest_plugins = ["pytester"]

MARKED = """
import pytest

@pytest.mark.creatoraudit({})
def test_seen(creatoraudit):
    print("seen", creatoraudit.scenario.name, creatoraudit.seed, creatoraudit.clock.now.year,
          creatoraudit.dialect.delete_status)
"""
SEEN = MARKED.format("")
FIXTURE = """
import pytest

@pytest.fixture
def creatoraudit_{name}():
    return {value!r}
"""
INI = """
creatoraudit_scenario = "small"
creatoraudit_seed = 3
creatoraudit_start = "2028-01-01T00:00:00Z"
creatoraudit_dialect = ["delete_status=200"]
"""


def seen(result: pytest.RunResult) -> str:
    """What the test printed about its world."""
    result.assert_outcomes(passed=1)
    return next(line for line in result.outlines if "seen " in line).partition("seen ")[2]


def test_defaults(run: Run) -> None:
    """Without any setting a world is empty, of seed 0 and in a fixed year."""
    assert seen(run(SEEN, "-s")) == "empty 0 2026 204"


def test_ini(run: Run) -> None:
    """All settings can be made in the ini file."""
    assert seen(run(SEEN, "-s", ini=INI)) == "small 3 2028 200"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("scenario", "agency", "agency 3 2028 200"),
        ("seed", 4, "small 4 2028 200"),
        ("start", "2029-01-01T00:00:00Z", "small 3 2029 200"),
        ("start", None, "small 3 2026 200"),
        ("dialect", {"delete_status": 204}, "small 3 2028 204"),
        ("dialect", None, "small 3 2028 204"),
    ],
)
def test_fixtures_beat_the_ini(run: Run, name: str, value: object, expected: str) -> None:
    """Overriding a small fixture beats the ini file."""
    conftest = FIXTURE.format(name=name, value=value)
    assert seen(run(SEEN, "-s", ini=INI, conftest=conftest)) == expected


@pytest.mark.parametrize(
    ("option", "name", "value", "expected"),
    [
        ("--creatoraudit-seed=9", "seed", 4, "empty 9 2026 204"),
        ("--creatoraudit-seed=0", "seed", 4, "empty 0 2026 204"),
        ("--creatoraudit-dialect=delete_status=200", "dialect", {}, "empty 0 2026 200"),
    ],
)
def test_command_line_beats_fixtures(
    run: Run, option: str, name: str, value: object, expected: str
) -> None:
    """The command line beats overridden fixtures."""
    conftest = FIXTURE.format(name=name, value=value)
    assert seen(run(SEEN, "-s", option, conftest=conftest)) == expected


def test_marker_beats_the_command_line(run: Run) -> None:
    """The marker beats everything."""
    test = MARKED.format("seed=1, dialect='delete_status=204', scenario='small'")
    options = ("--creatoraudit-seed=9", "--creatoraudit-dialect=delete_status=200")

    assert seen(run(test, "-s", *options, ini=INI)) == "small 1 2028 204"


FILE = """
[dialect]
delete_status = 200
"""


@pytest.mark.parametrize(
    ("test", "options", "ini"),
    [
        (MARKED.format("dialect='dialect.toml'"), [], ""),
        (MARKED.format("dialect=__import__('pathlib').Path('dialect.toml')"), [], ""),
        (SEEN, ["--creatoraudit-dialect=dialect.toml"], ""),
        (SEEN, [], 'creatoraudit_dialect = ["delete_status=204", "dialect.toml"]'),
    ],
    ids=["marker", "path", "command line", "ini"],
)
def test_a_file_may_stand_for_its_switches(
    run: Run, pytester: pytest.Pytester, test: str, options: list[str], ini: str
) -> None:
    """Wherever switches are named, a TOML file of them can be; the last one wins."""
    pytester.path.joinpath("dialect.toml").write_text(FILE)
    assert seen(run(test, "-s", *options, ini=ini)) == "empty 0 2026 200"


def test_a_file_that_is_not_there(run: Run) -> None:
    """A file that cannot be read is an error that names it."""
    result = run(MARKED.format("dialect='gone.toml'"))

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*gone.toml: cannot be read: *"])


def test_fixtures_can_be_parametrized(run: Run) -> None:
    """Tests can be run with several worlds by parametrizing a small fixture."""
    test = """
    import pytest

    @pytest.mark.parametrize("creatoraudit_seed", [1, 2])
    @pytest.mark.parametrize("creatoraudit_scenario", ["small", "flaky"])
    def test_worlds(creatoraudit, creatoraudit_seed, creatoraudit_scenario):
        assert creatoraudit.seed == creatoraudit_seed
        assert creatoraudit.scenario.name == creatoraudit_scenario
    """
    run(test).assert_outcomes(passed=4)


def test_the_world_can_be_furnished(run: Run) -> None:
    """Overriding `creatoraudit` itself furnishes the world for mounted tests, too."""
    conftest = """
    import pytest

    @pytest.fixture
    def creatoraudit(creatoraudit):
        creatoraudit.track_account("tiktok", "mine")
        return creatoraudit
    """
    test = """
    def test_it(creatoraudit_mounted):
        assert [account.username for account in creatoraudit_mounted.accounts] == ["mine"]
    """
    run(test, conftest=conftest).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("ini", "complaint"),
    [
        ('creatoraudit_dialect = ["delete_status"]', "*written NAME=VALUE*; got 'delete_status'*"),
        (
            'creatoraudit_dialect = ["delete=200"]',
            "*unknown dialect switch 'delete', nearest: deleted_key; known: *",
        ),
        ('creatoraudit_scenario = "smal"', "*no such scenario; known: agency, empty*"),
    ],
)
def test_mistakes_in_the_ini(run: Run, ini: str, complaint: str) -> None:
    """A mistake in the ini file is an error that names it."""
    result = run(SEEN, ini=ini)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([complaint])


def test_environment_needs_a_mount(run: Run) -> None:
    """Variables that would lead to the real service are refused."""
    result = run("def test_it(creatoraudit_env): pass")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*needs creatoraudit_mounted or creatoraudit_live beside it*"])


@pytest.mark.parametrize("mount", ["creatoraudit_mounted", "creatoraudit_live"])
def test_environment(run: Run, mount: str) -> None:
    """The environment leads to the mount in use, and is as before after the test."""
    test = f"""
    import os

    def test_inside({mount}, creatoraudit_env):
        assert os.environ["CREATORAUDIT_BASE_URL"] == {mount}.base_url
        assert os.environ["CREATORAUDIT_API_KEY"] == {mount}.api_key

    def test_outside():
        assert not [name for name in os.environ if name.startswith("CREATORAUDIT_")]
    """
    run(test).assert_outcomes(passed=2)


def test_other_variable_names(run: Run) -> None:
    """A program's own names for the variables are a small fixture."""
    conftest = """
    import pytest

    @pytest.fixture
    def creatoraudit_variables():
        return {"api_key": "MY_TOKEN"}
    """
    test = """
    import os

    def test_it(creatoraudit_mounted, creatoraudit_env):
        assert creatoraudit_env == {"MY_TOKEN": creatoraudit_mounted.api_key}
        assert os.environ["MY_TOKEN"] == creatoraudit_mounted.api_key
    """
    run(test, conftest=conftest).assert_outcomes(passed=1)


def test_unknown_variables(run: Run) -> None:
    """A variable for something that there is not is an error that names it."""
    conftest = """
    import pytest

    @pytest.fixture
    def creatoraudit_variables():
        return {"apikey": "MY_TOKEN"}
    """
    result = run("def test_it(creatoraudit_mounted, creatoraudit_env): pass", conftest=conftest)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*for base_url and api_key; got apikey*"])
