"""Rules and documents as text: syntax → lines."""

from __future__ import annotations

from collections.abc import Iterator

from policykit.language import syntax as s
from policykit.language.formatter import keywords as k
from policykit.language.formatter import marks
from policykit.language.formatter.conditions import (
    condition,
    events,
    expression,
    limit,
    period,
    restriction,
    row,
    where,
)
from policykit.language.formatter.lines import Line
from policykit.language.words import BOUND_WORDS
from policykit.model.policy.requirements import Counted
from policykit.model.policy.rule import Measure, Modality
from policykit.model.text import Lang, Text


def document(node: s.DocumentFile, lang: Lang) -> Iterator[Line]:
    """The lines of a document."""
    head = row(k.DOCUMENT.show(lang), node.name.text, marks.title(node.title, lang))
    yield Line(0, head, node.span, node.title.span.end)
    for line in node.header:
        yield Line(1, _header(line, lang), line.span, line.span.end)
    for clause in node.clauses:
        yield from _clause(clause, lang)


def _header(node: s.Header, lang: Lang) -> str:
    match node:
        case s.NumberLine(text=text):
            return row(k.NUMBER.show(lang), marks.quoted(text))
        case s.ShortLine(text=text):
            return row(k.SHORT.show(lang), marks.text(text))
        case s.IssuerLine(text=text):
            return row(k.ISSUER.show(lang), marks.text(text))
        case s.EffectiveLine():
            return row(k.EFFECTIVE.show(lang), _first_day(node, lang))
        case s.ValidForLine(period=length):
            return row(k.VALID_FOR.show(lang), period(length, lang))
        case s.ReplacesLine(text=text):
            return row(k.REPLACES.show(lang), marks.quoted(text))


def _first_day(node: s.EffectiveLine, lang: Lang) -> str:
    day = node.day.isoformat() if node.day else None
    if node.term is None:
        return row(day)
    default = row(k.DEFAULT.show(lang), day) if day else None
    return row(k.AGREED.show(lang), marks.term(node.term, lang), default)


def _clause(node: s.ClauseNode, lang: Lang) -> Iterator[Line]:
    last: s.Node = node.heading or node.citation
    heading = marks.heading(node.heading, lang) if node.heading else None
    yield Line(0, row(marks.citation(node.citation, lang), heading), node.span, last.span.end, gap=True)
    for item in node.items:
        match item:
            case s.GistLine(text=text):
                yield Line(1, row(k.GIST.show(lang), marks.text(text)), item.span, item.span.end)
            case s.NoteLine(text=text):
                yield Line(1, row(k.NOTE.show(lang), marks.text(text)), item.span, item.span.end)
            case s.ExemptionLine(entity=entity):
                line = row(k.NOT_APPLICABLE.show(lang), entity.text, where(item.where, lang))
                yield Line(1, line, item.span, item.span.end)
            case s.TopicLine(topic=topic):
                yield Line(1, row(k.TOPIC.show(lang), topic.text), item.span, item.span.end)
            case s.RuleNode():
                yield from _rule(item, lang)


def _rule(node: s.RuleNode, lang: Lang) -> Iterator[Line]:
    head = row(k.RULE.show(lang), node.name.text, marks.text(node.title))
    yield Line(1, head, node.span, node.title.span.end)
    if node.scope:
        yield Line(2, _scope(node.scope, lang), node.scope.span, node.scope.span.end)
    yield Line(2, _statement(node.statement, lang), node.statement.span, node.statement.span.end)
    for item in node.tail:
        yield Line(2, _tail(item, lang), item.span, item.span.end)


def _scope(node: s.Scope, lang: Lang) -> str:
    match node:
        case s.EventScope():
            return _whenever(node.events, lang)
        case s.EntityScope(entity=entity):
            trigger = _whenever(node.events, lang) if node.events else None
            return row(k.FOR_EACH.show(lang), entity.text, where(node.where, lang), trigger)
        case s.BreachScope(rule=rule):
            return row(k.WHENEVER.show(lang), k.BREACH_OF.show(lang), rule.text)


def _whenever(node: s.Events, lang: Lang) -> str:
    return row(k.WHENEVER.show(lang), events(node, lang))


def _tail(node: s.ExceptionLine | s.OtherwiseLine | s.InterpretationLine, lang: Lang) -> str:
    match node:
        case s.ExceptionLine():
            return row(k.UNLESS.show(lang), condition(node.condition, lang))
        case s.OtherwiseLine(measures=measures):
            judged = measures[0].text in (Measure.UNQUALIFIED.value, Measure.UNQUALIFIED.zh)
            word = k.OTHERWISE_JUDGED if judged else k.OTHERWISE
            return row(word.show(lang), _names(measures))
        case s.InterpretationLine(text=text):
            return row(k.INTERPRETED.show(lang), marks.text(text))


def _names(nodes: tuple[s.Name, ...]) -> str:
    return ", ".join(n.text for n in nodes)


def _statement(node: s.Obligation | s.Identification, lang: Lang) -> str:
    if isinstance(node, s.Identification):
        return row(
            k.IDENTIFY.show(lang),
            _whenever(node.events, lang),
            *([_times(node, lang)] if node.times is not None else []),
            *([condition(node.condition, lang)] if node.condition is not None else []),
            k.ENTAILS.show(lang),
            _names(node.measures),
        )
    return row(node.modality.label.show(lang), _requirement(node, lang))


def _times(node: s.Identification, lang: Lang) -> str:
    times = _acts(node.times or 0, lang)
    if node.among is None:
        return row(k.IN_A_ROW.show(lang), times)
    return row(k.AMONG_LAST.show(lang), _acts(node.among, lang), k.AT_LEAST.show(lang), times)


def _acts(count: int, lang: Lang) -> str:
    return Text(f"{count} 次", f"{count} time{'' if count == 1 else 's'}").show(lang)


def _requirement(node: s.Obligation, lang: Lang) -> str:
    match node.requirement:
        case s.ConditionClause(condition=inner):
            text = condition(inner, lang)
            return f"({text})" if _would_forbid(node.modality, text) else text
        case s.ChainClause(steps=steps):
            listed = ", ".join(events(e, lang) for e in steps)
            return row(k.EARLIER.show(lang), k.IN_SEQUENCE.show(lang), k.HAVE_HAD.show(lang), listed)
        case s.ResponseClause() as response:
            return _response(response, lang)
        case s.FrequencyClause() as frequency:
            return _frequency(frequency, lang)
        case s.SilenceClause() as silence:
            length = limit(silence.limit, lang)
            return row(k.GO_LONGER_THAN.show(lang), length, k.WITHOUT.show(lang), events(silence.events, lang))
        case s.CardinalityClause() as cardinality:
            return _cardinality(cardinality, lang)
        case s.AgreementClause(entity=entity, attribute=attribute):
            zh, en = f"{entity.text} 的 {attribute.text} 一致", f"agree in {attribute.text} of {entity.text}"
            return zh if lang is Lang.ZH else en
        case s.AttestationClause(question=question, cadence=cadence):
            each = _cadence(cadence.label, lang) if cadence else None
            return row(each, k.ATTEST.show(lang), marks.quoted(question))
        case s.CustomClause(check=check, arguments=arguments):
            listed = ", ".join(f"{n.text} = {expression(v, lang)}" for n, v in arguments)
            return row(k.PASS_CHECK.show(lang), f"{check.text}({listed})" if listed else check.text)


def _would_forbid(modality: Modality, text: str) -> bool:
    """Whether the English words would run together into another modality: `must` and `not …` into `must not`."""
    return text.startswith("not ") and any(m.value == f"{modality.value} not" for m in Modality)


def _response(node: s.ResponseClause, lang: Lang) -> str:
    """English says the act first, where it can: the grammar takes only a single event there."""
    act_first = lang is Lang.EN and len(node.events.paths) == 1
    anchor = k.FROM_FORCE.show(lang) if node.from_force else None
    match node.limit:
        case s.LastDay(day=day):
            last = expression(day, lang)
            if act_first:
                return row(node.events.paths[0].text, f"by {last}", restriction(node.events, lang))
            when = Text(f"于 {last} 前", f"no later than {last}").show(lang)
            return row(when, events(node.events, lang))
        case s.TermNode(agreed=False) as word:
            return row(anchor, limit(word, lang), events(node.events, lang))
        case s.PeriodNode() | s.TermNode() as length:
            text = limit(length, lang)
            if act_first:
                return row(node.events.paths[0].text, f"within {text}", anchor, restriction(node.events, lang))
            when = Text(f"在 {text} 内", f"within {text}").show(lang)
            return row(anchor, when, events(node.events, lang))


def _cadence(label: Text, lang: Lang) -> str:
    return Text(label.zh, f"each {label.en}").show(lang)


def _bound(word: str, lang: Lang) -> str:
    zh, en = BOUND_WORDS[word]
    return Text(zh, en).show(lang)


def _frequency(node: s.FrequencyClause, lang: Lang) -> str:
    zh, en = ("次", "act") if node.counted is Counted.ACTS else ("条", "item")
    counted = Text(zh, f"{en}{'' if node.count == 1 else 's'} of").show(lang)
    each = _cadence(node.cadence.label, lang)
    return row(each, _bound(node.bound_word, lang), str(node.count), counted, events(node.events, lang))


def _cardinality(node: s.CardinalityClause, lang: Lang) -> str:
    count = Text(f"{node.count} 个", str(node.count)).show(lang)
    group = row(k.BY.show(lang), node.group_by.text) if node.group_by else None
    return row(
        k.HAVE.show(lang), _bound(node.bound_word, lang), count, node.entity.text, where(node.where, lang), group
    )
