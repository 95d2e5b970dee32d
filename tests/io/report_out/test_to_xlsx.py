"""Excel, read back: sheets, heads, real times, text that stays text, the same bytes."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from policykit.io.report_out import ReportFormat, to_xlsx
from policykit.io.workbook import MAX_CHARS
from policykit.model.errors import PolicykitError
from policykit.model.finding import Finding
from policykit.model.report import Report
from policykit.model.text import Lang

Write = Callable[..., bytes]


def book(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(data: bytes, sheet: str) -> list[dict[str, object]]:
    heads, *values = book(data)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in values]


def only(report: Report, finding: Finding) -> Report:
    return report.model_copy(update={"findings": (finding,)})


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        (Lang.ZH, ["判定结果", "汇总", "未读入的行", "关于"]),
        (Lang.EN, ["Findings", "Summary", "Rejected rows", "About"]),
    ],
)
def test_sheets_have_frozen_heads_and_filters(report: Report, write: Write, lang: Lang, names: list[str]) -> None:
    sheets = book(write(report, ReportFormat.XLSX, lang)).worksheets
    assert [s.title for s in sheets] == names
    for sheet in sheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.b for cell in sheet[1])


def test_a_finding(report: Report, write: Write) -> None:
    found = next(r for r in rows(write(report, ReportFormat.XLSX), "Findings") if r["subject"] == "m2")
    assert found == {
        "document": "jiaxian",
        "clause": "第十条(四)",
        "rule": "answer_in_five_workdays",
        "title": "Answered within five working days",
        "modality": "must",
        "unit": None,
        "account": "a2",
        "subject": "m2",
        "since (UTC+8)": datetime(2025, 9, 8, 16, 30),
        # The last microsecond of the day would round to the next day.
        "due (UTC+8)": datetime(2025, 9, 15, 23, 59, 59),
        "settled (UTC+8)": datetime(2025, 9, 25, 4, 25),
        "late by": "9 d 4 h",
        "late by (seconds)": 9 * 86400 + 4 * 3600 + 1500,
        "verdict": "met late",
        "evidence": "e3 e9",
        "message": "message m2 was answered 9 d 4 h late",
        "notes": "setting: working days as the State Council arranges them\n"
        "consequence: interview, ordered rectification\n"
        "opening unknown: account a2 has no opening",
        "id": "f1914a85c88169d7",
        "version": "jiaxian-3f2a90c1",
    }


def test_times_are_shown_to_the_minute(report: Report, write: Write) -> None:
    sheet = book(write(report, ReportFormat.XLSX))["Findings"]
    times = [c for row in sheet.iter_rows(min_row=2) for c in row if isinstance(c.value, datetime)]
    shown = {c.number_format for c in times}
    assert shown == {"yyyy-mm-dd hh:mm"}


def test_the_summary_counts_everything(report: Report, write: Write) -> None:
    found = rows(write(report, ReportFormat.XLSX, include=frozenset()), "Summary")
    assert [r["rule"] for r in found] == [j.rule for j in report.judged]
    assert (found[1]["met"], found[1]["met late"], found[1]["undecided"], found[1]["advised"]) == (1203, 1, 1, 0)


def test_rejected_rows(report: Report, write: Write) -> None:
    first, second = rows(write(report, ReportFormat.XLSX), "Rejected rows")
    assert first == {
        "file": "facts/留言.jsonl",
        "line": 17,
        "field": "occurred_at",
        "code": "naive_time",
        "found": "2025-10-01 08:00",
        "reason": "the time has no offset: write +08:00",
    }
    assert (second["line"], second["field"], second["found"]) == (203, None, None)


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "#REF!", "#N/A", "=", "1", "TRUE"]
)
def test_no_text_becomes_a_formula_an_error_or_a_number(report: Report, write: Write, text: str) -> None:
    finding = report.findings[0].model_copy(update={"subject": text, "evidence": (text,)})
    sheet = book(write(only(report, finding), ReportFormat.XLSX))["Findings"]
    cells = [c for c in sheet[2] if c.value == text]
    assert len(cells) == 2
    for cell in cells:
        assert cell.data_type == "s"
        assert bool(cell.quotePrefix) is (text[0] in "=+-@#")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf", "Cn"]), min_size=1, max_size=20))
def test_any_printable_id_is_read_back(report: Report, write: Write, name: str) -> None:
    finding = report.findings[0].model_copy(update={"subject": name})
    (found,) = rows(write(only(report, finding), ReportFormat.XLSX), "Findings")
    assert found["subject"] == name


def test_hostile_ids_are_written(hostile: Report, write: Write) -> None:
    (found,) = rows(write(hostile, ReportFormat.XLSX), "Findings")
    assert found["unit"] == "=cmd|' /C calc'!A0"
    assert found["subject"] == "\\u001b[31mred\\u0000\\ud800\\u202e]]>"


def test_a_cell_that_is_too_long_says_what_is_missing(report: Report, write: Write) -> None:
    evidence = tuple(f"fact-{n:06d}" for n in range(3000))
    finding = report.findings[0].model_copy(update={"evidence": evidence})
    (found,) = rows(write(only(report, finding), ReportFormat.XLSX), "Findings")
    text = str(found["evidence"])
    assert text.startswith("fact-000000 fact-000001")
    assert text.endswith("more characters; the whole is in JSON)")
    assert len(text) <= MAX_CHARS


def test_too_many_rows_are_refused(report: Report, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_xlsx, "MAX_ROWS", 5)
    with pytest.raises(PolicykitError) as caught:
        write(report, ReportFormat.XLSX)
    assert caught.value.text.en == "an Excel sheet holds 5 rows and the report has 9: use jsonl instead"
    assert caught.value.text.zh == "Excel 工作表最多容纳 5 行，而报告有 9 行：请改用 jsonl"


def test_without_openpyxl_it_says_how_to_get_it(report: Report, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(PolicykitError) as caught:
        write(report, ReportFormat.XLSX)
    assert caught.value.text.en == "an Excel report needs openpyxl: install policykit[xlsx]"
    assert "请安装 policykit[xlsx]" in caught.value.text.zh


def test_the_hour_of_writing_is_nowhere_in_the_file(report: Report, write: Write) -> None:
    data = write(report, ReportFormat.XLSX)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = book(data).properties
    as_of = datetime(2025, 11, 1)
    assert (properties.created, properties.modified) == (as_of, as_of)
