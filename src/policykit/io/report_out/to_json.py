"""JSON: the whole report as one object, indented, with a newline at its end."""

from __future__ import annotations

from typing import BinaryIO

from policykit.io.report_out.records import json_bytes, json_value, report_record
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang


def write_json(report: Report, lang: Lang, stream: BinaryIO, *, include: frozenset[Verdict]) -> None:
    """Write the report as a `ReportRecord`."""
    stream.write(json_bytes(json_value(report_record(report, lang, include)), indent=2))
    stream.write(b"\n")
