"""The records that programs read: exact keys, codes in English, texts in one language."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from policykit.io.report_out import FindingRecord, ReportFormat, ReportRecord, finding_record
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang

Write = Callable[..., bytes]

KEYS = [
    "id",
    "jurisdiction",
    "rule",
    "clause",
    "title",
    "modality",
    "verdict",
    "unit",
    "account",
    "subject",
    "triggered_at",
    "due",
    "settled_at",
    "evidence",
    "message",
    "consequence",
    "rests_on",
    "policy_version",
    "late_by_seconds",
]


def test_keys_of_a_finding() -> None:
    assert list(FindingRecord.model_fields) == KEYS


def test_the_schema_requires_every_key() -> None:
    schema = FindingRecord.model_json_schema(mode="serialization")
    assert schema["required"] == KEYS
    assert schema["additionalProperties"] is False


def test_json_has_all_keys_and_nulls(report: Report, write: Write) -> None:
    data = json.loads(write(report, ReportFormat.JSON, Lang.ZH))
    assert list(data) == [
        "as_of",
        "packs",
        "facts_read",
        "facts_after_as_of",
        "summary",
        "judged",
        "findings",
        "rejects",
    ]
    assert all(list(f) == KEYS for f in data["findings"])
    first = next(f for f in data["findings"] if f["subject"] == "m1" and f["verdict"] == "violated")
    assert first["unit"] is None
    assert first["title"] == "五个工作日内答复"
    assert first["due"] == "2025-10-14T23:59:59.999999+08:00"
    assert first["consequence"] == ["interview", "ordered_rectification"]
    assert first["rests_on"] == [{"kind": "setting", "text": "工作日按国务院安排"}]


def test_the_summary_counts_what_is_not_listed(report: Report, write: Write) -> None:
    data = json.loads(write(report, ReportFormat.JSON, Lang.EN, frozenset({Verdict.MET_LATE})))
    assert data["summary"] == {
        "totals": {
            "met": 11920,
            "met_late": 1,
            "violated": 3,
            "pending": 1,
            "excused": 1,
            "undecided": 1,
            "advised": 1,
            "identified": 0,
        },
        "violations": 4,
        "listed": ["met_late"],
    }
    assert [f["verdict"] for f in data["findings"]] == ["met_late"]


def test_a_program_can_read_the_report_back(report: Report, write: Write) -> None:
    written = write(report, ReportFormat.JSON, Lang.EN)
    assert written.endswith(b"}\n")
    record = ReportRecord.model_validate_json(written)
    assert record.findings == tuple(finding_record(f, Lang.EN) for f in report.findings)


def test_jsonl_is_the_findings_of_json_one_a_line(report: Report, write: Write) -> None:
    lines = write(report, ReportFormat.JSONL, Lang.ZH).decode("utf-8").splitlines()
    whole = json.loads(write(report, ReportFormat.JSON, Lang.ZH))
    assert [json.loads(line) for line in lines] == whole["findings"]


def test_jsonl_without_findings_is_empty(clean: Report, write: Write) -> None:
    assert write(clean, ReportFormat.JSONL) == b""


@pytest.mark.parametrize("format", [ReportFormat.JSON, ReportFormat.JSONL, ReportFormat.SARIF])
def test_chinese_is_written_as_it_is(report: Report, write: Write, format: ReportFormat) -> None:
    assert "第十条(四)" in write(report, format).decode("utf-8")
