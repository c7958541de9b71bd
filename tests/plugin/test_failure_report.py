"""What a failing test tells of the worlds that it used."""

from __future__ import annotations

import pytest

from nested import Run

pytest_plugins = ["pytester"]

FAILING = """
import httpx, pytest

@pytest.mark.creatoraudit(scenario="small", seed=7, dialect={"delete_status": 200})
def test_poller(creatoraudit_mounted):
    headers = {"Authorization": f"Bearer {creatoraudit_mounted.api_key}"}
    with httpx.Client(base_url=creatoraudit_mounted.base_url, headers=headers) as client:
        for _ in range(9):
            client.get("/health")
        etag = client.get("/accounts?limt=3").headers["etag"]
        client.get("/accounts?limt=3", headers={"If-None-Match": etag})
        creatoraudit_mounted.clock.advance(hours=25)
        client.get("/acounts")
        client.get("/accounts?limit=0")
        creatoraudit_mounted.set_rate_limit(1)
        client.get("/overview")
    assert 0
"""


def test_the_whole_report(run: Run) -> None:
    """Span, dialect, counts, last requests with their reasons, near misses, and how to replay."""
    result = run(FAILING, "--creatoraudit-dialect=timestamps=seconds")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*- creatoraudit: world 'small', seed 7 -*",
            "virtual time  2026-01-05T09:00:00Z to 2026-01-06T10:00:00Z (1 day, 1:00:00)",
            "dialect       delete_status=200",
            "requests      14 (10 x 200, 1 x 304, 1 x 404, 1 x 422, 1 x 429); the last 10:",
            "  2026-01-05T09:00:00Z GET /v2/accounts[?]limt=3 -> 200",
            "      operation list_accounts; key Default key; rate limit 599 of 600 left until *",
            "      200: no validator sent",
            "      near miss: 'limt' is no parameter of GET /accounts; the nearest is 'limit'",
            "  2026-01-05T09:00:00Z GET /v2/accounts[?]limt=3 -> 304",
            "      304: the validator matches",
            "  2026-01-06T10:00:00Z GET /v2/acounts -> 404",
            "      NOT_FOUND: There is no /v2/acounts in this API.",
            "      near miss: there is no /acounts; the nearest is GET /accounts",
            "  2026-01-06T10:00:00Z GET /v2/accounts[?]limit=0 -> 422",
            "      refused: limit must be at least 1",
            "  2026-01-06T10:00:00Z GET /v2/overview -> 429",
            "      RATE_LIMITED: *",
            'replay        pytest "test_it.py::test_poller" --creatoraudit-seed=7 --creatoraudit-*',
        ]
    )


@pytest.mark.parametrize(
    "test",
    [
        "def test_it(creatoraudit): creatoraudit.client().get('/health')",
        "def test_it(): assert 0",
        "import pytest\n@pytest.mark.xfail\ndef test_it(creatoraudit): assert 0",
        "import pytest\ndef test_it(creatoraudit): pytest.skip('not today')",
    ],
)
def test_no_report(run: Run, test: str) -> None:
    """Tests that pass, are skipped or expected to fail tell nothing, and so do those without."""
    result = run(test, "-rA")

    assert "creatoraudit:" not in result.stdout.str()


def test_no_request(run: Run) -> None:
    """If nothing was asked, that is said, with the likely cause."""
    result = run("def test_it(creatoraudit): assert 0")

    result.stdout.fnmatch_lines(["requests      none reached this world: is it the program's *"])


def test_worlds_of_the_tests_own(run: Run) -> None:
    """A world that the test made itself is found among the variables of the failing code."""
    test = """
    from creatoraudit_mock import World

    def poll(mine):
        raise ValueError

    def test_it(creatoraudit):
        world = World("small", seed=3)
        world.client().get("/health")
        poll(world)
    """
    result = run(test)

    result.stdout.fnmatch_lines(
        [
            "*- creatoraudit: world 'empty', seed 0 -*",
            "*- creatoraudit: world 'small', seed 3, in 'world' -*",
            "requests      1 (1 x 200):",
            'replay        pytest "test_it.py::test_it"',
        ]
    )
    assert result.stdout.str().count("- creatoraudit: world") == 2


def test_failing_fixtures_report_too(run: Run) -> None:
    """An error while a fixture of the test's own is set up or torn down tells of the world."""
    test = """
    import pytest

    @pytest.fixture
    def broken(creatoraudit):
        yield
        assert 0

    def test_it(broken): pass
    """
    result = run(test)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*- creatoraudit: world 'empty', seed 0 -*"])


def test_a_broken_report_hides_nothing(run: Run) -> None:
    """If the report itself fails, the test's own failure is still seen."""
    test = """
    def test_it(creatoraudit):
        creatoraudit.started = None
        assert 0, "the test's own failure"
    """
    result = run(test)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*the test's own failure", "no report of the worlds, because of*"])


def test_the_mocks_own_faults_surface(run: Run) -> None:
    """What breaks inside the live server fails the test that caused it, whatever it asserts."""
    test = """
    import httpx, pytest
    from creatoraudit_mock.http.handlers import HANDLERS

    def fail(exchange):
        raise ZeroDivisionError("inside")

    @pytest.fixture(scope="session", autouse=True)
    def broken_mock():
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(HANDLERS, "get_health", fail)
            yield

    def test_it(creatoraudit_live):
        assert httpx.get(creatoraudit_live.base_url + "/health").status_code == 500
    """
    result = run(test)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*the mock itself failed, raised ZeroDivisionError('inside')*"])


@pytest.mark.parametrize("how", ["option", "ini"])
def test_summary(run: Run, how: str) -> None:
    """If asked for, one line says how much was simulated and how often the API was asked."""
    test = """
    def test_days(creatoraudit):
        with creatoraudit.client() as client:
            etag = client.get("/whoami").headers["etag"]
            for _ in range(29):
                creatoraudit.clock.advance(days=1)
                client.get("/whoami", headers={"If-None-Match": etag})

    def test_hours(creatoraudit):
        creatoraudit.clock.advance(days=1)

    def test_nothing():
        pass
    """
    ini = "creatoraudit_summary = true" if how == "ini" else ""
    arguments = ["--creatoraudit-summary"] if how == "option" else []
    result = run(test, *arguments, ini=ini)

    result.stdout.fnmatch_lines(
        ["creatoraudit: 30 days simulated in 0.* s of tests, 30 requests, 96 % 304, 2 worlds"]
    )


def test_no_summary(run: Run) -> None:
    """Nobody is told who did not ask, and nothing is said where nothing was simulated."""
    assert "creatoraudit:" not in run("def test_it(creatoraudit): pass").stdout.str()
    result = run("def test_it(): pass", "--creatoraudit-summary")
    assert "creatoraudit:" not in result.stdout.str()
