"""Text: what an analyst reads on a terminal: the documents, the matrix, and how each pair stands, topic by topic.

Where there is no room for a column a jurisdiction, or no terminal, the matrix is a list under each topic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import BinaryIO, TypeVar

from policykit.analysis.compare.results import Comparison, Relation
from policykit.io.comparison_out import words
from policykit.io.comparison_out.reader import view
from policykit.io.comparison_out.view import Cell, PairView, View
from policykit.io.report_out.layout import GAP, Table, natural_width, paint, wrap
from policykit.model.text import Lang, Text

_Item = TypeVar("_Item")

_INDENT = "  "
_NARROWEST_COLUMN = 24
_STYLES = {
    Relation.EQUAL: "green",
    Relation.STRICTER: "blue",
    Relation.LOOSER: "blue",
    Relation.INCOMPARABLE: "magenta",
    Relation.UNRELATED: "dim",
    Relation.UNKNOWN: "bold yellow",
}


def write_text(
    comparison: Comparison, lang: Lang, stream: BinaryIO, *, color: bool = False, width: int | None = None
) -> None:
    """Write the comparison as text, wrapped to `width` columns (None: not wrapped), with ANSI styles if `color`."""
    for line in _Writer(view(comparison, lang), color, width).lines():
        stream.write(line.rstrip().encode("utf-8"))
        stream.write(b"\n")


class _Writer:
    def __init__(self, shown: View, color: bool, width: int | None) -> None:
        self.view, self.color, self.width = shown, color, width
        self.room = None if width is None else width - len(_INDENT)

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield ""
        yield from self._title(words.MATRIX)
        yield from map(self._indented, self._matrix() if self._wide_enough() else self._list())
        if any(row.pairs for row in self.view.rows):
            yield ""
            yield from self._title(words.RELATIONS)
            yield from map(self._indented, self._relations())
            yield ""
            yield from wrap(self._show(words.MORE_ELSEWHERE), self.width)

    def _show(self, text: Text) -> str:
        return text.show(self.view.lang)

    def _paint(self, text: str, style: str) -> str:
        return paint(text, style) if self.color else text

    def _title(self, text: Text) -> Iterator[str]:
        return (self._paint(line, "bold") for line in wrap(self._show(text), self.width))

    def _indented(self, line: str) -> str:
        return _INDENT + line

    def _head(self) -> Iterator[str]:
        yield from self._title(words.TITLE)
        entries = [(self._show(words.PERIOD), self.view.days), ("", self.view.extent)]
        for party in self.view.parties:
            entries.append((party.name, party.title))
            about = f"{party.force}  {self._show(words.VERSION)} {party.version}" if party.version else party.force
            entries.append(("", about))
            entries += [("", scope) for scope in party.scope]
        table = Table(None, entries, self.room, color=self.color)
        for entry in entries:
            yield from map(self._indented, table.row(entry, ["dim"]))

    # ------------------------------------------------------------ matrix

    def _wide_enough(self) -> bool:
        if self.room is None or not self.view.rows:
            return False
        topics = natural_width([[row.label] for row in self.view.rows])
        return topics + len(self.view.parties) * (_NARROWEST_COLUMN + GAP) <= self.room

    def _matrix(self) -> Iterator[str]:
        """A column a jurisdiction; each rule begins a line."""
        heads = [self._show(words.TOPIC), *(p.name for p in self.view.parties)]
        blocks = [
            [
                [row.label if n == 0 else "", *asked]
                for n, asked in enumerate(zip_longest(*map(self._asks, row.cells), fillvalue=""))
            ]
            for row in self.view.rows
        ]
        table = Table(heads, [line for block in blocks for line in block], self.room, color=self.color)
        yield from table.head()
        for n, block in enumerate(blocks):
            if n:
                yield ""
            for cells in block:
                yield from table.row(cells, ["bold", *map(self._style, cells[1:])])

    def _asks(self, cell: Cell) -> list[str]:
        return [f"{r.clause} {r.asks}" for r in cell.rules] or [self._show(words.SAYS_NOTHING)]

    def _style(self, asked: str) -> str:
        return "yellow" if asked == self._show(words.SAYS_NOTHING) else ""

    def _list(self) -> Iterator[str]:
        """A line a rule, under its topic."""
        nothing = self._show(words.SAYS_NOTHING)
        for n, row in enumerate(self.view.rows):
            if n:
                yield ""
            yield self._paint(row.label, "bold")
            lines = [
                [cell.party.name if first else "", *asked]
                for cell in row.cells
                for first, asked in _first([[r.clause, r.asks] for r in cell.rules] or [["", nothing]])
            ]
            table = Table(None, lines, None if self.room is None else self.room - len(_INDENT), color=self.color)
            for line in lines:
                yield from map(self._indented, table.row(line, ["dim", "", self._style(line[2])]))

    # ------------------------------------------------------------ relations

    def _relations(self) -> Iterator[str]:
        heads = [self._show(t) for t in (words.TOPIC, words.RELATION, words.BASIS)]
        rows = [
            (pair.relation, [row.label if first else "", pair.sentence, self._basis(pair)])
            for row in self.view.rows
            for first, pair in _first(row.pairs)
        ]
        table = Table(heads, [cells for _, cells in rows], self.room, color=self.color)
        yield from table.head()
        for relation, cells in rows:
            yield from table.row(cells, ["bold", _STYLES[relation], "dim"])

    def _basis(self, pair: PairView) -> str:
        said = self._show(pair.proofs)
        return self._show(Text("；", "; ")).join(part for part in (said, pair.note) if part)


def _first(items: Iterable[_Item]) -> Iterator[tuple[bool, _Item]]:
    """The items, each with whether it is the first."""
    return ((n == 0, item) for n, item in enumerate(items))
