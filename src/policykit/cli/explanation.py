"""An explanation on screen and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from pydantic import JsonValue

from policykit.cli.citation import citation
from policykit.cli.columns import pad
from policykit.cli.derivation import due_words, record, step_lines
from policykit.cli.session import Session
from policykit.io.report_out import finding_record, words
from policykit.io.report_out.layout import paint, wrap
from policykit.io.report_out.records import json_bytes, json_value
from policykit.io.report_out.rows import clock, visible
from policykit.model.facts import Fact
from policykit.model.text import Text, display_width
from policykit.model.vocabulary import Vocabulary
from policykit.packs.explain import Derivation, Explanation, said_fields

_FINDING = Text("判定", "finding")
_CLAUSE = Text("条款", "clause")
_RULE = Text("规则", "rule")
_ABOUT = Text("涉及", "about")
_FACTS = Text("事实", "facts")
_DUE = Text("期限", "due")
_RESTS_ON = Text("依据", "rests on")
_FOLLOWS = Text("后果", "consequence")
_LABEL = 14


def as_text(explanation: Explanation, vocabulary: Vocabulary, session: Session) -> str:
    """The explanation as paragraphs, each with its label at the left."""
    finding, rule, clause = explanation.finding, explanation.rule, explanation.clause
    show, lang = session.show, session.lang
    verdict = show(words.verdict(finding.verdict))
    lines = [*_block(_FINDING, [f"{finding.id}  {verdict}", visible(words.shown(finding.message, lang))], session)]
    heading = f"  {show(clause.heading)}" if clause.heading else ""
    lines += _block(
        _CLAUSE, [f"{citation(clause.citation).show(lang)}{heading}", *_maybe(clause.gist, session)], session
    )
    title = f"{rule.id}  {show(rule.title)}  [{show(words.modality(finding.modality))}]"
    lines += _block(_RULE, [title, *_source(explanation)], session, whole=True)
    lines += _block(_ABOUT, _about(explanation, session), session)
    lines += _block(_FACTS, _facts(explanation, vocabulary, session), session)
    if explanation.derivation is not None:
        lines += _block(_DUE, _derivation(explanation.derivation, session), session)
    if finding.rests_on:
        lines += _block(_RESTS_ON, [show(words.rests_on(r)) for r in finding.rests_on], session)
    if finding.consequence:
        lines += _block(_FOLLOWS, [show(words.measure(c)) for c in finding.consequence], session)
    return "\n".join(lines)


def _maybe(text: Text | None, session: Session) -> list[str]:
    return [] if text is None else [session.show(text)]


def _block(label: Text, lines: list[str], session: Session, *, whole: bool = False) -> Iterator[str]:
    """The lines with the label before the first one; wrapped to the terminal, unless they are to stay `whole`."""
    room = None if session.width is None or whole else session.width - _LABEL
    shown = pad(session.show(label), _LABEL)
    first = paint(shown, "bold") if session.color else shown
    wrapped = [part for line in lines for part in wrap(line, room)]
    for n, line in enumerate(wrapped):
        yield f"{first if n == 0 else ' ' * _LABEL}{line}".rstrip()


def _source(explanation: Explanation) -> list[str]:
    block = textwrap.dedent("\n".join(s.text for s in explanation.source)).split("\n")
    width = len(str(explanation.source[-1].number)) if explanation.source else 0
    return [f"{s.number:>{width}} | {line}" for s, line in zip(explanation.source, block, strict=True)]


def _about(explanation: Explanation, session: Session) -> list[str]:
    finding = explanation.finding
    named = [
        (words.Column.UNIT, finding.unit),
        (words.Column.ACCOUNT, finding.account),
        (words.Column.SUBJECT, finding.subject),
    ]
    return ["  ".join(f"{session.show(column.label)} {visible(value)}" for column, value in named if value)]


def _facts(explanation: Explanation, vocabulary: Vocabulary, session: Session) -> list[str]:
    width = max((display_width(visible(f.id)) for f in explanation.facts), default=0)
    return [
        f"{clock(f.occurred_at)}  {pad(visible(f.id), width)}  {_fact(f, vocabulary, session)}"
        for f in explanation.facts
    ]


def _fact(fact: Fact, vocabulary: Vocabulary, session: Session) -> str:
    fields = said_fields(fact, vocabulary)
    said = " ".join(f"{session.show(name)}={visible(session.show(value))}" for name, value in fields)
    return f"{session.show(vocabulary.events[fact.type].label)}  {said}"


def _derivation(derivation: Derivation, session: Session) -> list[str]:
    lines = [session.show(derivation.period.label)] if derivation.period else []
    lines += step_lines(derivation.steps, session.lang)
    lines += _maybe(derivation.note, session)
    if derivation.deadline is not None:
        lines.append(session.show(due_words(derivation.deadline)))
    return lines


def as_json(explanation: Explanation, vocabulary: Vocabulary, session: Session) -> str:
    """The explanation as one JSON object, texts in the language of the screen."""
    clause, rule, derivation = explanation.clause, explanation.rule, explanation.derivation
    show = session.show
    whole: dict[str, JsonValue] = {
        "finding": json_value(finding_record(explanation.finding, session.lang)),
        "clause": {
            "citation": clause.citation,
            "heading": show(clause.heading) if clause.heading else None,
            "gist": show(clause.gist) if clause.gist else None,
        },
        "rule": {
            "id": rule.id,
            "title": show(rule.title),
            "form": rule.form.value,
            "source": [{"line": s.number, "text": s.text} for s in explanation.source],
        },
        "facts": [
            {
                "id": f.id,
                "type": f.type,
                "occurred_at": f.occurred_at.isoformat(),
                "said": {name.en: value.en for name, value in said_fields(f, vocabulary)},
            }
            for f in explanation.facts
        ],
        "derivation": None
        if derivation is None
        else {
            **record(derivation.period, derivation.deadline, derivation.steps, session.lang),
            "note": show(derivation.note) if derivation.note else None,
        },
    }
    return json_bytes(whole, indent=2).decode()
