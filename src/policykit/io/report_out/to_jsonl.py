"""JSON lines: one finding a line, for other programs to take in as a stream. No summary, no rejects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from policykit.io.report_out.records import finding_record, json_bytes, json_value, listed
from policykit.model.finding import Finding, Verdict
from policykit.model.report import Report
from policykit.model.text import Lang


def write_jsonl(report: Report, lang: Lang, stream: BinaryIO, *, include: frozenset[Verdict]) -> None:
    """Write each listed finding as a `FindingRecord` on a line of its own."""
    write_findings(listed(report, include), lang, stream)


def write_findings(findings: Iterable[Finding], lang: Lang, stream: BinaryIO) -> None:
    """Write findings in the order in which they come, each on a line of its own."""
    for finding in findings:
        stream.write(json_bytes(json_value(finding_record(finding, lang))))
        stream.write(b"\n")
