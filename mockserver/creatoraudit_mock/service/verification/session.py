"""A run of the suite: it asks, lets every answer be judged, and remembers what it has seen."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from creatoraudit_mock.contract import Dialect, Evidence, Operation, operations
from creatoraudit_mock.service.caller import Caller
from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.verification.answers import judge, status_evidence
from creatoraudit_mock.service.verification.claims import Claim, Findings
from creatoraudit_mock.service.verification.problems import judge_problem
from creatoraudit_mock.service.verification.reads import LISTS, READS
from creatoraudit_mock.service.verification.request import NOTHING, Request, Unobservable

if TYPE_CHECKING:
    from creatoraudit_mock.service.verification.throwaway import Throwaways

_FAILED: Final = frozenset({429, 500, 502, 503, 504})
"""Statuses of a service that is busy or in trouble: they say nothing about what was asked."""


class Session:
    """What the checks of one run share.

    `throwaways` are there only if the run may write; `failures` are answers of a service that was
    busy or in trouble.
    """

    def __init__(
        self, caller: Caller, dialect: Dialect, throwaways: Throwaways | None = None
    ) -> None:
        self._throwaways = throwaways
        self.caller = caller
        self.dialect = dialect
        self.findings = Findings()
        self.operations = {one.id: one for one in operations(dialect)}
        self.exchanges: list[Exchange] = []
        self.failures: list[Exchange] = []
        self._answers: dict[str, tuple[Request, Exchange]] = {}
        self._samples: dict[str, list[dict[str, Any]]] = {}
        self._read: set[str] = set()
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
        claim = Claim(
            operation.id, f"{status} {why}", evidence or status_evidence(operation, status)
        )
        try:
            answer = self.send(request)
        except Unobservable as error:
            self.findings.miss(claim, str(error))
            raise
        self.decide(claim, answer, holds=answer.status == status, seen=_status(answer))
        return answer

    def send(self, request: Request) -> Exchange:
        """Ask, and judge the answer by the contract, whatever its status.

        Raises:
            Unobservable: the service was busy or failed.
        """
        operation = self.operations[request.operation]
        path = operation.path.format_map(request.ids)
        answer = self.plain(operation.method, path, request)
        self.exchanges.append(answer)
        judge(operation, answer, self.findings)
        judge_problem(operation, answer, self.findings)
        if answer.status in _FAILED:
            self.failures.append(answer)
            raise Unobservable(f"the service answered {answer.status} to {answer.line}")
        return answer

    def plain(self, method: str, path: str, request: Request) -> Exchange:
        """Ask something that may be no operation; nothing is judged."""
        body = {} if request.json is NOTHING else {"json": request.json}
        return self.caller.send(
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

    def read(self, operation_id: str) -> None:
        """Ask a good request of an operation, once in a run, and remember what came.

        Raises:
            Unobservable: there is nothing to ask for, or the service failed.
        """
        if operation_id in self._read:
            return
        self._read.add(operation_id)
        request = READS[operation_id](self)
        answer = self.ask(request, 200, "for a good request")
        if answer.status == HTTPStatus.OK:
            self._answers[operation_id] = (request, answer)
            if operation_id in LISTS:
                self.keep(LISTS[operation_id], rows_of(answer))

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Rows that lists have shown, by the name of what they list."""
        (operation_id,) = (one for one, listed in LISTS.items() if listed == name)
        self.read(operation_id)
        return self._samples.get(name, [])

    def keep(self, name: str, rows: list[dict[str, Any]]) -> None:
        """Remember rows, so that others may look at them."""
        known = self._samples.setdefault(name, [])
        known += [row for row in rows if row not in known]

    def row(self, name: str, **members: Any) -> dict[str, Any]:
        """A row that a list has shown, with these members.

        Raises:
            Unobservable: it showed none.
        """
        for row in self.rows(name):
            if all(row.get(member) == value for member, value in members.items()):
                return row
        which = f" with {members}" if members else ""
        raise Unobservable(f"the organization has no {name}{which} to look at")

    def identifier(self, name: str, **members: Any) -> str:
        """The id of such a row, as text."""
        return str(self.row(name, **members)["id"])

    @property
    def throwaways(self) -> Throwaways:
        """What makes and removes creators of our own."""
        assert self._throwaways is not None, "checks that write are planned for runs that write"
        return self._throwaways

    def good_answer(self, operation_id: str) -> tuple[Request, Exchange]:
        """The first good answer to an operation, and what had been asked.

        Raises:
            Unobservable: there was none.
        """
        self.read(operation_id)
        if operation_id not in self._answers:
            raise Unobservable(f"{operation_id} has not been answered with 200")
        return self._answers[operation_id]

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
