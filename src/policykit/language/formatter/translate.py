"""A syntax tree with all its names in the words of one surface. Rule names, house terms and texts stay as they are."""

from __future__ import annotations

from dataclasses import replace
from typing import overload

from policykit.language import syntax as s
from policykit.language.checker.breaches import rules_of
from policykit.language.checker.context import Context
from policykit.language.formatter.names import Names
from policykit.model.extension import Extensions
from policykit.model.finding import Verdict
from policykit.model.policy.rule import Measure
from policykit.model.policy.topic import Topic
from policykit.model.text import Lang
from policykit.model.vocabulary import FieldType, Vocabulary, field_named


def translate_document(
    tree: s.DocumentFile, lang: Lang, vocabulary: Vocabulary, extensions: Extensions
) -> s.DocumentFile:
    """The document with its names in `lang`."""
    names = Names(lang, Context(vocabulary, extensions), rules=rules_of(tree.clauses))
    return replace(tree, clauses=tuple(_clause(c, names) for c in tree.clauses))


def translate_cases(tree: s.CaseFile, lang: Lang, vocabulary: Vocabulary, extensions: Extensions) -> s.CaseFile:
    """The cases with their names in `lang`."""
    names = Names(lang, Context(vocabulary, extensions), fields=False)
    return replace(tree, cases=tuple(replace(c, lines=tuple(_line(i, names) for i in c.lines)) for c in tree.cases))


# ---------------------------------------------------------------- rules


def _clause(node: s.ClauseNode, names: Names) -> s.ClauseNode:
    return replace(node, items=tuple(_item(i, names) for i in node.items))


_Item = s.GistLine | s.NoteLine | s.ExemptionLine | s.TopicLine | s.RuleNode


def _item(node: _Item, names: Names) -> _Item:
    match node:
        case s.RuleNode():
            return _rule(node, names)
        case s.ExemptionLine(entity=entity, where=where):
            return replace(node, entity=names.entity(entity), where=_condition(where, names.of_entity(entity)))
        case s.TopicLine(topic=topic):
            return replace(node, topic=names.choice(topic, Topic))
        case _:
            return node


def _rule(node: s.RuleNode, names: Names) -> s.RuleNode:
    scope, inside = _scope(node.scope, names)
    if isinstance(scope, s.BreachScope):
        broken = names.broken_by(node)
        _, inside = _scope(broken.scope if broken else None, names)
    return replace(
        node,
        scope=scope,
        statement=_statement(node.statement, inside),
        tail=tuple(_tail(i, inside) for i in node.tail),
    )


def _scope(node: s.Scope | None, names: Names) -> tuple[s.Scope | None, Names]:
    """The scope, and the names in reach of what follows it."""
    match node:
        case s.EventScope(events=events):
            return replace(node, events=_events(events, names)), names.after(events)
        case s.EntityScope(entity=entity, where=where, events=events):
            own = names.of_entity(entity)
            scope = replace(
                node,
                entity=names.entity(entity),
                where=_condition(where, own) if where else None,
                events=_events(events, own) if events else None,
            )
            return scope, own.after(events) if events else own
        case _:
            return node, names


def _statement(node: s.Obligation | s.Identification, names: Names) -> s.Obligation | s.Identification:
    if isinstance(node, s.Identification):
        inside = names.on(node.events)
        counted = _condition(node.condition, inside) if node.condition else None
        measures = _measures(node.measures, names)
        return replace(node, events=_events(node.events, names), measures=measures, condition=counted)
    return replace(node, requirement=_requirement(node.requirement, names))


def _tail(
    node: s.ExceptionLine | s.OtherwiseLine | s.InterpretationLine, names: Names
) -> s.ExceptionLine | s.OtherwiseLine | s.InterpretationLine:
    match node:
        case s.ExceptionLine():
            return replace(node, condition=_condition(node.condition, names))
        case s.OtherwiseLine():
            return replace(node, measures=_measures(node.measures, names))
        case s.InterpretationLine():
            return node


def _measures(nodes: tuple[s.Name, ...], names: Names) -> tuple[s.Name, ...]:
    return tuple(names.choice(n, Measure) for n in nodes)


def _requirement(node: s.Requirement, names: Names) -> s.Requirement:
    match node:
        case s.ConditionClause():
            return replace(node, condition=_condition(node.condition, names))
        case s.ChainClause():
            return replace(node, steps=tuple(_events(e, names) for e in node.steps))
        case s.ResponseClause(limit=s.LastDay(day=day) as last):
            return replace(node, events=_events(node.events, names), limit=replace(last, day=_expression(day, names)))
        case s.ResponseClause() | s.FrequencyClause() | s.SilenceClause():
            return replace(node, events=_events(node.events, names))
        case s.CardinalityClause(entity=entity, where=where, group_by=group):
            own = names.only_entity(entity)
            return replace(
                node,
                entity=names.entity(entity),
                where=_condition(where, own) if where else None,
                group_by=_attribute(group, entity, names) if group else None,
            )
        case s.AgreementClause(entity=entity, attribute=attribute):
            return replace(node, entity=names.entity(entity), attribute=_attribute(attribute, entity, names))
        case s.AttestationClause():
            return node
        case s.CustomClause(check=check, arguments=arguments):
            found = names.context.extensions.check(check.text)
            wanted = found.arguments if found else {}
            translated = tuple((n, _expression(v, names, wanted.get(n.text))) for n, v in arguments)
            return replace(node, check=names.check(check), arguments=translated)


def _attribute(name: s.Name, entity: s.Name, names: Names) -> s.Name:
    found = names.context.vocabulary.entity(entity.text)
    return names.attribute(name, found.fields) if found else name


# ---------------------------------------------------------------- conditions


def _events(node: s.Events, names: Names) -> s.Events:
    return replace(
        node,
        paths=tuple(names.event(p) for p in node.paths),
        same=names.shared(node.same) if node.same else None,
        where=_condition(node.where, names.on(node)) if node.where else None,
    )


def _condition(node: s.Condition, names: Names) -> s.Condition:
    match node:
        case s.AndNode() | s.OrNode():
            return replace(node, items=tuple(_condition(i, names) for i in node.items))
        case s.NotNode():
            return replace(node, item=_condition(node.item, names))
        case s.CompareNode():
            wanted = _type(node.left, names)
            return replace(node, left=_expression(node.left, names), right=_expression(node.right, names, wanted))
        case s.MemberNode(value=value, options=options):
            wanted = _type(value, names)
            return replace(node, value=_expression(value, names), options=_value_or_set(options, names, wanted))
        case s.ContainsNode(container=container, content=content):
            kind = _type(container, names)
            wanted = kind.element if kind else None
            return replace(node, container=_expression(container, names), content=_value_or_set(content, names, wanted))
        case s.TruthNode():
            return replace(node, value=_expression(node.value, names))
        case s.SaidNode():
            return replace(node, path=names.field(node.path))
        case s.LookBackNode():
            return replace(node, events=_events(node.events, names))


@overload
def _value_or_set(node: s.SetNode, names: Names, wanted: FieldType | None) -> s.SetNode: ...
@overload
def _value_or_set(
    node: s.Expression | s.SetNode, names: Names, wanted: FieldType | None
) -> s.Expression | s.SetNode: ...
def _value_or_set(node: s.Expression | s.SetNode, names: Names, wanted: FieldType | None) -> s.Expression | s.SetNode:
    if isinstance(node, s.SetNode):
        return replace(node, items=tuple(_expression(i, names, wanted) for i in node.items))
    return _expression(node, names, wanted)


def _expression(node: s.Expression, names: Names, wanted: FieldType | None = None) -> s.Expression:
    match node:
        case s.Reference():
            return replace(node, path=names.reference(node.path, wanted))
        case s.Value(value=str() as text):
            return replace(node, value=names.string(text, wanted))
        case s.SumNode():
            return replace(node, left=_expression(node.left, names), right=_expression(node.right, names))
        case s.CallNode():
            found = names.context.extensions.function(node.function.text)
            types = [*(found.arguments if found else ()), *[None] * len(node.arguments)]
            arguments = tuple(_expression(a, names, t) for a, t in zip(node.arguments, types, strict=False))
            return replace(node, function=names.function(node.function), arguments=arguments)
        case s.Value() | s.PeriodNode():
            return node


def _type(node: s.Expression, names: Names) -> FieldType | None:
    """The type of a value, where a list of values may follow from it."""
    match node:
        case s.Reference(path=path):
            return names.type_of(path)
        case s.CallNode(function=function):
            found = names.context.extensions.function(function.text)
            return found.returns if found else None
        case _:
            return None


# ---------------------------------------------------------------- cases


_Line = s.EventLine | s.SettingLine | s.AsOfLine | s.ExpectLine


def _line(node: _Line, names: Names) -> _Line:
    match node:
        case s.EventLine():
            fields = tuple(_field(n, v, node.event, names) for n, v in node.fields)
            return replace(node, event=names.event(node.event), fields=fields)
        case s.ExpectLine(verdict=verdict) if verdict is not None:
            return replace(node, verdict=names.choice(verdict, Verdict))
        case _:
            return node


def _field(
    name: s.Name, value: s.Expression | s.SetNode, event: s.Path, names: Names
) -> tuple[s.Name, s.Expression | s.SetNode]:
    """A field of a fact and its value."""
    found = names.context.vocabulary.event(event.text)
    fields = found.fields if found else {}
    field = field_named(fields, name.text)
    wanted = field.type.element or field.type if field else None
    return names.attribute(name, fields), _value_or_set(value, names, wanted)
