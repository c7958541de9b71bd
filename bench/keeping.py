"""The figures of the last whole run, kept so that a remark can be added without measuring anew."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bench.readings import Gap, Reading, Results


class Kept(msgspec.Struct, frozen=True):
    """A run: where it was, and what was found, by part."""

    facts: list[tuple[str, str]]
    readings: dict[str, list[Reading]]
    gaps: dict[str, list[Gap]]

    def results(self) -> Results:
        """The results as they were."""
        results = Results()
        for part, readings in self.readings.items():
            for reading in readings:
                results.add(part, reading)
        for part, gaps in self.gaps.items():
            for gap in gaps:
                results.add(part, gap)
        return results


def keep(file: Path, facts: list[tuple[str, str]], results: Results) -> None:
    """Write a run to a file."""
    parts = results.parts()
    kept = Kept(
        facts=facts,
        readings={part: list(results.readings(part)) for part in parts},
        gaps={part: list(results.gaps(part)) for part in parts},
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.encode(kept))


def kept(file: Path) -> Kept:
    """Read the run that was written.

    Raises:
        SystemExit: there was none.
    """
    if not file.exists():
        raise SystemExit(f"no figures in {file}: make bench takes them")
    return msgspec.json.decode(file.read_bytes(), type=Kept)
