"""The file that `learn` writes."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import Dialect
from creatoraudit_mock.service.learning import Finding, Record
from effort import effort

ALTERNATIVES = Dialect.alternatives()

settings = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in ALTERNATIVES.items()}
)
reasons = st.text(min_size=1)


def recorded(found: dict[str, Any], reason: str = "not tried") -> Record:
    """A record of values that were seen; the other switches are open or strange."""
    record = Record("https://api.example.com/v2", "2026-03-01T00:00:00Z", "0.1.0")
    for number, name in enumerate(ALTERNATIVES):
        if name in found:
            one = Finding(name, "seen", value=found[name], evidence=("GET / -> 200",))
        else:
            one = Finding(name, "open" if number % 2 else "strange", reason=reason)
        record.findings[name] = one
    return record


@effort(0.5)
@given(settings, reasons)
def test_a_file_brings_back_what_was_seen(
    tmp_path_factory: pytest.TempPathFactory, found: dict[str, Any], reason: str
) -> None:
    """Whatever was seen comes back from the file, and whatever was not has its default."""
    file = tmp_path_factory.getbasetemp() / "dialect.toml"
    record = recorded(found, reason)
    record.save(file)
    assert Dialect.load(file) == record.dialect == Dialect(**found)
    tables = tomllib.loads(file.read_text("utf-8"))
    assert tables == record.tables()
    assert set(tables["seen"]) == set(found)
    assert {*tables["seen"], *tables["strange"], *tables["open"]} == set(ALTERNATIVES)


def test_a_file_is_replaced_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where writing fails the old file stays as it was, and no other stays beside it."""
    file = tmp_path / "dialect.toml"
    recorded({"delete_status": 200}).save(file)
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        recorded({"delete_status": 204}).save(file)
    assert file.read_bytes() == before
    assert [*tmp_path.iterdir()] == [file]
