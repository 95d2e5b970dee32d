"""What people read: a report as rows of strings in one language, grouped by rule. Text, JUnit, HTML and Excel share it.

In: a `Report`, a language, the verdicts to list. Out: a `ReportView`. Nothing here knows a format; every string that
came from outside has passed `visible`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from policykit.io.report_out import words
from policykit.io.report_out.records import every_verdict, in_shanghai, listed
from policykit.io.report_out.words import Column, shown
from policykit.model.finding import Finding, Verdict
from policykit.model.report import Judged, PackInfo, Reject, Report
from policykit.model.text import Lang

# Controls of terminals, of writing direction and of lines, and what XML cannot hold.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def visible(text: str) -> str:
    r"""The text with each control character as its escape (`\u001b`): no id can steer a terminal or break XML."""
    return _UNSEEN.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def clock(at: datetime | None) -> str:
    """The time in UTC+8 to the minute, `2025-10-14 23:59`, cut off, not rounded; empty for None."""
    return "" if at is None else in_shanghai(at).strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding as strings. `notes` are those that not all rows of its group share."""

    finding: Finding
    cells: Mapping[Column, str]
    evidence: tuple[str, ...]
    message: str
    notes: tuple[str, ...]

    @property
    def id(self) -> str:
        """The finding's id."""
        return visible(self.finding.id)

    @property
    def verdict(self) -> Verdict:
        """The finding's verdict."""
        return self.finding.verdict


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """One rule with its listed findings. `notes` are shared by all rows; `columns` are those that any row fills."""

    jurisdiction: str
    rule: str
    clause: str
    title: str
    modality: str
    counts: Mapping[Verdict, int]
    rows: tuple[FindingRow, ...]
    notes: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def id(self) -> str:
        """`jurisdiction/rule`."""
        return f"{self.jurisdiction}/{self.rule}"

    def not_listed(self, value: Verdict) -> int:
        """How many obligations of that verdict are counted beside those listed."""
        return max(0, self.counts[value] - sum(row.verdict is value for row in self.rows))


@dataclass(frozen=True, slots=True)
class PackRow:
    """One document that judged."""

    name: str
    title: str
    version: str
    force: str


@dataclass(frozen=True, slots=True)
class RejectRow:
    """One row that could not be read. `place` is `file:line`."""

    file: str
    line: int
    field: str
    code: str
    reason: str
    found: str

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report as strings. `groups` has every rule, in the order of `judged`; `listed` those with rows."""

    as_of: str
    packs: tuple[PackRow, ...]
    facts: str
    outcome: str
    violations: int
    caution: str
    verdicts_listed: str
    groups: tuple[RuleGroup, ...]
    totals: Mapping[Verdict, int]
    rejects: tuple[RejectRow, ...]

    @property
    def listed(self) -> tuple[RuleGroup, ...]:
        """The rules that have listed findings."""
        return tuple(g for g in self.groups if g.rows)

    @property
    def by_pack(self) -> tuple[tuple[str, tuple[RuleGroup, ...]], ...]:
        """All rules by document, each with its title (its name, where the report has no such document)."""
        titles = {p.name: p.title for p in self.packs}
        packs: dict[str, list[RuleGroup]] = {}
        for group in self.groups:
            packs.setdefault(group.jurisdiction, []).append(group)
        return tuple((titles.get(name, name), tuple(groups)) for name, groups in packs.items())

    @property
    def rows(self) -> int:
        """How many findings are listed."""
        return sum(len(g.rows) for g in self.groups)


def view(report: Report, lang: Lang, include: frozenset[Verdict]) -> ReportView:
    """The report as people read it in `lang`, listing the findings with a verdict in `include`."""
    by_rule: dict[tuple[str, str], list[Finding]] = {}
    for finding in listed(report, include):
        by_rule.setdefault((finding.jurisdiction, finding.rule), []).append(finding)
    groups = [_group(j, by_rule.pop((j.jurisdiction, j.rule), []), lang) for j in report.judged]
    # A report that was put together by hand may list findings of rules that it does not count.
    groups += [_group(_uncounted(findings), findings, lang) for findings in by_rule.values()]
    violations = report.violations
    return ReportView(
        as_of=f"{clock(report.as_of)} (UTC+8)",
        packs=tuple(_pack(p, lang) for p in report.packs),
        facts=words.facts(report.facts_read, report.facts_after_as_of, len(report.rejects)).show(lang),
        outcome=words.outcome(len(violations), sum(f.verdict is Verdict.MET_LATE for f in violations)).show(lang),
        violations=len(violations),
        caution=words.rejects_caution(len(report.rejects)).show(lang) if report.rejects else "",
        verdicts_listed=words.listing(v for v in Verdict if v in include).show(lang),
        groups=tuple(groups),
        totals=every_verdict(report.totals),
        rejects=tuple(_reject(r, lang) for r in report.rejects),
    )


def _uncounted(findings: list[Finding]) -> Judged:
    first = findings[0]
    return Judged(
        jurisdiction=first.jurisdiction,
        rule=first.rule,
        clause=first.clause,
        title=first.title,
        modality=first.modality,
        counts={},
    )


def _group(judged: Judged, findings: list[Finding], lang: Lang) -> RuleGroup:
    notes = [_notes(f, lang) for f in findings]
    shared = tuple(n for n in notes[0] if all(n in others for others in notes)) if notes else ()
    rows = tuple(
        _row(f, tuple(n for n in own if n not in shared), lang) for f, own in zip(findings, notes, strict=True)
    )
    return RuleGroup(
        jurisdiction=visible(judged.jurisdiction),
        rule=visible(judged.rule),
        clause=visible(judged.clause),
        title=visible(shown(judged.title, lang)),
        modality=visible(words.modality(judged.modality).show(lang)),
        counts=every_verdict(judged.counts),
        rows=rows,
        notes=shared,
        columns=tuple(c for c in Column if any(row.cells[c] for row in rows)),
    )


def _notes(finding: Finding, lang: Lang) -> tuple[str, ...]:
    notes = [words.consequence(finding.consequence)] if finding.consequence else []
    notes += [words.rests_on(r) for r in finding.rests_on]
    return tuple(visible(n.show(lang)) for n in notes)


def _row(finding: Finding, notes: tuple[str, ...], lang: Lang) -> FindingRow:
    late = finding.late_by_seconds
    evidence = tuple(visible(e) for e in finding.evidence)
    cells = {
        Column.UNIT: visible(finding.unit or ""),
        Column.ACCOUNT: visible(finding.account or ""),
        Column.SUBJECT: visible(finding.subject or ""),
        Column.SINCE: clock(finding.triggered_at),
        Column.DUE: clock(finding.due),
        Column.SETTLED: clock(finding.settled_at),
        Column.LATE_BY: "" if late is None else words.late_by(late).show(lang),
        Column.VERDICT: words.verdict(finding.verdict).show(lang),
        Column.EVIDENCE: " ".join(evidence),
    }
    return FindingRow(finding, cells, evidence, visible(shown(finding.message, lang)), notes)


def _pack(pack: PackInfo, lang: Lang) -> PackRow:
    return PackRow(
        name=visible(pack.name),
        title=visible(shown(pack.title, lang)),
        version=visible(pack.version),
        force=visible(words.force(pack.in_force).show(lang)),
    )


def _reject(reject: Reject, lang: Lang) -> RejectRow:
    return RejectRow(
        file=visible(reject.file),
        line=reject.line,
        field=visible(reject.field or ""),
        code=visible(reject.code),
        reason=visible(shown(reject.reason, lang)),
        found=visible(reject.found or ""),
    )
