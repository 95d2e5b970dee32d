"""Findings and reports as other programs read them: plain records, one string a text.

In: `model.report.Report`. Out: pydantic records, from which JSON, JSON lines and SARIF are written and from which the
JSON Schema of the output can be derived. Texts are strings in one language; codes (verdict, modality, consequence) stay
English.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from policykit.io.report_out.words import shown
from policykit.model.finding import Finding, Verdict
from policykit.model.report import Report
from policykit.model.text import Lang
from policykit.model.time import instant, moment


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RestsOnRecord(_Record):
    """Something that a finding rests on beside the text of the document."""

    kind: str = Field(
        description="open_term, interpretation, setting, provisional_calendar, by_reference or unknown_opening"
    )
    text: str


class FindingRecord(_Record):
    """One verdict on one obligation. Times are ISO 8601 in UTC+8."""

    id: str = Field(description="16 hex digits; stays the same from run to run while the verdict changes")
    jurisdiction: str
    rule: str
    clause: str
    title: str
    modality: str
    verdict: Verdict
    unit: str | None
    account: str | None
    subject: str | None
    triggered_at: datetime | None
    due: datetime | None = Field(description="the last instant in time")
    settled_at: datetime | None
    evidence: tuple[str, ...] = Field(description="ids of facts, in order of time")
    message: str
    consequence: tuple[str, ...]
    rests_on: tuple[RestsOnRecord, ...]
    policy_version: str
    late_by_seconds: int | None = Field(description="how long after `due` the act came, or `as_of` lies")


class PackRecord(_Record):
    """Which version of which document judged."""

    name: str
    title: str
    version: str
    in_force: str


class SummaryRecord(_Record):
    """All obligations counted, and which verdicts the findings list."""

    totals: dict[Verdict, int]
    violations: int
    listed: tuple[Verdict, ...]


class JudgedRecord(_Record):
    """How many obligations of a rule came out how."""

    jurisdiction: str
    rule: str
    clause: str
    title: str
    modality: str
    counts: dict[Verdict, int]


class RejectRecord(_Record):
    """A row that could not be read as a fact."""

    file: str
    line: int
    field: str | None
    code: str
    reason: str
    found: str | None


class ReportRecord(_Record):
    """A whole report."""

    as_of: datetime
    packs: tuple[PackRecord, ...]
    facts_read: int
    facts_after_as_of: int
    summary: SummaryRecord
    judged: tuple[JudgedRecord, ...]
    findings: tuple[FindingRecord, ...]
    rejects: tuple[RejectRecord, ...]


def in_shanghai(at: datetime) -> datetime:
    """The same moment in UTC+8. Raises `ValueError` for a time without an offset."""
    return moment(instant(at))


def _maybe(at: datetime | None) -> datetime | None:
    return None if at is None else in_shanghai(at)


def every_verdict(counts: dict[Verdict, int]) -> dict[Verdict, int]:
    """The counts with all verdicts present, in one order."""
    return {v: counts.get(v, 0) for v in Verdict}


def listed(report: Report, include: frozenset[Verdict]) -> list[Finding]:
    """The findings with a verdict in `include`, in the order of findings."""
    return sorted((f for f in report.findings if f.verdict in include), key=lambda f: f.sort_key)


def finding_record(finding: Finding, lang: Lang) -> FindingRecord:
    """One finding as a record."""
    return FindingRecord(
        id=finding.id,
        jurisdiction=finding.jurisdiction,
        rule=finding.rule,
        clause=finding.clause,
        title=shown(finding.title, lang),
        modality=finding.modality,
        verdict=finding.verdict,
        unit=finding.unit,
        account=finding.account,
        subject=finding.subject,
        triggered_at=_maybe(finding.triggered_at),
        due=_maybe(finding.due),
        settled_at=_maybe(finding.settled_at),
        evidence=finding.evidence,
        message=shown(finding.message, lang),
        consequence=finding.consequence,
        rests_on=tuple(RestsOnRecord(kind=r.kind, text=r.text.show(lang)) for r in finding.rests_on),
        policy_version=finding.policy_version,
        late_by_seconds=finding.late_by_seconds,
    )


def finding_records(report: Report, lang: Lang, include: frozenset[Verdict]) -> Iterator[FindingRecord]:
    """The listed findings as records, one after the other."""
    return (finding_record(f, lang) for f in listed(report, include))


def report_record(report: Report, lang: Lang, include: frozenset[Verdict]) -> ReportRecord:
    """The whole report as a record, its findings filtered by `include`."""
    return ReportRecord(
        as_of=in_shanghai(report.as_of),
        packs=tuple(
            PackRecord(name=p.name, title=shown(p.title, lang), version=p.version, in_force=p.in_force)
            for p in report.packs
        ),
        facts_read=report.facts_read,
        facts_after_as_of=report.facts_after_as_of,
        summary=SummaryRecord(
            totals=every_verdict(report.totals),
            violations=len(report.violations),
            listed=tuple(v for v in Verdict if v in include),
        ),
        judged=tuple(
            JudgedRecord(
                jurisdiction=j.jurisdiction,
                rule=j.rule,
                clause=j.clause,
                title=shown(j.title, lang),
                modality=j.modality,
                counts=every_verdict(j.counts),
            )
            for j in report.judged
        ),
        findings=tuple(finding_records(report, lang, include)),
        rejects=tuple(
            RejectRecord(
                file=r.file, line=r.line, field=r.field, code=r.code, reason=shown(r.reason, lang), found=r.found
            )
            for r in report.rejects
        ),
    )


def json_value(record: BaseModel) -> dict[str, JsonValue]:
    """A record as plain JSON values, keys in the order of its fields, nulls kept."""
    plain: dict[str, JsonValue] = record.model_dump(mode="json")
    return plain


def json_bytes(value: JsonValue, indent: int | None = None) -> bytes:
    """JSON in UTF-8, Chinese as it is.

    Half a surrogate pair, which an id from outside may hold and UTF-8 cannot, becomes the JSON escape of itself.
    """
    return json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", errors="backslashreplace")
