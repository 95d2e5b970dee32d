"""Rules that are there for nothing: they never bind, nothing breaks them, or no fact can be the act they speak of.

In: a document. Out: at most one finding a rule, with the parts of the rule that leave no room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import z3

from policykit.analysis.compare.breaches import ENTITY, TRIGGER, breach
from policykit.analysis.compare.logic import Formula, World
from policykit.analysis.compare.sourced import Sourced
from policykit.analysis.consistency.ground import Ground, patterns_in
from policykit.analysis.consistency.results import Inconsistency, Kind
from policykit.calendar import PeriodError, advance_day, buckets_between
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.document import Document
from policykit.model.policy.periods import Period
from policykit.model.policy.rule import Modality, Rule
from policykit.model.text import Text, join

Part = tuple[Text, Formula]
"""A part of a rule, and what it says."""

_OTHER = "other fact"
_OF_TRIGGER = Text("触发事件的条件", "the condition on its trigger")
_OF_ENTITY = Text("对象的条件", "the condition on its entity")
_OF_FACTS = Text("所认定事实的条件", "the condition on the facts that it identifies")

_MEND_SCOPE = Text(
    "核对这些条件的方向和取值;确实用不上的规则就删去,并在条款里说明",
    "look at the direction and the values of these conditions; drop a rule that is of no use, and say so in its clause",
)
_MEND_REQUIREMENT = Text(
    "核对要求里的条件;范围已经排除的情形不必再禁止",
    "look at the condition that is required; what the scope leaves out needs no ban",
)
_MEND_TIME = Text("核对期限和文件的施行、失效日期", "look at the time named and at the first and last day of force")


def never(ground: Ground) -> Iterator[Inconsistency]:
    """The rules that can go without any difference."""
    empty: set[str] = set()
    for sourced in ground.rules:
        found = _of(ground, sourced)
        broken = sourced.rule.scope.breach_of
        if found is None and broken in empty:
            message = Text(
                "规则 {x} 随违反“{y}”而来,而后者不会被违反", "{x} follows a breach of {y}, which nothing breaks"
            )
            message = message.fill(x=sourced.rule.name, y=broken)
            found = Inconsistency(Kind.NEVER, sourced.rule, (str(broken),), message, _MEND_SCOPE)
        if found is not None:
            empty.add(sourced.rule.name)
            yield found


def _of(ground: Ground, sourced: Sourced) -> Inconsistency | None:
    return (
        _out_of_scope(ground, sourced)
        or _out_of_time(ground, sourced.rule)
        or _no_such_act(ground, sourced)
        or _unbreakable(ground, sourced)
    )


# ---------------------------------------------------------------- scope and requirement


def _out_of_scope(ground: Ground, sourced: Sourced) -> Inconsistency | None:
    world = ground.world()
    parts = scope_parts(sourced.own, ground.pack.document, world)
    core = world.core([formula for _, formula in parts])
    if not core:
        return None
    message = Text("规则 {x} 不会适用:{p}合起来没有留下任何情形", "{x} never applies: {p} leave no case")
    message = message.fill(x=sourced.rule.name, p=_named(parts, core))
    return Inconsistency(Kind.NEVER, sourced.rule, (), message, _MEND_SCOPE)


def _unbreakable(ground: Ground, sourced: Sourced) -> Inconsistency | None:
    rule = sourced.own
    if rule.modality is Modality.MAY or isinstance(rule.requirement, r.Consequence):
        return None
    world = ground.world()
    found = breach(rule, world)
    if found is None:
        return None
    parts = scope_parts(rule, ground.pack.document, world)
    # The formula of a breach is that the rule applies, and that it is not kept.
    not_kept = found.formula.arg(1)
    core = world.core([formula for _, formula in parts], not_kept)
    if core is None:
        return None
    if core:
        message = Text(
            "没有什么能违反规则 {x}:{p}已经保证了它的要求", "nothing breaks {x}: {p} already ensure what it asks"
        )
        message = message.fill(x=rule.name, p=_named(parts, core))
    else:
        message = Text("没有什么能违反规则 {x}:它的要求总是成立", "nothing breaks {x}: what it asks always holds")
        message = message.fill(x=rule.name)
    return Inconsistency(Kind.UNBREAKABLE, sourced.rule, (), message, _MEND_REQUIREMENT)


def scope_parts(rule: Rule, document: Document, world: World) -> list[Part]:
    """What has to hold for the rule to bind, part by part, as `breaches.applies` has it together."""
    scope, requirement = rule.scope, rule.requirement
    pattern = requirement.pattern if isinstance(requirement, r.Consequence) else scope.trigger
    place = ENTITY if pattern is None else TRIGGER
    parts: list[Part] = []
    if scope.entity_where is not None:
        parts.append((_OF_ENTITY, world.condition(scope.entity_where, ENTITY)))
    if pattern is not None:
        label = _OF_FACTS if isinstance(requirement, r.Consequence) else _OF_TRIGGER
        holds = world.condition(pattern.where, TRIGGER, TRIGGER)
        parts.append((label, z3.And(world.events(pattern.events, TRIGGER), holds)))
    for number, exception in enumerate(rule.exceptions, 1):
        label = Text("第 {n} 个例外", "exception {n}").fill(n=number)
        parts.append((label, z3.Not(world.condition(exception, place, place))))
    for exemption in document.exemptions:
        if exemption.entity == "account" and scope.entity == "unit":
            continue
        label = Text("{c}的“不适用于”", "the exemption in {c}").fill(c=exemption.clause)
        parts.append((label, z3.Not(world.condition(exemption.where, place, place))))
    return parts


def _named(parts: Sequence[Part], core: Sequence[int]) -> Text:
    return join([parts[n][0] for n in core], zh="、", en=" and ")


# ---------------------------------------------------------------- acts


def _no_such_act(ground: Ground, sourced: Sourced) -> Inconsistency | None:
    rule = sourced.own
    everything = (rule.requirement, rule.exceptions, rule.scope.entity_where, rule.scope.trigger)
    for pattern in patterns_in(everything):
        if pattern is rule.scope.trigger or _possible(ground, pattern, _counted(rule, pattern)):
            continue
        names = join([ground.vocabulary.events[e].label for e in pattern.events], zh="或", en=" or ")
        message = Text(
            "没有事实能是规则 {x} 所说的“{e}”:其条件自相矛盾",
            "no fact can be the '{e}' of {x}: its condition contradicts itself",
        )
        return Inconsistency(Kind.NO_ACT, sourced.rule, (), message.fill(x=rule.name, e=names), _MEND_SCOPE)
    return None


def _counted(rule: Rule, pattern: m.EventPattern) -> m.Condition | None:
    """What an identified fact must be beside being of the series."""
    requirement = rule.requirement
    series = isinstance(requirement, r.Consequence) and requirement.pattern is pattern
    return requirement.counted if series and isinstance(requirement, r.Consequence) else None


def _possible(ground: Ground, pattern: m.EventPattern, counted: m.Condition | None) -> bool:
    world = ground.world()
    return world.possible(
        world.events(pattern.events, _OTHER),
        world.condition(pattern.where, _OTHER, TRIGGER),
        world.condition(counted, _OTHER, TRIGGER),
    )


# ---------------------------------------------------------------- time


def _out_of_time(ground: Ground, rule: Rule) -> Inconsistency | None:
    force = ground.settings.force(ground.pack.document)
    message: Text | None = None
    match rule.requirement:
        case r.Response(limit=date() as limit) if force.first is not None and limit < force.first:
            message = Text(
                "规则 {x} 的期限 {d} 早于施行之日 {f}", "{x} is due by {d}, before the first day of force, {f}"
            )
            message = message.fill(d=limit, f=force.first, x=rule.name)
        case r.Frequency(cadence=cadence, bound=r.Bound.AT_LEAST) | r.Attestation(cadence=cadence) if (
            cadence is not None
        ):
            if force.first is None or force.last is None:
                return None
            inside = buckets_between(cadence, force.first, force.last)
            if any(force.first <= b.first and b.last <= force.last for b in inside):
                return None
            message = Text(
                "文件有效期内没有一个完整的“{c}”,规则 {x} 不会被判定",
                "no whole {c} lies in force, so that {x} is never judged",
            )
            message = message.fill(c=Text(cadence.zh, cadence.value), x=rule.name)
        case r.Silence(limit=Period() as limit) if force.first is not None and force.last is not None:
            if not _outlasts(limit, force.first, force.last):
                return None
            message = Text(
                "规则 {x} 的 {p} 长于文件的有效期", "the {p} of {x} are longer than the document is in force"
            )
            message = message.fill(p=limit, x=rule.name)
        case _:
            return None
    return None if message is None else Inconsistency(Kind.NEVER, rule, (), message, _MEND_TIME)


def _outlasts(limit: Period, first: date, last: date) -> bool:
    try:
        return advance_day(first, limit) >= last + timedelta(days=1)
    except PeriodError:
        return False
