"""A case as a readable timeline: what happened when, when it was due, what came out, what was expected.

In: a judged case. Out: lines, each with what kind of line it is, so that a terminal may colour them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from policykit.model.facts import Fact
from policykit.model.finding import Finding
from policykit.model.text import Lang, Text, display_width
from policykit.model.time import SHANGHAI, day_last, instant
from policykit.model.vocabulary import Vocabulary
from policykit.packs.cases import CaseResult
from policykit.packs.explain import shown_value

_INDENT = "  "
_DUE = Text("到期", "due")
_AS_OF = Text("截至", "as of")
_EXPECTED = Text("应为", "expected")
_CAME_OUT = Text("实为", "came out")
_NOTHING = Text("无", "nothing")
_DUE_ON = Text("应于", "due")
_SINCE = Text("起于", "since")


class Mark(Enum):
    """What a line of a timeline is."""

    TITLE = "✗"
    PLACE = ""
    FACT = "●"
    DUE = "◇"
    AS_OF = "▲"
    EXPECTED = "="
    MISSING = "-"
    FOUND = " "
    SURPRISING = "!"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and what it is."""

    mark: Mark
    text: str


def timeline(result: CaseResult, vocabulary: Vocabulary, lang: Lang) -> str:
    """The case as lines of text, no trailing newline: its timeline, what was expected, what came out.

    `-` marks what was expected and did not come out, `!` what came out and was not expected.
    """
    return "\n".join(line.text for line in timeline_lines(result, vocabulary, lang))


def timeline_lines(result: CaseResult, vocabulary: Vocabulary, lang: Lang) -> list[Line]:
    """The lines of `timeline`, each with what it is. Columns line up by display width."""
    case = result.case
    lines = [
        Line(Mark.TITLE, f"{Mark.TITLE.value} {case.title.show(lang)}  ({case.rule})"),
        Line(Mark.PLACE, f"{_INDENT}{case.path}:{case.line}"),
        *happenings(case.facts, result.findings, case.as_of, vocabulary, lang),
    ]
    labels = (_EXPECTED.show(lang), _CAME_OUT.show(lang))
    width = max(map(display_width, labels))
    expected, came_out = (label + " " * (width - display_width(label)) for label in labels)
    for line in case.expected:
        mark = Mark.MISSING if line in result.missing else Mark.EXPECTED
        lines.append(Line(mark, f"{_INDENT}{mark.value} {expected}  {line.text.show(lang)}"))
    if not result.findings:
        lines.append(Line(Mark.FOUND, f"{_INDENT}  {came_out}  {_NOTHING.show(lang)}"))
    for finding in result.findings:
        mark = Mark.SURPRISING if finding in result.surprising else Mark.FOUND
        lines.append(Line(mark, f"{_INDENT}{mark.value} {came_out}  {outcome(finding, lang)}"))
    return lines


def happenings(
    facts: Iterable[Fact], findings: Iterable[Finding], as_of: date | datetime, vocabulary: Vocabulary, lang: Lang
) -> list[Line]:
    """What happened, fell due and was judged, in order of time."""
    rows = [(f.at, 0, Mark.FACT, f"{_clock(f.occurred_at)}", _fact(f, vocabulary, lang)) for f in facts]
    for finding in findings:
        if finding.due is not None:
            due = instant(finding.due)
            rows.append((due, 1, Mark.DUE, _clock(finding.due), f"{_DUE.show(lang)} {_whose(finding)}"))
    whole_day = not isinstance(as_of, datetime)
    until = day_last(as_of) if not isinstance(as_of, datetime) else instant(as_of)
    shown = f"{as_of} 24:00" if whole_day else _clock(as_of)
    rows.append((until, 2, Mark.AS_OF, shown, _AS_OF.show(lang)))
    return [
        Line(mark, f"{_INDENT}{when}  {mark.value} {text}")
        for _, _, mark, when, text in sorted(rows, key=lambda r: r[:2])
    ]


def _clock(at: object) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if isinstance(at, datetime) else str(at)


def outcome(finding: Finding, lang: Lang) -> str:
    """What came of an obligation, on one line."""
    parts = [finding.verdict.label.show(lang), _whose(finding)]
    if finding.due:
        parts.append(f"{_DUE_ON.show(lang)} {finding.due.astimezone(SHANGHAI):%Y-%m-%d}")
    if finding.triggered_at:
        parts.append(f"{_SINCE.show(lang)} {finding.triggered_at.astimezone(SHANGHAI):%Y-%m-%d}")
    message = finding.message.zh if lang is Lang.ZH else finding.message.en
    return f"{' '.join(parts)}: {message}"


def _whose(finding: Finding) -> str:
    return finding.subject or finding.account or finding.unit or "-"


def _fact(fact: Fact, vocabulary: Vocabulary, lang: Lang) -> str:
    type_ = vocabulary.events[fact.type]
    said = fact.said()
    fields = [
        f"{definition.label.show(lang)}={shown_value(getattr(fact, name)).show(lang)}"
        for name, definition in type_.fields.items()
        if name in said and name != "occurred_at"
    ]
    return " ".join([type_.label.show(lang), *fields])
