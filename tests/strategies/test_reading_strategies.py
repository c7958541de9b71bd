"""Walks, periods and validators over HTTP: what is drawn is valid in every dialect."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as hypothesis_strategies

from creatoraudit_mock import Dialect, World
from creatoraudit_mock.contract import operations
from creatoraudit_mock.contract.parameters import parameters
from effort import effort
from pytest_creatoraudit import strategies as st
from pytest_creatoraudit.strategies import Walk
from pytest_creatoraudit.strategies.walks import _KNOWN
from wire import wire

WORLD = World("small")
WORLD.set_rate_limit(None)
ACCOUNTS = [one.id for one in WORLD.accounts]
WALKS = st.walks(min_limit=20, account_ids=ACCOUNTS, creator_ids=[one.id for one in WORLD.creators])


def getter(client: httpx.Client) -> Any:
    """How a walk asks."""

    def get(path: str, params: dict[str, Any]) -> Any:
        response = client.get(path, params=params)
        assert response.status_code == 200, response.text
        return response.json()

    return get


@effort(0.5)
@given(WALKS, st.dialects())
def test_walks_are_taken(walk: Walk, dialect: Dialect) -> None:
    """A walk comes to its end in any dialect, and no item comes twice."""
    world = World("small", dialect=dialect)
    world.set_rate_limit(None)
    with wire(world) as client:
        ids = [item["id"] for item in walk.items(getter(client))]
    assert len(ids) == len(set(ids))


@given(WALKS)
def test_the_size_of_pages_does_not_matter(walk: Walk) -> None:
    """A walk finds the same as one by the largest pages."""
    large = Walk(collection=walk.collection, params={**walk.params, "limit": 200})
    with wire(WORLD) as client:
        assert walk.items(getter(client)) == large.items(getter(client))


def test_a_walk_that_never_ends() -> None:
    """A service that always has another page is found out."""
    page = {"data": [], "pagination": {"has_next": True, "next_cursor": "same"}}
    with pytest.raises(RuntimeError, match="GET /accounts does not end"):
        Walk().items(lambda _path, _params: page)


def test_a_walk_is_told() -> None:
    """A walk shows the request that it begins with."""
    walk = Walk(collection="videos", params={"limit": 5, "q": "a"})
    assert str(walk) == "GET /videos?limit=5&q=a"


@pytest.mark.parametrize("name", st.COLLECTIONS)
def test_columns_and_filters(name: str) -> None:
    """Every sort key and filter of the contract is drawn, but for the legacy sort."""
    one = next(one for one in operations() if (one.method, one.path) == ("GET", f"/{name}"))
    declared = {parameter.name: parameter for parameter in parameters(one, "query")}
    columns, filters = _KNOWN[name]
    paging = {"limit", "cursor", "sort", "order_by", "order_direction", "include_total"}
    assert set(filters) == declared.keys() - paging
    assert set(columns) == set(declared["order_by"].schema["enum"])


@effort(0.5)
@given(st.periods(), st.dialects())
def test_periods_are_taken(period: dict[str, str], dialect: Dialect) -> None:
    """A period is valid in any dialect, as query and as members of a body."""
    with wire(World("small", dialect=dialect)) as client:
        one = ACCOUNTS[0]
        assert client.get(f"/accounts/{one}/timeseries", params=period).status_code == 200
        body = {"account_ids": [one], **period}
        assert client.post("/accounts/metrics", json=body).status_code == 200


@given(st.periods(among=["custom"], today=date(2026, 2, 1), min_days=3, max_days=5))
def test_custom_periods(period: dict[str, str]) -> None:
    """A custom period has as many days as was asked for, and ends by today."""
    first, last = (date.fromisoformat(period[name]) for name in ("start_date", "end_date"))
    assert 3 <= (last - first).days + 1 <= 5
    assert last <= date(2026, 2, 1)
    assert last > date(2026, 2, 1) - timedelta(days=366)


@given(hypothesis_strategies.data())
def test_validators_match_as_they_say(data: hypothesis_strategies.DataObject) -> None:
    """A GET is answered 304 if and only if the validator says that it matches."""
    path = f"/accounts/{ACCOUNTS[0]}"
    with wire(WORLD) as client:
        etag = client.get(path).headers["etag"]
        sent = data.draw(st.validators(etag))
        response = client.get(path, headers={"if-none-match": sent.header})
    assert response.status_code == (304 if sent.matches else 200)


@given(st.validators('"t"', forms=("tag", "list", "any", "malformed")))
def test_strong_comparison(sent: st.Validator) -> None:
    """Without the form "weak" what matches is the same where tags are compared strongly."""
    assert "W/" not in sent.header or not sent.matches


@given(st.validators('"t"', matching=True), st.validators('"t"', matching=False))
def test_validators_can_be_chosen(one: st.Validator, other: st.Validator) -> None:
    """Only those that match, or only the others."""
    assert (one.matches, other.matches) == (True, False)
