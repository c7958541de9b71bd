"""Whose request is it? The API key decides which world answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from creatoraudit_mock.contract import Contract, contract_in
from creatoraudit_mock.faults import FaultTally
from creatoraudit_mock.http.reading import Readings
from creatoraudit_mock.http.replies import Refusal, Reply
from creatoraudit_mock.http.retirement import notices
from creatoraudit_mock.idempotency import IdempotencyStore
from creatoraudit_mock.journal import Journal
from creatoraudit_mock.limits import RateLimiter
from creatoraudit_mock.world import Key, Organization


class Tenant:
    """One organization, the journal of the requests that it served, and what they left behind."""

    def __init__(self, organization: Organization) -> None:
        self.organization = organization
        self.journal = Journal()
        self.limiter = RateLimiter(organization.dialect.rate_window)
        self.fault_tally = FaultTally()
        self.retries: IdempotencyStore[Reply | Refusal] = IdempotencyStore()
        self.readings = Readings()
        self.request_ids = organization.chance.uuids("request")
        """The id of each request, by its place in the journal."""
        self.contract: Contract = contract_in(organization.dialect)
        self.notices = notices(organization)
        """Header fields of every response to a key that was let in."""


class Tenants:
    """All worlds behind one server.

    Args:
        tenants: the first ones.
        lobby: who answers requests without a known key when there is not exactly one tenant.
    """

    def __init__(self, tenants: Iterable[Tenant] = (), *, lobby: Tenant | None = None) -> None:
        self._lobby = lobby
        # Replaced as a whole, never changed: a server's thread may be reading them meanwhile.
        self._tenants: list[Tenant] = []
        self._aliases: dict[str, tuple[Tenant, str]] = {}
        self._found: dict[str, Tenant] = {}
        """Whose secrets have been found, so that nobody looks through a thousand worlds twice."""
        for tenant in tenants:
            self.add(tenant)
        if lobby is None and len(self._tenants) != 1:
            raise ValueError("several worlds, or none, need a lobby for requests without a key")

    def __iter__(self) -> Iterator[Tenant]:
        return iter(self._tenants)

    def __len__(self) -> int:
        return len(self._tenants)

    def add(self, tenant: Tenant) -> dict[str, str]:
        """Serve a tenant; return the secret under which each of its keys is known here.

        A secret that another tenant already uses gets a number, so two worlds of one seed can
        live side by side.
        """
        if tenant in self._tenants:
            raise ValueError("this world is served here already: remove it before adding it again")
        secrets = {secret: self._free(secret) for secret in tenant.organization.keys}
        renamed = {known_as: (tenant, key) for key, known_as in secrets.items() if known_as != key}
        self._aliases = {**self._aliases, **renamed}
        self._tenants = [*self._tenants, tenant]
        self._found = {}
        return secrets

    @property
    def aliases(self) -> Mapping[str, tuple[Tenant, str]]:
        """The tenant and its own secret behind each secret that had to differ; never changed."""
        return self._aliases

    def restore(self, tenants: Iterable[Tenant], aliases: Mapping[str, tuple[Tenant, str]]) -> None:
        """Serve these and no others, their keys known as they were when they were served before."""
        self._tenants, self._aliases = list(tenants), dict(aliases)

    def remove(self, tenant: Tenant) -> None:
        """Serve a tenant no longer."""
        if tenant not in self._tenants:
            raise ValueError("this world is not served here: add it before removing it")
        self._tenants = [other for other in self._tenants if other is not tenant]
        self._aliases = {
            alias: owner for alias, owner in self._aliases.items() if owner[0] is not tenant
        }
        self._found = {}

    def known_as(self, tenant: Tenant, secret: str) -> str:
        """The secret under which a tenant's key is known here.

        A key that was issued after its tenant was added may have the secret of another one's.
        """
        if tenant not in self._tenants:
            raise ValueError("this world is not served here: add it first")
        owner = (tenant, secret)
        for alias, known in self._aliases.items():
            if known == owner:
                return alias
        found = self.find(secret)
        if found is None or found[0] is tenant:
            return secret
        alias = self._free(secret)
        self._aliases = {**self._aliases, alias: owner}
        self._found = {}
        return alias

    def find(self, secret: str) -> tuple[Tenant, Key] | None:
        """The tenant and key that a secret belongs to, or None."""
        if alias := self._aliases.get(secret):
            tenant, original = alias
            return tenant, tenant.organization.keys[original]
        found = self._found
        owner = found.get(secret) or self._owner(secret)
        if owner is None:
            return None
        found[secret] = owner
        return owner, owner.organization.keys[secret]

    def _owner(self, secret: str) -> Tenant | None:
        for tenant in self._tenants:
            known = secret in tenant.organization.keys
            if known and (tenant, secret) not in self._aliases.values():
                return tenant
        return None

    def _free(self, secret: str) -> str:
        """The secret, with a number if it is somebody's already."""
        taken = {key for other in self._tenants for key in other.organization.keys}
        known_as, number = secret, 1
        while known_as in taken or known_as in self._aliases:
            number += 1
            known_as = f"{secret}-{number}"
        return known_as

    @property
    def default(self) -> Tenant:
        """Who answers when no key says who: the only tenant there is, else the lobby."""
        tenants = self._tenants
        return tenants[0] if len(tenants) == 1 or self._lobby is None else self._lobby
