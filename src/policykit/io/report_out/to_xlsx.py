"""Excel: findings, summary and rejected rows as sheets of one workbook, to sort and filter.

Times are real Excel times, local in UTC+8 as the heads say, cut to the second: a deadline at the last microsecond of a
day would else show as the next day. Every text is stored as text, so that no id can act as a formula. The bytes depend
on the report alone: openpyxl would put in the hour of writing, which is replaced.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, cast

from policykit.io.report_out import words
from policykit.io.report_out.records import in_shanghai
from policykit.io.report_out.rows import FindingRow, ReportView, RuleGroup, view, visible
from policykit.io.report_out.words import Column
from policykit.model.errors import PolicykitError
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang, Text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

MAX_ROWS = 1_048_575
"""Rows that an Excel sheet holds under its head."""

MAX_CHARS = 32_767
"""Characters that an Excel cell holds."""

_TIMES = (Column.SINCE, Column.DUE, Column.SETTLED)
_NOT_TEXT_STARTS = ("=", "+", "-", "@", "#")
"""How texts begin that Excel or openpyxl would take for formulas or for error values."""

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)

_Value = str | int | datetime | None


def write_xlsx(report: Report, lang: Lang, stream: BinaryIO, *, include: frozenset[Verdict]) -> None:
    """Write the report as a workbook.

    Raises `PolicykitError` if openpyxl is not installed, or if there are more rows than a sheet holds.
    """
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise PolicykitError(
            Text(
                "写 Excel 报告需要 openpyxl：请安装 policykit[xlsx]",
                "an Excel report needs openpyxl: install policykit[xlsx]",
            )
        ) from error
    shown = view(report, lang, include)
    for rows in (shown.rows, len(shown.rejects)):
        if rows > MAX_ROWS:
            raise PolicykitError(
                Text(
                    f"Excel 工作表最多容纳 {MAX_ROWS:,} 行，而报告有 {rows:,} 行：请改用 jsonl",
                    f"an Excel sheet holds {MAX_ROWS:,} rows and the report has {rows:,}: use jsonl instead",
                )
            )
    book = Workbook(write_only=True)
    _sheet(book, lang, words.FINDINGS, _finding_heads(), _findings(shown))
    _sheet(book, lang, words.SUMMARY, _summary_heads(), _summary(shown))
    _sheet(book, lang, words.REJECTS, _REJECT_HEADS, _rejects(shown))
    _sheet(book, lang, words.ABOUT, _ABOUT_HEADS, _about(shown, lang))
    _save(book, report, lang, stream)


def _local(at: datetime | None) -> datetime | None:
    return None if at is None else in_shanghai(at).replace(tzinfo=None, microsecond=0)


_Heads = Sequence[tuple[Text, int]]
"""Column heads with widths in characters."""

_REJECT_HEADS: _Heads = (
    (words.FILE, 30),
    (words.LINE, 8),
    (words.FIELD, 18),
    (words.CODE, 18),
    (words.FOUND, 30),
    (words.REASON, 70),
)


def _finding_heads() -> _Heads:
    widths = {Column.LATE_BY: 14, Column.VERDICT: 12, Column.EVIDENCE: 30}
    heads: list[tuple[Text, int]] = [
        (words.DOCUMENT, 12),
        (words.CLAUSE, 16),
        (words.RULE, 26),
        (words.RULE_TITLE, 34),
        (words.MODALITY, 12),
    ]
    for column in Column:
        label = column.label
        if column in _TIMES:
            label = Text(f"{label.zh}（UTC+8）", f"{label.en} (UTC+8)")
        heads.append((label, widths.get(column, 18)))
        if column is Column.LATE_BY:
            heads.append((words.LATE_SECONDS, 16))
    return [*heads, (words.MESSAGE, 60), (words.NOTES, 50), (words.FINDING_ID, 20), (words.VERSION, 20)]


def _findings(report: ReportView) -> Iterable[list[_Value]]:
    return (_finding(group, row) for group in report.groups for row in group.rows)


def _finding(group: RuleGroup, row: FindingRow) -> list[_Value]:
    finding = row.finding
    times = {
        Column.SINCE: finding.triggered_at,
        Column.DUE: finding.due,
        Column.SETTLED: finding.settled_at,
    }
    values: list[_Value] = [group.jurisdiction, group.clause, group.rule, group.title, group.modality]
    for column in Column:
        if column in times:
            values.append(_local(times[column]))
        else:
            values.append(row.cells[column])
        if column is Column.LATE_BY:
            values.append(finding.late_by_seconds)
    notes = "\n".join((*group.notes, *row.notes))
    return [*values, row.message, notes, row.id, visible(finding.policy_version)]


def _summary_heads() -> _Heads:
    return [
        (words.DOCUMENT, 12),
        (words.CLAUSE, 16),
        (words.RULE, 26),
        (words.RULE_TITLE, 34),
        (words.MODALITY, 12),
        *((words.verdict(v), 12) for v in Verdict),
    ]


def _summary(report: ReportView) -> Iterable[list[_Value]]:
    for group in report.groups:
        about = [group.jurisdiction, group.clause, group.rule, group.title, group.modality]
        yield [*about, *group.counts.values()]


def _rejects(report: ReportView) -> Iterable[list[_Value]]:
    return ([r.file, r.line, r.field, r.code, r.found, r.reason] for r in report.rejects)


_ABOUT_HEADS: _Heads = ((words.ABOUT, 14), (words.REPORT, 90))


def _about(report: ReportView, lang: Lang) -> Iterable[list[_Value]]:
    for pack in report.packs:
        yield [words.DOCUMENT.show(lang), words.pack(pack.title, pack.name, pack.force, pack.version).show(lang)]
    yield [words.AS_OF.show(lang), report.as_of]
    yield [words.FACTS.show(lang), report.facts]
    yield [words.LISTED.show(lang), report.verdicts_listed]
    yield [words.OUTCOME.show(lang), report.outcome]
    if report.caution:
        yield ["", report.caution]
    yield [words.TIME_ZONE.show(lang), ""]


def _sheet(book: Workbook, lang: Lang, title: Text, heads: _Heads, rows: Iterable[list[_Value]]) -> None:
    """A sheet with a frozen head and a filter over all its rows."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    # A write-only sheet takes what a sheet takes, only in order; the stubs do not say so.
    sheet = cast("Worksheet", book.create_sheet(title.show(lang)))
    sheet.freeze_panes = "A2"
    for number, (_, width) in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = [WriteOnlyCell(sheet, label.show(lang)) for label, _ in heads]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, _fitted(v, lang) if isinstance(v, str) else v) for v in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{count + 1}"


def _cell(sheet: Worksheet, value: _Value) -> Cell | _Value:
    """What to append for a value: text as text whatever it begins with, times as times, nothing for an empty text."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    # A cell of its own costs far more than a plain value: only what needs a type or a style gets one.
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd hh:mm"
        return cell
    if not isinstance(value, str) or not value:
        return None if value == "" else value
    if value.startswith(_NOT_TEXT_STARTS):
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        # Excel would read the text as a formula again once somebody edits the cell.
        cell.quotePrefix = True
        return cell
    if "\n" in value:
        cell = WriteOnlyCell(sheet, value)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        return cell
    return value


def _fitted(text: str, lang: Lang) -> str:
    """The text, or as much of it as a cell holds, and then how much is missing."""
    if len(text) * 2 <= MAX_CHARS or len(text.encode("utf-16-le")) // 2 <= MAX_CHARS:
        return text
    # Half of the room: a character outside the basic plane counts twice in Excel.
    kept = text[: MAX_CHARS // 2 - 100]
    return kept + words.more_characters(len(text) - len(kept)).show(lang)


def _save(book: Workbook, report: Report, lang: Lang, stream: BinaryIO) -> None:
    """Write the workbook with the as-of time in place of the hour of writing."""
    from openpyxl.xml.functions import tostring

    stamp = in_shanghai(report.as_of).replace(tzinfo=None, microsecond=0)
    book.properties.creator = "policykit"
    book.properties.title = words.REPORT.show(lang)
    book.properties.created = stamp
    draft = io.BytesIO()
    book.save(draft)
    book.properties.modified = stamp
    core: bytes = tostring(book.properties.to_tree())
    # A zip written to a pipe has other bytes than one written to a file: it is made in memory.
    final = io.BytesIO()
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(final, "w") as target:
        for name in source.namelist():
            data = core if name == "docProps/core.xml" else source.read(name)
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every system
            target.writestr(entry, data)
    stream.write(final.getvalue())
