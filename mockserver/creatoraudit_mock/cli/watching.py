"""A bar for requests to a service, on a terminal; nothing where nobody looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from creatoraudit_mock.service.progress import Progress, Watcher, unwatched


@contextmanager
def watched() -> Iterator[Watcher]:
    """A watcher for a caller; its bar goes away in the end."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield unwatched
        return
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def watch(progress: Progress) -> None:
            waits = f"waiting {progress.wait:,.0f} s before " if progress.wait else ""
            # Requests are shown as plain text: square brackets are markup elsewhere.
            line = f"{waits}{progress.line}".replace("[", r"\[")
            bar.update(task, completed=progress.spent, total=progress.limit, description=line)

        yield watch
