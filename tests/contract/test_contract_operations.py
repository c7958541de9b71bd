"""The table of operations: which there are, what they need and what they answer."""

import pytest

from creatoraudit_mock.contract import Operation, operation, operations

# The whole surface, written out: a change of it has to be made twice.
SURFACE = """
get_health                   GET    /health                                      none
get_meta                     GET    /meta                                        none
get_openapi                  GET    /openapi.json                                none
get_docs                     GET    /docs                                        none
get_whoami                   GET    /whoami                                      read
list_accounts                GET    /accounts                                    read
track_account                POST   /accounts                                    write
get_account                  GET    /accounts/{account_id}                       read
update_account               PATCH  /accounts/{account_id}                       write
delete_account               DELETE /accounts/{account_id}                       write
batch_account_metrics        POST   /accounts/metrics                            read
list_videos                  GET    /videos                                      read
track_video                  POST   /videos                                      write
get_video                    GET    /videos/{video_id}                           read
update_video                 PATCH  /videos/{video_id}                           write
delete_video                 DELETE /videos/{video_id}                           write
batch_video_deltas           POST   /videos/deltas                               read
batch_video_metrics          POST   /videos/metrics                              read
list_account_videos          GET    /account-videos                              read
batch_account_video_metrics  POST   /account-videos/metrics                      read
list_creators                GET    /creators                                    read
create_creator               POST   /creators                                    write
list_top_creators            GET    /creators/top                                read
get_creator                  GET    /creators/{creator_id}                       read
update_creator               PATCH  /creators/{creator_id}                       write
delete_creator               DELETE /creators/{creator_id}                       write
link_account                 PUT    /creators/{creator_id}/accounts/{account_id} write
unlink_account               DELETE /creators/{creator_id}/accounts/{account_id} write
get_creator_analytics        GET    /creators/{creator_id}/analytics             read
get_creator_timeseries       GET    /creators/{creator_id}/timeseries            read
get_account_analytics        GET    /accounts/{account_id}/analytics             read
get_account_timeseries       GET    /accounts/{account_id}/timeseries            read
get_video_analytics          GET    /videos/{video_id}/analytics                 read
get_video_timeseries         GET    /videos/{video_id}/timeseries                read
get_organization_analytics   GET    /overview/analytics                          read
get_organization_timeseries  GET    /overview/timeseries                         read
get_overview                 GET    /overview                                    read
search                       GET    /search                                      read
"""
CREATES = {"track_account", "track_video", "create_creator"}
CONFLICTS = {"track_account", "track_video", "link_account"}
DELETES = {"delete_account", "delete_video", "delete_creator", "unlink_account"}
LISTS = {"list_accounts", "list_videos", "list_account_videos", "list_creators"}


def expected_statuses(one: Operation) -> set[int]:
    """What an operation of its kind answers."""
    statuses = {406, 500, 503}
    if one.scope != "none":
        statuses |= {401, 403, 429, 502}
    if one.scope != "none" and one.id != "get_whoami":  # which has nothing to be invalid
        statuses.add(422)
    if one.method == "GET" and one.id != "get_health":
        statuses.add(304)
    if "requestBody" in one.definition:
        statuses |= {400, 415}
    if "{" in one.path:
        statuses.add(404)
    if one.id in CONFLICTS:
        statuses.add(409)
    return statuses


def expected_success(one: Operation) -> set[int]:
    """What it answers when all is well."""
    if one.id in CREATES:
        return {201}
    if one.id in DELETES:
        return {204}
    return {200, 201} if one.id == "link_account" else {200}


every_operation = pytest.mark.parametrize("one", operations(), ids=lambda one: one.id)


def test_the_surface_is_complete() -> None:
    """The contract has exactly the operations of the API, with these methods, paths and scopes."""
    expected = {tuple(line.split()) for line in SURFACE.strip().splitlines()}
    assert {(one.id, one.method, one.path, one.scope) for one in operations()} == expected


def test_literal_paths_come_before_templates() -> None:
    """A router that takes the first match never mistakes `top` for an id."""
    order = [one.path for one in operations()]
    assert order.index("/creators/top") < order.index("/creators/{creator_id}")
    assert order.index("/accounts/metrics") < order.index("/accounts/{account_id}")


@every_operation
def test_statuses_follow_from_the_kind(one: Operation) -> None:
    """An operation declares the statuses that its method, scope, path and body call for."""
    assert set(one.statuses) == expected_statuses(one) | expected_success(one)


@every_operation
def test_conditional_operations_take_a_validator(one: Operation) -> None:
    """304 is declared exactly where If-None-Match is a parameter and 200 carries an ETag."""
    references = [node.get("$ref", "") for node in one.definition.get("parameters", ())]
    assert one.conditional == ("#/components/parameters/IfNoneMatch" in references)
    success = one.definition["responses"].get("200", {"headers": {}})
    for header in ("ETag", "Cache-Control", "Vary"):
        assert one.conditional == (header in success["headers"])


@every_operation
def test_links_and_locations_are_declared(one: Operation) -> None:
    """Lists carry Link, creations Location."""
    nodes = one.definition["responses"]
    responses = {status: one.contract.resolved(node) for status, node in nodes.items()}
    assert (one.id in LISTS) == ("Link" in responses.get("200", {}).get("headers", {}))
    assert all("Location" in responses[s]["headers"] for s in responses if s == "201")


@every_operation
def test_open_operations_need_no_key(one: Operation) -> None:
    """Exactly the operations of scope none lift the bearer requirement."""
    assert (one.scope == "none") == (one.definition.get("security") == [])


@every_operation
def test_idempotency_keys_are_for_creations(one: Operation) -> None:
    """Idempotency-Key is a parameter of the three creations and of nothing else."""
    references = [node.get("$ref", "") for node in one.definition.get("parameters", ())]
    assert (one.id in CREATES) == ("#/components/parameters/IdempotencyKey" in references)


def test_an_operation_is_found_by_id() -> None:
    """The lookup returns the row itself."""
    assert operation("get_account") is next(o for o in operations() if o.id == "get_account")


def test_an_unknown_operation_is_refused_with_the_known_ones() -> None:
    """A wrong id raises a message that lists the right ones."""
    with pytest.raises(LookupError, match=r"no operation 'get_acount'; there are: .*get_account"):
        operation("get_acount")
