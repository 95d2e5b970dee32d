"""Rules that cannot be kept together where they meet: at one trigger, in one state of an entity, over the same days.

In: a document. Out: smallest sets of rules such that a case meets the scope of each, in which fewer of them can be kept
but not all. A rule for what another forbids (what to do once it has happened) is no such case: there the other one is
broken by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import z3

from policykit.analysis.compare.breaches import ENTITY, breach
from policykit.analysis.compare.logic import Formula, Holds, World
from policykit.analysis.compare.sourced import Sourced
from policykit.analysis.consistency.counting import Counting, counts_days
from policykit.analysis.consistency.ground import Ground, acts, binding, triggers
from policykit.model.policy import requirements as r


@dataclass(frozen=True, slots=True)
class Clash:
    """Rules that stand against each other, in the document's order."""

    rules: tuple[Sourced, ...]


# ---------------------------------------------------------------- at one instant


def at_one_instant(ground: Ground) -> Iterator[Clash]:
    """Clashes at one trigger or in one state of an entity."""
    for group in _groups(ground):
        seen: list[frozenset[str]] = []
        for one, other in combinations(group, 2):
            if _touch(ground, one, other) and _clash(ground, [one, other]):
                seen.append(_names([one, other]))
                yield Clash((one, other))
        asked: set[str] = set()
        for sourced in group:
            if sourced.rule.name in asked:
                continue
            together = _met_with(ground, sourced, group)
            asked |= _names(together)
            if len(together) < 3:
                continue
            found = _smallest_clash(ground, together)
            if found and not any(s <= _names(found) for s in seen):
                seen.append(_names(found))
                yield Clash(tuple(ground.in_order(found)))


def _names(rules: Sequence[Sourced]) -> frozenset[str]:
    return frozenset(s.rule.name for s in rules)


def _groups(ground: Ground) -> list[list[Sourced]]:
    """The duties that are judged on the same kind of thing."""
    found: dict[tuple[str, str], list[Sourced]] = {}
    world = ground.world()
    for sourced in ground.duties:
        known = breach(sourced.own, world)
        if known is not None:
            found.setdefault(known.group, []).append(sourced)
    return list(found.values())


def _touch(ground: Ground, one: Sourced, other: Sourced) -> bool:
    """Whether one trigger can be that of both, and something matters to both."""
    meet = not triggers(one.rule) or bool(triggers(one.rule) & triggers(other.rule))
    return meet and bool(ground.reads(one) & ground.reads(other))


def _met_with(ground: Ground, seed: Sourced, group: Sequence[Sourced]) -> list[Sourced]:
    """As many rules as can meet with the first, each of which has to do with one before it."""
    together, world = [seed], ground.world()
    scopes = [ground.binds(seed, world)]
    left = [s for s in group if s is not seed]
    grown = True
    while grown:
        grown = False
        for other in list(left):
            if any(_touch(ground, t, other) for t in together):
                left.remove(other)
                scope = ground.binds(other, world)
                if world.possible(*scopes, scope):
                    together.append(other)
                    scopes.append(scope)
                    grown = True
    return together


def _smallest_clash(ground: Ground, together: list[Sourced]) -> list[Sourced]:
    """A smallest clash of three rules or more among those that meet; empty if none is found."""
    if not _cannot_all(ground, together):
        return []
    for sourced in list(together):
        fewer = [s for s in together if s is not sourced]
        if _cannot_all(ground, fewer):
            together = fewer
    return together if len(together) > 2 and _clash(ground, together) else []


def _cannot_all(ground: Ground, rules: Sequence[Sourced]) -> bool:
    scopes, kept, world = _formulas(ground, rules)
    return world.core([], *scopes, *kept) is not None


def _clash(ground: Ground, rules: Sequence[Sourced]) -> bool:
    """Whether the rules can meet, not all be kept then, but any fewer of them."""
    scopes, kept, world = _formulas(ground, rules)
    if world.core([], *scopes, *kept) is None or not world.possible(*scopes):
        return False
    return all(world.possible(*scopes, *(k for k in kept if k is not left)) for left in kept)


def _formulas(ground: Ground, rules: Sequence[Sourced]) -> tuple[list[Formula], list[Formula], World]:
    """That each rule binds, and that each is kept."""
    world = ground.world()
    scopes, kept = [], []
    for sourced in rules:
        found = breach(sourced.own, world)
        if found is not None:
            scopes.append(ground.binds(sourced, world))
            kept.append(z3.Not(found.formula))
    return [*scopes, *_numbers(world, rules)], kept, world


def _numbers(world: World, rules: Sequence[Sourced]) -> Iterator[Formula]:
    """That nothing has at least so many and at most fewer of the same."""
    for one, other in permutations([s.own.requirement for s in rules], 2):
        if not isinstance(one, r.Cardinality) or not isinstance(other, r.Cardinality):
            continue
        many = one.bound is r.Bound.AT_LEAST and other.bound is r.Bound.AT_MOST and one.count > other.count
        if not many or one.counted != other.counted or one.group_by or other.group_by:
            continue
        member = world.condition(one.where, "member", "owner")
        if world.valid([member], world.condition(other.where, "member", "owner")):
            few = world.atom(
                Holds(ENTITY, other.counted, other.where, at_least=False, count=other.count, group_by=None)
            )
            lots = world.atom(Holds(ENTITY, one.counted, one.where, at_least=True, count=one.count, group_by=None))
            yield z3.Not(z3.And(few, lots))


# ---------------------------------------------------------------- over days


def over_days(ground: Ground) -> Iterator[Clash]:
    """Clashes of frequencies and silences: no days of acts keep all."""
    counted = [s for s in ground.duties if binding(s.rule) and counts_days(s.rule)]
    counting = Counting(ground)
    seen: list[frozenset[str]] = []
    for seed in counted:
        together = [seed]
        for other in counted:
            near = other is not seed and any(_of_one_kind(other, t) for t in together)
            if near and _can_meet(ground, [*together, other]):
                together.append(other)
        names = _names(together)
        if len(together) < 2 or any(names <= s for s in seen):
            continue
        seen.append(names)
        found = _smallest(counting, together)
        if len(found) > 1:
            yield Clash(tuple(ground.in_order(found)))


def _of_one_kind(one: Sourced, other: Sourced) -> bool:
    same = one.rule.scope.entity == other.rule.scope.entity
    return same and bool(acts(one.rule) & acts(other.rule))


def _can_meet(ground: Ground, rules: Sequence[Sourced]) -> bool:
    world = ground.world()
    return world.possible(*(ground.binds(s, world) for s in rules))


def _smallest(counting: Counting, rules: list[Sourced]) -> list[Sourced]:
    """A smallest choice of the rules that no days keep together; empty if some days keep all."""
    if counting.together([s.own for s in rules]) is not None:
        return []
    for sourced in list(rules):
        fewer = [s for s in rules if s is not sourced]
        if fewer and counting.together([s.own for s in fewer]) is None:
            rules = fewer
    return rules
