"""`python -m bench`: measure, print, and write docs/performance.md; see `make bench`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Final

from bench import chart, machine, profile, report
from bench.keeping import Kept, keep, kept
from bench.parts import PARTS
from bench.progress import say
from bench.readings import Gap, Results
from bench.scale import FULL, QUICK, Scale
from bench.servers import ROOT

PAGE: Final = ROOT / "docs" / "performance.md"
CHART: Final = ROOT / "docs" / "performance.svg"
FIGURES: Final = ROOT / ".bench" / "figures.json"


def main() -> None:
    """Measure what was asked for."""
    chosen = _options().parse_args()
    if chosen.profile:
        profile.show()
    elif chosen.again:
        _write(kept(FIGURES))
    elif chosen.quick or chosen.only:
        scale = QUICK if chosen.quick else FULL
        parts = [name for name, part in PARTS.items() if part.is_quick or not chosen.quick]
        report.show(measured(chosen.only or parts, scale))
        say(f"{PAGE.name} is as it was: only a whole run writes it")
    else:
        facts = list(machine.described())
        results = measured(PARTS, FULL)
        keep(FIGURES, facts, results)
        report.show(results)
        _write(kept(FIGURES))


def _write(run: Kept) -> None:
    results = run.results()
    CHART.write_text(chart.drawn(chart.bars(results)), "utf-8")
    PAGE.write_text(report.page(results, run.facts, CHART.name), "utf-8")
    say(f"written: {PAGE.relative_to(ROOT)}, {CHART.relative_to(ROOT)}")


def measured(parts: Iterable[str], scale: Scale) -> Results:
    """The results of some parts."""
    results = Results()
    for part in parts:
        say(f"== {part}")
        try:
            for found in PARTS[part].measure(scale):
                results.add(part, found)
        except Exception as error:  # noqa: BLE001 - told in the report; the other parts go on
            say(f"FAILED: {error!r}")
            results.add(part, Gap("the rest", f"failed: {error!r}"))
    return results


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("--quick", action="store_true", help="a taste, in less than a minute")
    options.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    options.add_argument(
        "--again", action="store_true", help="write the page anew, with remarks that are new"
    )
    options.add_argument("--profile", action="store_true", help="where the time of requests goes")
    return options


if __name__ == "__main__":
    main()
