"""The classes of problem that an answer can name.

Codes and statuses are those of the table in `/api-reference/errors`, and three more that a server
cannot do without. Where no page shows a title or a type, they follow the pattern of the others:
the reason phrase of the status, and the code in kebab case.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from creatoraudit_mock.contract.document import Evidence


class Problem(NamedTuple):
    """One class of problem.

    `detail` is a sentence that fits when nothing more specific is known; `evidence` speaks of
    `title` and `slug`, and is `assumed` where the code itself is not in the API's table.
    """

    code: str
    status: int
    title: str
    detail: str
    evidence: Evidence

    @property
    def slug(self) -> str:
        """The code in kebab case."""
        return self.code.lower().replace("_", "-")

    @property
    def type(self) -> str:
        """The URN that names the class in the member `type`."""
        return f"urn:creatoraudit:error:{self.slug}"


_TABLE: Final = (
    Problem("BAD_REQUEST", 400, "Bad Request", "The request cannot be read.", "inferred"),
    Problem("UNAUTHORIZED", 401, "Unauthorized", "A valid API key is needed.", "inferred"),
    Problem("FORBIDDEN", 403, "Forbidden", "The API key may not be used.", "inferred"),
    Problem("INSUFFICIENT_SCOPE", 403, "Forbidden", "The API key lacks the scope.", "inferred"),
    Problem("QUOTA_EXCEEDED", 403, "Forbidden", "No further account can be tracked.", "documented"),
    Problem("NOT_FOUND", 404, "Not Found", "Resource not found.", "documented"),
    Problem("NOT_ACCEPTABLE", 406, "Not Acceptable", "Only JSON can be sent.", "inferred"),
    Problem("CONFLICT", 409, "Conflict", "The present state forbids this.", "inferred"),
    Problem(
        "UNSUPPORTED_MEDIA_TYPE",
        415,
        "Unsupported Media Type",
        "The request body must be application/json.",
        "inferred",
    ),
    Problem(
        "VALIDATION_ERROR",
        422,
        "Unprocessable Entity",
        "Request failed validation.",
        "documented",
    ),
    Problem("RATE_LIMITED", 429, "Too Many Requests", "Rate limit exceeded.", "documented"),
    Problem(
        "INTERNAL_ERROR",
        500,
        "Internal Server Error",
        "The service failed unexpectedly.",
        "inferred",
    ),
    Problem("UPSTREAM_ERROR", 502, "Bad Gateway", "An upstream provider failed.", "inferred"),
    Problem(
        "SERVICE_UNAVAILABLE",
        503,
        "Service Unavailable",
        "The service is unavailable for now.",
        "inferred",
    ),
    # Not in the API's table: flagged so that no client check rests on them.
    Problem(
        "METHOD_NOT_ALLOWED",
        405,
        "Method Not Allowed",
        "The path has no such method.",
        "assumed",
    ),
    Problem("PAYLOAD_TOO_LARGE", 413, "Payload Too Large", "The body is too large.", "assumed"),
    Problem("NOT_IMPLEMENTED", 501, "Not Implemented", "The mock does not do this.", "assumed"),
)

PROBLEMS: Final[Mapping[str, Problem]] = MappingProxyType({row.code: row for row in _TABLE})
"""Every class of problem by its code."""


def problem(code: str) -> Problem:
    """Return the class of problem of that code.

    Raises:
        LookupError: there is none.
    """
    try:
        return PROBLEMS[code]
    except KeyError:
        raise LookupError(f"no problem {code!r}; there are: {', '.join(PROBLEMS)}") from None
