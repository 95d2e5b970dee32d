"""A failed case as a readable timeline: what happened when, when it was due, what came out, what was expected."""

from __future__ import annotations

from policykit.model.facts import Fact
from policykit.model.finding import Finding
from policykit.model.text import Lang, Text
from policykit.model.time import SHANGHAI
from policykit.model.vocabulary import Vocabulary
from policykit.packs.cases import CaseResult


def timeline(result: CaseResult, vocabulary: Vocabulary, lang: Lang) -> str:
    """The case as lines of text, in order of time; no trailing newline."""
    case = result.case
    rows = [
        (f"{f.occurred_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", "●", _fact(f, vocabulary, lang)) for f in case.facts
    ]
    for finding in result.findings:
        if finding.due is not None:
            words = Text("到期({r})", "due ({r})").fill(r=_whose(finding)).show(lang)
            rows.append((f"{finding.due.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", "◇", words))
    shown = f"{case.as_of:%Y-%m-%d %H:%M}" if hasattr(case.as_of, "hour") else f"{case.as_of} 24:00"
    rows.append((shown, "▲", Text("截至", "as of").show(lang)))
    lines = [
        f"✗ {case.title.show(lang)}  ({case.rule})",
        f"  {case.path}:{case.line}",
        *(f"    {at}  {mark} {text}" for at, mark, text in sorted(rows)),
    ]
    expected = Text("应为", "expected").show(lang)
    got = Text("实为", "came out").show(lang)
    lines.extend(f"    {expected}  {e.text.show(lang)}" for e in case.expected)
    if not result.findings:
        lines.append(f"    {got}  {Text('无', 'nothing').show(lang)}")
    for finding in result.findings:
        marker = "!" if finding in result.surprising else " "
        message = finding.message.zh if lang is Lang.ZH else finding.message.en
        due = f" {Text('应于', 'due').show(lang)} {finding.due.astimezone(SHANGHAI):%Y-%m-%d}" if finding.due else ""
        since = ""
        if finding.triggered_at:
            since = f" {Text('起于', 'since').show(lang)} {finding.triggered_at.astimezone(SHANGHAI):%Y-%m-%d}"
        lines.append(f"  {marker} {got}  {finding.verdict.label.show(lang)} {_whose(finding)}{due}{since}: {message}")
    return "\n".join(lines)


def _whose(finding: Finding) -> str:
    return finding.subject or finding.account or finding.unit or "-"


def _fact(fact: Fact, vocabulary: Vocabulary, lang: Lang) -> str:
    type_ = vocabulary.events[fact.type]
    said = []
    for name in sorted(fact.said() - {"id", "type", "occurred_at", "recorded_at"}):
        value = getattr(fact, name)
        label = type_.fields[name].label.show(lang)
        shown = getattr(value, "label", None)
        said.append(f"{label}={shown.show(lang) if isinstance(shown, Text) else _plain(value, lang)}")
    return f"{type_.label.show(lang)} {' '.join(said)}".rstrip()


def _plain(value: object, lang: Lang) -> str:
    if isinstance(value, bool):
        return Text("是" if value else "否", "yes" if value else "no").show(lang)
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(_plain(v, lang) for v in value)) + "}"
    label = getattr(value, "label", None)
    return label.show(lang) if isinstance(label, Text) else str(value)
