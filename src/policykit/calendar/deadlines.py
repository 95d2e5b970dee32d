"""Deadlines: the last instant at which an act is still in time, and why.

In: the instant of the trigger, a `Period` and a `Calendar`. Out: a `Deadline`, and from `derive` its derivation day by
day. Both come from the same counting: the steps are what it notes on its way.

The rules are Civil Code arts. 200 to 204 (docs/semantics.md): the trigger's day is not counted, hours count from the
instant (201); months end on the corresponding day or the month's last (202); an end on a rest day moves to the next
working day, and a day ends at 24:00 (203).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from policykit.calendar.arithmetic import DAYS, advance_day, check_period, too_long
from policykit.calendar.days import Calendar, DayStatus
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.text import Text
from policykit.model.time import HOUR_US, Instant, day_last, legal_day, moment

_ONE_DAY = timedelta(days=1)
_END_OF_TIME = day_last(date.max)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When an act is due.

    `last` is the last instant in time (microseconds since the epoch). `day` is the last day (Asia/Shanghai), `None` for
    a deadline in hours. `rolled_from` is the rest day on which the period ended, where art. 203 moved the deadline.
    `provisional` says that a day was consulted that the calendar knows only provisionally.
    """

    last: Instant
    day: date | None
    provisional: bool = False
    rolled_from: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a derivation: whether it is counted, as which, and why.

    `number` counts in the period's unit, days for weeks. Steps are days in order, but only the corresponding days for
    months and longer, and only the first and the last day for hours.
    """

    day: date
    counted: bool
    number: int | None
    reason: Text


_Note = Callable[[Step], None]

_NOT_COUNTED = Text("触发当日不计入(民法典第201条)", "the day of the trigger is not counted (Civil Code art. 201)")
_SAME_DAY = Text("限于触发当日", "due on the trigger's own day")
_FROM_INSTANT = Text("自 {at} 起按小时计算(民法典第201条)", "hours count from {at} (Civil Code art. 201)")
_HOURS_END = Text("{at} 满 {n} 小时", "{n} hours end at {at}")
_NTH_DAY = Text("第 {n} 天", "day {n}")
_UNITS_DONE = Text("满 {p}", "{p} complete")
_CLAMPED = Text(
    "{r},该月无 {d} 日,以月末日为准(民法典第202条)",
    "{r}: the month has no day {d}, its last day counts (Civil Code art. 202)",
)
_ENDS_ON = Text("{r},{s}", "{r}, {s}")
_MOVES_ON = Text("{r},顺延(民法典第203条)", "{r}: the end moves on (Civil Code art. 203)")
_MOVED_HERE = Text("{r},顺延至此(民法典第203条)", "{r}: the end has moved here (Civil Code art. 203)")


def deadline(start: Instant, period: Period, calendar: Calendar) -> Deadline:
    """When an act is due that `period` bounds from a trigger at `start`.

    Raises `PeriodError`, a `ValueError`, for a count below 1 and past the year 9999, and `CalendarEnds` where the
    answer depends on a day that `calendar` does not know.
    """
    return _count(start, period, calendar, None)


def derive(start: Instant, period: Period, calendar: Calendar) -> tuple[Deadline, tuple[Step, ...]]:
    """The deadline, and the days that lead to it, from the trigger's own day on. Raises as `deadline` does."""
    steps: list[Step] = []
    due = _count(start, period, calendar, steps.append)
    return due, tuple(steps)


def _count(start: Instant, period: Period, calendar: Calendar, note: _Note | None) -> Deadline:
    check_period(period)
    first = legal_day(start)
    if period.unit is PeriodUnit.HOUR:
        return _hours(start, period, note)
    if period.is_same_day:
        if note:
            note(Step(first, False, None, _SAME_DAY))
        return Deadline(day_last(first), first)
    if note:
        note(Step(first, False, None, _NOT_COUNTED))
    if period.unit is PeriodUnit.WORKDAY:
        return _workdays(first, period, calendar, note)
    return _calendar_units(first, period, calendar, note)


def _hours(start: Instant, period: Period, note: _Note | None) -> Deadline:
    last = start + period.count * HOUR_US
    if last > _END_OF_TIME:
        raise too_long(period)
    if note:
        note(Step(legal_day(start), True, None, _FROM_INSTANT.fill(at=_clock(start))))
        note(Step(legal_day(last), True, period.count, _HOURS_END.fill(at=_clock(last), n=period.count)))
    return Deadline(last, None)


def _workdays(first: date, period: Period, calendar: Calendar, note: _Note | None) -> Deadline:
    day, number, provisional = first, 0, False
    while number < period.count:
        if day == date.max:
            raise too_long(period)
        day += _ONE_DAY
        status = calendar.status(day)
        provisional = provisional or status.provisional
        number += status.working
        if note:
            note(Step(day, status.working, number if status.working else None, status.reason))
    return Deadline(day_last(day), day, provisional)


def _calendar_units(first: date, period: Period, calendar: Calendar, note: _Note | None) -> Deadline:
    end = advance_day(first, period)
    length = period.count * DAYS.get(period.unit, 1)
    if note:
        for number in range(1, length):
            note(_mark(first, number, period.unit))
    if period.unit is PeriodUnit.NATURAL_DAY:
        if note:
            note(_mark(first, length, period.unit))
        return Deadline(day_last(end), end)
    status = calendar.status(end)
    if note:
        mark = _mark(first, length, period.unit)
        reason = _ENDS_ON.fill(r=mark.reason, s=status.reason)
        note(Step(end, True, length, reason if status.working else _MOVES_ON.fill(r=reason)))
    return _rolled(status, calendar, note)


def _rolled(end: DayStatus, calendar: Calendar, note: _Note | None) -> Deadline:
    """The deadline of a period whose last day is `end`: that day or, after rest days, the next working day (203)."""
    status, provisional = end, end.provisional
    while not status.working:
        status = calendar.status(status.day + _ONE_DAY)
        provisional = provisional or status.provisional
        if note:
            reason = (_MOVED_HERE if status.working else _MOVES_ON).fill(r=status.reason)
            note(Step(status.day, False, None, reason))
    return Deadline(day_last(status.day), status.day, provisional, None if status is end else end.day)


def _mark(first: date, number: int, unit: PeriodUnit) -> Step:
    """The step at which `number` units (days, for weeks) from `first` are complete."""
    if unit in DAYS:
        day = advance_day(first, Period(number, PeriodUnit.NATURAL_DAY))
        return Step(day, True, number, _NTH_DAY.fill(n=number))
    done = Period(number, unit)
    day = advance_day(first, done)
    reason = _UNITS_DONE.fill(p=done)
    return Step(day, True, number, reason if day.day == first.day else _CLAMPED.fill(r=reason, d=first.day))


def _clock(at: Instant) -> str:
    return moment(at).replace(tzinfo=None).isoformat(" ")
