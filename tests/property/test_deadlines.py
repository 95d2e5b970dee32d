"""Properties of deadlines, of their derivations and of calendar periods."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykit.calendar import (
    FixedCalendar,
    NationalCalendar,
    ProvisionalCalendar,
    advance_day,
    bucket,
    buckets_between,
    deadline,
    derive,
)
from policykit.model.errors import CalendarEnds
from policykit.model.policy.periods import SAME_DAY, Cadence, Period, PeriodUnit
from policykit.model.text import Text
from policykit.model.time import HOUR_US, Instant, day_last, day_start, legal_day

FIRST, LAST = date(2004, 1, 1), date(2032, 12, 31)
NATIONAL = NationalCalendar()
PROVISIONAL = ProvisionalCalendar(NATIONAL)
NAME = Text("节", "a feast")

days = st.dates(FIRST, LAST)
instants = st.integers(day_start(FIRST), day_last(LAST))
units = st.sampled_from(PeriodUnit)
periods = st.builds(Period, st.integers(1, 60), units) | st.just(SAME_DAY)


@st.composite
def calendars(draw: st.DrawFn) -> ProvisionalCalendar | FixedCalendar:
    """The national calendar, or one with random days off and random weekends worked, for all the days drawn here."""
    if draw(st.booleans()):
        return PROVISIONAL
    off = draw(st.sets(days, max_size=40))
    run = draw(days)
    off |= {run + timedelta(days=n) for n in range(draw(st.integers(0, 20)))}
    worked = {d for d in draw(st.sets(days, max_size=40)) if d.weekday() >= 5 and d not in off}
    return FixedCalendar("random", FIRST, date(2200, 12, 31), dict.fromkeys(off, NAME), dict.fromkeys(worked, NAME))


random_calendars = calendars()


@given(instants, instants, periods, random_calendars)
def test_a_later_trigger_is_never_due_earlier(
    one: Instant, other: Instant, period: Period, calendar: ProvisionalCalendar
) -> None:
    earlier, later = sorted((one, other))

    assert deadline(earlier, period, calendar).last <= deadline(later, period, calendar).last


@given(instants, st.integers(1, 60), st.integers(1, 60), units, random_calendars)
def test_a_longer_period_is_never_due_earlier(
    start: Instant, one: int, other: int, unit: PeriodUnit, calendar: ProvisionalCalendar
) -> None:
    shorter, longer = sorted((one, other))

    assert deadline(start, Period(shorter, unit), calendar).last <= deadline(start, Period(longer, unit), calendar).last


@given(instants, periods, random_calendars)
def test_the_derivation_is_that_of_the_deadline(start: Instant, period: Period, calendar: ProvisionalCalendar) -> None:
    due, steps = derive(start, period, calendar)

    assert due == deadline(start, period, calendar)
    assert steps[0].day == legal_day(start)
    assert steps[-1].day == (due.day or legal_day(due.last))
    assert [s.day for s in steps] == sorted(s.day for s in steps)


@given(instants, periods, random_calendars)
def test_the_steps_count_the_period(start: Instant, period: Period, calendar: ProvisionalCalendar) -> None:
    _, steps = derive(start, period, calendar)

    numbers = [s.number for s in steps if s.number is not None]
    length = period.count * (7 if period.unit is PeriodUnit.WEEK else 1)
    assert numbers == ([length] if period.unit is PeriodUnit.HOUR else list(range(1, length + 1)))


@given(instants, st.integers(1, 60), random_calendars)
def test_working_days_end_on_the_nth_working_day_after_the_trigger(
    start: Instant, count: int, calendar: ProvisionalCalendar
) -> None:
    day = deadline(start, Period(count, PeriodUnit.WORKDAY), calendar).day

    assert day is not None
    assert calendar.status(day).working
    between = (legal_day(start) + timedelta(days=n) for n in range(1, (day - legal_day(start)).days + 1))
    assert sum(calendar.status(d).working for d in between) == count


ROLLING = [PeriodUnit.DAY, PeriodUnit.WEEK, PeriodUnit.MONTH, PeriodUnit.HALF_YEAR, PeriodUnit.YEAR]


@given(instants, st.integers(1, 60), st.sampled_from(ROLLING), random_calendars)
def test_calendar_units_end_on_their_day_or_the_first_working_day_after_it(
    start: Instant, count: int, unit: PeriodUnit, calendar: ProvisionalCalendar
) -> None:
    end = advance_day(legal_day(start), Period(count, unit))
    due = deadline(start, Period(count, unit), calendar)

    assert due.day is not None
    assert calendar.status(due.day).working
    skipped = [end + timedelta(days=n) for n in range((due.day - end).days)]
    assert not any(calendar.status(d).working for d in skipped)
    assert due.rolled_from == (end if skipped else None)


@given(instants, periods, random_calendars)
def test_a_deadline_in_days_is_the_last_instant_of_its_day(
    start: Instant, period: Period, calendar: ProvisionalCalendar
) -> None:
    due = deadline(start, period, calendar)

    if period.unit is PeriodUnit.HOUR:
        assert (due.day, due.last) == (None, start + period.count * HOUR_US)
    else:
        assert due.day is not None
        assert due.last == day_last(due.day)
        assert legal_day(due.last) == due.day


@given(instants, periods)
def test_a_provisional_calendar_answers_as_the_inner_one_or_says_so(start: Instant, period: Period) -> None:
    provisional = deadline(start, period, PROVISIONAL)

    if provisional.provisional:
        with pytest.raises(CalendarEnds):
            deadline(start, period, NATIONAL)
    else:
        assert deadline(start, period, NATIONAL) == provisional


@given(days, st.integers(1, 60), units.filter(lambda u: u not in {PeriodUnit.HOUR, PeriodUnit.WORKDAY}))
def test_calendar_arithmetic_moves_forward_and_keeps_the_day_or_the_months_end(
    day: date, count: int, unit: PeriodUnit
) -> None:
    end = advance_day(day, Period(count, unit))

    assert day < end < advance_day(day, Period(count + 1, unit))
    if unit in {PeriodUnit.MONTH, PeriodUnit.HALF_YEAR, PeriodUnit.YEAR}:
        assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)


@given(st.sampled_from(Cadence), days)
def test_a_day_lies_in_its_period_and_the_period_is_that_of_each_of_its_days(cadence: Cadence, day: date) -> None:
    found = bucket(cadence, day)

    assert found.first <= day <= found.last
    assert bucket(cadence, found.first) == bucket(cadence, found.last) == found
    assert bucket(cadence, found.first - timedelta(days=1)).last == found.first - timedelta(days=1)
    assert bucket(cadence, found.last + timedelta(days=1)).first == found.last + timedelta(days=1)


@given(st.sampled_from(Cadence), days, st.integers(0, 800))
def test_periods_between_two_days_part_the_time_without_gaps(cadence: Cadence, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = list(buckets_between(cadence, first, last))

    assert found[0] == bucket(cadence, first)
    assert found[-1] == bucket(cadence, last)
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(found))
    assert len({b.label for b in found}) == len(found)
