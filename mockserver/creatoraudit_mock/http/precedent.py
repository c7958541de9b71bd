"""A read that is asked for again is decided as before, until somebody changes the world.

Its bytes are the same then, and so is every decision but one: whether the key may still ask. What a
response tells of that, the date and its id are all that differs, while the answer lasts. When time
alone has made it old, what there is to see now takes its place: the precedent is renewed.
"""

from __future__ import annotations

import time

from msgspec import Struct
from msgspec.structs import replace

from creatoraudit_mock.http.admission import FREE, is_free, rate_line
from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import Header, RawHeader, Reply, Response, encoded
from creatoraudit_mock.http.stamp import number, raw_stamp, stamp
from creatoraudit_mock.http.tenants import Tenant
from creatoraudit_mock.journal import Arrival, Entry, Repeat
from creatoraudit_mock.limits import Allowance
from creatoraudit_mock.values import Instant
from creatoraudit_mock.world import RateLimit


class Precedent(Struct, eq=False):
    """A read that was decided, and how the next like it is answered."""

    first: Entry
    key: str
    limit: RateLimit
    adopted: str
    """The client's own id of the request; empty if none is taken over."""
    is_free: bool
    """Whether the answer does not count against the limit."""
    revision: int
    """The world's when it was decided."""
    until: Instant
    """When its answer has to be looked at anew."""
    status: int
    body: bytes
    fields: tuple[Header, ...]
    """The header fields of the answer after its stamp."""
    raw_fields: list[RawHeader]
    trace: tuple[tuple[str, ...], tuple[str, ...]]
    """The lines before that on the limit, and after it."""
    log: tuple[int, int]
    """Where the world's log is at present; a read adds nothing to it."""

    def holds(self, tenant: Tenant) -> bool:
        """Whether all is decided but the limit, and from `until` on what there is to see."""
        return self.revision == tenant.organization.revision and tenant.journal.has_room

    def renewed(self, reply: Reply, tenant: Tenant) -> Precedent:
        """The same with another answer, as it leaves but for its stamp."""
        free = is_free(reply.status, tenant)
        return replace(
            self,
            is_free=free,
            until=reply.until,
            status=reply.status,
            body=reply.body,
            fields=reply.headers,
            raw_fields=encoded(reply.headers),
            trace=(self.trace[0], (FREE, reply.reason) if free else (reply.reason,)),
        )

    def entry(self, index: int, repeat: Repeat) -> Entry:
        """The whole entry of a request that it was followed for."""
        told = Allowance(self.limit.requests, repeat.remaining, repeat.reset, None)
        before, after = self.trace
        return replace(
            self.first,
            index=index,
            at=repeat.at,
            status=self.status,
            response_body=self.body,
            response_headers=stamp(repeat.at, repeat.request_id, told) + self.fields,
            trace=(*before, rate_line(told, is_free=self.is_free), *after),
            log=repeat.log,
            arrival=Arrival(repeat.real, repeat.connection),
        )


def precedent(exchange: Exchange, reply: Reply, entry: Entry) -> Precedent | None:
    """What an answer is for requests like it, if it is known to last.

    Planned faults count the requests that they meet, so while there are some, each is decided.
    """
    told, key, organization = exchange.allowance, exchange.key, exchange.organization
    lasts = exchange.now < reply.until and exchange.is_read and not organization.faults
    if told is None or key is None or not lasts:
        return None
    free = is_free(reply.status, exchange.tenant)
    line = entry.trace.index(rate_line(told, is_free=free))
    fields = entry.response_headers[len(stamp(exchange.now, exchange.request_id, told)) :]
    return Precedent(
        entry,
        key.name,
        key.rate_limit or organization.rate_limit,
        exchange.adopted_id,
        free,
        organization.revision,
        reply.until,
        reply.status,
        reply.body,
        fields,
        encoded(fields),
        (entry.trace[:line], entry.trace[line + 1 :]),
        entry.log,
    )


def follow(found: Precedent, tenant: Tenant, now: Instant, connection: str) -> Response | None:
    """The response to a request with a precedent that holds, or None: its key is over the limit."""
    told = tenant.limiter.take(found.key, found.limit, now)
    if told.wait is not None:
        return None
    if found.is_free:
        told = tenant.limiter.give_back(found.key, told)
    logged = len(tenant.organization.log)
    if logged != found.log[0]:
        found.log = (logged, logged)
    request_id = number(tenant, found.adopted)
    tenant.journal.append(
        Repeat(
            found,
            now,
            request_id,
            told.remaining,
            told.reset,
            found.log,
            time.time_ns(),
            connection,
        )
    )
    headers = raw_stamp(now, request_id, told) + found.raw_fields
    return Response(found.status, headers, found.body)
