"""The days on which a rule on entities binds each of them, as stretches of days in a row.

A day is in scope if at its end (24:00) the entity lives, the document is in force and the scope's condition holds. A
stretch over which the condition is unknown carries the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from policykit.engine.reference.conditions import holds, parts_of
from policykit.engine.reference.judging import Judging, completed_day
from policykit.engine.reference.register import Entity, Life
from policykit.engine.reference.truth import Truth, Unknown
from policykit.model.policy import conditions as m
from policykit.model.time import Instant, day_last, legal_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row on which the rule binds the entity, `last` included.

    `open` says that the stretch goes on past `as_of`, `by_sunset` that it ended with the document's force, `unknown`
    why it is not known whether the rule binds.
    """

    entity: Entity
    life: Life
    first: date
    last: date
    open: bool
    by_sunset: bool
    unknown: Unknown | None = None

    @property
    def seen_at(self) -> Instant:
        """When the register knows whose the stretch is: at the end of its first day."""
        return day_last(self.first)


def each_stretch(judging: Judging) -> Iterator[Stretch]:
    """Every stretch of every entity that the rule ranges over, by entity and time; days not yet over are left out."""
    for entity in judging.history.register.all(judging.each):
        yield from stretches_of(judging, entity)


def stretches_of(judging: Judging, entity: Entity) -> Iterator[Stretch]:
    """The stretches of one entity."""
    for life in entity.lives:
        yield from stretches_of_life(judging, entity, life)


def stretches_of_life(judging: Judging, entity: Entity, life: Life) -> Iterator[Stretch]:
    """The stretches of one life of an entity."""
    whole = _whole_life(judging, entity, life)
    if whole.first <= whole.last:
        yield from _where_bound(judging, whole)


def _whole_life(judging: Judging, entity: Entity, life: Life) -> Stretch:
    """The days of a life within the document's force, up to `as_of`."""
    force = judging.force
    today = completed_day(judging.as_of)
    first = legal_day(life.start)
    ends = legal_day(life.end) - ONE_DAY if life.end is not None else date.max
    by_sunset = force.last is not None and force.last < ends
    if force.last is not None:
        ends = min(ends, force.last)
    runs_on = ends > today
    return Stretch(
        entity,
        life,
        first=max(first, force.first) if force.first else first,
        last=min(today, ends),
        open=runs_on,
        by_sunset=by_sunset and not runs_on,
    )


def _where_bound(judging: Judging, whole: Stretch) -> Iterator[Stretch]:
    """The parts of a life over which the scope's condition holds, or is unknown."""
    where = judging.rule.scope.entity_where
    if where is None:
        yield whole
        return
    changes: list[tuple[date, Truth]] = []
    for day in days_to_ask(judging, whole.entity, whole.first, whole.last, (where,)):
        truth = holds(where, judging.look(day_last(day), entity=whole.entity))
        if not changes or _differ(changes[-1][1], truth):
            changes.append((day, truth))
    for place, (first, truth) in enumerate(changes):
        part = replace(whole, first=first, unknown=truth if isinstance(truth, Unknown) else None)
        if place + 1 < len(changes):
            part = replace(part, last=changes[place + 1][0] - ONE_DAY, open=False, by_sunset=False)
        if truth is not False:
            yield part


def _differ(one: Truth, other: Truth) -> bool:
    return one is not other if isinstance(one, bool) else isinstance(other, bool)


def days_to_ask(
    judging: Judging,
    entity: Entity,
    first: date,
    last: date,
    conditions: tuple[m.Condition, ...],
    *,
    every: bool = False,
) -> list[date]:
    """The days from `first` to `last` at whose end the conditions may have another value than the day before.

    Conditions on attributes change only when a fact changes the entity or one that it is tied to, and a look-back
    without a window only when a fact of its events occurs; one with a window changes with time: every day is asked.
    """
    if first > last:
        return []
    backs = [part for c in conditions for part in parts_of(c) if isinstance(part, m.LookBack)]
    if every or any(back.within is not None or back.same is not None for back in backs):
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]
    looked_for = {event for back in backs for event in back.pattern.events}
    days = {*entity.circle.days, *(day for event in looked_for for day in judging.history.days_of(event))}
    return sorted({first, *(d for d in days if first <= d <= last)})


def looks_back(condition: m.Condition) -> bool:
    """Whether the condition depends on more than the attributes of the moment."""
    return any(isinstance(part, m.LookBack) for part in parts_of(condition))
