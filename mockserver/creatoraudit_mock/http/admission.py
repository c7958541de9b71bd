"""Who may ask: a key that is known and active, not too often, and with the scope for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from creatoraudit_mock.contract import Operation
from creatoraudit_mock.http.exchange import Exchange, line
from creatoraudit_mock.http.replies import Header, Refusal, Reply
from creatoraudit_mock.http.stamp import LIMIT
from creatoraudit_mock.http.tenants import Tenant
from creatoraudit_mock.journal import Entry
from creatoraudit_mock.limits import Allowance
from creatoraudit_mock.values import SECOND, ceil_second
from creatoraudit_mock.world import KeyState

FREE: Final = "rate limit: a 304 is free"
"""The line of the trace that tells so."""
_CHALLENGE: Final = (("www-authenticate", "Bearer"),)
_CODES: Final = {401: "UNAUTHORIZED", 403: "FORBIDDEN"}
_IMPLIED: Final = {
    "admin": {"admin", "write", "read"},
    "write": {"write", "read"},
    "read": {"read"},
}


def admit(exchange: Exchange) -> None:
    """Let the request's key in, or refuse it; then count the request against its limit."""
    key = exchange.key
    if key is None:
        given = "authorization" in exchange.headers
        detail = "The API key is not known." if given else "An API key is needed."
        raise _unfit(exchange, 401, detail)
    if key.state is not KeyState.ACTIVE:
        dialect = exchange.organization.dialect
        deleted = key.state is KeyState.DELETED
        status = dialect.deleted_key if deleted else dialect.disabled_key
        raise _unfit(exchange, status, f"The API key is {key.state}.")
    if not exchange.organization.subscription_active:
        raise _unfit(exchange, 403, "The organization's subscription is not active.")
    exchange.trace.append(line("key", key.name))
    limit = key.rate_limit or exchange.organization.rate_limit
    told = exchange.tenant.limiter.take(key.name, limit, exchange.now)
    exchange.allowance = told
    exchange.trace.append(rate_line(told))
    if told.wait is not None:
        raise Refusal("RATE_LIMITED", headers=_retry_after(exchange, told.wait))


def recount(tenant: Tenant, entry: Entry) -> None:
    """Count a request of the past as it was counted when it was served.

    Of one that planned faults may have struck, the journal does not tell enough.
    """
    key = next((key for key in tenant.organization.keys.values() if key.name == entry.key), None)
    if key is None or not any(name == LIMIT for name, _ in entry.response_headers):
        return
    limit = key.rate_limit or tenant.organization.rate_limit
    told = tenant.limiter.take(key.name, limit, entry.at)
    if is_free(entry.status, tenant):
        tenant.limiter.give_back(key.name, told)


def authorize(exchange: Exchange, operation: Operation) -> None:
    """Refuse a key that lacks the scope which the operation needs."""
    if operation.scope != "write":
        return
    assert exchange.key is not None
    held = set().union(*(_IMPLIED.get(scope, set()) for scope in exchange.key.scopes))
    if "write" not in held:
        raise Refusal("INSUFFICIENT_SCOPE", "This operation needs a key with the scope write.")
    exchange.trace.append("scope write")


def settle(exchange: Exchange, reply: Reply) -> None:
    """Give back what a 304 has cost, where the dialect has it free of charge."""
    free = is_free(reply.status, exchange.tenant)
    if free and exchange.key is not None and exchange.allowance is not None:
        limiter = exchange.tenant.limiter
        exchange.allowance = limiter.give_back(exchange.key.name, exchange.allowance)
        exchange.trace.append(FREE)


def rate_line(told: Allowance, *, is_free: bool = False) -> str:
    """What the decision trace has on the limit.

    Args:
        told: what the client is told.
        is_free: whether it has been given back since what this request cost.
    """
    remaining = told.remaining - is_free
    return f"rate limit {remaining} of {told.limit} left until {told.reset}"


def is_free(status: int, tenant: Tenant) -> bool:
    """Whether the dialect does not count requests that are answered so."""
    return status == 304 and tenant.organization.dialect.not_modified == "free"  # noqa: PLR2004 - the status


def _unfit(exchange: Exchange, status: int, detail: str) -> Refusal:
    """The refusal of a key that is not let in."""
    challenged = status == 401 and exchange.organization.dialect.challenge == "present"  # noqa: PLR2004 - the status
    return Refusal(_CODES[status], detail, headers=_CHALLENGE if challenged else ())


def _retry_after(exchange: Exchange, wait: int) -> tuple[Header, ...]:
    spell = _SPELLINGS.get(exchange.organization.dialect.retry_after)
    return (("retry-after", spell(wait)),) if spell else ()


def _whole(wait: int) -> str:
    """Microseconds as seconds, a begun one counted."""
    return str(ceil_second(wait) // SECOND)


def _decimal(wait: int) -> str:
    """Microseconds as seconds with three decimals, a begun millisecond counted."""
    seconds, micros = divmod(wait + 999, SECOND)
    return f"{seconds}.{micros // 1000:03}"


_SPELLINGS: Final[Mapping[str, Callable[[int], str]]] = {"present": _whole, "fraction": _decimal}
