"""Problem documents: one for every status that the mock can reach.

The checked client compares all members of every problem with the table; here each is reached.
"""

from collections.abc import Callable

import httpx
import pytest

from creatoraudit_mock import World
from creatoraudit_mock.http.handlers import HANDLERS
from wire import KEYS, UNKNOWN_ID, anonymous, everything, lasting, wire, world_of

Ask = Callable[[httpx.Client], httpx.Response]

NEW = {"platform": "tiktok", "username": "brand.new"}
PLAIN = {"content-type": "text/plain"}
JSON = {"content-type": "application/json"}

REFUSALS: dict[str, tuple[int, str, str, Ask]] = {
    "malformed": (
        400,
        "Bad Request",
        "The request body is not valid JSON.",
        lambda client: client.post("/accounts", content=b"{", headers=JSON),
    ),
    "unknown key": (
        401,
        "Unauthorized",
        "The API key is not known.",
        lambda client: client.get("/whoami", headers={"authorization": "Bearer x"}),
    ),
    "disabled key": (
        403,
        "Forbidden",
        "The API key is disabled.",
        lambda client: client.get(
            "/whoami", headers={"authorization": "Bearer secret-of-disabled"}
        ),
    ),
    "scope": (
        403,
        "Forbidden",
        "This operation needs a key with the scope write.",
        lambda client: client.post(
            "/accounts", json=NEW, headers={"authorization": "Bearer secret-of-reader"}
        ),
    ),
    "quota": (
        403,
        "Forbidden",
        "The quota of 2 tracked accounts is used up.",
        lambda client: client.post("/accounts", json=NEW),
    ),
    "path": (
        404,
        "Not Found",
        "There is no /v2/nowhere in this API.",
        lambda client: client.get("/nowhere"),
    ),
    "account": (
        404,
        "Not Found",
        "Account not found.",
        lambda client: client.get(f"/accounts/{UNKNOWN_ID}"),
    ),
    "video": (
        404,
        "Not Found",
        "Video not found.",
        lambda client: client.get(f"/videos/{UNKNOWN_ID}"),
    ),
    "method": (
        405,
        "Method Not Allowed",
        "The path has no such method.",
        lambda client: client.delete("/accounts"),
    ),
    "accept": (
        406,
        "Not Acceptable",
        "Only application/json can be sent, not text/csv.",
        lambda client: client.get("/accounts", headers={"accept": "text/csv"}),
    ),
    "duplicate account": (
        409,
        "Conflict",
        "The instagram account nasa is already tracked.",
        lambda client: client.post("/accounts", json={"platform": "instagram", "username": "NASA"}),
    ),
    "duplicate video": (
        409,
        "Conflict",
        "The tiktok video 7301234567890123456 is already tracked.",
        lambda client: client.post(
            "/videos", json={"platform": "tiktok", "identifier": "7301234567890123456"}
        ),
    ),
    "size": (
        413,
        "Payload Too Large",
        "The body may have 4194304 bytes at most.",
        lambda client: client.post("/accounts", content=b" " * 4_194_305, headers=JSON),
    ),
    "media type": (
        415,
        "Unsupported Media Type",
        "The request body must be application/json.",
        lambda client: client.post("/accounts", content=b"{}", headers=PLAIN),
    ),
    "value": (
        422,
        "Unprocessable Entity",
        "Request failed validation.",
        lambda client: client.get("/accounts?limit=0"),
    ),
    "batch": (
        422,
        "Unprocessable Entity",
        "Request failed validation: video_ids must have at most 200 items.",
        lambda client: client.post("/videos/metrics", json={"video_ids": [UNKNOWN_ID] * 201}),
    ),
}


@pytest.fixture
def world() -> World:
    """A world with keys of every kind, whose quota is used up."""
    return world_of(KEYS + "\n[organization]\naccount_quota = 2\n")


@pytest.mark.parametrize(("status", "title", "detail", "ask"), REFUSALS.values(), ids=REFUSALS)
def test_every_refusal_is_a_problem(
    status: int, title: str, detail: str, ask: Ask, world: World
) -> None:
    """Each refusal says what went wrong, in the API's form, and changes nothing."""
    before = everything(world)
    with wire(world) as client:
        response = ask(client)
    problem = response.json()
    assert (response.status_code, problem["status"]) == (status, status)
    assert (problem["title"], problem["detail"]) == (title, detail)
    assert everything(world) == before


def test_the_error_of_the_documentation(world: World) -> None:
    """The one validation error that the documentation shows comes out word for word."""
    with wire(world) as client:
        problem = client.post("/accounts", json={"platform": "youtube", "username": "nasa"}).json()
    assert problem["errors"] == [
        {"field": "platform", "message": "must be one of: instagram, tiktok"}
    ]
    assert problem["type"] == "urn:creatoraudit:error:validation-error"
    assert problem["instance"] == "/v2/accounts"


@pytest.mark.parametrize(
    ("url", "instance"),
    [
        (f"/accounts/{UNKNOWN_ID}?x=1&limit=0", f"/v2/accounts/{UNKNOWN_ID}"),
        ("/nowhere?x=1", "/v2/nowhere"),
        ("/n%C3%B8where", "/v2/nøwhere"),
        ("/accounts/%22", '/v2/accounts/"'),
    ],
)
def test_the_instance_is_the_path(url: str, instance: str, world: World) -> None:
    """`instance` is the concrete path with the version, without the query."""
    with wire(world) as client:
        assert client.get(url).json()["instance"] == instance


@pytest.mark.parametrize("path", ["/nowhere", "/accounts?limit=0", f"/accounts/{UNKNOWN_ID}"])
def test_head_of_a_refusal_is_a_refusal_without_a_body(path: str, world: World) -> None:
    """HEAD answers with status and headers of GET, for refusals too."""
    with wire(world, headers={"x-request-id": "one"}) as client:
        got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert lasting(head.headers) == lasting(got.headers)
    assert head.content == b""


def test_refusals_are_not_conditional(world: World) -> None:
    """No refusal carries a validator, or hints at caching."""
    with anonymous(world) as client:
        response = client.get("/whoami", headers={"if-none-match": "*"})
    assert response.status_code == 401
    assert not {"etag", "cache-control", "vary"} & response.headers.keys()


class TestFaultOfTheMock:
    """A fault of the mock itself: the client gets 500, and whoever runs the mock the cause."""

    @pytest.fixture(autouse=True)
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let reading an account break."""

        def fail(_: object) -> None:
            raise ZeroDivisionError("a fault of the mock")

        monkeypatch.setitem(HANDLERS, "get_account", fail)

    def test_in_process_the_cause_is_raised(self, world: World) -> None:
        """In-process the fault surfaces in the test, as itself."""
        with wire(world) as client, pytest.raises(ZeroDivisionError, match="a fault of the mock"):
            client.get(f"/accounts/{UNKNOWN_ID}")

    def test_it_was_answered_all_the_same(self, world: World) -> None:
        """The journal holds the 500 that a live client gets."""
        with wire(world) as client, pytest.raises(ZeroDivisionError):
            client.get(f"/accounts/{UNKNOWN_ID}")
        (entry,) = world.journal
        assert entry.status == 500
        assert entry.trace[-2:] == (
            "raised ZeroDivisionError('a fault of the mock')",
            "INTERNAL_ERROR: The service failed unexpectedly.",
        )
        assert b"a fault of the mock" not in entry.response_body

    def test_the_next_request_is_served(self, world: World) -> None:
        """A fault leaves no lock behind."""
        with wire(world) as client:
            with pytest.raises(ZeroDivisionError):
                client.get(f"/accounts/{UNKNOWN_ID}")
            assert client.get("/accounts").status_code == 200
