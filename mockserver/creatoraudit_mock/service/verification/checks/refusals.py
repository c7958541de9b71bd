"""What must be refused, and how: keys, ids, media types, parameters, bodies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from creatoraudit_mock.contract import Dialect, Evidence, operations
from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.verification.check import Check
from creatoraudit_mock.service.verification.claims import Claim
from creatoraudit_mock.service.verification.problems import judge_problem
from creatoraudit_mock.service.verification.request import NOBODY, NOTHING, Request
from creatoraudit_mock.service.verification.session import Session, member

Status = int | Callable[[Dialect], int]
JSON: Final = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that must be answered with a status, and for 422 name the field at fault."""

    name: str
    why: str
    request: Request
    status: Status
    evidence: Evidence
    field: str = ""


def checks() -> Iterator[Check]:
    """One check for each request that must be refused."""
    for one in (*_REFUSALS, *_strangers()):
        yield check_of(one)
    yield Check(
        "refuse.path",
        "",
        "404 as a problem document for a path that does not exist",
        "assumed",
        1,
        _no_such_path,
    )


def check_of(refusal: Refusal, *, writes: bool = False) -> Check:
    """The check of one refusal."""
    operation_id = refusal.request.operation
    claims = f"refuses {refusal.why}"
    return Check(
        f"refuse.{refusal.name}",
        operation_id,
        claims,
        refusal.evidence,
        1,
        lambda session: refuse(session, refusal),
        writes,
    )


def refuse(session: Session, refusal: Refusal) -> None:
    """Ask for it, and see it refused."""
    status = refusal.status(session.dialect) if callable(refusal.status) else refusal.status
    answer = session.ask(refusal.request, status, f"for {refusal.why}", refusal.evidence)
    if refusal.field and answer.status == status == 422:  # noqa: PLR2004
        _judge_field(session, refusal, answer)


def _judge_field(session: Session, refusal: Refusal, answer: Exchange) -> None:
    faults = member(answer, "errors")
    named = [fault.get("field") for fault in faults if isinstance(fault, dict)]
    claim = Claim(
        refusal.request.operation, f"errors name the field {refusal.field}", refusal.evidence
    )
    # How deeper fields are spelled is a switch; that the name is in there is not.
    holds = any(refusal.field in re.split(r"[.\[\]]", str(name)) for name in named)
    session.decide(claim, answer, holds=holds, expected=refusal.field, seen=str(named))


def _no_such_path(session: Session) -> None:
    answer = session.plain("GET", "/no-such-path", Request(""))
    claim = Claim("", "404 for a path that does not exist", "assumed")
    session.decide(claim, answer, holds=answer.status == 404, seen=str(answer.status))  # noqa: PLR2004
    judge_problem(None, answer, session.findings)


def _strangers() -> Iterator[Refusal]:
    """Everything that has an id in its path, asked with one that nobody has."""
    for one in operations():
        names = re.findall(r"{(\w+)}", one.path)
        if names and one.method == "GET":
            request = Request(one.id, dict.fromkeys(names, NOBODY))
            why = "an id that nobody has"
            yield Refusal(f"stranger.{one.id}", why, request, 404, "documented")


def _read(operation_id: str, **params: object) -> Request:
    return Request(operation_id, params=params)


def _batch(json: object = NOTHING, content: bytes | None = None, **headers: str) -> Request:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request("batch_account_metrics", json=json, content=content, headers=sent)


def _malformed(dialect: Dialect) -> int:
    return dialect.malformed_json


def _limit(dialect: Dialect) -> int:
    return 422 if dialect.limit_out_of_range == "refuse" else 200


def _legacy_sort(dialect: Dialect) -> int:
    return 422 if dialect.bad_legacy_sort == "refuse" else 200


def _unknown(dialect: Dialect) -> int:
    return 422 if dialect.unknown_parameters == "refuse" else 200


def _most(dialect: Dialect) -> int:
    return dialect.batch_size


_ACCOUNTS: Final = "list_accounts"
_ONE: Final = {"account_ids": [NOBODY]}
_TOO_MANY: Final = [f"00000000-0000-4000-8000-{number:012}" for number in range(201)]
_IMAGE: Final = {"accept": "image/png"}
_TEXT: Final = {"content-type": "text/plain"}

_REFUSALS: Final = (
    Refusal("no_key", "no key", Request("get_whoami", anonymous=True), 401, "documented"),
    Refusal("no_key_list", "no key", Request(_ACCOUNTS, anonymous=True), 401, "documented"),
    Refusal(
        "unknown_key",
        "a key that does not exist",
        Request("get_whoami", headers={"authorization": "Bearer no-such-key"}),
        401,
        "documented",
    ),
    Refusal(
        "scheme",
        "another scheme than Bearer",
        Request("get_whoami", headers={"authorization": "Basic bm86bm8="}),
        401,
        "inferred",
    ),
    Refusal(
        "accept", "an Accept without JSON", Request("get_whoami", headers=_IMAGE), 406, "documented"
    ),
    Refusal(
        "accept_list",
        "an Accept without JSON",
        Request(_ACCOUNTS, headers=_IMAGE),
        406,
        "documented",
    ),
    Refusal(
        "content_type",
        "a body that is not called JSON",
        _batch(content=b"{}", content_type="text/plain"),
        415,
        "documented",
    ),
    Refusal(
        "malformed",
        "a body that is no JSON",
        _batch(content=b"{", content_type="application/json"),
        _malformed,
        "assumed",
    ),
    Refusal(
        "id",
        "an id that is none",
        Request("get_account", {"account_id": "x"}),
        lambda dialect: dialect.malformed_id,
        "assumed",
    ),
    Refusal("limit", "limit=0", _read(_ACCOUNTS, limit=0), _limit, "inferred", "limit"),
    Refusal("limit_high", "limit=201", _read(_ACCOUNTS, limit=201), _limit, "inferred", "limit"),
    Refusal(
        "limit_search", "limit=26", _read("search", q="a", limit=26), _limit, "inferred", "limit"
    ),
    Refusal(
        "limit_top", "limit=26", _read("list_top_creators", limit=26), _limit, "inferred", "limit"
    ),
    Refusal(
        "platform",
        "a platform that is none",
        _read(_ACCOUNTS, platform="myspace"),
        422,
        "documented",
        "platform",
    ),
    Refusal(
        "order_by",
        "a sort key that is none",
        _read(_ACCOUNTS, order_by="nonsense"),
        422,
        "inferred",
        "order_by",
    ),
    Refusal(
        "order_direction",
        "a direction that is none",
        _read("list_videos", order_direction="sideways"),
        422,
        "inferred",
        "order_direction",
    ),
    Refusal(
        "sort",
        "a legacy sort that is none",
        _read(_ACCOUNTS, sort="-nonsense"),
        _legacy_sort,
        "assumed",
        "sort",
    ),
    Refusal(
        "boolean",
        "is_active=perhaps",
        _read(_ACCOUNTS, is_active="perhaps"),
        422,
        "inferred",
        "is_active",
    ),
    Refusal(
        "cursor",
        "a cursor that is made up",
        _read(_ACCOUNTS, cursor="made-up"),
        lambda dialect: dialect.tampered_cursor,
        "assumed",
        "cursor",
    ),
    Refusal(
        "period",
        "a period that is none",
        _read("get_overview", period="1y"),
        422,
        "inferred",
        "period",
    ),
    Refusal(
        "custom",
        "a custom period without dates",
        _read("get_organization_timeseries", period="custom"),
        422,
        "inferred",
        "start_date",
    ),
    Refusal(
        "dates",
        "a window that ends before it begins",
        _read("get_organization_analytics", start_date="2026-01-05", end_date="2026-01-01"),
        422,
        "assumed",
        "start_date",
    ),
    Refusal(
        "date",
        "a date that is none",
        _read("get_organization_analytics", start_date="yesterday", end_date="2026-01-01"),
        422,
        "inferred",
        "start_date",
    ),
    Refusal(
        "batch_empty",
        "a batch of nothing",
        _batch({"account_ids": []}),
        422,
        "inferred",
        "account_ids",
    ),
    Refusal(
        "batch_size",
        "a batch that is too large",
        _batch({"account_ids": _TOO_MANY}),
        422,
        "documented",
        "account_ids",
    ),
    Refusal("batch_member", "a batch without ids", _batch({}), 422, "inferred", "account_ids"),
    Refusal(
        "batch_id",
        "an id in a batch that is none",
        _batch({"account_ids": ["x"]}),
        422,
        "inferred",
        "account_ids",
    ),
    Refusal(
        "batch_period",
        "a period in a batch that is none",
        _batch({**_ONE, "period": "1y"}),
        422,
        "inferred",
        "period",
    ),
    Refusal("batch_body", "a body that is no object", _batch([]), 422, "inferred"),
    Refusal(
        "parameter",
        "a parameter that does not exist",
        _read(_ACCOUNTS, no_such="1", limit=1),
        _unknown,
        "assumed",
    ),
)
