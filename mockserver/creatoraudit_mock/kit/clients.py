"""Clients of the two HTTP libraries, wired to a world in-process."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import urlsplit

from creatoraudit_mock.transport.calling import Serve

if TYPE_CHECKING:
    import httpx

BASE_URL = "https://api.creatoraudit.com/v2"
HOST = urlsplit(BASE_URL).netloc

Library: TypeAlias = Literal["httpx", "httpx2"]
"""Both have the same interface; types are given in terms of the first."""


def transport(serve: Serve, library: Library) -> httpx.BaseTransport:
    """A transport that serves both the library's sync and its async clients."""
    home: Any = importlib.import_module(f"creatoraudit_mock.transport.for_{library}")
    made: httpx.BaseTransport = home.InProcessTransport(serve, HOST)
    return made


def client(serve: Serve, key: str, library: Library, options: dict[str, Any]) -> httpx.Client:
    """A sync client with base URL, key and transport set."""
    made: httpx.Client = _library(library).Client(**_settings(serve, key, library, options))
    return made


def async_client(
    serve: Serve, key: str, library: Library, options: dict[str, Any]
) -> httpx.AsyncClient:
    """An async client with base URL, key and transport set."""
    made: httpx.AsyncClient = _library(library).AsyncClient(
        **_settings(serve, key, library, options)
    )
    return made


def _library(name: Library) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            f"{name} is not installed: pip install {name}, or 'creatoraudit-mock[all]'", name=name
        ) from None


def _settings(serve: Serve, key: str, library: Library, options: dict[str, Any]) -> dict[str, Any]:
    # Names in any case: a key of the caller's own takes the place of the world's.
    headers = _library(library).Headers({"authorization": f"Bearer {key}"})
    headers.update(options.pop("headers", None))
    return {
        "base_url": BASE_URL,
        "headers": headers,
        "transport": transport(serve, library),
        **options,
    }
