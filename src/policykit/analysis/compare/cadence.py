"""Rules that count acts day by day: frequencies and silences, over the real calendar.

In: rules on one kind of entity, and a rule. Out: whether every life that keeps the first keeps the last. A life is a
stretch of days in scope with a number of acts on each day; acts are told apart only by which rules count them. All
constraints are differences of running totals, which z3 decides fast. If there is a life that keeps the ones and breaks
the other, it is given back: the days and their acts.

Why the days of one breach are enough: what a rule asks of a stretch it asks of each part of it (a whole period in the
part is one in the whole; a silence in the part is no longer than in the whole; a part holds no more acts than the
whole). So a life that keeps some rules and breaks another does both on the days of the breach alone: each period, and
each silence one day too long, is asked for by itself, and those that lie alike in the calendar are asked for once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from itertools import product

import z3

from policykit.analysis.compare.logic import Formula, World
from policykit.analysis.compare.windows import After
from policykit.calendar import Calendar, PeriodError, advance_day, buckets_between
from policykit.model.errors import CalendarEnds
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import Cadence, Period
from policykit.model.policy.rule import Rule

_MOST_STEPS = 100_000_000
"""How long z3 may think about one window, in its own steps."""

_FEW_ACTS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 60, 120)


@dataclass(frozen=True, slots=True)
class Cell:
    """Acts that exactly these of the patterns count: `inside`, and not `outside`."""

    inside: tuple[m.EventPattern, ...]
    outside: tuple[m.EventPattern, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """A counterexample: the days in scope, and the acts (and items in them) of each cell by day."""

    first: date
    last: date
    acts: tuple[tuple[date, Cell, int, int], ...]


class Answer(Enum):
    """What is said where no life is given."""

    NONE = "there is none"
    UNTOLD = "it was not found out"


def pattern_of(rule: Rule) -> m.EventPattern | None:
    """The acts that a rule on days counts."""
    return rule.requirement.pattern if isinstance(rule.requirement, r.Frequency | r.Silence) else None


@dataclass(frozen=True, slots=True)
class Least:
    """At least so many acts (or items) from one day to another, counted from the first day of the window."""

    pattern: m.EventPattern
    items: bool
    first: int
    last: int
    count: int


@dataclass(frozen=True, slots=True)
class Most:
    """At most so many acts (or items) from one day to another."""

    pattern: m.EventPattern
    items: bool
    first: int
    last: int
    count: int


@dataclass(frozen=True, slots=True)
class Gap:
    """After a day that begins a silence (the first one, or one with an act) an act from the next day to the last."""

    pattern: m.EventPattern
    day: int
    last: int


Asked = Least | Most | Gap
"""What a rule asks of the days of a window."""


@dataclass(frozen=True, slots=True)
class Window:
    """Days in a row."""

    first: date
    last: date

    @property
    def size(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


class Days:
    """Questions over the days of a range."""

    def __init__(self, world: World, calendar: Calendar, rules: Sequence[Rule]) -> None:
        """Prepare the kinds of acts that the rules tell apart."""
        self._world, self._calendar = world, calendar
        self._range = Window(world.windows.first, world.windows.last)
        patterns = tuple(dict.fromkeys(p for p in map(pattern_of, rules) if p is not None))
        self._cells = tuple(c for c in _cells(patterns) if self._exists(c))

    def _exists(self, cell: Cell) -> bool:
        """Whether there may be such acts."""
        if not cell.inside:
            return False
        world = World(self._world.windows)
        inside = [_is_of(world, p) for p in cell.inside]
        return world.possible(*inside, *(z3.Not(_is_of(world, p)) for p in cell.outside))

    def counterexample(self, keep: Sequence[Rule], broken: Rule) -> Life | Answer:
        """A life that keeps the ones and breaks the other, if there is one."""
        seen: set[tuple[tuple[Asked, ...], Asked]] = set()
        untold = False
        own = z3.Context()
        try:
            for window, breach in self._breaches(broken):
                kept = tuple(a for rule in keep for a in self._asked(rule, window))
                if (kept, breach) in seen:
                    continue
                seen.add((kept, breach))
                found = _solved(self._cells, window, kept, breach, own)
                if isinstance(found, Life):
                    return found
                untold = untold or found is Answer.UNTOLD
        except (CalendarEnds, PeriodError, _OpenError):
            return Answer.UNTOLD
        return Answer.UNTOLD if untold else Answer.NONE

    def together(self, rules: Sequence[Rule]) -> Life | Answer:
        """A life over the whole range that keeps all rules, if there is one."""
        try:
            kept = tuple(a for rule in rules for a in self._asked(rule, self._range))
        except (CalendarEnds, PeriodError, _OpenError):
            return Answer.UNTOLD
        return _solved(self._cells, self._range, kept, None, z3.Context())

    # ------------------------------------------------------------ what rules ask

    def _breaches(self, rule: Rule) -> Iterator[tuple[Window, Asked]]:
        """The windows in which the rule may be broken, each with what is asked there."""
        if isinstance(rule.requirement, r.Silence):
            day = self._range.first
            while (last := advance_day(day, self._limit(rule))) <= self._range.last:
                window = Window(day, last)
                yield window, Gap(rule.requirement.pattern, 0, window.size - 1)
                day += timedelta(days=1)
            return
        for asked in self._asked(rule, self._range):
            if isinstance(asked, Least | Most):
                first, last = (self._range.first + timedelta(days=d) for d in (asked.first, asked.last))
                yield Window(first, last), replace(asked, first=0, last=asked.last - asked.first)

    def _asked(self, rule: Rule, window: Window) -> Iterator[Asked]:
        """What the rule asks of a stretch that is the window."""
        match rule.requirement:
            case r.Frequency(pattern, cadence, bound, count, counted):
                items = counted is r.Counted.ITEMS
                for bucket in buckets_between(cadence, window.first, window.last):
                    if cadence is Cadence.WORKDAY and not self._calendar.status(bucket.first).working:
                        continue
                    first, last = (bucket.first - window.first).days, (bucket.last - window.first).days
                    if bound is r.Bound.AT_MOST:
                        yield Most(pattern, items, max(first, 0), min(last, window.size - 1), count)
                    elif first >= 0 and last < window.size:
                        yield Least(pattern, items, first, last, count)
            case r.Silence(pattern):
                limit = self._limit(rule)
                for day in range(window.size):
                    last = (advance_day(window.first + timedelta(days=day), limit) - window.first).days
                    if last < window.size:
                        yield Gap(pattern, day, last)
            case _:
                raise TypeError(f"{rule.id} counts no days")

    def _limit(self, rule: Rule) -> Period:
        if not isinstance(rule.requirement, r.Silence):
            raise TypeError(f"{rule.id} is no silence")
        period = self._world.windows.value(After(rule.jurisdiction, rule.requirement.limit, rolls=False))
        if period is None:
            raise _OpenError
        return period


class _OpenError(Exception):
    """A silence has an open limit without a value."""


# ---------------------------------------------------------------- one window


def _solved(
    cells: tuple[Cell, ...], window: Window, kept: Sequence[Asked], broken: Asked | None, own: z3.Context
) -> Life | Answer:
    """A life of few acts on the days of the window that gives what is kept and not what is broken, if there is one.

    Where a maximum is broken the life may be shorter than the window: fewer minima bind it then. `own` is z3's memory
    for the question: which of several lives z3 finds depends on what is in it.
    """
    totals = _Totals(cells, window.size, own, by_items=any(getattr(a, "items", False) for a in (*kept, broken)))
    shorter = isinstance(broken, Most)
    start, end = z3.Int("start", own), z3.Int("end", own)
    bounds = [start >= 0, start <= end, end < window.size] if shorter else [start == 0, end == window.size - 1]
    solver = z3.Solver(ctx=own)
    solver.set("rlimit", _MOST_STEPS)
    solver.add(*bounds, *totals.formulas(start, end, shorter=shorter))
    solver.add(*(_given(totals, asked, start, end, shorter=shorter) for asked in kept))
    if broken is not None:
        solver.add(z3.Not(_given(totals, broken, start, end, shorter=False)))
    answer = solver.check()
    if answer != z3.sat:
        return Answer.NONE if answer == z3.unsat else Answer.UNTOLD
    model = solver.model()
    for few in _FEW_ACTS:
        solver.push()
        solver.add(totals.acts() <= few)
        if solver.check() == z3.sat:
            model = solver.model()
            break
        solver.pop()
    return totals.life(model, window, start, end)


def _given(totals: _Totals, asked: Asked, start: z3.ArithRef, end: z3.ArithRef, *, shorter: bool) -> Formula:
    """That what is asked is given; what a shorter life does not contain is not asked of it."""
    match asked:
        case Least(pattern, items, first, last, count):
            enough = totals.amount(pattern, first, last, items=items) >= count
            return z3.Implies(z3.And(start <= first, last <= end), enough) if shorter else enough
        case Most(pattern, items, first, last, count):
            return totals.amount(pattern, first, last, items=items) <= count
        case Gap(pattern, day, last):
            ends = totals.amount(pattern, day + 1, last, items=False) > 0
            acted = totals.amount(pattern, day, day, items=False) > 0
            if shorter:
                begins = z3.Or(start == day, acted)
                return z3.Implies(z3.And(start <= day, last <= end, begins), ends)
            return ends if day == 0 else z3.Implies(acted, ends)


class _Totals:
    """Running totals of the acts of each kind over the days of a window."""

    def __init__(self, cells: tuple[Cell, ...], size: int, own: z3.Context, *, by_items: bool) -> None:
        """Variables for each kind and day; `by_items`: items are counted beside acts."""
        self._cells, self._size, self._by_items = cells, size, by_items
        self._none = z3.IntVal(0, own)
        self._of = {
            (cell, items): [z3.Int(f"total {number} {items} {d}", own) for d in range(size + 1)]
            for number, cell in enumerate(cells)
            for items in ((False, True) if by_items else (False,))
        }

    def formulas(self, start: z3.ArithRef, end: z3.ArithRef, *, shorter: bool) -> Iterator[Formula]:
        """What is so of all totals: they never fall, rise only within the life, and each act has an item or more."""
        for totals in self._of.values():
            yield totals[0] == 0
            for day in range(self._size):
                yield totals[day + 1] >= totals[day]
                if shorter:
                    yield z3.Implies(z3.Or(day < start, day > end), totals[day + 1] == totals[day])
        for cell in self._cells if self._by_items else ():
            acts, items = self._of[cell, False], self._of[cell, True]
            for day in range(self._size):
                yield items[day + 1] - items[day] >= acts[day + 1] - acts[day]
                yield z3.Implies(acts[day + 1] == acts[day], items[day + 1] == items[day])

    def amount(self, pattern: m.EventPattern, first: int, last: int, *, items: bool) -> z3.ArithRef:
        """How many acts (or items) of the pattern there are from one day to another, both included."""
        found = [self._of[cell, items] for cell in self._cells if pattern in cell.inside]
        return z3.Sum([t[last + 1] - t[first] for t in found]) if found else self._none

    def acts(self) -> z3.ArithRef:
        """All acts."""
        return z3.Sum([totals[self._size] for totals in self._of.values()]) if self._of else self._none

    def life(self, model: z3.ModelRef, window: Window, start: z3.ArithRef, end: z3.ArithRef) -> Life:
        """The life that a model describes."""

        def value(variable: z3.ArithRef) -> int:
            return int(model.eval(variable, model_completion=True).as_long())

        found: list[tuple[date, Cell, int, int]] = []
        for cell in self._cells:
            acts = [value(t) for t in self._of[cell, False]]
            items = [value(t) for t in self._of[cell, True]] if self._by_items else acts
            for day in range(self._size):
                if acts[day + 1] > acts[day]:
                    when = window.first + timedelta(days=day)
                    found.append((when, cell, acts[day + 1] - acts[day], items[day + 1] - items[day]))
        first, last = (window.first + timedelta(days=value(v)) for v in (start, end))
        return Life(first, last, tuple(sorted(found, key=lambda a: a[0])))


def _cells(patterns: tuple[m.EventPattern, ...]) -> Iterable[Cell]:
    for choice in product((True, False), repeat=len(patterns)):
        pairs = list(zip(patterns, choice, strict=True))
        yield Cell(tuple(p for p, inside in pairs if inside), tuple(p for p, inside in pairs if not inside))


def _is_of(world: World, pattern: m.EventPattern) -> Formula:
    """That an act belongs to the entity by the pattern's key, and is of the pattern."""
    belongs = z3.Bool(f"belongs by {pattern.key}")
    return z3.And(belongs, world.events(pattern.events, "act"), world.condition(pattern.where, "act", "entity"))
