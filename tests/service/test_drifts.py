"""Each way in which a service may drift away is found and named, and what is no drift is not."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from creatoraudit_mock import World
from creatoraudit_mock.service.verification import Verdict
from creatoraudit_mock.service.verification.reports.text import refutation
from drifting import (
    Answer,
    Drift,
    Lead,
    Question,
    as_asked,
    faithful,
    members,
    small_world,
    verified,
)


class Case(NamedTuple):
    """A drift, words that a refutation must have, and the checks that are enough to find it."""

    drift: Drift
    words: tuple[str, ...]
    lead: Lead = as_asked
    only: str = "read.list_accounts"
    writes: bool = False


def each(*names: str, change: Callable[[dict[str, Any]], None]) -> Drift:
    """Alter every object of good answers that has these members."""

    def drift(_: Question, answer: Answer) -> Answer:
        value = answer.json
        found = list(members(value, *names))
        if answer.status >= 400 or not found:
            return answer
        for one in found:
            change(one)
        return answer.saying(value)

    return drift


def accounts(change: Callable[[dict[str, Any]], None]) -> Drift:
    """Alter every account."""
    return each("username", "follower_count", change=change)


def member(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Give a member another value."""
    return lambda one: one.update({name: value})


def renamed(old: str, new: str) -> Callable[[dict[str, Any]], None]:
    """Call a member otherwise."""
    return lambda one: one.update({new: one.pop(old)})


def problems(change: Callable[[dict[str, Any]], None]) -> Drift:
    """Alter every problem document."""

    def drift(_: Question, answer: Answer) -> Answer:
        if answer.status < 400:
            return answer
        value = answer.json
        change(value)
        return answer.saying(value)

    return drift


def without_fields(one: dict[str, Any]) -> None:
    """Let the errors of a problem not say where they are."""
    for fault in one.get("errors", []):
        del fault["field"]


def where(test: Callable[[Question, Answer], bool], change: Callable[[Answer], Answer]) -> Drift:
    """Alter answers that pass a test."""
    return lambda question, answer: change(answer) if test(question, answer) else answer


def status(old: int, new: int, path: str = "") -> Drift:
    """Answer with another status."""
    return where(
        lambda question, answer: answer.status == old and path in question.path,
        lambda answer: Answer(new, answer.headers, answer.body),
    )


def always(**fields: str | None) -> Drift:
    """Send other header fields with everything."""
    return lambda _, answer: answer.headed(**fields)


def paging(change: Callable[[dict[str, Any]], None]) -> Drift:
    """Alter what pages say of their walk."""
    return each("has_next", change=change)


def tagged(tag: Callable[[Question], str]) -> Drift:
    """Derive the ETag from the request, and answer 304 by it, as if that were enough."""

    def drift(question: Question, answer: Answer) -> Answer:
        if answer.status not in {200, 304} or "etag" not in answer.headers:
            return answer
        ours = f'"{hashlib.sha256(tag(question).encode()).hexdigest()}"'
        held = question.headers.get("if-none-match", "")
        if ours in held:
            rest = answer.headed(etag=ours, content_type=None)
            return Answer(304, rest.headers, b"")
        return answer.headed(etag=ours)

    return drift


def batch_list(question: Question, answer: Answer) -> Answer:
    """Give batches as a list of rows."""
    if not question.path.endswith("/metrics") or answer.status != 200:
        return answer
    value = answer.json
    value["data"] = [{"id": name, **row} for name, row in value["data"].items()]
    return answer.saying(value)


def enveloped(change: Callable[[dict[str, Any]], Any]) -> Drift:
    """Alter the outermost object of good answers to questions about accounts."""
    return where(
        lambda question, answer: answer.status == 200 and question.path.startswith("/accounts"),
        lambda answer: answer.saying(change(answer.json)),
    )


def random_tags() -> Drift:
    """Give another tag each time; the one that was given is no longer known."""
    numbers = count()

    def drift(_: Question, answer: Answer) -> Answer:
        return answer.headed(etag=f'"{next(numbers)}"') if "etag" in answer.headers else answer

    return drift


def forget(*names: str) -> Lead:
    """Let the service overlook parameters."""

    def lead(question: Question) -> Question:
        for name in names:
            question = question.without(name)
        return question

    return lead


def unheaded(name: str) -> Lead:
    """Let the service overlook a header field."""
    return lambda question: question.unheaded(name)


def set_remaining(text: str) -> Drift:
    """Tell another rest of the rate limit."""
    return where(
        lambda _, answer: "x-ratelimit-remaining" in answer.headers,
        lambda answer: answer.headed(x_ratelimit_remaining=text),
    )


def html(_: Question, answer: Answer) -> Answer:
    """A page of a proxy instead of JSON, with its media type left as it was."""
    return Answer(answer.status, answer.headers, b"<html>") if answer.status == 200 else answer


DRIFTS: dict[str, Case] = {
    "member removed": Case(
        accounts(lambda one: one.pop("category")), ("data[].category", "missing")
    ),
    "member retyped": Case(
        accounts(member("follower_count", "12")),
        ("follower_count", "expected integer", 'string "12"'),
    ),
    "integer as a fraction": Case(
        accounts(member("view_count", 1.5)), ("view_count", "expected integer", "number 1.5")
    ),
    "member nullable": Case(accounts(member("username", None)), ("username", "seen null")),
    "member renamed": Case(
        accounts(renamed("username", "user_name")),
        ("data[].username", "user_name is new there: renamed?"),
    ),
    "enum value": Case(
        accounts(member("platform", "threads")),
        ("platform", "one of: instagram, tiktok", "threads"),
    ),
    "kind of object": Case(
        accounts(member("type", "profile")), ("data[].type", 'exactly string "account"')
    ),
    "envelope without data": Case(
        enveloped(lambda value: value["data"]), ("200 body", "GET /accounts")
    ),
    "envelope renamed": Case(
        enveloped(lambda value: {"items": value["data"]}), ("200 body data", "missing")
    ),
    "list as an object": Case(
        enveloped(lambda value: value | {"data": {"rows": value["data"]}}),
        ("body data", "expected array"),
    ),
    "another success": Case(
        status(200, 202, "/overview"),
        ("200 for a good request", "seen 202"),
        only="read.get_overview",
    ),
    "200 for nobody's id": Case(
        status(404, 200),
        ("404 for an id that nobody has", "seen 200"),
        only="refuse.stranger.get_account",
    ),
    "403 for nobody's id": Case(
        status(404, 403),
        ("404 for an id that nobody has", "seen 403 NOT_FOUND"),
        only="refuse.stranger.get_account",
    ),
    "403 without a key": Case(
        status(401, 403), ("401 for no key", "seen 403"), only="refuse.no_key"
    ),
    "400 for invalid": Case(status(422, 400), ("422 for", "seen 400"), only="refuse.platform"),
    "request id missing": Case(always(x_request_id=None), ("header X-Request-ID", "missing")),
    "request id repeated": Case(
        always(x_request_id="same"),
        ("an X-Request-ID of its own", "same again"),
        only="read.get_meta read.get_whoami request_id.own",
    ),
    "problem type": Case(
        problems(lambda one: one.update(type="https://errors/" + one["code"])),
        ("body type", "urn:creatoraudit"),
        only="refuse.platform",
    ),
    "problem code": Case(
        problems(member("code", "MISSING")),
        ("404 body code", "one of: NOT_FOUND"),
        only="refuse.stranger.get_account",
    ),
    "problem without code": Case(
        problems(lambda one: one.pop("code")), ("body code", "missing"), only="refuse.platform"
    ),
    "problem status": Case(
        problems(member("status", 499)),
        ("status repeats the status", "integer 499"),
        only="refuse.platform",
    ),
    "problem request id": Case(
        problems(member("request_id", "x")),
        ("request_id repeats X-Request-ID",),
        only="refuse.platform",
    ),
    "problem without errors": Case(
        problems(lambda one: one.pop("errors", None)),
        ("422 body errors", "missing"),
        only="refuse.platform",
    ),
    "errors without field": Case(
        problems(without_fields), ("errors[].field", "missing"), only="refuse.platform"
    ),
    "problem media type": Case(
        where(lambda _, a: a.status >= 400, lambda a: a.headed(content_type="application/json")),
        ("media type", "expected application/problem+json, seen application/json"),
        only="refuse.platform",
    ),
    "media type": Case(
        where(lambda _, a: a.status == 200, lambda a: a.headed(content_type="text/json")),
        ("200 media type", "seen text/json"),
    ),
    "no JSON": Case(html, ("200 body", "expected JSON", "<html>")),
    "has_next false too early": Case(
        paging(member("has_next", False)),
        ("has_next is true if and only if rows remain", "no more after 1 of 2"),
        only="paging",
    ),
    "has_next true for ever": Case(
        paging(lambda one: one.update(has_next=True, next_cursor=one["next_cursor"] or "x")),
        ("has_next is true if and only if rows remain", "seen more after"),
        lead=lambda question: (
            question.without("cursor") if question.query.get("cursor") == "x" else question
        ),
        only="paging",
    ),
    "has_next without cursor": Case(
        paging(member("next_cursor", None)),
        ("next_cursor is there if and only if has_next",),
        only="paging",
    ),
    "cursor overlooked": Case(
        faithful, ("no row comes twice in a walk", "again"), forget("cursor"), only="paging"
    ),
    "limit overlooked": Case(
        faithful, ("pagination.limit is the limit asked for",), forget("limit"), only="paging"
    ),
    "filter overlooked": Case(
        faithful,
        ("platform=tiktok shows only such rows", "instagram"),
        forget("platform"),
        only="filter",
    ),
    "sort overlooked": Case(
        faithful, ("sorts asc", "GET /videos"), forget("order_by", "order_direction"), only="sort"
    ),
    "total wrong": Case(
        each("total_count", change=member("total_count", 99)),
        ("no more after 2 of 99 rows",),
        only="paging",
    ),
    "Link missing": Case(always(link=None), ("header Link", "missing")),
    "Link without next": Case(
        where(
            lambda _, a: "link" in a.headers,
            lambda a: a.headed(link=a.headers["link"].split(",")[0]),
        ),
        ("Link has rel=next if and only if has_next",),
        only="paging",
    ),
    "weak ETag": Case(
        where(lambda _, a: "etag" in a.headers, lambda a: a.headed(etag="W/" + a.headers["etag"])),
        ("header ETag", "W/"),
    ),
    "ETag missing": Case(always(etag=None), ("header ETag", "missing")),
    "ETag by path": Case(
        tagged(lambda q: q.path),
        ("different representations have different ETags",),
        only="conditional.pages",
    ),
    "ETag by address": Case(
        tagged(lambda q: q.path + str(q.query)),
        ("GET /creators/{creator_id}: 200 for the ETag of what has",),
        only="write.creator",
        writes=True,
    ),
    "ETag at random": Case(
        random_tags(),
        ("the ETag changes if and only if the body does", "the same body"),
        only="conditional.again",
    ),
    "If-None-Match overlooked": Case(
        faithful,
        ("304 for the ETag that was given", "seen 200"),
        unheaded("if-none-match"),
        only="conditional.get_whoami",
    ),
    "304 with a body": Case(
        where(lambda _, a: a.status == 304, lambda a: Answer(304, a.headers, b"{}")),
        ("304 body", "expected an empty body, seen 2 bytes"),
        only="conditional.get_whoami",
    ),
    "304 without ETag": Case(
        where(lambda _, a: a.status == 304, lambda a: a.headed(etag=None)),
        ("304 header ETag", "missing"),
        only="conditional.get_whoami",
    ),
    "batch as a list": Case(
        batch_list,
        ("POST /accounts/metrics: 200 body data", "expected object", "array"),
        only="read.batch_account_metrics",
    ),
    "batch without not_found": Case(
        each("not_found", change=member("not_found", [])),
        ("not_found names what is not tracked", "seen []"),
        only="batch.accounts",
    ),
    "engagement": Case(
        each("engagement", "likes", change=member("engagement", -1)),
        ("engagement is likes, comments and shares",),
        only="window.7d",
    ),
    "days of a window": Case(
        each("period", "days", change=member("days", 8)),
        ("7d is 7 days", "days 8"),
        only="window.7d",
    ),
    "saves on TikTok": Case(
        each("saved_count", change=member("saved_count", 3)),
        ("saved_count is null on TikTok",),
        only="row.saves",
    ),
    "rate headers missing": Case(
        always(x_ratelimit_limit=None, x_ratelimit_remaining=None, x_ratelimit_reset=None),
        ("header X-RateLimit-Remaining", "missing"),
    ),
    "rate header as text": Case(set_remaining("many"), ("header X-RateLimit-Remaining", '"many"')),
    "rate never falls": Case(
        set_remaining("77"),
        ("X-RateLimit-Remaining falls with a request", "fell by 0"),
        only="rate.counts",
    ),
    "time with an offset": Case(
        accounts(lambda one: one.update(added_at=one["added_at"].replace("Z", "+00:00"))),
        ("added_at", "expected string, format date-time, pattern", "+00:00"),
    ),
    "time as a number": Case(
        accounts(member("added_at", 1767603600)), ("added_at", "integer 1767603600")
    ),
    "Date in another form": Case(
        always(date="2026-01-05T09:00:00Z"),
        ("Date is an HTTP date", "2026-01-05T"),
        only="read.get_whoami date",
    ),
    "invalid accepted": Case(
        faithful,
        ("422 for limit=0", "seen 200"),
        lambda q: q.without("limit") if q.query.get("limit") == "0" else q,
        only="refuse.limit",
    ),
    "Accept overlooked": Case(
        faithful,
        ("406 for an Accept without JSON", "seen 200"),
        unheaded("accept"),
        only="refuse.accept",
    ),
    "cursor not bound": Case(
        faithful,
        ("422 for a cursor under another filter", "seen 200"),
        lambda q: q.without("platform") if "cursor" in q.query else q,
        only="paging.bound",
    ),
    "idempotency overlooked": Case(
        faithful,
        ("the same Idempotency-Key brings the same id",),
        unheaded("idempotency-key"),
        only="write.idempotency",
        writes=True,
    ),
    "Location missing": Case(
        always(location=None), ("201 header Location", "missing"), only="write.creator", writes=True
    ),
    "delete with 202": Case(
        status(204, 202), ("204 for what is ours", "seen 202"), only="write.creator", writes=True
    ),
}


FULL = "VERIFY_FULL" in os.environ
"""Whether each drift meets the whole suite, and not only the check that is enough."""


@pytest.fixture(scope="module")
def world() -> World:
    """One for all: nothing stays behind, and its figures are worked out once."""
    return small_world()


@pytest.mark.parametrize("name", DRIFTS)
def test_a_drift_is_found_and_named(name: str, world: World, tmp_path: Path) -> None:
    """A drift is refuted, by a message that says where and what; nothing stays behind."""
    case = DRIFTS[name]
    creators = len(world.organization.creators)
    ledgers = tmp_path if case.writes else None
    report = verified(
        world, case.drift, case.lead, only=() if FULL else case.only.split(), ledgers=ledgers
    )
    told = [refutation(report, one) for one in report.of(Verdict.REFUTED)]
    assert any(all(word in line for word in case.words) for line in told), told
    assert report.fails()
    assert len(world.organization.creators) == creators
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("only", dict.fromkeys(case.only for case in DRIFTS.values()))
def test_without_drift_nothing_is_refuted(only: str, world: World, tmp_path: Path) -> None:
    """The very checks that find the drifts find nothing where there is none."""
    report = verified(world, only=only.split(), ledgers=tmp_path)
    assert [refutation(report, one) for one in report.of(Verdict.REFUTED)] == []
    assert report.of(Verdict.CONFIRMED)


def reordered(_: Question, answer: Answer) -> Answer:
    """Give members in another order."""

    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: turned(part) for name, part in reversed(value.items())}
        return [turned(part) for part in value] if isinstance(value, list) else value

    value = answer.json
    return answer if value is None else answer.saying(turned(value))


def laid_out(_: Question, answer: Answer) -> Answer:
    """Lay JSON out for people."""
    value = answer.json
    if value is None:
        return answer
    return Answer(answer.status, answer.headers, json.dumps(value, indent=2).encode())


HARMLESS: dict[str, Drift] = {
    "nothing": faithful,
    "order of members": reordered,
    "white space": laid_out,
    "new member": accounts(member("mood", "fine")),
    "new object": accounts(member("badge", {"level": 3})),
    "new header": always(x_served_by="eu-1", server="envoy"),
    "other details": problems(member("detail", "Something else, in other words.")),
    "descriptions": accounts(member("description", "Another text.")),
    "media type with parameter": where(
        lambda _, a: a.headers.get("content-type") == "application/json",
        lambda a: a.headed(content_type="application/json; charset=utf-8"),
    ),
    "later dates": always(date="Fri, 27 Nov 2026 10:11:12 GMT"),
}


def all_of_it(question: Question, answer: Answer) -> Answer:
    """Everything harmless at once."""
    for drift in HARMLESS.values():
        answer = drift(question, answer)
    return answer


HARMLESS_RUNS = [*HARMLESS.values(), all_of_it] if FULL else [all_of_it]


@pytest.mark.parametrize("drift", HARMLESS_RUNS)
def test_what_is_no_drift(drift: Drift, world: World) -> None:
    """What clients have to put up with is not refuted, by no check of the whole suite."""
    report = verified(world, drift)
    assert [refutation(report, one) for one in report.of(Verdict.REFUTED)] == []
    assert not report.stopped


def test_new_members_are_told(world: World) -> None:
    """A new member is mentioned once for each answer that has it, with its kind."""
    report = verified(world, HARMLESS["new member"], only=("read",))
    told = {(one.operation, one.place, one.kind) for one in report.additions}
    assert ("list_accounts", "200 data[].mood", "string") in told
    assert ("get_account", "200 data.mood", "string") in told
    assert not report.fails()


def test_there_are_enough_drifts() -> None:
    """The table keeps its promise: far more than twenty kinds."""
    assert len(DRIFTS) >= 50
