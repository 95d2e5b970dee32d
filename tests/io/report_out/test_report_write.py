"""Every format through the one door: snapshots, determinism, what is listed, what no id can do."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from policykit.io.report_out import ReportFormat, write_report
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang

Write = Callable[..., bytes]
Check = Callable[[str, bytes], None]

BREACHES = frozenset({Verdict.VIOLATED, Verdict.MET_LATE})
TEXTUAL = [f for f in ReportFormat if not f.binary]


def test_only_excel_and_parquet_are_binary() -> None:
    assert [f for f in ReportFormat if f.binary] == [ReportFormat.XLSX, ReportFormat.PARQUET]


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("format", TEXTUAL)
def test_snapshot_of_all_verdicts(report: Report, write: Write, check: Check, format: ReportFormat, lang: Lang) -> None:
    check(f"all.{lang}.{format}", write(report, format, lang))


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("format", TEXTUAL)
def test_snapshot_of_no_violations(clean: Report, write: Write, check: Check, format: ReportFormat, lang: Lang) -> None:
    check(f"clean.{lang}.{format}", write(clean, format, lang, BREACHES))


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("width", [80, 120])
def test_snapshot_of_text_on_a_terminal(report: Report, write: Write, check: Check, width: int, lang: Lang) -> None:
    check(f"breaches.{lang}.{width}.text", write(report, ReportFormat.TEXT, lang, BREACHES, width=width))


def test_snapshot_of_text_in_color(report: Report, write: Write, check: Check) -> None:
    check("color.zh.100.text", write(report, ReportFormat.TEXT, Lang.ZH, color=True, width=100))


@pytest.mark.parametrize("format", list(ReportFormat))
def test_same_report_gives_same_bytes(report: Report, write: Write, format: ReportFormat) -> None:
    shuffled = report.model_copy(update={"findings": report.findings[::-1]})
    assert write(report, format) == write(report, format) == write(shuffled, format)


@pytest.mark.parametrize("format", list(ReportFormat))
def test_same_moment_in_another_zone_gives_same_bytes(report: Report, write: Write, format: ReportFormat) -> None:
    moved = report.model_copy(
        update={
            "as_of": report.as_of.astimezone(UTC),
            "findings": tuple(
                f.model_copy(update={"due": f.due.astimezone(UTC) if f.due else None}) for f in report.findings
            ),
        }
    )
    assert write(moved, format) == write(report, format)


class Pipe(io.BytesIO):
    """A stream that cannot go back, as standard output is."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation("seek")

    def tell(self) -> int:
        raise io.UnsupportedOperation("tell")


@pytest.mark.parametrize("format", list(ReportFormat))
def test_a_pipe_gets_the_same_bytes(report: Report, write: Write, format: ReportFormat) -> None:
    pipe = Pipe()
    write_report(report, format, Lang.EN, pipe, include=frozenset(Verdict))
    assert pipe.getvalue() == write(report, format)


@pytest.mark.parametrize("format", [f for f in ReportFormat if not f.streamed])
def test_a_time_without_an_offset_is_refused(report: Report, format: ReportFormat) -> None:
    naive = report.model_copy(update={"as_of": datetime(2025, 11, 1)})
    with pytest.raises(ValueError, match="offset"):
        write_report(naive, format, Lang.ZH, io.BytesIO(), include=BREACHES)


@pytest.mark.parametrize("format", TEXTUAL)
def test_only_included_verdicts_are_listed(report: Report, write: Write, format: ReportFormat) -> None:
    for include in (BREACHES, frozenset({Verdict.PENDING}), frozenset[Verdict]()):
        text = write(report, format, Lang.EN, include).decode("utf-8")
        for finding in report.findings:
            assert (finding.id in text) is (finding.verdict in include)


@pytest.mark.parametrize("format", TEXTUAL)
def test_no_id_brings_in_control_characters(hostile: Report, write: Write, format: ReportFormat) -> None:
    text = write(hostile, format).decode("utf-8")
    for control in ("\x1b", "\x00"):
        assert control not in text
    assert "[31mred" in text


def test_machine_formats_keep_strange_ids_as_they_are(hostile: Report, write: Write) -> None:
    subject = hostile.findings[0].subject
    assert json.loads(write(hostile, ReportFormat.JSON))["findings"][0]["subject"] == subject
    assert json.loads(write(hostile, ReportFormat.JSONL))["subject"] == subject
    result = json.loads(write(hostile, ReportFormat.SARIF))["runs"][0]["results"][0]
    assert result["properties"]["subject"] == subject


def test_heavy_libraries_are_imported_only_when_asked_for() -> None:
    code = "import sys, policykit.io.report_out;print([m for m in ('rich', 'jinja2', 'openpyxl') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
