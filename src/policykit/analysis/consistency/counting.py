"""Frequencies and silences by counting: whether some contain another, and whether any days keep all of them.

In: rules on the acts of one kind of entity. Out: an answer that does not depend on the machine's speed, and days of
acts that keep the rules, if there are any.

Every such rule is a bound on a difference of running totals: so many acts from this day to that. A set of such bounds
can be met unless they form a circle that asks for more than it allows, which Bellman and Ford's algorithm finds.

Rules on different acts are read as rules on one kind of act, as far as they say anything about it: who must post an
original once a week must post once a week; who may post twice may post two originals. What is lost by that is lost on
the safe side. A silence bounds every stretch, not only those that begin with an act: where none follows in time on a
day without one, none follows in time on the last act before it either.

Why the days of one breach are enough: what a rule asks of a life it asks of each part of it, so that a life which keeps
the rules and falls short of a minimum can be cut down to the days of that. A maximum can be passed in any part of its
period; there minima are left aside, which only ask for more acts, and the longest part leaves room for most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from policykit.analysis.compare.logic import World
from policykit.analysis.compare.windows import After
from policykit.analysis.consistency.ground import Ground
from policykit.calendar import PeriodError, advance_day, buckets_between
from policykit.model.errors import CalendarEnds
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import Cadence
from policykit.model.policy.rule import Rule

_LENGTHS = (14, 31, 62, 92, 184)


@dataclass(frozen=True, slots=True)
class Bound:
    """So many acts at least, or at most, from the day `first` to `last`, both included and counted from 0.

    It binds a life that holds all the days from `begins` to `last`; a maximum binds every part.
    """

    begins: int
    first: int
    last: int
    least: int | None = None
    most: int | None = None

    def moved(self, days: int) -> Bound:
        """The same bound, so many days earlier."""
        return replace(self, begins=self.begins - days, first=self.first - days, last=self.last - days)

    def within(self, first: int, last: int) -> Bound | None:
        """What it asks of the life of these days, if anything."""
        if self.least is not None:
            return self if first <= self.begins and self.last <= last else None
        begin, end = max(self.first, first), min(self.last, last)
        return replace(self, begins=begin, first=begin, last=end) if begin <= end else None

    @property
    def broken(self) -> Bound:
        """That it is not kept."""
        if self.least is not None:
            return replace(self, least=None, most=self.least - 1)
        return replace(self, least=(self.most or 0) + 1, most=None)


def counts_days(rule: Rule) -> bool:
    """Whether it is a frequency or a silence."""
    return isinstance(rule.requirement, r.Frequency | r.Silence)


class Counting:
    """Questions about rules that count days, over the range of a ground."""

    def __init__(self, ground: Ground) -> None:
        """Ask over the ground's days, by its calendar."""
        self._ground = ground
        self._size = (ground.last - ground.first).days + 1
        self._answers: dict[tuple[int, tuple[Bound, ...]], bool] = {}

    def contained(self, by: Sequence[Rule], rule: Rule) -> bool:
        """Whether every life that keeps the rules keeps the other one. Their scopes are not looked at."""
        target = pattern_of(rule)
        asked = self._bounds(rule, target, _items(rule))
        given = [self._bounds(premise, target, _items(rule)) for premise in by]
        bounds = [b for found in given for b in found or ()]
        inside = [b for b in (b.within(0, self._size - 1) for b in asked or ()) if b is not None]
        return bool(inside) and all(not self._can_be_broken(b, bounds) for b in inside)

    def together(self, rules: Sequence[Rule], days: int | None = None) -> dict[date, int] | None:
        """How many acts on which of the first so many days keep all rules; None if no acts do.

        Without `days` it is all days of the range. The acts are of the kind that the first of the rules counts.
        """
        size = days or self._size
        found: dict[date, int] | None = None
        for leading in rules:
            bounds = [b for rule in rules for b in self._bounds(rule, pattern_of(leading), _items(leading)) or ()]
            inside = [b for b in (b.within(0, size - 1) for b in bounds) if b is not None]
            totals = _totals(size, inside)
            if totals is None:
                return None
            if found is None:
                found = {self._day(n): totals[n + 1] - totals[n] for n in range(size) if totals[n + 1] > totals[n]}
        return found

    def few_days(self, rules: Sequence[Rule]) -> int:
        """How many days, roughly, are enough to show that no acts keep all rules."""
        lengths = [n for n in _LENGTHS if n < self._size]
        return next((n for n in lengths if self.together(rules, n) is None), self._size)

    def _can_be_broken(self, bound: Bound, given: Sequence[Bound]) -> bool:
        """Whether a life of just the days of the bound keeps what is given and not the bound."""
        first, last = bound.begins, bound.last
        if bound.most is not None:
            given = [g for g in given if g.most is not None]
        inside = [b.moved(first) for b in (g.within(first, last) for g in given) if b is not None]
        asked = (last - first + 1, (bound.moved(first).broken, *inside))
        if asked not in self._answers:
            self._answers[asked] = _totals(*asked) is not None
        return self._answers[asked]

    def _day(self, number: int) -> date:
        return self._ground.first + timedelta(days=number)

    # ------------------------------------------------------------ rules as bounds

    def _bounds(self, rule: Rule, target: m.EventPattern, items: bool) -> list[Bound] | None:
        """What the rule says of acts of the target (or the items in them); None where the calendar does not reach."""
        pattern, requirement = pattern_of(rule), rule.requirement
        world = World(self._ground.windows)
        try:
            if isinstance(requirement, r.Silence):
                return self._silence(rule, requirement) if world.covered(pattern, target) else []
            if not isinstance(requirement, r.Frequency):
                return []
            if requirement.bound is r.Bound.AT_LEAST:
                least = requirement.count if items or not _items(rule) else min(requirement.count, 1)
                return list(self._least(requirement.cadence, least)) if world.covered(pattern, target) else []
            if (items and not _items(rule)) or not world.covered(target, pattern):
                return []
            return [Bound(f, f, e, most=requirement.count) for f, e in self._periods(requirement.cadence)]
        except (CalendarEnds, PeriodError):
            return None

    def _least(self, cadence: Cadence, count: int) -> Iterator[Bound]:
        for first, last in self._periods(cadence):
            if first >= 0 and last < self._size:
                yield Bound(first, first, last, least=count)

    def _periods(self, cadence: Cadence) -> Iterator[tuple[int, int]]:
        for bucket in buckets_between(cadence, self._ground.first, self._ground.last):
            if cadence is Cadence.WORKDAY and not self._ground.calendar.status(bucket.first).working:
                continue
            yield (bucket.first - self._ground.first).days, (bucket.last - self._ground.first).days

    def _silence(self, rule: Rule, requirement: r.Silence) -> list[Bound] | None:
        limit = self._ground.windows.value(After(rule.jurisdiction, requirement.limit, rolls=False))
        if limit is None:
            return None
        found = []
        for day in range(self._size):
            last = (advance_day(self._day(day), limit) - self._ground.first).days
            if last < self._size:
                found.append(Bound(day, day + 1, last, least=1))
        return found


def pattern_of(rule: Rule) -> m.EventPattern:
    """The acts that a rule on days counts. Raises `TypeError` for any other rule."""
    if not isinstance(rule.requirement, r.Frequency | r.Silence):
        raise TypeError(f"{rule.id} counts no days")
    return rule.requirement.pattern


def _items(rule: Rule) -> bool:
    return isinstance(rule.requirement, r.Frequency) and rule.requirement.counted is r.Counted.ITEMS


# ---------------------------------------------------------------- differences of totals


def _totals(size: int, bounds: Sequence[Bound]) -> list[int] | None:
    """Running totals at the beginning of each of so many days and at the end that keep the bounds; None if none do.

    An edge `(a, b, w)` says that the total at `b` is at most `w` more than that at `a`.
    """
    edges = {(day + 1, day): 0 for day in range(size)}
    for bound in bounds:
        begin, end = bound.first, bound.last + 1
        if bound.least is not None:
            edges[end, begin] = min(edges.get((end, begin), 0), -bound.least)
        if bound.most is not None:
            edges[begin, end] = min(edges.get((begin, end), bound.most), bound.most)
    totals = [0] * (size + 1)
    for _ in range(size + 2):
        changed = False
        # Minima bind backwards: from the last day to the first they settle at once.
        for (a, b), most in sorted(edges.items(), reverse=True):
            if totals[a] + most < totals[b]:
                totals[b] = totals[a] + most
                changed = True
        if not changed:
            return [t - totals[0] for t in totals]
    return None
