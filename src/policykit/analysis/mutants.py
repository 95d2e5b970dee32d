"""Mutants of a rule: each number, unit, comparison, modality, event and condition changed, one at a time.

In: a rule. Out: rules that differ from it in one place, each with what was changed. A mutant that means the same as its
rule is no fault of the cases; the pack lists it as equivalent, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from policykit.model.policy import conditions as c
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import SAME_DAY, Cadence, OpenTerm, Period, PeriodUnit
from policykit.model.policy.rule import Modality, Rule
from policykit.model.vocabulary import FieldType, Kind, Vocabulary


class Change(StrEnum):
    """What of a rule a mutant changes."""

    NUMBER = "number"
    UNIT = "unit"
    COMPARISON = "comparison"
    MODALITY = "modality"
    EVENT = "event"
    CONDITION = "condition"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule with one change; `name` says which, stably, so that a pack can list it."""

    rule: Rule
    change: Change
    name: str
    raises: bool = False
    lowers: bool = False


@dataclass(frozen=True, slots=True)
class _Variant:
    """A node with one change."""

    node: Any
    change: Change
    name: str
    raises: bool = False
    lowers: bool = False


_UNITS = {
    PeriodUnit.WORKDAY: (PeriodUnit.NATURAL_DAY, PeriodUnit.DAY),
    PeriodUnit.DAY: (PeriodUnit.NATURAL_DAY, PeriodUnit.WORKDAY),
    PeriodUnit.NATURAL_DAY: (PeriodUnit.WORKDAY, PeriodUnit.WEEK),
    PeriodUnit.WEEK: (PeriodUnit.MONTH,),
    PeriodUnit.MONTH: (PeriodUnit.WEEK, PeriodUnit.YEAR),
    PeriodUnit.HALF_YEAR: (PeriodUnit.MONTH, PeriodUnit.YEAR),
    PeriodUnit.YEAR: (PeriodUnit.HALF_YEAR,),
    PeriodUnit.HOUR: (PeriodUnit.NATURAL_DAY,),
}
_CADENCES = {
    Cadence.DAY: (Cadence.WORKDAY, Cadence.WEEK),
    Cadence.WORKDAY: (Cadence.DAY, Cadence.WEEK),
    Cadence.WEEK: (Cadence.DAY, Cadence.MONTH),
    Cadence.MONTH: (Cadence.WEEK, Cadence.QUARTER),
    Cadence.QUARTER: (Cadence.MONTH, Cadence.HALF_YEAR),
    Cadence.HALF_YEAR: (Cadence.QUARTER, Cadence.YEAR),
    Cadence.YEAR: (Cadence.QUARTER,),
}
_COMPARISONS = {
    c.Comparison.EQ: (c.Comparison.NE,),
    c.Comparison.NE: (c.Comparison.EQ,),
    c.Comparison.LT: (c.Comparison.LE, c.Comparison.GE),
    c.Comparison.LE: (c.Comparison.LT, c.Comparison.GT),
    c.Comparison.GT: (c.Comparison.GE, c.Comparison.LE),
    c.Comparison.GE: (c.Comparison.GT, c.Comparison.LT),
}
_OPPOSITES = {
    Modality.MUST: Modality.MUST_NOT,
    Modality.SHALL: Modality.MUST_NOT,
    Modality.MUST_NOT: Modality.MUST,
    Modality.PROHIBITED: Modality.MUST,
    Modality.MUST_IN_PRINCIPLE: Modality.MUST_NOT_IN_PRINCIPLE,
    Modality.MUST_NOT_IN_PRINCIPLE: Modality.MUST_IN_PRINCIPLE,
}
_ONE_DAY = Period(1, PeriodUnit.NATURAL_DAY)
_Counting = r.Frequency | r.Cardinality | r.Consequence
_WITHOUT_ROLL = (r.Silence, r.Abstention, r.Precedence, c.LookBack, c.Duration)
"""Where a period never moves off a rest day, so that 天 and 个自然日 are the same."""
_BOTH_WAYS = frozenset({r.Form.CONDITION, r.Form.STATE, r.Form.PRECEDENCE})


def mutants(rule: Rule, vocabulary: Vocabulary) -> Iterator[Mutant]:
    """Every mutant of a rule, in a stable order; mutants that are equal to the rule or to each other appear once."""
    seen = {rule}
    for variant in (
        *_of_modality(rule),
        *_of_parts(rule),
        *_of_said_day(rule, vocabulary),
        *_inside(rule, vocabulary),
    ):
        if variant.node not in seen:
            seen.add(variant.node)
            yield Mutant(variant.node, variant.change, variant.name, variant.raises, variant.lowers)


def _of_modality(rule: Rule) -> Iterator[_Variant]:
    modality = rule.modality
    candidates: list[Modality] = []
    if modality in _OPPOSITES and rule.form in _BOTH_WAYS:
        candidates.append(_OPPOSITES[modality])
    if modality.in_principle:
        candidates.append(Modality.MUST_NOT if modality.negative else Modality.MUST)
    elif modality.advice:
        candidates.append(Modality.MUST)
    elif not modality.negative and modality is not Modality.MAY:
        candidates.append(Modality.ENCOURAGED)
    for other in candidates:
        yield _Variant(replace(rule, modality=other), Change.MODALITY, f"{modality.value} -> {other.value}")


def _of_parts(rule: Rule) -> Iterator[_Variant]:
    """The rule without one of its exceptions, or without the condition on its entity."""
    for place in range(len(rule.exceptions)):
        rest = (*rule.exceptions[:place], *rule.exceptions[place + 1 :])
        yield _Variant(replace(rule, exceptions=rest), Change.EXCEPTION, f"exception {place + 1} dropped")
    if rule.scope.entity_where is not None:
        scope = replace(rule.scope, entity_where=None)
        yield _Variant(replace(rule, scope=scope), Change.CONDITION, "condition on the entity dropped")


def _inside(rule: Rule, vocabulary: Vocabulary) -> Iterator[_Variant]:
    for part in ("scope", "requirement", "exceptions"):
        for variant in _of_value(getattr(rule, part), vocabulary, part):
            yield replace(variant, node=replace(rule, **{part: variant.node}))


def _of_value(value: object, vocabulary: Vocabulary, path: str) -> Iterator[_Variant]:
    """The variants of a node and of everything inside it."""
    if isinstance(value, tuple):
        for place, item in enumerate(value):
            for variant in _of_value(item, vocabulary, f"{path}[{place}]"):
                yield replace(variant, node=(*value[:place], variant.node, *value[place + 1 :]))
        return
    if not is_dataclass(value) or isinstance(value, (type, FieldType)):
        return
    for variant in _of_node(value, vocabulary):
        yield replace(variant, name=f"{path}: {variant.name}")
    for field in fields(value):
        for variant in _of_value(getattr(value, field.name), vocabulary, f"{path}.{field.name}"):
            if isinstance(value, _WITHOUT_ROLL) and _same_without_roll(getattr(value, field.name), variant.node):
                continue
            yield replace(variant, node=replace(value, **{field.name: variant.node}))


def _same_without_roll(period: object, other: object) -> bool:
    """Whether two periods differ only in that one would move off a rest day."""
    if not isinstance(period, Period) or not isinstance(other, Period):
        return False
    return period.count == other.count and {period.unit, other.unit} == {PeriodUnit.DAY, PeriodUnit.NATURAL_DAY}


def _of_node(node: object, vocabulary: Vocabulary) -> Iterator[_Variant]:
    match node:
        case Period():
            yield from _of_period(node)
        case OpenTerm(name):
            yield _Variant(OpenTerm(f"not {name}"), Change.UNIT, f"{name} -> another term")
        case c.EventPattern():
            yield from _of_pattern(node, vocabulary)
        case c.Literal():
            yield from _of_literal(node)
        case r.Frequency() | r.Cardinality() | r.Consequence() | r.Attestation() | r.Chain() | r.Response():
            yield from _of_requirement(node)
        case _:
            yield from _of_condition(node)


def _of_period(node: Period) -> Iterator[_Variant]:
    if node == SAME_DAY:
        yield _Variant(Period(1, PeriodUnit.NATURAL_DAY), Change.NUMBER, "same day -> next day", raises=True)
        return
    yield _Variant(replace(node, count=node.count + 1), Change.NUMBER, f"{node.label.en} + 1", raises=True)
    if node.count > 1:
        yield _Variant(replace(node, count=node.count - 1), Change.NUMBER, f"{node.label.en} - 1", lowers=True)
    for unit in _UNITS[node.unit]:
        yield _Variant(replace(node, unit=unit), Change.UNIT, f"{node.label.en} -> {unit.value}s")


def _numbers(node: _Counting, field: str) -> Iterator[_Variant]:
    value = getattr(node, field)
    yield _Variant(replace(node, **{field: value + 1}), Change.NUMBER, f"{field} {value} + 1", raises=True)
    if value > (1 if isinstance(node, r.Consequence) else 0):
        yield _Variant(replace(node, **{field: value - 1}), Change.NUMBER, f"{field} {value} - 1", lowers=True)


def _of_requirement(node: object) -> Iterator[_Variant]:
    match node:
        case r.Frequency():
            yield from _numbers(node, "count")
            for cadence in _CADENCES[node.cadence]:
                name = f"each {node.cadence.value} -> each {cadence.value}"
                yield _Variant(replace(node, cadence=cadence), Change.UNIT, name)
        case r.Cardinality():
            yield from _numbers(node, "count")
            if node.group_by is not None:
                yield _Variant(replace(node, group_by=None), Change.CONDITION, f"by {node.group_by} dropped")
        case r.Consequence():
            yield from _numbers(node, "times")
            if node.counted is not None:
                yield _Variant(replace(node, counted=None), Change.CONDITION, "condition of the series dropped")
        case r.Attestation(cadence=cadence) if cadence is not None:
            for other in _CADENCES[cadence]:
                name = f"each {cadence.value} -> each {other.value}"
                yield _Variant(replace(node, cadence=other), Change.UNIT, name)
        case r.Chain(steps):
            for place in range(len(steps)):
                rest = (*steps[:place], *steps[place + 1 :])
                yield _Variant(replace(node, steps=rest), Change.CONDITION, f"step {place + 1} dropped")
        case r.Response(limit=limit) if isinstance(limit, date):
            for days, kind in ((1, "raises"), (-1, "lowers")):
                moved = replace(node, limit=limit + timedelta(days=days))
                yield _Variant(moved, Change.NUMBER, f"{limit} {days:+}", days > 0, kind == "lowers")
        case r.Response(limit=c.FieldRef() | c.Sum() as day):
            for operator in ("+", "-"):
                moved = replace(node, limit=c.Sum(operator, day, c.Duration(_ONE_DAY), day.type))
                name = f"last day {operator} 1 day"
                yield _Variant(moved, Change.NUMBER, name, operator == "+", operator == "-")
            dropped = replace(node, limit=OpenTerm("no last day"))
            yield _Variant(dropped, Change.CONDITION, "last day dropped")
        case _:
            return


def _of_said_day(rule: Rule, vocabulary: Vocabulary) -> Iterator[_Variant]:
    """The rule with a last day that another field of its trigger says."""
    match rule.requirement:
        case r.Response(limit=c.FieldRef(c.Owner.EVENT, field, type_)) if rule.scope.trigger is not None:
            types = [vocabulary.events[name].fields for name in rule.scope.trigger.events]
            for other in types[0]:
                if other != field and all(other in t and t[other].type == type_ for t in types):
                    limit = c.FieldRef(c.Owner.EVENT, other, type_)
                    node = replace(rule, requirement=replace(rule.requirement, limit=limit))
                    yield _Variant(node, Change.CONDITION, f"requirement: {field} -> {other}")
        case _:
            return


def _of_pattern(node: c.EventPattern, vocabulary: Vocabulary) -> Iterator[_Variant]:
    if len(node.events) > 1:
        for place, event in enumerate(node.events):
            rest = (*node.events[:place], *node.events[place + 1 :])
            yield _Variant(replace(node, events=rest), Change.EVENT, f"{event} dropped")
    else:
        other = _other_event(node, vocabulary)
        if other is not None:
            yield _Variant(replace(node, events=(other,)), Change.EVENT, f"{node.events[0]} -> {other}")
    if node.where is not None:
        yield _Variant(replace(node, where=None), Change.CONDITION, "condition dropped")


def _other_event(node: c.EventPattern, vocabulary: Vocabulary) -> str | None:
    """Another event with the same keys and fields, so that the mutant is still a rule that could be written."""
    own = vocabulary.events[node.events[0]]
    needed = set(node.key) | _fields_of(node.where)
    if not node.key and own.subject:
        needed.add(own.subject)
    found = (e.name for e in vocabulary.events.values() if e.name != own.name and needed <= set(e.fields))
    return next(found, None)


def _fields_of(condition: object) -> set[str]:
    """The fields of the event itself that a condition names."""
    if isinstance(condition, c.FieldRef):
        return {condition.field} if condition.owner is c.Owner.EVENT else set()
    if isinstance(condition, c.LookBack):
        return set()
    if isinstance(condition, tuple):
        return {f for item in condition for f in _fields_of(item)}
    if is_dataclass(condition) and not isinstance(condition, (type, FieldType)):
        return {f for field in fields(condition) for f in _fields_of(getattr(condition, field.name))}
    return set()


def _of_literal(node: c.Literal) -> Iterator[_Variant]:
    value, kind = node.value, node.type
    if kind.kind is Kind.NUMBER and isinstance(value, int):
        yield _Variant(replace(node, value=value + 1), Change.NUMBER, f"{value} + 1", raises=True)
        yield _Variant(replace(node, value=value - 1), Change.NUMBER, f"{value} - 1", lowers=True)
    elif isinstance(value, date):
        yield _Variant(replace(node, value=value + timedelta(days=1)), Change.NUMBER, f"{value} + 1", raises=True)
        yield _Variant(replace(node, value=value - timedelta(days=1)), Change.NUMBER, f"{value} - 1", lowers=True)
    elif kind.choices is not None:
        other = next((o.value for o in kind.choices if o.value != value), None)
        if other is not None:
            yield _Variant(replace(node, value=other), Change.CONDITION, f"{value} -> {other}")


def _of_condition(node: object) -> Iterator[_Variant]:
    match node:
        case c.Compare(comparison=comparison):
            for other in _COMPARISONS[comparison]:
                name = f"{comparison.value} -> {other.value}"
                yield _Variant(replace(node, comparison=other), Change.COMPARISON, name)
        case c.Member() | c.Contains() | c.Said():
            yield _Variant(replace(node, negated=not node.negated), Change.COMPARISON, "negated")
        case c.LookBack():
            yield _Variant(replace(node, negated=not node.negated), Change.CONDITION, "negated")
            if node.within is not None:
                yield _Variant(replace(node, within=None), Change.CONDITION, "window dropped")
            if node.same is not None:
                yield _Variant(replace(node, same=None), Change.CONDITION, "same period dropped")
        case c.And(items) | c.Or(items):
            for place in range(len(items)):
                rest = (*items[:place], *items[place + 1 :])
                fewer = rest[0] if len(rest) == 1 else replace(node, items=rest)
                yield _Variant(fewer, Change.CONDITION, f"part {place + 1} dropped")
            joined = c.Or(items) if isinstance(node, c.And) else c.And(items)
            yield _Variant(joined, Change.CONDITION, "and <-> or")
        case c.Not(item):
            yield _Variant(item, Change.CONDITION, "not dropped")
        case c.Truth():
            yield _Variant(c.Not(node), Change.CONDITION, "negated")
        case _:
            return
