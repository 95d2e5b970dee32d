"""When a rule is broken, as a formula: at a trigger, or for an entity at the end of a day.

In: a rule. Out: the formula of its breach and the group of rules that it can be reasoned about with: those that are
judged on the same thing at the same instant. Rules on calendar periods and silences have no such formula (`cadence`).
"""

from __future__ import annotations

from dataclasses import dataclass

import z3

from policykit.analysis.compare.logic import Formula, Holds, Sequenced, World
from policykit.analysis.compare.windows import After, Before
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.document import Document
from policykit.model.policy.rule import Rule

TRIGGER = "trigger"
ENTITY = "entity"


@dataclass(frozen=True, slots=True)
class Breach:
    """The formula of a rule's breach. Rules of one group are judged on one fact, or on one entity at one instant."""

    group: tuple[str, str]
    formula: Formula


def may_share(rule: Rule, other: Rule) -> bool:
    """Whether one fact, or one entity at one instant, may break both: quick to ask, and only surely right if not."""
    one, two = _events(rule), _events(other)
    return rule.scope.entity == other.scope.entity and (one == two or not one.isdisjoint(two))


def _events(rule: Rule) -> frozenset[str]:
    """The types of the facts at which a rule is judged; none if it is judged on entities."""
    if isinstance(rule.requirement, r.Consequence):
        return frozenset(rule.requirement.pattern.events)
    return frozenset(rule.scope.trigger.events) if rule.scope.trigger is not None else frozenset()


def breach(rule: Rule, world: World) -> Breach | None:
    """The rule's breach; None for what is not judged at one trigger or at the end of a day.

    An identification (`认定`) of single facts counts as a breach of its measures. Exemptions of the document are not
    part of it: rules are compared for those to whom both documents apply (`not_exempt`).
    """
    if rule.scope.breach_of is not None or isinstance(rule.requirement, r.Frequency | r.Silence):
        return None
    if rule.scope.trigger is not None or isinstance(rule.requirement, r.Consequence):
        return _at_trigger(rule, world)
    return _on_entity(rule, world)


def applies(rule: Rule, world: World) -> Formula:
    """That the rule binds what stands at its place: in scope, and neither excepted nor waived."""
    scope = rule.scope
    place = ENTITY if scope.trigger is None else TRIGGER
    parts = [world.condition(scope.entity_where, ENTITY)]
    if scope.trigger is not None:
        parts += [world.events(scope.trigger.events, TRIGGER), world.condition(scope.trigger.where, TRIGGER, TRIGGER)]
    parts += [z3.Not(world.condition(e, place, place)) for e in rule.exceptions]
    if rule.modality.in_principle:
        parts.append(z3.Not(z3.Bool("waived")))
    return z3.And(*parts)


def not_exempt(rule: Rule, document: Document, world: World) -> Formula:
    """That the document applies to the account and the unit of what the rule judges."""
    place = TRIGGER if rule.scope.trigger is not None or isinstance(rule.requirement, r.Consequence) else ENTITY
    wheres = [e.where for e in document.exemptions if e.entity == "unit" or rule.scope.entity != "unit"]
    return z3.And(*(z3.Not(world.condition(where, place, place)) for where in wheres))


def _at_trigger(rule: Rule, world: World) -> Breach | None:
    requirement, kept = rule.requirement, None
    negative = rule.modality.negative
    jurisdiction = rule.jurisdiction
    match requirement:
        case r.ConditionRequirement(m.LookBack() as back):
            forbidden = negative is not back.negated
            seen = world.occurs(TRIGGER, back.pattern, Before.of(back, strictly=forbidden))
            kept = z3.Not(seen) if forbidden else seen
        case r.ConditionRequirement(condition):
            holds = world.condition(condition, TRIGGER, TRIGGER)
            kept = z3.Not(holds) if negative else holds
        case r.Precedence(pattern, within, same):
            seen = world.occurs(TRIGGER, pattern, Before(within, same, negative))
            kept = z3.Not(seen) if negative else seen
        case r.Chain(steps):
            kept = world.atom(Sequenced(TRIGGER, steps))
        case r.Response(pattern, limit, r.Anchor.TRIGGER):
            kept = world.occurs(TRIGGER, pattern, After(jurisdiction, limit, rolls=True))
        case r.Abstention(pattern, limit):
            kept = z3.Not(world.occurs(TRIGGER, pattern, After(jurisdiction, limit, rolls=False)))
        case r.Custom(check, arguments):
            kept = z3.Bool(f"check {check} {arguments!r}")
        case r.Consequence(pattern, 1, _, None, None):
            return Breach(("identified", rule.scope.entity or ""), _identified(rule, pattern, world))
        case _:
            return None
    kind = rule.scope.entity or ""
    group = ("pair", kind) if kind else ("event", "")
    return Breach(group, z3.And(applies(rule, world), z3.Not(kept)))


def _identified(rule: Rule, pattern: m.EventPattern, world: World) -> Formula:
    belongs = [z3.Bool(f"shares {kind}") for kind in pattern.key]
    return z3.And(
        *belongs,
        world.condition(rule.scope.entity_where, ENTITY),
        world.events(pattern.events, TRIGGER),
        world.condition(pattern.where, TRIGGER, TRIGGER),
    )


def _on_entity(rule: Rule, world: World) -> Breach | None:
    match rule.requirement:
        case r.State(condition):
            holds = world.condition(condition, ENTITY)
            kept = z3.Not(holds) if rule.modality.negative else holds
        case r.Cardinality(counted, where, bound, count, group_by):
            at_least = bound is r.Bound.AT_LEAST
            kept = world.atom(Holds(ENTITY, counted, where, at_least, count, group_by))
        case r.Agreement(member, attribute):
            kept = z3.Bool(f"{member} agree in {attribute}")
        case r.Custom(check, arguments):
            kept = z3.Bool(f"check {check} {arguments!r} on entity")
        case _:
            return None
    group = ("entity", rule.scope.entity or "")
    return Breach(group, z3.And(applies(rule, world), z3.Not(kept)))
