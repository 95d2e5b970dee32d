"""Excel: findings, summary and rejected rows as sheets of one workbook, to sort and filter.

Times are real Excel times, local in UTC+8 as the heads say, cut to the second: a deadline at the last microsecond of a
day would else show as the next day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from policykit.io.report_out import words
from policykit.io.report_out.records import in_shanghai
from policykit.io.report_out.rows import FindingRow, ReportView, RuleGroup, view, visible
from policykit.io.report_out.words import Column
from policykit.io.workbook import MAX_ROWS, Book, Heads, Value
from policykit.model.errors import PolicykitError
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang, Text

_TIMES = (Column.SINCE, Column.DUE, Column.SETTLED)


def write_xlsx(report: Report, lang: Lang, stream: BinaryIO, *, include: frozenset[Verdict]) -> None:
    """Write the report as a workbook.

    Raises `PolicykitError` if openpyxl is not installed, or if there are more rows than a sheet holds.
    """
    book = Book(lang)
    shown = view(report, lang, include)
    for rows in (shown.rows, len(shown.rejects)):
        if rows > MAX_ROWS:
            raise PolicykitError(
                Text(
                    f"Excel 工作表最多容纳 {MAX_ROWS:,} 行，而报告有 {rows:,} 行：请改用 jsonl",
                    f"an Excel sheet holds {MAX_ROWS:,} rows and the report has {rows:,}: use jsonl instead",
                )
            )
    book.sheet(words.FINDINGS, _finding_heads(), _findings(shown))
    book.sheet(words.SUMMARY, _summary_heads(), _summary(shown))
    book.sheet(words.REJECTS, _REJECT_HEADS, _rejects(shown))
    book.sheet(words.ABOUT, _ABOUT_HEADS, _about(shown, lang))
    # The as-of time stands in place of the hour of writing.
    book.save(words.REPORT, in_shanghai(report.as_of).replace(tzinfo=None, microsecond=0), stream)


def _local(at: datetime | None) -> datetime | None:
    return None if at is None else in_shanghai(at).replace(tzinfo=None, microsecond=0)


_REJECT_HEADS: Heads = (
    (words.FILE, 30),
    (words.LINE, 8),
    (words.FIELD, 18),
    (words.CODE, 18),
    (words.FOUND, 30),
    (words.REASON, 70),
)


def _finding_heads() -> Heads:
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


def _findings(report: ReportView) -> Iterable[list[Value]]:
    return (_finding(group, row) for group in report.groups for row in group.rows)


def _finding(group: RuleGroup, row: FindingRow) -> list[Value]:
    finding = row.finding
    times = {
        Column.SINCE: finding.triggered_at,
        Column.DUE: finding.due,
        Column.SETTLED: finding.settled_at,
    }
    values: list[Value] = [group.jurisdiction, group.clause, group.rule, group.title, group.modality]
    for column in Column:
        if column in times:
            values.append(_local(times[column]))
        else:
            values.append(row.cells[column])
        if column is Column.LATE_BY:
            values.append(finding.late_by_seconds)
    notes = "\n".join((*group.notes, *row.notes))
    return [*values, row.message, notes, row.id, visible(finding.policy_version)]


def _summary_heads() -> Heads:
    return [
        (words.DOCUMENT, 12),
        (words.CLAUSE, 16),
        (words.RULE, 26),
        (words.RULE_TITLE, 34),
        (words.MODALITY, 12),
        *((words.verdict(v), 12) for v in Verdict),
    ]


def _summary(report: ReportView) -> Iterable[list[Value]]:
    for group in report.groups:
        about = [group.jurisdiction, group.clause, group.rule, group.title, group.modality]
        yield [*about, *group.counts.values()]


def _rejects(report: ReportView) -> Iterable[list[Value]]:
    return ([r.file, r.line, r.field, r.code, r.found, r.reason] for r in report.rejects)


_ABOUT_HEADS: Heads = ((words.ABOUT, 14), (words.REPORT, 90))


def _about(report: ReportView, lang: Lang) -> Iterable[list[Value]]:
    for pack in report.packs:
        yield [words.DOCUMENT.show(lang), words.pack(pack.title, pack.name, pack.force, pack.version).show(lang)]
    yield [words.AS_OF.show(lang), report.as_of]
    yield [words.FACTS.show(lang), report.facts]
    yield [words.LISTED.show(lang), report.verdicts_listed]
    yield [words.OUTCOME.show(lang), report.outcome]
    if report.caution:
        yield ["", report.caution]
    yield [words.TIME_ZONE.show(lang), ""]
