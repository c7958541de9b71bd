"""The page about faults, for the tests that hold it against the code."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = (Path(__file__).parents[1] / "docs" / "faults.md").read_text()
ROWS = dict(re.findall(r"^\| `(\w+)\(.*?\)` \| (.*) \|$", PAGE, re.MULTILINE))
"""For each kind of fault the cells behind its call."""
