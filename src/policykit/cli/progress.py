"""How far the work is, on a terminal's standard error only. In a pipe nothing is shown and Rich is not imported."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from policykit.model.text import Lang, Text

Step = Callable[[Text, int, int], None]
"""Says what is being done, and how much of how much is done; a total of 0 where that is not known."""


@contextmanager
def progress(lang: Lang) -> Iterator[Step]:
    """A bar that is shown while the block runs, and gone when it ends."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def step(text: Text, done: int, total: int) -> None:
            bar.update(task, description=text.show(lang), completed=done, total=total or None)

        yield step
