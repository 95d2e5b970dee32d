"""JSON lines: one finding a line, for other programs to take in as a stream. No summary, no rejects.

A line is the JSON of a `FindingRecord`. It is put together here without making the record: findings may be millions.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from json.encoder import encode_basestring as quoted
from typing import BinaryIO

from policykit.io.report_out.records import in_shanghai, listed
from policykit.io.report_out.words import shown
from policykit.model.finding import Finding, Verdict
from policykit.model.report import Report
from policykit.model.text import Lang
from policykit.model.time import SHANGHAI


def write_jsonl(report: Report, lang: Lang, stream: BinaryIO, *, include: frozenset[Verdict]) -> None:
    """Write each listed finding as a `FindingRecord` on a line of its own."""
    write_findings(listed(report, include), lang, stream)


def write_findings(findings: Iterable[Finding], lang: Lang, stream: BinaryIO) -> None:
    """Write findings in the order in which they come, each on a line of its own."""
    stream.writelines(line(finding, lang).encode("utf-8", errors="backslashreplace") for finding in findings)


def line(finding: Finding, lang: Lang) -> str:
    """The line of a finding: what `json_bytes` says of its record, and a line feed. Raises as that does."""
    f = finding
    rests_on = ", ".join([f'{{"kind": {quoted(r.kind)}, "text": {quoted(r.text.show(lang))}}}' for r in f.rests_on])
    return (
        f'{{"id": {quoted(f.id)}, "jurisdiction": {quoted(f.jurisdiction)}, "rule": {quoted(f.rule)}, '
        f'"clause": {quoted(f.clause)}, "title": {quoted(shown(f.title, lang))}, "modality": {quoted(f.modality)}, '
        f'"verdict": {quoted(f.verdict.value)}, "unit": {_text(f.unit)}, "account": {_text(f.account)}, '
        f'"subject": {_text(f.subject)}, "triggered_at": {_time(f.triggered_at)}, "due": {_time(f.due)}, '
        f'"settled_at": {_time(f.settled_at)}, "evidence": {_texts(f.evidence)}, '
        f'"message": {quoted(shown(f.message, lang))}, "consequence": {_texts(f.consequence)}, '
        f'"rests_on": [{rests_on}], "policy_version": {quoted(f.policy_version)}, '
        f'"late_by_seconds": {"null" if f.late_by_seconds is None else f.late_by_seconds}}}\n'
    )


def _text(value: str | None) -> str:
    return "null" if value is None else quoted(value)


def _texts(values: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, values))}]"


def _time(at: datetime | None) -> str:
    if at is None:
        return "null"
    return f'"{(at if at.tzinfo is SHANGHAI else in_shanghai(at)).isoformat()}"'
