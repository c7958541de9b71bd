"""What is refused, and how."""

from __future__ import annotations

import re
from typing import Final, Literal
from urllib.parse import urlsplit

from creatoraudit_mock.service.learning.desk import UNKNOWN_ID, Desk, fact
from creatoraudit_mock.service.learning.unlearned import (
    NoneOfThese,
    NotSeen,
    by_status,
    code_of,
    member,
    pick,
)

BATCH: Final = "/accounts/metrics"
_JSON: Final = {"content-type": "application/json"}
_SUFFIXED: Final = {"content-type": "application/vnd.creatoraudit+json"}


def malformed_json(desk: Desk) -> int:
    """What a batch whose body is no JSON gets."""
    answer = desk.ask("POST", BATCH, content=b"{", headers=_JSON)
    return by_status({400: 400, 422: 422}, answer)


def error_fields(desk: Desk) -> str:
    """How the member of a list is named that is no id."""
    answer = desk.ask("POST", BATCH, json={"account_ids": ["no-uuid"]})
    names = [error.get("field") for error in member(answer, "errors")]
    spellings = {
        "account_ids.0": "bare",
        "body.account_ids.0": "located",
        "account_ids[0]": "brackets",
    }
    return pick(spellings, ", ".join(map(str, names)), "the field at fault")


def instance(desk: Desk) -> str:
    """What a problem says that it happened at."""
    answer = desk.get(f"/accounts/{UNKNOWN_ID}")
    shown = member(answer, "instance")
    path = urlsplit(desk.base_url).path + answer.path
    if shown == path:
        return "path"
    if isinstance(shown, str) and re.sub(r"\{[^{}]+\}", UNKNOWN_ID, shown) == path:
        return "template"
    raise NoneOfThese(f"instance is {shown!r} at {path}")


def wrong_method(desk: Desk) -> int:
    """What a method gets that a path does not have."""
    answer = desk.ask("PUT", "/whoami", harmless=True)
    return by_status({405: 405, 404: 404}, answer)


def malformed_id(desk: Desk) -> int:
    """What an id gets that is none."""
    return by_status({422: 422, 404: 404}, desk.get("/accounts/no-uuid"))


def challenge(desk: Desk) -> str:
    """Whether a 401 says what kind of key is needed."""
    answer = desk.ask("GET", "/whoami", key="unknown")
    if answer.status != 401:  # noqa: PLR2004 - the status
        raise NoneOfThese(f"an unknown key is answered {answer.status}")
    return "absent" if answer.header("www-authenticate") is None else "present"


def unknown_parameters(desk: Desk) -> str:
    """What a parameter gets that there is not."""
    answer = desk.get("/accounts", limit=1, creatoraudit_mock=1)
    return by_status({200: "ignore", 422: "refuse"}, answer)


def json_types(desk: Desk) -> str:
    """Whether a media type that ends in +json passes for JSON."""
    answer = desk.ask("POST", BATCH, json={"account_ids": [UNKNOWN_ID]}, headers=_SUFFIXED)
    return by_status({415: "exact", 200: "suffix"}, answer)


def problem_accept(desk: Desk) -> str:
    """Whether those that accept nothing but problems are served."""
    answer = desk.ask("GET", "/whoami", headers={"accept": "application/problem+json"})
    return by_status({406: "refuse", 200: "accept"}, answer)


# -- with other keys


@fact
def _limited(desk: Desk) -> str:
    """The name of the key that may only read; it certainly may not write."""
    gone = desk.ask("DELETE", f"/creators/{UNKNOWN_ID}", key="limited", harmless=True)
    if code_of(gone) != "INSUFFICIENT_SCOPE":
        raise NotSeen(f"the key of --limited-key-env may write, or is refused ({gone.status})")
    return "limited"


def scope_check(desk: Desk) -> str:
    """What a key without the scope gets for a create whose body is no JSON."""
    answer = desk.ask(
        "POST", "/creators", key=_limited(desk), harmless=True, content=b"{", headers=_JSON
    )
    orders = {403: "before-body", 400: "after-body", 422: "after-body"}
    return by_status(orders, answer)


def batch_scope(desk: Desk) -> str:
    """What a batch gets with a key that may only read."""
    answer = desk.ask("POST", BATCH, key=_limited(desk), json={"account_ids": [UNKNOWN_ID]})
    seen = (answer.status, code_of(answer) if answer.status == 403 else None)  # noqa: PLR2004
    needed: dict[tuple[int, str | None], Literal["read", "write"]] = {
        (200, None): "read",
        (403, "INSUFFICIENT_SCOPE"): "write",
    }
    return pick(needed, seen, "the answer to a batch")


def disabled_key(desk: Desk) -> int:
    """What a disabled key gets."""
    return _of_unfit(desk, "disabled")


def deleted_key(desk: Desk) -> int:
    """What a deleted key gets."""
    return _of_unfit(desk, "deleted")


def _of_unfit(desk: Desk, key: str) -> int:
    answer = desk.ask("GET", "/whoami", key=key)
    if answer.status == 200:  # noqa: PLR2004 - the status
        raise NotSeen(f"the key of --{key}-key-env is let in")
    return by_status({401: 401, 403: 403}, answer)
