"""A rule narrowed to what other rules leave free: where a history that breaks it and keeps them is likely to be.

In: the rule and the others. Out: the rule with a narrower scope, in ways of which each may help.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policykit.analysis.compare.sourced import Sourced
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.rule import Rule


def freed_from(rule: Sourced, keep: Sequence[Sourced]) -> list[Sourced]:
    """The rule narrowed to what the others do not bind, or allow: first to what none of them does."""
    scope = rule.rule.scope
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
