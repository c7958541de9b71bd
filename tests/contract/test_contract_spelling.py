"""How an answer names the field of a fault, in each dialect."""

from typing import Literal

import pytest

from creatoraudit_mock.contract import Dialect, FieldError, operation, spelled

Style = Literal["bare", "located", "brackets"]

ROWS = [
    ("get_account", FieldError("account_id", "x"), "path.account_id", "account_id"),
    ("list_accounts", FieldError("limit", "x"), "query.limit", "limit"),
    ("create_creator", FieldError("Idempotency-Key", "x"), "header.Idempotency-Key", None),
    ("create_creator", FieldError("name", "x"), "body.name", "name"),
    ("create_creator", FieldError("metadata.a.b", "x"), "body.metadata.a.b", "metadata[a.b]"),
    ("create_creator", FieldError("body", "x"), "body", "body"),
    ("batch_video_metrics", FieldError("video_ids.3", "x"), "body.video_ids.3", "video_ids[3]"),
    # Only where it was found can tell of a parameter that the contract does not have.
    ("create_creator", FieldError("name", "x", "query"), "query.name", "name"),
    ("create_creator", FieldError("body", "x", "query"), "query.body", "body"),
    ("list_accounts", FieldError("a.b", "x", "query"), "query.a.b", "a.b"),
    ("list_accounts", FieldError("", "x", "query"), "query.", ""),
]


def told(operation_id: str, error: FieldError, style: Style) -> str:
    """The field as a dialect names it."""
    return spelled(operation(operation_id, Dialect(error_fields=style)), error).field


@pytest.mark.parametrize(("operation_id", "error", "located", "bracketed"), ROWS)
def test_spelling(
    operation_id: str, error: FieldError, located: str, bracketed: str | None
) -> None:
    """A field stands alone, behind its location, or with brackets around what is inside."""
    assert told(operation_id, error, "bare") == error.field
    assert told(operation_id, error, "located") == located
    assert told(operation_id, error, "brackets") == (bracketed or error.field)


def test_the_message_stays() -> None:
    """Only the field is spelled anew."""
    one = operation("list_accounts", Dialect(error_fields="located"))
    assert spelled(one, FieldError("limit", "must be an integer")).message == "must be an integer"
