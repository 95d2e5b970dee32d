"""The text report beyond its snapshots: what it must say, that it lines up and keeps to its width."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from rich.cells import cell_len

from policykit.io.report_out import ReportFormat
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang

Write = Callable[..., bytes]

BREACHES = frozenset({Verdict.VIOLATED, Verdict.MET_LATE})


@pytest.mark.parametrize(("lang", "said"), [(Lang.ZH, "未发现违反"), (Lang.EN, "no violations")])
def test_says_so_when_there_are_none(clean: Report, write: Write, lang: Lang, said: str) -> None:
    assert said in write(clean, ReportFormat.TEXT, lang, BREACHES).decode("utf-8")


def test_says_how_many_violations_even_when_none_is_listed(report: Report, write: Write) -> None:
    text = write(report, ReportFormat.TEXT, Lang.EN, frozenset({Verdict.PENDING})).decode("utf-8")
    assert "4 violations, 1 of them met late" in text
    assert "listed    pending\n" in text


def test_undecided_and_advised_are_counted_even_when_not_listed(report: Report, write: Write) -> None:
    text = write(report, ReportFormat.TEXT, Lang.EN, BREACHES).decode("utf-8")
    head = next(line for line in text.splitlines() if "undecided" in line).split()
    total = next(line for line in text.splitlines() if line.strip().startswith("total")).split()
    assert (head[-3:], total[-3:]) == (["undecided", "advised", "identified"], ["1", "1", "0"])


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_keeps_to_the_width(report: Report, write: Write, width: int, lang: Lang) -> None:
    text = write(report, ReportFormat.TEXT, lang, width=width).decode("utf-8")
    assert [line for line in text.splitlines() if cell_len(line) > width] == []


@pytest.mark.parametrize("width", [None, 80, 120])
def test_no_id_is_cut_off(report: Report, write: Write, width: int | None) -> None:
    text = write(report, ReportFormat.TEXT, width=width).decode("utf-8")
    for finding in report.findings:
        assert finding.id in text
        for fact in finding.evidence:
            assert fact in text
    assert "…" not in text


def test_columns_of_chinese_ids_line_up(report: Report, write: Write) -> None:
    lines = write(report, ReportFormat.TEXT, Lang.ZH, BREACHES).decode("utf-8").splitlines()
    starts = {
        cell_len(line[: re.search(r"2025-\d\d-\d\d \d\d:\d\d", line).start()])  # type: ignore[union-attr]
        for line in lines
        if re.match(r"  \S+ +m\d ", line)
    }
    assert len(starts) == 1


def test_color_adds_escapes_and_nothing_else(report: Report, write: Write) -> None:
    plain = write(report, ReportFormat.TEXT, width=100).decode("utf-8")
    colored = write(report, ReportFormat.TEXT, width=100, color=True).decode("utf-8")
    assert "\x1b" not in plain
    assert "\x1b[1;31m" in colored
    bare = re.sub(r"\x1b\[[\d;]*m", "", colored)
    assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()


def test_the_environment_changes_nothing(report: Report, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    before = write(report, ReportFormat.TEXT, color=True)
    for name, value in {"NO_COLOR": "1", "COLUMNS": "40", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    assert write(report, ReportFormat.TEXT, color=True) == before


def test_shared_notes_stand_once(report: Report, write: Write) -> None:
    text = write(report, ReportFormat.TEXT, Lang.ZH).decode("utf-8")
    assert text.count("工作日按国务院安排") == 1
    assert text.count("后果：约谈、责令限期整改") == 2


def test_a_report_without_rules_or_documents(report: Report, write: Write) -> None:
    empty = report.model_copy(update={"judged": (), "findings": (), "packs": (), "rejects": ()})
    for width in (None, 80):
        assert "no violations" in write(empty, ReportFormat.TEXT, width=width).decode("utf-8")
