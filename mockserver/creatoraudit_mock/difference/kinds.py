"""The kinds of differences, as read from `kinds.toml`."""

from __future__ import annotations

import functools
import tomllib
from importlib.resources import files
from typing import Final, Literal

import msgspec

Severity = Literal["breaking", "notice", "harmless"]
"""Programs stop working or falsify data; somebody should look; nobody needs to."""

SEVERITIES: Final[tuple[Severity, ...]] = ("breaking", "notice", "harmless")


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind; `says` and `means` may use {ours} and {theirs}."""

    severity: Severity
    says: str
    means: str


@functools.cache
def kinds() -> dict[str, Kind]:
    """Every kind by its code."""
    text = files(__package__).joinpath("kinds.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Kind])
