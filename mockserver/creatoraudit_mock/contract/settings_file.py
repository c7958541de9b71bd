"""Files that hold a dialect: a TOML table `[dialect]`, as `learn` writes it or a person does."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

TABLES: Final = ("dialect", "learned", "seen", "strange", "open")
"""What may stand in such a file: the settings, and how `learn` came by them."""


def settings_in(path: str | Path) -> dict[str, Any]:
    """The table `[dialect]` of a TOML file: values by the names of switches, not checked yet.

    Raises:
        ValueError: the file cannot be read, is no TOML, or holds something else.
    """
    try:
        tables = tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: is not valid TOML: {error}") from None
    for name in tables:
        if name not in TABLES:
            raise ValueError(f"{path}: {name}: {_stranger(name)}")
    settings = tables.get("dialect")
    if not isinstance(settings, dict):
        missing = "a table [dialect] with switches is missing"
        raise ValueError(f"{path}: {missing}")  # noqa: TRY004 - it is the file's, not the caller's
    return settings


def _stranger(name: str) -> str:
    known = ", ".join(TABLES)
    close = get_close_matches(name, TABLES, n=1)
    hint = f", nearest: {close[0]}" if close else ""
    return f"is no table of a dialect file{hint}; known: {known} (a scenario goes to --scenario)"
