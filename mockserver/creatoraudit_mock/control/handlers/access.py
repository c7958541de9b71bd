"""Who may ask, and how often: keys, rate limits, quota, subscription."""

from __future__ import annotations

from msgspec import UnsetType

from creatoraudit_mock.control.answers import KeyShown, SubscriptionShown
from creatoraudit_mock.control.bodies import AddKey, SetKey, SetQuota, SetRateLimit, SetSubscription
from creatoraudit_mock.control.call import Call
from creatoraudit_mock.control.handlers.worlds import NO_CONTENT
from creatoraudit_mock.control.views import keys_shown, quota_shown, rate_shown
from creatoraudit_mock.http.replies import Reply, json


def list_keys(call: Call) -> Reply:
    """All keys, oldest first."""
    return json(keys_shown(call.registry, call.world))


def add_key(call: Call) -> Reply:
    """Issue another one."""
    wish: AddKey = call.body
    call.world.add_key(wish.name, *wish.scopes)
    return json(_key(call, wish.name), status=201)


def set_key(call: Call) -> Reply:
    """Disable, re-enable or delete one."""
    wish: SetKey = call.body
    call.world.set_key(call.path["key"], wish.state)
    return json(_key(call, call.path["key"]))


def get_rate_limit(call: Call) -> Reply:
    """What holds for keys that have no limit of their own."""
    return json(rate_shown(call.world.organization.rate_limit))


def set_rate_limit(call: Call) -> Reply:
    """Change it; it holds for the very next request."""
    _limit(call)
    return get_rate_limit(call)


def set_key_rate_limit(call: Call) -> Reply:
    """Give one key a limit of its own."""
    _limit(call, call.path["key"])
    return json(_key(call, call.path["key"]))


def get_quota(call: Call) -> Reply:
    """How many accounts may be tracked, and how many are."""
    return json(quota_shown(call.world))


def set_quota(call: Call) -> Reply:
    """Change how many may be."""
    wish: SetQuota = call.body
    call.world.set_quota(wish.accounts)
    return get_quota(call)


def get_subscription(call: Call) -> Reply:
    """Whether it is in force."""
    return json(SubscriptionShown(active=call.world.organization.subscription_active))


def set_subscription(call: Call) -> Reply:
    """Let it lapse or resume."""
    wish: SetSubscription = call.body
    call.world.set_subscription(active=wish.active)
    return get_subscription(call)


def lose_replica(call: Call) -> Reply:
    """Forget all idempotency keys."""
    call.world.lose_replica()
    return NO_CONTENT


def _limit(call: Call, key: str | None = None) -> None:
    wish: SetRateLimit = call.body
    window = None if isinstance(wish.window, UnsetType) else wish.window
    call.world.set_rate_limit(wish.requests, window, key)


def _key(call: Call, name: str) -> KeyShown:
    return next(one for one in keys_shown(call.registry, call.world) if one.name == name)
