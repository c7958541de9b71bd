"""What is worked out from a contract lives as long as the contract, and no longer."""

import gc
import weakref

from creatoraudit_mock import Dialect, World
from creatoraudit_mock.contract import contract_in, operations_of
from wire import wire

READS = ("/accounts?limit=1", "/openapi.json", "/docs", "/accounts/x", "/search?q=a")


def test_a_dialect_that_nobody_speaks_is_forgotten() -> None:
    """With its last world goes all that was compiled for a dialect, so worlds may be many."""
    world = World(dialect=Dialect(timestamps="microseconds", delete_status=200))
    with wire(world) as client:
        for path in READS:
            client.get(path)
        client.post("/creators", json={"name": "Ada"})
    contract = weakref.ref(world.contract)

    del world, client
    contract_in.cache_clear()
    gc.collect()

    assert contract() is None


def test_nothing_is_worked_out_twice() -> None:
    """Asked again, a contract gives the same operations."""
    contract = contract_in(Dialect())

    assert operations_of(contract) is operations_of(contract)
