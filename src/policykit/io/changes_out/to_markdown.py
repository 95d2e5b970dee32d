"""Markdown: the versions, then what changed as lists and tables, with every special character escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from policykit.analysis.changes.results import Changes
from policykit.io.changes_out.parts import Grid, Item
from policykit.io.changes_out.view import view
from policykit.io.comparison_out.to_markdown import escaped
from policykit.model.text import Lang


def write_markdown(changes: Changes, lang: Lang, stream: BinaryIO) -> None:
    """Write the changes as Markdown."""
    for line in _lines(changes, lang):
        stream.write(line.rstrip().encode("utf-8"))
        stream.write(b"\n")


def _lines(changes: Changes, lang: Lang) -> Iterator[str]:
    shown = view(changes, lang)
    yield f"# {escaped(shown.title)}"
    yield ""
    yield from (f"- **{escaped(label)}** {escaped(value)}" for label, value in shown.head)
    for section in shown.sections:
        yield ""
        yield f"## {escaped(section.title)}"
        yield ""
        for block in section.blocks:
            yield from _item(block, 0) if isinstance(block, Item) else _grid(block)


def _item(item: Item, depth: int) -> Iterator[str]:
    code = f" `{item.code}`" if item.code else ""
    yield f"{'  ' * depth}- {escaped(item.text)}{code}"
    for below in item.under:
        yield from _item(below, depth + 1)


def _grid(grid: Grid) -> Iterator[str]:
    yield ""
    yield _row(grid.heads)
    yield f"|{'|'.join(' ---: ' if n in grid.right else ' --- ' for n, _ in enumerate(grid.heads))}|"
    yield from map(_row, grid.rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(escaped, cells))} |"
