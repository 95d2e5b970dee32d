"""The days on which a rule on entities binds each of them, as stretches of days in a row.

A day is in scope if at its end (24:00) the entity lives, the document is in force and the scope's condition holds. A
stretch over which the condition is unknown carries the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from policykit.engine.reference.conditions import holds
from policykit.engine.reference.obligations import Judging, completed_day
from policykit.engine.reference.register import Entity, Life
from policykit.engine.reference.truth import Truth, Unknown
from policykit.model.policy import conditions as m
from policykit.model.time import day_last, legal_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row on which the rule binds the entity, `last` included.

    `open` says that the stretch goes on past `as_of`, `by_sunset` that it ended with the document's force, `unknown` why it
    is not known whether the rule binds.
    """

    entity: Entity
    life: Life
    first: date
    last: date
    open: bool
    by_sunset: bool
    unknown: Unknown | None


def each_stretch(judging: Judging) -> Iterator[Stretch]:
    """Every stretch of every entity that the rule ranges over, by entity and time; days past `as_of` are left out."""
    kind = judging.rule.scope.entity
    if kind is None:
        raise ValueError(f"{judging.rule.id} is not for each entity")
    for entity in judging.history.register.all(kind):
        yield from stretches_of(judging, entity)


def stretches_of(judging: Judging, entity: Entity) -> Iterator[Stretch]:
    """The stretches of one entity."""
    today = completed_day(judging.as_of)
    force = judging.force
    for life in entity.lives:
        first = legal_day(life.start)
        if force.first and force.first > first:
            first = force.first
        ends = legal_day(life.end) - ONE_DAY if life.end is not None else None
        by_sunset = force.last is not None and (ends is None or force.last < ends)
        if by_sunset:
            ends = force.last
        last = today if ends is None or ends > today else ends
        runs_on = ends is None or ends > today
        if first <= last:
            yield from _by_condition(judging, entity, life, first, last, (runs_on, by_sunset))


def _by_condition(
    judging: Judging, entity: Entity, life: Life, first: date, last: date, end: tuple[bool, bool]
) -> Iterator[Stretch]:
    runs_on, by_sunset = end
    where = judging.rule.scope.entity_where
    if where is None:
        yield Stretch(entity, life, first, last, runs_on, by_sunset and not runs_on, None)
        return
    begin: date | None = None
    current: Truth = False
    for day in [*days_to_ask(judging, entity, first, last, (where,)), None]:
        truth = _truth_on(judging, entity, day, where) if day else False
        same = truth == current or (isinstance(truth, Unknown) and isinstance(current, Unknown))
        if day is not None and same:
            continue
        if begin is not None and current is not False:
            until = last if day is None else day - ONE_DAY
            closing = day is None
            unknown = current if isinstance(current, Unknown) else None
            yield Stretch(
                entity, life, begin, until, closing and runs_on, closing and by_sunset and not runs_on, unknown
            )
        begin, current = day, truth


def _truth_on(judging: Judging, entity: Entity, day: date, where: m.Condition) -> Truth:
    return holds(where, judging.look(day_last(day), entity=entity))


def days_to_ask(
    judging: Judging,
    entity: Entity,
    first: date,
    last: date,
    conditions: tuple[m.Condition, ...],
    *,
    every: bool = False,
) -> list[date]:
    """The days from `first` to `last` on whose end something about the entity may differ from the day before.

    Conditions on attributes change only when a fact changes the entity or its unit; conditions that look back change with
    time, so every day is asked.
    """
    if every or any(looks_back(c) for c in conditions):
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]
    days = {first, *(d for d in entity.touched if first <= d <= last)}
    parent = entity.type.parent
    if parent:
        timeline = entity.attributes.get(parent)
        for id_ in timeline.values if timeline else ():
            above = judging.history.register.entity(parent, str(id_))
            days.update(d for d in (above.touched if above else ()) if first <= d <= last)
    return sorted(days)


def looks_back(condition: m.Condition) -> bool:
    """Whether the condition depends on more than the attributes of the moment."""
    match condition:
        case m.And(items) | m.Or(items):
            return any(looks_back(i) for i in items)
        case m.Not(item):
            return looks_back(item)
        case m.LookBack():
            return True
        case _:
            return False
