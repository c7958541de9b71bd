"""Health, metadata, identity, and the contract itself."""

from __future__ import annotations

from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import Reply, json
from creatoraudit_mock.http.retirement import retirement
from creatoraudit_mock.values import format_date


def get_health(_exchange: Exchange) -> Reply:
    """The service is up."""
    return json({"data": {"type": "health", "status": "ok"}})


def get_meta(exchange: Exchange) -> Reply:
    """Version and places."""
    base = exchange.base_url
    retired = retirement(exchange.organization)
    return json(
        {
            "data": {
                "type": "api_meta",
                "api_version": "v2",
                "status": "deprecated" if retired else "current",
                "docs_url": f"{base}/docs",
                "openapi_url": f"{base}/openapi.json",
                "whoami_url": f"{base}/whoami",
                "deprecation": format_date(retired.deprecation) if retired else None,
                "sunset": format_date(retired.sunset) if retired else None,
            }
        }
    )


def get_whoami(exchange: Exchange) -> Reply:
    """Which organization and key the request came from."""
    assert exchange.key is not None
    identity = {
        "type": "whoami",
        "organization_id": exchange.organization.id,
        "api_key_name": exchange.key.name,
    }
    return json({"data": identity})


def get_openapi(exchange: Exchange) -> Reply:
    """The contract that requests are checked against."""
    return Reply(200, exchange.tenant.contract.text)


def get_docs(exchange: Exchange) -> Reply:
    """The contract as a page that needs no network."""
    from creatoraudit_mock.http.docs_page import docs_page  # noqa: PLC0415 - few look at it

    return Reply(200, docs_page(exchange.tenant.contract), "text/html; charset=utf-8")
