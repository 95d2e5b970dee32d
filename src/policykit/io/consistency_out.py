"""Findings of consistency written out: the histories that show them as timelines, and everything as plain JSON.

In: findings of `analysis.consistency`. Out: lines of text, or values for JSON, in one language.
"""

from __future__ import annotations

from pydantic import JsonValue

from policykit.analysis.consistency.results import Inconsistency, Story
from policykit.io.report_out.records import finding_record, json_value
from policykit.model.text import Lang
from policykit.model.vocabulary import Vocabulary
from policykit.packs.timeline import happenings, outcome

_INDENT = "  "


def story_lines(story: Story, vocabulary: Vocabulary, lang: Lang) -> list[str]:
    """A history as a timeline: what it shows, what happened when, and what is said of each rule."""
    events = happenings(story.facts, (), story.as_of, vocabulary, lang)
    verdicts = [f"{_INDENT}= {f.jurisdiction}/{f.rule}: {outcome(f, lang)}" for f in story.findings]
    return [
        f"{_INDENT}{story.caption.show(lang)}",
        *(_INDENT + line for line in (*(e.text for e in events), *verdicts)),
    ]


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
        "facts": [fact.model_dump(mode="json", exclude_unset=True) for fact in story.facts],
        "findings": [json_value(finding_record(finding, lang)) for finding in story.findings],
    }
