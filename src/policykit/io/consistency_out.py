"""Findings of consistency written out: the histories that show them as timelines, and everything as plain JSON.

In: findings of `analysis.consistency`. Out: lines of text, or values for JSON, in one language.
"""

from __future__ import annotations

from pydantic import JsonValue

from policykit.analysis.consistency.results import Inconsistency, Story
from policykit.io.report_out.records import finding_record, json_value
from policykit.model.finding import Finding
from policykit.model.text import Lang, Text
from policykit.model.vocabulary import Vocabulary
from policykit.packs.timeline import happenings, outcome

_INDENT = "  "
_FIRST_FACTS, _LAST_FACTS = 8, 4
_FINDINGS = 3
_MORE = Text("…… 另有 {n} 条", "… {n} more")


def story_lines(story: Story, vocabulary: Vocabulary, lang: Lang) -> list[str]:
    """A history as a timeline: what it shows, what happened when, and what is said of each rule.

    Of a long history the beginning and the end are shown, of a rule's many findings the first ones, breaches first.
    """
    events = [line.text for line in happenings(story.facts, (), story.as_of, vocabulary, lang)]
    left_out = len(events) - _FIRST_FACTS - _LAST_FACTS
    if left_out > 1:
        events[_FIRST_FACTS:-_LAST_FACTS] = [_INDENT + _MORE.fill(n=left_out).show(lang)]
    lines = [story.caption.show(lang), *events]
    of_rule: dict[str, list[Finding]] = {}
    for finding in sorted(story.findings, key=lambda f: (f.rule, not f.verdict.is_breach)):
        of_rule.setdefault(f"{finding.jurisdiction}/{finding.rule}", []).append(finding)
    for rule, findings in of_rule.items():
        shown = findings if len(findings) <= _FINDINGS + 1 else findings[:_FINDINGS]
        lines += [f"{_INDENT}= {rule}: {outcome(f, lang)}" for f in shown]
        if len(shown) < len(findings):
            lines.append(f"{_INDENT}= {rule}: {_MORE.fill(n=len(findings) - len(shown)).show(lang)}")
    return [_INDENT + line for line in lines]


def record(found: Inconsistency, lang: Lang) -> dict[str, JsonValue]:
    """What a finding says beyond its diagnostic."""
    return {
        "rule": found.rule.id,
        "finding": found.key,
        "others": list(found.others),
        "histories": [_story(story, lang) for story in found.stories],
    }


def _story(story: Story, lang: Lang) -> JsonValue:
    return {
        "caption": story.caption.show(lang),
        "as_of": story.as_of.isoformat(),
        "facts": [fact.as_read() for fact in story.facts],
        "findings": [json_value(finding_record(finding, lang)) for finding in story.findings],
    }
