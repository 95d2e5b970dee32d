"""A rule narrowed to what other rules leave free: where a history that breaks it and keeps them is likely to be.

In: the rule and the others. Out: the rule with a narrower scope, in ways of which each may help.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace

from policykit.analysis.compare.sourced import Sourced
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.rule import Rule


def freed_from(rule: Sourced, keep: Sequence[Sourced]) -> list[Sourced]:
    """The rule narrowed to what the others do not bind, or allow: first to what none of them does."""
    scope = rule.rule.scope
    if isinstance(rule.rule.requirement, r.Consequence):
        return _identified_else(rule, rule.rule.requirement, keep)
    if scope.breach_of is not None or (scope.trigger is None and scope.entity is None):
        return []
    escapes = [e for k in keep if (e := _escape(k.rule, rule.rule)) is not None]
    other = scope.trigger is not None and tuple(
        e
        for e in scope.trigger.events
        if not any(k.rule.scope.trigger and e in k.rule.scope.trigger.events for k in keep)
    )
    found = []
    if scope.trigger is not None and other and len(other) < len(scope.trigger.events):
        found.append(replace(rule.rule, scope=replace(scope, trigger=replace(scope.trigger, events=other))))
    together = [escapes] if len(escapes) > 1 else []
    found.extend(_narrowed(rule.rule, chosen) for chosen in (*together, *([e] for e in escapes)))
    return [Sourced(rule.pack, f) for f in found]


def _identified_else(rule: Sourced, requirement: r.Consequence, keep: Sequence[Sourced]) -> list[Sourced]:
    """The rule on those facts only of which the others identify none for as much."""
    others = [
        k.rule.requirement.pattern
        for k in keep
        if isinstance(k.rule.requirement, r.Consequence)
        and set(requirement.measures) <= set(k.rule.requirement.measures)
    ]
    events = tuple(e for e in requirement.pattern.events if not any(e in o.events for o in others))
    if not events or events == requirement.pattern.events:
        return []
    pattern = replace(requirement.pattern, events=events)
    return [Sourced(rule.pack, replace(rule.rule, requirement=replace(requirement, pattern=pattern)))]


def by_attribute(rule: Sourced) -> Iterator[Sourced]:
    """The rule for units, accounts or staff of one value each of what its acts are compared with (unit.level)."""
    scope = rule.rule.scope
    if scope.breach_of is not None or (scope.trigger is None and scope.entity is None):
        return
    for field in dict.fromkeys(_compared(rule.rule.requirement)):
        for value in reversed(field.type.choices or ()):
            alike = m.Compare(m.Comparison.EQ, field, m.Literal(value.value, field.type))
            yield Sourced(rule.pack, _narrowed(rule.rule, [alike]))


def _compared(node: object) -> Iterator[m.FieldRef]:
    """The attributes of entities with which something of a fact is compared."""
    if isinstance(node, m.Compare):
        sides = [s for s in (node.left, node.right) if isinstance(s, m.FieldRef)]
        if len(sides) == 2:
            yield from (s for s in sides if s.owner not in (m.Owner.EVENT, m.Owner.TRIGGER))
    elif isinstance(node, tuple):
        for part in node:
            yield from _compared(part)
    elif is_dataclass(node) and not isinstance(node, type):
        for part in fields(node):
            yield from _compared(getattr(node, part.name))


def _narrowed(rule: Rule, conditions: Sequence[m.Condition]) -> Rule:
    scope = rule.scope
    if scope.trigger is not None:
        trigger = replace(scope.trigger, where=_all(scope.trigger.where, conditions))
        return replace(rule, scope=replace(scope, trigger=trigger))
    return replace(rule, scope=replace(scope, entity_where=_all(scope.entity_where, conditions)))


def _all(where: m.Condition | None, more: Sequence[m.Condition]) -> m.Condition:
    items = ([] if where is None else [where]) + list(more)
    return items[0] if len(items) == 1 else m.And(tuple(items))


def _escape(other: Rule, rule: Rule) -> m.Condition | None:
    """A condition on what the rule is judged on under which the other one is not broken, if one can be said."""
    ways: list[m.Condition] = list(other.exceptions)
    if rule.scope.trigger is not None:
        if other.scope.trigger is None or not set(other.scope.trigger.events) & set(rule.scope.trigger.events):
            return None
        where = other.scope.trigger.where
    elif other.scope.trigger is None and other.scope.entity == rule.scope.entity:
        where = other.scope.entity_where
    else:
        return None
    if where is not None:
        ways.append(m.Not(where))
    match other.requirement:
        case r.ConditionRequirement(condition) | r.State(condition):
            ways.append(m.Not(condition) if other.modality.negative else condition)
        case r.Precedence(pattern, within, same):
            ways.append(m.LookBack(pattern, other.modality.negative, within, same))
        case _:
            pass
    if not ways:
        return None
    return ways[0] if len(ways) == 1 else m.Or(tuple(ways))
