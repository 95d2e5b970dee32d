"""JSON lines: one finding a line, for other programs to take in as a stream. No summary, no rejects."""

from __future__ import annotations

from typing import BinaryIO

from policykit.io.report_out.records import finding_records, json_bytes, json_value
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang


def write_jsonl(report: Report, lang: Lang, stream: BinaryIO, *, include: frozenset[Verdict]) -> None:
    """Write each listed finding as a `FindingRecord` on a line of its own."""
    for record in finding_records(report, lang, include):
        stream.write(json_bytes(json_value(record)))
        stream.write(b"\n")
