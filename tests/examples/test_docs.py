"""Pages that are made from the code say what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
_SPEC = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
assert _SPEC is not None
assert _SPEC.loader is not None
GENERATE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(GENERATE)


@pytest.mark.parametrize("name", sorted(GENERATE.PAGES))
def test_page_is_up_to_date(name: str) -> None:
    """A generated page is what the code would write now: run `make docs` if it is not."""
    assert (DOCS / name).read_text() == GENERATE.PAGES[name]()
