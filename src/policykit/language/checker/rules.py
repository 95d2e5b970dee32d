"""Rules: syntax → `model.policy`, scope first, because it says where the names of the rest are looked up."""

from __future__ import annotations

from dataclasses import replace

from policykit.language import syntax as s
from policykit.language.checker.breaches import Rules, can_be_broken, origin
from policykit.language.checker.conditions import condition, pattern, trigger
from policykit.language.checker.context import Context, Problem
from policykit.language.checker.requirements import requirement
from policykit.language.diagnostics import Code, did_you_mean, one_of
from policykit.model.policy.requirements import Consequence, Requirement
from policykit.model.policy.rule import Measure, Modality, Rule, Scope
from policykit.model.text import Text


def rule(node: s.RuleNode, jurisdiction: str, clause: str, context: Context, rules: Rules) -> Rule:
    """The rule that the syntax says. Raises `Problem` at the first thing that does not fit."""
    scope, inside = _scope(node, context, rules)
    statement = node.statement
    _check_tail(node)
    modality: Modality
    form: Requirement
    if isinstance(statement, s.Identification):
        modality, form = Modality.MAY, _consequence(statement, inside)
    else:
        modality, form = statement.modality, requirement(statement.requirement, statement.modality, inside)
    return Rule(
        jurisdiction,
        clause,
        node.name.text,
        node.title.value,
        scope,
        modality,
        form,
        tuple(condition(i.condition, inside) for i in node.tail if isinstance(i, s.ExceptionLine)),
        tuple(_measure(n) for i in node.tail if isinstance(i, s.OtherwiseLine) for n in i.measures),
        tuple(i.text.value for i in node.tail if isinstance(i, s.InterpretationLine)),
        node.span.line,
    )


def _consequence(node: s.Identification, context: Context) -> Consequence:
    times = 1 if node.times is None else node.times
    if times < 1 or (node.among is not None and node.among < times):
        raise Problem(
            Code.COUNT_NOT_ALLOWED,
            node.span,
            Text("次数至少为 1,且不能多于所看的次数", "at least 1 time, and no more times than are looked at"),
        )
    measures = tuple(_measure(n).value for n in node.measures)
    every = pattern(node.events, context)
    if node.times is None:
        return Consequence(every, times, measures)
    types = tuple(context.event(path) for path in node.events.paths)
    counted = condition(node.condition, context.on(types)) if node.condition else every.where
    series = every if node.condition else replace(every, where=None)
    return Consequence(series, times, measures, node.among, counted)


def _check_tail(node: s.RuleNode) -> None:
    """Exceptions and consequences belong to what can be broken. Raises `Problem` for those that could never apply."""
    statement = node.statement
    for line in node.tail:
        if isinstance(line, s.InterpretationLine):
            continue
        if isinstance(statement, s.Identification):
            raise Problem(
                Code.NO_OBLIGATION,
                line.span,
                Text("“认定”不是义务,没有“除非”和“否则”", "what is identified is no duty: no exception, no breach"),
                Text("条件写在“其中”后,后果写在“后果”后", "say when after `where`, and what follows after `entails`"),
            )
        if isinstance(line, s.OtherwiseLine) and not can_be_broken(node):
            raise Problem(
                Code.NO_OBLIGATION,
                line.span,
                Text("“{m}”不产生违反,“否则”永远不会发生", "`{m}` cannot be broken: `otherwise` never comes").fill(
                    m=statement.modality
                ),
                Text("删去“否则”,或改用“应当”“不得”", "leave `otherwise` out, or say `must` or `must not`"),
            )


def _scope(node: s.RuleNode, context: Context, rules: Rules) -> tuple[Scope, Context]:
    """The scope, and the context in which the requirement and exceptions are read."""
    match node.scope:
        case s.EventScope(events=events):
            fired, types = trigger(events, context)
            return Scope(fired), replace(context, events=types)
        case s.EntityScope(entity=name, where=where, events=events):
            entity = context.entity_named(name)
            own = replace(context, entity=entity)
            entity_where = condition(where, own) if where else None
            if events is None:
                return Scope(None, entity.name, entity_where), own
            fired, types = trigger(events, context)
            return Scope(fired, entity.name, entity_where), replace(own, events=types)
        case s.BreachScope(rule=broken):
            _, inside = _scope(origin(node, rules), context, rules)
            return Scope(breach_of=broken.text), replace(inside, breach=True)
        case None if isinstance(node.statement, s.Identification):
            return Scope(), context
        case _:
            raise Problem(
                Code.FORM_WITHOUT_SCOPE,
                node.name.span,
                Text("规则没有范围", "the rule has no scope"),
                Text("写 `每当 EVENT` 或 `对每个 账号`", "write `whenever EVENT` or `for each account`"),
            )


def _measure(name: s.Name) -> Measure:
    found = next((m for m in Measure if name.text in (m.value, m.zh)), None)
    if found is None:
        raise Problem(
            Code.UNKNOWN_MEASURE,
            name.span,
            Text(f"未知后果 `{name.text}`", f"unknown consequence `{name.text}`"),
            did_you_mean(name.text, [n for m in Measure for n in (m.zh, m.value)]) or one_of(m.label for m in Measure),
        )
    return found
