"""A run of the suite: it asks, lets every answer be judged, and remembers what it has seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from creatoraudit_mock.contract import Dialect, Evidence, Operation, operations
from creatoraudit_mock.service.caller import Caller, Params
from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.verification.answers import judge, status_evidence
from creatoraudit_mock.service.verification.claims import Claim, Findings
from creatoraudit_mock.service.verification.problems import judge_problem

NOTHING: Final[Any] = object()
NOBODY: Final = "00000000-0000-4000-8000-000000000000"
"""An id that no resource has."""

_FAILED: Final = frozenset({429, 500, 502, 503, 504})
"""Statuses of a service that is busy or in trouble: they say nothing about what was asked."""


class Unobservable(Exception):
    """A check cannot tell anything here; the message says why."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request to an operation, before ids and base URL are filled in."""

    operation: str
    ids: Mapping[str, str] = field(default_factory=dict)
    params: Params = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = NOTHING
    content: bytes | None = None
    anonymous: bool = False


class Session:
    """What the checks of one run share.

    `answers` has the first good answer to each operation, and `samples` what lists have shown:
    rows by the name of the list.
    """

    def __init__(self, caller: Caller, dialect: Dialect) -> None:
        self.caller = caller
        self.dialect = dialect
        self.findings = Findings()
        self.operations = {one.id: one for one in operations(dialect)}
        self.exchanges: list[Exchange] = []
        self.answers: dict[str, tuple[Request, Exchange]] = {}
        self.samples: dict[str, list[dict[str, Any]]] = {}
        self._paths = {one.id: one.path for one in self.operations.values()}

    def ask(
        self, request: Request, status: int, why: str, evidence: Evidence | None = None
    ) -> Exchange:
        """Ask, and claim that the answer has this status.

        Args:
            request: what to ask.
            status: what must come.
            why: in what situation, such as `for an id that nobody has`.
            evidence: what stands behind the claim, if not what the contract says of the status.

        Raises:
            Unobservable: the service was busy or failed.
        """
        operation = self.operations[request.operation]
        answer = self.send(request)
        claim = Claim(
            operation.id, f"{status} {why}", evidence or status_evidence(operation, status)
        )
        if answer.status in _FAILED and answer.status != status:
            reason = f"the service answered {answer.status} to {answer.line}"
            self.findings.miss(claim, reason)
            raise Unobservable(reason)
        self.decide(claim, answer, holds=answer.status == status, seen=_status(answer))
        return answer

    def send(self, request: Request) -> Exchange:
        """Ask, and judge the answer by the contract, whatever its status."""
        operation = self.operations[request.operation]
        path = operation.path.format_map(request.ids)
        answer = self.plain(operation.method, path, request)
        judge(operation, answer, self.findings)
        judge_problem(operation, answer, self.findings)
        return answer

    def plain(self, method: str, path: str, request: Request) -> Exchange:
        """Ask something that may be no operation; nothing is judged."""
        body = {} if request.json is NOTHING else {"json": request.json}
        answer = self.caller.send(
            method,
            path,
            params=request.params,
            headers=request.headers,
            content=request.content,
            anonymous=request.anonymous,
            # POSTs that only read are as safe to repeat as a GET.
            repeatable=True if self._only_reads(request.operation, method) else None,
            **body,
        )
        self.exchanges.append(answer)
        return answer

    def decide(
        self,
        claim: Claim,
        exchange: Exchange | None,
        *,
        holds: bool,
        expected: str = "",
        seen: str = "",
    ) -> bool:
        """Note that a claim was tested; tell whether it held."""
        told = expected or claim.subject
        self.findings.decide(claim, holds=holds, expected=told, seen=seen, exchange=exchange)
        return holds

    def row(self, name: str, **members: Any) -> dict[str, Any]:
        """A row that a list has shown, with these members.

        Raises:
            Unobservable: it showed none.
        """
        for row in self.samples.get(name, []):
            if all(row.get(member) == value for member, value in members.items()):
                return row
        which = f" with {members}" if members else ""
        raise Unobservable(f"the organization has no {name}{which} to look at")

    def identifier(self, name: str, **members: Any) -> str:
        """The id of such a row, as text."""
        return str(self.row(name, **members)["id"])

    def good_answer(self, operation_id: str) -> tuple[Request, Exchange]:
        """The first good answer to an operation, and what had been asked.

        Raises:
            Unobservable: there was none.
        """
        if operation_id not in self.answers:
            raise Unobservable(f"{operation_id} has not been answered with 200")
        return self.answers[operation_id]

    def _only_reads(self, operation_id: str, method: str) -> bool:
        operation = self.operations.get(operation_id)
        return operation is not None and operation.method == method and operation.scope != "write"


def rows_of(answer: Exchange) -> list[dict[str, Any]]:
    """The rows of a list, if the answer is one; what else is wrong is judged elsewhere."""
    data = answer.json.get("data") if answer.is_json and isinstance(answer.json, dict) else None
    return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []


def member(answer: Exchange, *names: str) -> Any:
    """A member deep inside an answer.

    Raises:
        Unobservable: there is none.
    """
    value = answer.json if answer.is_json else None
    for name in names:
        if not isinstance(value, dict) or name not in value:
            raise Unobservable(f"{answer.line} has no member {'.'.join(names)}")
        value = value[name]
    return value


def operation_name(operation: Operation) -> str:
    """An operation as people write it, such as `GET /accounts/{account_id}`."""
    return f"{operation.method} {operation.path}"


def links(answer: Exchange) -> dict[str, str]:
    """The targets of the header `Link`, by their relations."""
    found = re.findall(r'<([^>]*)>\s*;\s*rel="?([\w ]+)"?', answer.header("link") or "")
    return {relation: target for target, relation in found}


def _status(answer: Exchange) -> str:
    code = answer.json.get("code") if answer.is_json and isinstance(answer.json, dict) else None
    return f"{answer.status} {code}" if code else str(answer.status)
