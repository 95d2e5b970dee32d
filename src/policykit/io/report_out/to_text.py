"""Text: what a supervisor reads on a terminal or in a file.

A head (documents, as-of time, facts, outcome), the listed findings rule by rule, the rejected rows, and the summary of
all obligations by rule and verdict last, where a terminal shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from policykit.io.report_out import words
from policykit.io.report_out.layout import GAP, column_widths, paint, table_line, wrap
from policykit.io.report_out.rows import ReportView, RuleGroup, view
from policykit.io.report_out.words import Column
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang, Text

_INDENT = "  "
_STYLES = {
    Verdict.MET: "green",
    Verdict.MET_LATE: "yellow",
    Verdict.VIOLATED: "bold red",
    Verdict.PENDING: "cyan",
    Verdict.EXCUSED: "",
    Verdict.UNDECIDED: "magenta",
    Verdict.ADVISED: "blue",
}


def write_text(
    report: Report,
    lang: Lang,
    stream: BinaryIO,
    *,
    include: frozenset[Verdict],
    color: bool = False,
    width: int | None = None,
) -> None:
    """Write the report as text, wrapped to `width` columns (None: not wrapped), with ANSI styles if `color`."""
    writer = _Writer(view(report, lang, include), lang, color, width)
    for line in writer.lines():
        stream.write(line.rstrip().encode("utf-8"))
        stream.write(b"\n")


class _Writer:
    def __init__(self, report: ReportView, lang: Lang, color: bool, width: int | None) -> None:
        self.report, self.lang, self.color, self.width = report, lang, color, width

    def lines(self) -> Iterator[str]:
        yield from self._head()
        for group in self.report.listed:
            yield ""
            yield from self._rule(group)
        if not self.report.rows:
            yield ""
            yield self._show(words.NOTHING_LISTED)
        if self.report.rejects:
            yield ""
            yield from self._rejects()
        yield ""
        yield from self._summary()

    def _show(self, text: Text) -> str:
        return text.show(self.lang)

    def _paint(self, text: str, style: str) -> str:
        return paint(text, style) if self.color else text

    def _indented(self, text: str, style: str = "", indent: str = _INDENT) -> Iterator[str]:
        room = None if self.width is None else self.width - len(indent)
        return (indent + self._paint(line, style) for line in wrap(text, room))

    def _table(
        self, heads: list[str], rows: list[list[str]], right: frozenset[int] = frozenset()
    ) -> tuple[list[int], list[str]]:
        """The widths of the columns, and the lines of the head."""
        room = None if self.width is None else self.width - len(_INDENT)
        columns = [[head, *(row[i] for row in rows)] for i, head in enumerate(heads)]
        widths = column_widths(columns, room)
        styles = ["bold"] * len(heads) if self.color else None
        head_lines = [_INDENT + line for line in table_line(heads, widths, styles, right)]
        rule = (" " * GAP).join("─" * w for w in widths)
        return widths, [*head_lines, _INDENT + self._paint(rule, "dim")]

    def _head(self) -> Iterator[str]:
        report, show = self.report, self._show
        yield self._paint(show(words.REPORT), "bold")
        good = report.violations == 0
        entries: list[tuple[Text, str, str]] = []
        for n, pack in enumerate(report.packs):
            about = show(words.pack(pack.title, pack.name, pack.force, pack.version))
            entries.append((words.DOCUMENT if n == 0 else Text("", ""), about, ""))
        entries += [
            (words.AS_OF, report.as_of, ""),
            (words.FACTS, report.facts, ""),
            (words.LISTED, report.verdicts_listed, ""),
            (words.OUTCOME, report.outcome, "bold green" if good else "bold red"),
        ]
        if report.caution:
            entries.append((Text("", ""), report.caution, "yellow"))
        rows = [[show(label), value] for label, value, _ in entries]
        room = None if self.width is None else self.width - len(_INDENT)
        widths = column_widths([[row[i] for row in rows] for i in range(2)], room)
        for row, (_, _, style) in zip(rows, entries, strict=True):
            for line in table_line(row, widths, ["dim", style] if self.color else None):
                yield _INDENT + line

    def _rule(self, group: RuleGroup) -> Iterator[str]:
        head = f"{group.clause}  {group.title}  [{group.modality}]  {group.id}"
        yield from (self._paint(line, "bold") for line in wrap(head, self.width))
        for note in group.notes:
            yield from self._indented(note)
        columns = [c for c in group.columns if c is not Column.SETTLED]
        cells = [[row.cells[c] for c in columns] for row in group.rows]
        widths, head_lines = self._table([self._show(c.label) for c in columns], cells)
        yield from head_lines
        for row, values in zip(group.rows, cells, strict=True):
            styles = [_STYLES[row.verdict] if c is Column.VERDICT else "" for c in columns] if self.color else None
            yield from (_INDENT + line for line in table_line(values, widths, styles))
            for note in (f"{row.id}  {row.message}", *row.notes):
                yield from self._indented(note, "dim", _INDENT * 2)

    def _rejects(self) -> Iterator[str]:
        yield self._paint(self._show(words.REJECTS), "bold")
        heads = [words.PLACE, words.FIELD, words.CODE, words.FOUND, words.REASON]
        cells = [[r.place, r.field, r.code, r.found, r.reason] for r in self.report.rejects]
        widths, head_lines = self._table([self._show(h) for h in heads], cells)
        yield from head_lines
        for values in cells:
            yield from (_INDENT + line for line in table_line(values, widths))

    def _summary(self) -> Iterator[str]:
        yield self._paint(self._show(words.SUMMARY), "bold")
        several = len({g.jurisdiction for g in self.report.groups}) > 1
        heads = [words.CLAUSE, words.RULE, *(words.verdict(v) for v in Verdict)]
        rows = [
            [f"{g.jurisdiction} {g.clause}" if several else g.clause, g.title, *(f"{g.counts[v]:,}" for v in Verdict)]
            for g in self.report.groups
        ]
        rows.append([self._show(words.TOTAL), "", *(f"{n:,}" for n in self.report.totals.values())])
        numbers = frozenset(range(2, 2 + len(Verdict)))
        widths, head_lines = self._table([self._show(h) for h in heads], rows, numbers)
        yield from head_lines
        for row in rows:
            styles = None
            if self.color:
                styles = ["", "", *(_STYLES[v] if n != "0" else "dim" for v, n in zip(Verdict, row[2:], strict=True))]
            yield from (_INDENT + line for line in table_line(row, widths, styles, numbers))
