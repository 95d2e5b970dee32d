"""Conditions, values and events as text: syntax → one line.

Nested conditions stand in parentheses wherever the grammar needs them to give the same tree again, and where `且` and
`或` are mixed, so that no reader must know which binds closer.
"""

from __future__ import annotations

from datetime import date

from policykit.language import syntax as s
from policykit.language.formatter import keywords as k
from policykit.language.formatter import marks
from policykit.language.words import SAME_PERIOD_WORDS
from policykit.model.text import Lang, Text


def row(*parts: str | None) -> str:
    """The parts that there are, a space between."""
    return " ".join(p for p in parts if p)


def condition(node: s.Condition, lang: Lang) -> str:
    """A condition."""
    match node:
        case s.AndNode(items=items):
            return f" {k.AND.show(lang)} ".join(_inner(i, lang) for i in items)
        case s.OrNode(items=items):
            return f" {k.OR.show(lang)} ".join(_inner(i, lang) for i in items)
        case s.NotNode(item=item):
            plain = isinstance(item, s.TruthNode | s.SaidNode | s.NotNode)
            return row(k.NOT.show(lang), condition(item, lang) if plain else f"({condition(item, lang)})")
        case s.CompareNode(operator="!=", left=left, right=right):
            return row(expression(left, lang), k.IS_NOT.show(lang), expression(right, lang))
        case s.CompareNode(operator=operator, left=left, right=right):
            return row(expression(left, lang), operator, expression(right, lang))
        case s.MemberNode(value=value, options=options, negated=negated):
            return row(expression(value, lang), (k.NOT_IN if negated else k.IN).show(lang), value_or_set(options, lang))
        case s.ContainsNode(container=container, content=content, negated=negated):
            verb = (k.LACKS if negated else k.CONTAINS).show(lang)
            return row(expression(container, lang), verb, value_or_set(content, lang))
        case s.TruthNode(value=value):
            return expression(value, lang)
        case s.SaidNode(path=path, negated=negated):
            return row((k.UNSAID if negated else k.SAID).show(lang), path.text)
        case s.LookBackNode():
            return _look_back(node, lang)


def _inner(node: s.Condition, lang: Lang) -> str:
    text = condition(node, lang)
    return f"({text})" if isinstance(node, s.AndNode | s.OrNode | s.LookBackNode) else text


def _look_back(node: s.LookBackNode, lang: Lang) -> str:
    looked = (k.HAVE_NOT_HAD if node.negated else k.HAVE_HAD).show(lang)
    return row(k.EARLIER.show(lang), _window(node, lang), looked, events(node.events, lang))


def _window(node: s.LookBackNode, lang: Lang) -> str | None:
    if node.within:
        length = period(node.within, lang)
        return f"{length} 内" if lang is Lang.ZH else f"within {length}"
    if node.same_period:
        zh, en = SAME_PERIOD_WORDS[node.same_period]
        return Text(f"同一 {zh}", f"in the same {en}").show(lang)
    return None


def expression(node: s.Expression, lang: Lang) -> str:
    """A value."""
    match node:
        case s.Reference(path=path):
            return path.text
        case s.Value(value=value):
            return _literal(value, lang)
        case s.SumNode(operator=operator, left=left, right=right):
            return row(expression(left, lang), operator, expression(right, lang))
        case s.CallNode(function=function, arguments=arguments):
            return f"{function.text}({', '.join(expression(a, lang) for a in arguments)})"
        case s.PeriodNode():
            return period(node, lang)


def value_or_set(node: s.Expression | s.SetNode, lang: Lang) -> str:
    """A value, or a listed set of them."""
    if isinstance(node, s.SetNode):
        return f"{{{', '.join(expression(i, lang) for i in node.items)}}}"
    return expression(node, lang)


def _literal(value: str | int | bool | date, lang: Lang) -> str:
    match value:
        case bool():
            return (k.YES if value else k.NO).show(lang)
        case str():
            return marks.quoted(value)
        case int():
            return str(value)
        case date():
            return value.isoformat()


def period(node: s.PeriodNode, lang: Lang) -> str:
    """A period with its unit."""
    return node.value.label.show(lang)


def limit(node: s.Limit, lang: Lang) -> str:
    """A period or an open term."""
    if isinstance(node, s.PeriodNode):
        return period(node, lang)
    if node.agreed:
        return row(k.AGREED.show(lang), marks.term(node.value.name, lang))
    return node.value.label.show(lang)


def events(node: s.Events, lang: Lang) -> str:
    """Events with what restricts them."""
    names = f" {k.OR.show(lang)} ".join(p.text for p in node.paths)
    return row(names, restriction(node, lang))


def restriction(node: s.Events, lang: Lang) -> str:
    """What events share and must meet; empty if nothing is said."""
    return row(f"{k.SAME.show(lang)} {node.same.text}" if node.same else None, where(node.where, lang))


def where(node: s.Condition | None, lang: Lang) -> str | None:
    """`其中 COND`, or None."""
    return row(k.WHERE.show(lang), condition(node, lang)) if node else None
