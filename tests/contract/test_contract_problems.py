"""The classes of problem, and their agreement with the document."""

import pytest

from creatoraudit_mock.contract import PROBLEMS, contract_in, problem

TABLE = [
    (400, "BAD_REQUEST", "bad-request", "Bad Request"),
    (401, "UNAUTHORIZED", "unauthorized", "Unauthorized"),
    (403, "FORBIDDEN", "forbidden", "Forbidden"),
    (403, "INSUFFICIENT_SCOPE", "insufficient-scope", "Forbidden"),
    (403, "QUOTA_EXCEEDED", "quota-exceeded", "Forbidden"),
    (404, "NOT_FOUND", "not-found", "Not Found"),
    (406, "NOT_ACCEPTABLE", "not-acceptable", "Not Acceptable"),
    (409, "CONFLICT", "conflict", "Conflict"),
    (415, "UNSUPPORTED_MEDIA_TYPE", "unsupported-media-type", "Unsupported Media Type"),
    (422, "VALIDATION_ERROR", "validation-error", "Unprocessable Entity"),
    (429, "RATE_LIMITED", "rate-limited", "Too Many Requests"),
    (500, "INTERNAL_ERROR", "internal-error", "Internal Server Error"),
    (502, "UPSTREAM_ERROR", "upstream-error", "Bad Gateway"),
    (503, "SERVICE_UNAVAILABLE", "service-unavailable", "Service Unavailable"),
]
UNDOCUMENTED = [
    (405, "METHOD_NOT_ALLOWED", "method-not-allowed", "Method Not Allowed"),
    (413, "PAYLOAD_TOO_LARGE", "payload-too-large", "Payload Too Large"),
    (501, "NOT_IMPLEMENTED", "not-implemented", "Not Implemented"),
]


def declared() -> set[tuple[int, str]]:
    """Status and code of every problem that the document's responses can send."""
    found = set()
    for response in contract_in().document["components"]["responses"].values():
        content = response.get("content", {}).get("application/problem+json")
        if content is not None:
            members = contract_in().resolved(content["schema"])["properties"]
            codes = members["code"].get("enum") or [members["code"]["const"]]
            found |= {(members["status"]["const"], code) for code in codes}
    return found


@pytest.mark.parametrize(("status", "code", "slug", "title"), TABLE + UNDOCUMENTED)
def test_a_problem_is_what_the_table_says(status: int, code: str, slug: str, title: str) -> None:
    """Status, type and title belong to the code."""
    found = problem(code)
    assert (found.status, found.slug, found.title) == (status, slug, title)
    assert found.type == f"urn:creatoraudit:error:{slug}"


def test_there_are_no_other_problems() -> None:
    """The table is complete, and only its additions to the API are marked as assumed."""
    assert sorted(PROBLEMS) == sorted(row[1] for row in TABLE + UNDOCUMENTED)
    assumed = {code for code, row in PROBLEMS.items() if row.evidence == "assumed"}
    assert assumed == {row[1] for row in UNDOCUMENTED}


def test_the_document_sends_each_documented_problem() -> None:
    """Responses of the document name exactly the statuses and codes of the API's table."""
    assert declared() == {(status, code) for status, code, _, _ in TABLE}


@pytest.mark.parametrize(
    ("code", "detail"),
    [
        ("VALIDATION_ERROR", "Request failed validation."),
        ("RATE_LIMITED", "Rate limit exceeded."),
    ],
)
def test_known_details_are_kept(code: str, detail: str) -> None:
    """Where an example of the API shows the sentence, it is that sentence."""
    assert problem(code).detail == detail


def test_an_unknown_code_is_refused_with_the_known_ones() -> None:
    """A wrong code raises a message that lists the right ones."""
    with pytest.raises(LookupError, match=r"no problem 'NOPE'; there are: BAD_REQUEST"):
        problem("NOPE")
