"""Text: what an analyst reads on a terminal: the versions, then what changed, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from policykit.analysis.changes.results import Changes
from policykit.io.changes_out.parts import Grid, Item, Section, View
from policykit.io.changes_out.view import view
from policykit.io.report_out.layout import Table, paint, wrap
from policykit.model.text import Lang

_INDENT = "  "
_STYLES = {
    "stricter": "bold blue",
    "looser": "bold blue",
    "incomparable": "bold magenta",
    "unrelated": "bold magenta",
    "unknown": "bold yellow",
    "added": "bold green",
    "removed": "bold red",
}


def write_text(
    changes: Changes, lang: Lang, stream: BinaryIO, *, color: bool = False, width: int | None = None
) -> None:
    """Write the changes as text, wrapped to `width` columns (None: not wrapped), with ANSI styles if `color`."""
    for line in _Writer(view(changes, lang), color, width).lines():
        stream.write(line.rstrip().encode("utf-8"))
        stream.write(b"\n")


class _Writer:
    def __init__(self, shown: View, color: bool, width: int | None) -> None:
        self.view, self.color, self.width = shown, color, width

    def lines(self) -> Iterator[str]:
        yield from self._title(self.view.title, "bold")
        table = Table(None, self.view.head, self._room(1), color=self.color)
        for entry in self.view.head:
            yield from self._indented(1, table.row(entry, ["dim"]))
        for section in self.view.sections:
            yield ""
            yield from self._section(section)

    def _section(self, section: Section) -> Iterator[str]:
        yield from self._title(section.title, _STYLES.get(section.kind, "bold"))
        for block in section.blocks:
            yield from self._item(block, 1) if isinstance(block, Item) else self._grid(block)

    def _title(self, text: str, style: str) -> Iterator[str]:
        return (paint(line, style) if self.color else line for line in wrap(text, self.width))

    def _item(self, item: Item, depth: int) -> Iterator[str]:
        """An item and what is below it; the lines that one is folded into stand further in than its first."""
        text = f"{item.text}  {item.code}" if item.code else item.text
        first, *more = wrap(text, self._room(depth + 1))
        yield from self._indented(depth, [first])
        yield from self._indented(depth + 1, more)
        for below in item.under:
            yield from self._item(below, depth + 1)

    def _grid(self, grid: Grid) -> Iterator[str]:
        table = Table(grid.heads, grid.rows, self._room(2), color=self.color, right=grid.right)
        yield from self._indented(2, table.head())
        for row in grid.rows:
            yield from self._indented(2, table.row(row))

    def _room(self, depth: int) -> int | None:
        return None if self.width is None else self.width - len(_INDENT) * depth

    @staticmethod
    def _indented(depth: int, lines: list[str]) -> Iterator[str]:
        return (_INDENT * depth + line for line in lines)
