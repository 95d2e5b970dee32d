"""Text: what a supervisor reads on a terminal or in a file.

A head (documents, as-of time, facts, outcome), the listed findings rule by rule, the rejected rows, and the summary of
all obligations by rule and verdict last, where a terminal shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import BinaryIO

from policykit.io.report_out import words
from policykit.io.report_out.layout import GAP, Table, natural_width, paint, wrap
from policykit.io.report_out.rows import FindingRow, ReportView, RuleGroup, view
from policykit.io.report_out.words import Column
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang, Text

_INDENT = "  "
_NARROWEST_TITLE = 20
_STYLES = {
    Verdict.MET: "green",
    Verdict.MET_LATE: "yellow",
    Verdict.VIOLATED: "bold red",
    Verdict.PENDING: "cyan",
    Verdict.EXCUSED: "",
    Verdict.UNDECIDED: "magenta",
    Verdict.ADVISED: "blue",
    Verdict.IDENTIFIED: "bold yellow",
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
        self.room = None if width is None else width - len(_INDENT)

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

    def _title(self, text: str) -> Iterator[str]:
        return (paint(line, "bold") if self.color else line for line in wrap(text, self.width))

    def _indented(self, text: str) -> Iterator[str]:
        return (_INDENT + line for line in wrap(text, self.room))

    def _head(self) -> Iterator[str]:
        report, show = self.report, self._show
        yield from self._title(show(words.REPORT))
        entries = [("", show(words.pack(pack.title, pack.name, pack.force, pack.version)), "") for pack in report.packs]
        if entries:
            entries[0] = (show(words.DOCUMENT), *entries[0][1:])
        entries += [
            (show(words.AS_OF), report.as_of, ""),
            (show(words.FACTS), report.facts, ""),
            (show(words.LISTED), report.verdicts_listed, ""),
            (show(words.OUTCOME), report.outcome, "bold red" if report.violations else "bold green"),
        ]
        if report.caution:
            entries.append(("", report.caution, "yellow"))
        table = Table(None, [entry[:2] for entry in entries], self.room, color=self.color)
        for label, value, style in entries:
            yield from (_INDENT + line for line in table.row([label, value], ["dim", style]))

    def _rule(self, group: RuleGroup) -> Iterator[str]:
        yield from self._title(f"{group.clause}  {group.title}  [{group.modality}]  {group.id}")
        for note in group.notes:
            yield from self._indented(note)
        columns = [c for c in group.columns if c is not Column.SETTLED]
        heads = [self._show(c.label) for c in columns]
        cells = [[row.cells[c] for c in columns] for row in group.rows]
        table = Table(heads, cells, self.room, color=self.color)
        yield from (_INDENT + line for line in table.head())
        for row, values in zip(group.rows, cells, strict=True):
            styles = [_STYLES[row.verdict] if c is Column.VERDICT else "" for c in columns]
            yield from (_INDENT + line for line in table.row(values, styles))
            yield from self._under(row)

    def _under(self, row: FindingRow) -> Iterator[str]:
        """What stands under a row: the finding's id, and beside it its message and its own notes."""
        lines = [(row.id, row.message), *(("", note) for note in row.notes)]
        room = None if self.room is None else self.room - len(_INDENT)
        table = Table(None, lines, room, color=self.color)
        for cells in lines:
            yield from (_INDENT * 2 + line for line in table.row(cells, ["dim"]))

    def _rejects(self) -> Iterator[str]:
        yield from self._title(self._show(words.REJECTS))
        heads = [self._show(h) for h in (words.PLACE, words.FIELD, words.CODE, words.FOUND, words.REASON)]
        rows = [[r.place, r.field, r.code, r.found, r.reason] for r in self.report.rejects]
        table = Table(heads, rows, self.room, color=self.color)
        yield from (_INDENT + line for line in chain(table.head(), *map(table.row, rows)))

    def _summary(self) -> Iterator[str]:
        yield from self._title(self._show(words.SUMMARY))
        heads = [self._show(h) for h in (words.CLAUSE, *map(words.verdict, Verdict))]
        total = [self._show(words.TOTAL), *_numbers(self.report.totals)]
        packs = [(pack, [g for g in of_pack if any(g.counts.values())]) for pack, of_pack in self.report.by_pack]
        groups = [group for _, of_pack in packs for group in of_pack]
        rows = [[g.clause, *_numbers(g.counts)] for g in groups]
        titles = [g.title for g in groups]
        # A title stands beside the counts, or, where that would squeeze it, under them.
        beside = self._fits_beside(titles, [heads, total, *rows])
        if beside:
            for row, title in zip([heads, total, *rows], [self._show(words.RULE), "", *titles], strict=True):
                row.insert(1, title)
        numbers = frozenset(range(len(heads) - len(Verdict), len(heads)))
        table = Table(heads, [total, *rows], self.room, color=self.color, right=numbers)
        yield from (_INDENT + line for line in table.head())
        remaining = iter(zip(rows, titles, strict=True))
        for pack, of_pack in packs:
            if len(packs) > 1:
                yield from self._indented(pack)
            for row, title in islice(remaining, len(of_pack)):
                yield from self._summary_row(table, row)
                if not beside:
                    yield from (_INDENT * 2 + line for line in wrap(title, self.room and self.room - len(_INDENT)))
        yield from self._summary_row(table, total)
        silent = sum(len(of_pack) for _, of_pack in self.report.by_pack) - len(groups)
        if silent:
            yield from self._indented(self._show(words.no_obligation(silent)))

    def _fits_beside(self, titles: list[str], rows: list[list[str]]) -> bool:
        if self.room is None or not titles:
            return True
        wanted = min(_NARROWEST_TITLE, natural_width([[title] for title in titles]))
        return natural_width(rows) + GAP + wanted <= self.room

    def _summary_row(self, table: Table, row: list[str]) -> Iterator[str]:
        counts = row[-len(Verdict) :]
        styles = [_STYLES[v] if n != "0" else "dim" for v, n in zip(Verdict, counts, strict=True)]
        labels = [""] * (len(row) - len(counts))
        return (_INDENT + line for line in table.row(row, [*labels, *styles]))


def _numbers(counts: Mapping[Verdict, int]) -> list[str]:
    return [f"{counts[v]:,}" for v in Verdict]
