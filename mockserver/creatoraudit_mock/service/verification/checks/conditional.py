"""Conditional requests: strong tags, 304 without a body, and tags that follow the bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from creatoraudit_mock.contract import Evidence, operation
from creatoraudit_mock.service.exchange import Exchange
from creatoraudit_mock.service.verification.check import Check
from creatoraudit_mock.service.verification.claims import SERVICE, Claim
from creatoraudit_mock.service.verification.reads import LISTS, READS
from creatoraudit_mock.service.verification.request import Request, Unobservable
from creatoraudit_mock.service.verification.session import Session

_TWICE: Final = ("list_accounts", "get_account", "get_overview")
"""Operations that are read once more without a tag."""
_FOLLOWS: Final = Claim(SERVICE, "the ETag changes if and only if the body does", "inferred")


def checks() -> Iterator[Check]:
    """What can be told of tags without changing anything."""
    for operation_id in READS:
        if operation(operation_id).conditional:
            yield Check(
                f"conditional.{operation_id}",
                operation_id,
                "304 without a body, and the same ETag, for the ETag that was given",
                "documented",
                1,
                _unchanged(operation_id),
            )
    for operation_id in _TWICE:
        yield Check(
            f"conditional.again.{operation_id}",
            operation_id,
            "read again: the ETag has changed if and only if the body has",
            "inferred",
            1,
            _again(operation_id),
        )
    for name, (form, claims, evidence) in _FORMS.items():
        yield Check(
            f"conditional.{name}",
            "get_whoami",
            claims,
            evidence,
            1,
            _form(form, claims),
        )
    yield Check(
        "conditional.pages",
        "list_accounts",
        "different representations have different ETags",
        "inferred",
        2,
        _pages,
    )


def judge_tags(session: Session, exchanges: Sequence[Exchange]) -> None:
    """Compare whole answers of one address with each other."""
    first: dict[str, Exchange] = {}
    for one in exchanges:
        if one.method != "GET" or one.status != 200 or one.etag is None:  # noqa: PLR2004
            continue
        before = first.setdefault(one.target, one)
        if before is not one:
            _compare(session, before, one)
            first[one.target] = one


def _compare(session: Session, before: Exchange, after: Exchange) -> None:
    same = before.body == after.body
    seen = f"{before.etag} then {after.etag}, and {'the same body' if same else 'another body'}"
    expected = "the same ETag" if same else "another ETag"
    holds = (before.etag == after.etag) is same
    session.decide(_FOLLOWS, after, holds=holds, expected=expected, seen=seen)


def _unchanged(operation_id: str) -> Callable[[Session], None]:
    def run(session: Session) -> None:
        if not session.operations[operation_id].conditional:
            raise Unobservable("the dialect has no ETag here")
        request, before = session.good_answer(operation_id)
        if before.etag is None:
            raise Unobservable(f"{before.line} has no ETag")
        after = session.send(_with_tag(request, before.etag))
        if after.status == 200 and after.body != before.body:  # noqa: PLR2004
            session.decide(
                Claim(operation_id, "another body has another ETag", "inferred"),
                after,
                holds=after.etag != before.etag,
                seen=f"{after.etag} for two different bodies",
            )
            raise Unobservable("the body has changed between the two requests")
        claim = Claim(operation_id, "304 for the ETag that was given", "documented")
        session.decide(claim, after, holds=after.status == 304, seen=str(after.status))  # noqa: PLR2004
        if after.status == 304:  # noqa: PLR2004
            _not_modified(session, operation_id, before, after)

    return run


def _not_modified(session: Session, operation_id: str, before: Exchange, after: Exchange) -> None:
    claim = Claim(operation_id, "304 repeats the ETag", "inferred")
    seen = f"{before.etag} before, {after.etag} on the 304"
    session.decide(claim, after, holds=after.etag == before.etag, seen=seen)


def _again(operation_id: str) -> Callable[[Session], None]:
    def run(session: Session) -> None:
        request, before = session.good_answer(operation_id)
        after = session.ask(request, 200, "for a good request")
        if operation_id in LISTS and not session.operations[operation_id].conditional:
            raise Unobservable("the dialect has no ETag here")
        if before.etag is None or after.etag is None:
            raise Unobservable("no ETag was given")
        judge_tags(session, (before, after))

    return run


def _form(
    make: Callable[[Session, str], tuple[str, int]], claims: str
) -> Callable[[Session], None]:
    def run(session: Session) -> None:
        request, before = session.good_answer("get_whoami")
        if before.etag is None:
            raise Unobservable("get_whoami gave no ETag")
        sent, status = make(session, before.etag)
        session.ask(_with_tag(request, sent), status, f"for {claims}", "inferred")

    return run


def _pages(session: Session) -> None:
    if not session.operations["list_accounts"].conditional:
        raise Unobservable("the dialect has no ETag on lists")
    answers = [
        session.ask(
            Request("list_accounts", params={"limit": 1, "order_direction": direction}),
            200,
            "for a direction",
        )
        for direction in ("asc", "desc")
    ]
    up, down = answers
    if up.etag is None or up.body == down.body:
        raise Unobservable("both directions have the same body, or no ETag")
    claim = Claim(SERVICE, "different representations have different ETags", "inferred")
    session.decide(claim, down, holds=up.etag != down.etag, seen=f"{up.etag} for two bodies")


def _with_tag(request: Request, tag: str) -> Request:
    return replace(request, headers={**request.headers, "if-none-match": tag})


def _weak(session: Session, tag: str) -> tuple[str, int]:
    return f"W/{tag}", 304 if session.dialect.validator_comparison == "weak" else 200


_Form = Callable[[Session, str], tuple[str, int]]
_FORMS: Final[dict[str, tuple[_Form, str, Evidence]]] = {
    "other": (
        lambda _, tag: (f'"not-{tag[-9:-1]}"', 200),
        "an ETag of something else",
        "documented",
    ),
    "list": (
        lambda _, tag: (f'"something", {tag}', 304),
        "a list that has the ETag",
        "inferred",
    ),
    "any": (lambda _, _tag: ("*", 304), "an asterisk", "inferred"),
    "weak": (_weak, "the ETag marked as weak", "assumed"),
}
"""What is sent in `If-None-Match`, and what must come: RFC 9110 section 13.1.2."""
