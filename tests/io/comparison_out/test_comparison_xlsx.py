"""Comparisons as Excel, read back: sheets, heads, real dates, text that stays text, the same bytes."""

from __future__ import annotations

import io
import sys
from datetime import datetime

import openpyxl
import pytest

from policykit.analysis.compare.results import Comparison
from policykit.io.comparison_out import ComparisonFormat
from policykit.model.errors import PolicykitError
from policykit.model.text import Lang

from .conftest import Write

XLSX = ComparisonFormat.XLSX


def rows(data: bytes, sheet: str) -> list[dict[str, object]]:
    heads, *values = openpyxl.load_workbook(io.BytesIO(data))[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in values]


@pytest.mark.parametrize(
    ("lang", "names"),
    [(Lang.ZH, ["对照表", "要求", "关系", "关于"]), (Lang.EN, ["Matrix", "Requirements", "Relations", "About"])],
)
def test_sheets_have_frozen_heads_and_filters(
    comparison: Comparison, write: Write, lang: Lang, names: list[str]
) -> None:
    sheets = openpyxl.load_workbook(io.BytesIO(write(comparison, XLSX, lang))).worksheets
    assert [s.title for s in sheets] == names
    for sheet in sheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.b for cell in sheet[1])


def test_the_matrix_has_force_scope_and_gaps(comparison: Comparison, write: Write) -> None:
    found = rows(write(comparison, XLSX), "Matrix")
    assert [r["topic"] for r in found] == [
        "force",
        "scope",
        "updates",
        "silence",
        "replies",
        "correction",
        "technology",
        "consequences",
    ]
    assert found[0]["Jiaxian"] == "in force 2024-06-24 to 2026-06-24"
    assert (found[1]["Jiaxian"], found[1]["Zhejiang"]) == ("no exemptions", "exempt unit where of_central_body")
    assert (found[3]["Linyi"], found[3]["Zhejiang"]) == ("says nothing", "says nothing")
    assert found[4]["Jiaxian"] == (
        "10(4) must message answered (automatic = no) · 5 workdays\n"
        "10(4) should strive to message answered (automatic = no) · the same day"
    )


def test_a_requirement(comparison: Comparison, write: Write) -> None:
    found = next(r for r in rows(write(comparison, XLSX), "Requirements") if r["rule"] == "no_fourteen_days_of_silence")
    assert found == {
        "topic": "silence",
        "jurisdiction": "Jiaxian",
        "clause": "10(2)",
        "rule": "no_fourteen_days_of_silence",
        "title": "No update for more than 14 days in a row is unqualified",
        "form": "silence",
        "binding": "yes",
        "who": "accounts (not paused)",
        "strength": "must not",
        "when": None,
        "what": "without post published",
        "how many": None,
        "within": "longer than 14 days",
        "unless": "medium = client",
        "gist": "More than fourteen days without an update is unqualified",
        "how the text is read": "Rolling, from the day of the last update",
        "open terms": None,
        "in Chinese": comparison.entries["jiaxian/no_fourteen_days_of_silence"].zh,
        "in English": comparison.entries["jiaxian/no_fourteen_days_of_silence"].en,
    }


def test_a_proof_and_a_witness(comparison: Comparison, write: Write) -> None:
    proof, witness = rows(write(comparison, XLSX), "Relations")[:2]
    shared = {"topic": "updates", "left": "Jiaxian", "right": "Linyi", "relation": "stricter"}
    note = {"note": "a waiver may lift the rule of Jiaxian"}
    assert proof == shared | note | {
        "keeping": "Jiaxian",
        "clause": "三(二)",
        "rule": "linyi/weekly",
        "title": "A post a week",
        "follows": "follows",
        "method": "cadence",
        "first day": datetime(2025, 1, 1),
        "last day": datetime(2025, 12, 31),
        "details": "2 in a week are at least 1; every week of 2025 was checked day by day",
        "rests on": "10(3) Two posts a week (jiaxian/two_a_week)",
        "assumes": "no waiver was approved",
        "facts": None,
        "due (UTC+8)": None,
        "as of (UTC+8)": None,
        "keeps": None,
    }
    assert witness == shared | note | {
        "keeping": "Linyi",
        "clause": "10(3)",
        "rule": "jiaxian/two_a_week",
        "title": "Two posts a week",
        "follows": "does not follow",
        "method": None,
        "first day": None,
        "last day": None,
        "details": "violated: account a1: post published 1 in 2025-03-03 to 2025-03-09, at least 2 needed",
        "rests on": None,
        "assumes": None,
        "facts": "2025-03-03 00:00 account opened (account = a1)\n2025-03-05 09:00 post published",
        # The last microsecond of the day would round to the next day.
        "due (UTC+8)": datetime(2025, 3, 9, 23, 59, 59),
        "as of (UTC+8)": datetime(2025, 3, 9, 23, 59, 59),
        "keeps": "三(二) A post a week (linyi/weekly)",
    }


def test_an_unknown_says_why_and_a_pair_without_implications_has_a_row(comparison: Comparison, write: Write) -> None:
    found = [r for r in rows(write(comparison, XLSX), "Relations") if r["topic"] == "correction"]
    assert [(r["left"], r["right"], r["relation"], r["follows"], r["details"]) for r in found][:2] == [
        ("Jiaxian", "Linyi", "looser", "undetermined", "'promptly' has no house value"),
        ("Jiaxian", "Zhejiang", "unknown", None, None),
    ]


def test_dates_are_dates(comparison: Comparison, write: Write) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write(comparison, XLSX)))["Relations"]
    shown = {
        cell.number_format for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, datetime)
    }
    assert shown == {"yyyy-mm-dd", "yyyy-mm-dd hh:mm"}


def test_hostile_texts_stay_text(hostile: Comparison, write: Write) -> None:
    rule = hostile.entries["linyi/weekly"]
    formula = rule.normal.who.model_copy(update={"en": "=cmd|' /C calc'!A0"})
    normal = rule.normal.model_copy(update={"who": formula})
    entries = {**hostile.entries, rule.id: rule.model_copy(update={"normal": normal})}
    data = write(hostile.model_copy(update={"entries": entries}), XLSX)
    cells = [c for row in openpyxl.load_workbook(io.BytesIO(data))["Requirements"] for c in row]
    (cell,) = [c for c in cells if c.value == "=cmd|' /C calc'!A0"]
    assert (cell.data_type, bool(cell.quotePrefix)) == ("s", True)
    assert any("\\u001b[31m=1+1\\u202e" in str(c.value) for c in cells)


def test_the_same_comparison_gives_the_same_bytes(comparison: Comparison, write: Write) -> None:
    data = write(comparison, XLSX)
    assert data == write(comparison, XLSX)
    properties = openpyxl.load_workbook(io.BytesIO(data)).properties
    assert properties.created == properties.modified == datetime(2025, 12, 31)


def test_without_openpyxl_it_says_how_to_get_it(
    comparison: Comparison, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(PolicykitError, match=r"install policykit\[xlsx\]"):
        write(comparison, XLSX)
