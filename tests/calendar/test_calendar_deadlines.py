"""Deadlines by example, and their derivations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from policykit.calendar import (
    Calendar,
    DayStatus,
    Deadline,
    FixedCalendar,
    NationalCalendar,
    PeriodError,
    ProvisionalCalendar,
    Step,
    deadline,
    derive,
)
from policykit.model.errors import CalendarEnds
from policykit.model.policy.periods import SAME_DAY, Period, PeriodUnit
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, instant, moment

HOUR, WORKDAY, DAY, NATURAL = PeriodUnit.HOUR, PeriodUnit.WORKDAY, PeriodUnit.DAY, PeriodUnit.NATURAL_DAY
WEEK, MONTH, HALF_YEAR, YEAR = PeriodUnit.WEEK, PeriodUnit.MONTH, PeriodUnit.HALF_YEAR, PeriodUnit.YEAR

NATIONAL = NationalCalendar()


def at(text: str) -> Instant:
    """The instant of an ISO time; UTC+8 where no offset is written."""
    return instant(datetime.fromisoformat(text if text.endswith("Z") else f"{text}+08:00"))


WORKING_DAYS = [
    # National Day 2025: off 1 to 8 October, Saturday 11 October worked
    ("2025-09-30T10:00", 5, "2025-10-14"),
    ("2025-09-30T00:00", 1, "2025-10-09"),
    ("2025-09-30T23:59:59.999999", 1, "2025-10-09"),
    ("2025-10-01T00:00", 1, "2025-10-09"),
    ("2025-10-05T12:00", 1, "2025-10-09"),  # a trigger on a rest day
    ("2025-10-10T09:00", 1, "2025-10-11"),  # the make-up Saturday
    ("2025-10-11T09:00", 1, "2025-10-13"),  # a trigger on it
    ("2025-10-08T15:59:59.999999Z", 1, "2025-10-09"),  # still 8 October in UTC+8
    ("2025-10-08T16:00Z", 1, "2025-10-10"),  # 9 October in UTC+8
    # Spring Festival 2024: 9 February is worked; Sundays 4 and 18 February too
    ("2024-02-08T10:00", 1, "2024-02-09"),
    ("2024-02-08T10:00", 2, "2024-02-18"),
    ("2024-02-02T10:00", 1, "2024-02-04"),
    # Spring Festival 2020, extended to 2 February
    ("2020-01-23T10:00", 1, "2020-02-03"),
    ("2020-01-23T10:00", 5, "2020-02-07"),
    # across New Year
    ("2018-12-28T10:00", 1, "2018-12-29"),
    ("2018-12-28T10:00", 2, "2019-01-02"),
    ("2025-12-31T10:00", 1, "2026-01-04"),
    ("2005-12-30T10:00", 1, "2005-12-31"),
]


@pytest.mark.parametrize(("start", "count", "day"), WORKING_DAYS)
def test_working_days(start: str, count: int, day: str) -> None:
    last = date.fromisoformat(day)

    assert deadline(at(start), Period(count, WORKDAY), NATIONAL) == Deadline(day_last(last), last)


CALENDAR_UNITS = [
    # days, weeks: an end on a rest day moves on
    ("2025-09-03T10:00", Period(30, DAY), "2025-10-09", "2025-10-03"),
    ("2025-09-20T10:00", Period(2, WEEK), "2025-10-09", "2025-10-04"),
    ("2025-09-29T10:00", Period(1, DAY), "2025-09-30", None),
    ("2025-10-02T10:00", Period(6, DAY), "2025-10-09", "2025-10-08"),
    ("2025-10-02T10:00", Period(7, DAY), "2025-10-09", None),
    ("2025-10-01T10:00", Period(10, DAY), "2025-10-11", None),  # a Saturday, but worked
    ("2025-10-02T10:00", Period(10, DAY), "2025-10-13", "2025-10-12"),
    # natural days stay
    ("2025-09-03T10:00", Period(30, NATURAL), "2025-10-03", None),
    ("2025-12-31T10:00", Period(1, NATURAL), "2026-01-01", None),
    # months: the corresponding day, or the month's last; then art. 203
    ("2025-08-30T10:00", Period(1, MONTH), "2025-09-30", None),
    ("2025-01-31T10:00", Period(1, MONTH), "2025-02-28", None),
    ("2024-01-31T10:00", Period(1, MONTH), "2024-02-29", None),
    ("2025-09-01T10:00", Period(1, MONTH), "2025-10-09", "2025-10-01"),
    ("2020-10-31T10:00", Period(4, MONTH), "2021-03-01", "2021-02-28"),  # clamped to a Sunday, then moved on
    ("2024-11-30T10:00", Period(1, MONTH), "2024-12-30", None),
    # half-years are six months
    ("2025-04-01T10:00", Period(1, HALF_YEAR), "2025-10-09", "2025-10-01"),
    ("2025-08-31T10:00", Period(1, HALF_YEAR), "2026-02-28", None),  # clamped to a Saturday, but worked
    ("2024-06-24T10:00", Period(1, HALF_YEAR), "2024-12-24", None),
    ("2024-06-24T10:00", Period(3, HALF_YEAR), "2025-12-24", None),
    # years
    ("2024-02-29T10:00", Period(1, YEAR), "2025-02-28", None),
    ("2023-10-01T10:00", Period(2, YEAR), "2025-10-09", "2025-10-01"),
    ("2024-06-24T10:00", Period(2, YEAR), "2026-06-24", None),
    # the trigger's own day, even a rest day
    ("2025-10-01T00:00", SAME_DAY, "2025-10-01", None),
    ("2025-10-01T23:59:59.999999", SAME_DAY, "2025-10-01", None),
    ("2025-10-01T16:00Z", SAME_DAY, "2025-10-02", None),
]


@pytest.mark.parametrize(("start", "period", "day", "rolled_from"), CALENDAR_UNITS)
def test_calendar_units(start: str, period: Period, day: str, rolled_from: str | None) -> None:
    last = date.fromisoformat(day)
    rolled = date.fromisoformat(rolled_from) if rolled_from else None

    assert deadline(at(start), period, NATIONAL) == Deadline(day_last(last), last, rolled_from=rolled)


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2025-09-30T10:00", 24, "2025-10-01T10:00"),
        ("2025-10-01T10:00:00.000001", 2, "2025-10-01T12:00:00.000001"),
        ("2025-12-31T23:30", 1, "2026-01-01T00:30"),
        ("2025-02-28T00:00", 48, "2025-03-02T00:00"),
    ],
)
def test_hours_count_from_the_instant(start: str, count: int, last: str) -> None:
    assert deadline(at(start), Period(count, HOUR), NATIONAL) == Deadline(at(last), None)


def test_a_day_ends_at_midnight_not_before() -> None:
    due = deadline(at("2025-09-30T10:00"), Period(5, WORKDAY), NATIONAL)

    assert moment(due.last).isoformat() == "2025-10-14T23:59:59.999999+08:00"
    assert at("2025-10-14T23:59:59") <= due.last
    assert due.last + 1 == at("2025-10-15T00:00")


ENDS_SUNDAY = FixedCalendar("short", date(2025, 3, 3), date(2025, 3, 30))


@pytest.mark.parametrize(
    ("start", "period", "asked"),
    [
        ("2025-03-27T10:00", Period(2, WORKDAY), "2025-03-31"),
        ("2025-03-27T10:00", Period(4, DAY), "2025-03-31"),
        ("2025-03-27T10:00", Period(3, DAY), "2025-03-31"),  # ends on the known Sunday and moves on from there
        ("2025-03-27T10:00", Period(1, MONTH), "2025-04-27"),
        ("2025-03-01T10:00", Period(1, WORKDAY), "2025-03-02"),  # before it begins
    ],
)
def test_past_the_calendar_there_is_no_answer(start: str, period: Period, asked: str) -> None:
    with pytest.raises(CalendarEnds) as caught:
        deadline(at(start), period, ENDS_SUNDAY)

    assert caught.value.day == date.fromisoformat(asked)


def test_past_the_national_calendar_there_is_no_answer() -> None:
    start = day_last(NATIONAL.last)

    with pytest.raises(CalendarEnds):
        deadline(start, Period(5, WORKDAY), NATIONAL)
    with pytest.raises(CalendarEnds):
        derive(start, Period(1, MONTH), NATIONAL)


@pytest.mark.parametrize(
    ("start", "period", "day"),
    [
        ("2025-03-02T10:00", Period(1, WORKDAY), "2025-03-03"),  # the trigger's day is not asked about
        ("2025-03-27T10:00", Period(1, WORKDAY), "2025-03-28"),
        ("2020-01-01T10:00", Period(400, NATURAL), "2021-02-04"),
        ("2020-01-01T10:00", SAME_DAY, "2020-01-01"),
        ("2020-03-05T10:00", Period(5, YEAR), "2025-03-05"),  # only the last day is asked about
    ],
)
def test_days_that_do_not_matter_need_not_be_known(start: str, period: Period, day: str) -> None:
    assert deadline(at(start), period, ENDS_SUNDAY).day == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("start", "period", "day", "provisional", "rolled_from"),
    [
        ("2025-03-24T10:00", Period(4, WORKDAY), "2025-03-28", False, None),
        ("2025-03-24T10:00", Period(5, WORKDAY), "2025-03-31", True, None),
        ("2025-03-24T10:00", Period(4, DAY), "2025-03-28", False, None),
        ("2025-03-24T10:00", Period(6, DAY), "2025-03-31", True, "2025-03-30"),  # from a known day to a provisional one
        ("2025-03-24T10:00", Period(7, DAY), "2025-03-31", True, None),
        ("2025-03-24T10:00", Period(12, DAY), "2025-04-07", True, "2025-04-05"),
        ("2025-03-24T10:00", Period(1, YEAR), "2026-03-24", True, None),
        ("2025-03-24T10:00", Period(30, NATURAL), "2025-04-23", False, None),  # no day was asked about
        ("2025-04-24T10:00", SAME_DAY, "2025-04-24", False, None),
    ],
)
def test_provisional_dates_say_so(
    start: str, period: Period, day: str, provisional: bool, rolled_from: str | None
) -> None:
    last = date.fromisoformat(day)
    rolled = date.fromisoformat(rolled_from) if rolled_from else None

    due = deadline(at(start), period, ProvisionalCalendar(ENDS_SUNDAY))

    assert due == Deadline(day_last(last), last, provisional, rolled)


class OneDoubtfulDay(FixedCalendar):
    """A calendar of its own kind, on which one day in the middle, Friday 2025-03-07 or Sunday 03-09, is provisional."""

    def status(self, day: date) -> DayStatus:
        return replace(super().status(day), provisional=day in {date(2025, 3, 7), date(2025, 3, 9)})


@pytest.mark.parametrize(
    ("start", "period", "day", "provisional"),
    [
        ("2025-03-04T10:00", Period(2, WORKDAY), "2025-03-06", False),
        ("2025-03-04T10:00", Period(4, WORKDAY), "2025-03-10", True),
        ("2025-03-09T10:00", Period(1, WORKDAY), "2025-03-10", False),
        ("2025-03-04T10:00", Period(4, DAY), "2025-03-10", True),  # ends on Saturday, moves on over Sunday
        ("2025-03-04T10:00", Period(6, DAY), "2025-03-10", False),
    ],
)
def test_one_provisional_day_on_the_way_is_enough(start: str, period: Period, day: str, provisional: bool) -> None:
    due = deadline(at(start), period, OneDoubtfulDay("doubtful", date(2025, 3, 3), date(2025, 3, 30)))

    assert (due.day, due.provisional) == (date.fromisoformat(day), provisional)


@pytest.mark.parametrize("calendar", [NATIONAL, ProvisionalCalendar(NATIONAL)], ids=["national", "provisional"])
@pytest.mark.parametrize("period", [Period(n, u) for n in (-1, 0) for u in PeriodUnit if Period(n, u) != SAME_DAY])
def test_a_count_is_at_least_one(period: Period, calendar: Calendar) -> None:
    with pytest.raises(ValueError, match="a period is at least 1, not") as caught:
        deadline(at("2025-09-30T10:00"), period, calendar)
    assert isinstance(caught.value, PeriodError)


@pytest.mark.parametrize(
    "period", [Period(10**8, HOUR), Period(10**8, DAY), Period(10**8, WORKDAY), Period(8000, YEAR)]
)
def test_a_period_past_the_year_9999_is_refused(period: Period) -> None:
    with pytest.raises(PeriodError, match="is too long"):
        deadline(at("9999-10-01T10:00"), period, ProvisionalCalendar(NATIONAL))


NOT_COUNTED = Text("触发当日不计入(民法典第201条)", "the day of the trigger is not counted (Civil Code art. 201)")
WORKED = Text("工作日", "working day")
GOLDEN = Text("国庆节放假", "National Day holiday")
MOON = Text("中秋放假", "Mid-autumn Festival holiday")


def step(day: str, number: int | None, reason: Text) -> Step:
    """A step that is counted if it has a number."""
    return Step(date.fromisoformat(day), number is not None, number, reason)


def moves_on(reason: Text) -> Text:
    return Text(f"{reason.zh},顺延(民法典第203条)", f"{reason.en}: the end moves on (Civil Code art. 203)")


def test_working_days_are_derived_day_by_day() -> None:
    due, steps = derive(at("2025-09-30T10:00"), Period(5, WORKDAY), NATIONAL)

    assert due.day == date(2025, 10, 14)
    assert steps == (
        step("2025-09-30", None, NOT_COUNTED),
        step("2025-10-01", None, GOLDEN),
        step("2025-10-02", None, GOLDEN),
        step("2025-10-03", None, GOLDEN),
        step("2025-10-04", None, GOLDEN),
        step("2025-10-05", None, GOLDEN),
        step("2025-10-06", None, MOON),
        step("2025-10-07", None, GOLDEN),
        step("2025-10-08", None, GOLDEN),
        step("2025-10-09", 1, WORKED),
        step("2025-10-10", 2, WORKED),
        step("2025-10-11", 3, Text("国庆节调休上班", "make-up working day for National Day")),
        step("2025-10-12", None, Text("周末(星期日)", "weekend (Sunday)")),
        step("2025-10-13", 4, WORKED),
        step("2025-10-14", 5, WORKED),
    )


def test_days_are_derived_with_the_rest_days_that_move_the_end() -> None:
    due, steps = derive(at("2025-10-01T10:00"), Period(3, DAY), NATIONAL)

    assert (due.day, due.rolled_from) == (date(2025, 10, 9), date(2025, 10, 4))
    assert steps == (
        step("2025-10-01", None, NOT_COUNTED),
        step("2025-10-02", 1, Text("第 1 天", "day 1")),
        step("2025-10-03", 2, Text("第 2 天", "day 2")),
        step("2025-10-04", 3, moves_on(Text("第 3 天,国庆节放假", "day 3, National Day holiday"))),
        step("2025-10-05", None, moves_on(GOLDEN)),
        step("2025-10-06", None, moves_on(MOON)),
        step("2025-10-07", None, moves_on(GOLDEN)),
        step("2025-10-08", None, moves_on(GOLDEN)),
        step(
            "2025-10-09",
            None,
            Text("工作日,顺延至此(民法典第203条)", "working day: the end has moved here (Civil Code art. 203)"),
        ),
    )


def test_natural_days_are_derived_without_asking_what_they_are() -> None:
    _, steps = derive(at("2025-10-01T10:00"), Period(2, NATURAL), ENDS_SUNDAY)

    assert steps == (
        step("2025-10-01", None, NOT_COUNTED),
        step("2025-10-02", 1, Text("第 1 天", "day 1")),
        step("2025-10-03", 2, Text("第 2 天", "day 2")),
    )


def test_weeks_are_derived_in_days() -> None:
    _, steps = derive(at("2025-03-04T10:00"), Period(2, WEEK), ENDS_SUNDAY)

    assert [s.number for s in steps] == [None, *range(1, 15)]
    assert steps[-1] == step("2025-03-18", 14, Text("第 14 天,工作日", "day 14, working day"))


def test_months_are_derived_by_their_corresponding_days() -> None:
    due, steps = derive(at("2025-12-31T10:00"), Period(2, MONTH), NATIONAL)

    assert due.day == date(2026, 2, 28)
    assert steps == (
        step("2025-12-31", None, NOT_COUNTED),
        step("2026-01-31", 1, Text("满 1 个月", "1 month complete")),
        step(
            "2026-02-28",
            2,
            Text(
                "满 2 个月,该月无 31 日,以月末日为准(民法典第202条),春节调休上班",
                "2 months complete: the month has no day 31, its last day counts (Civil Code art. 202), "
                "make-up working day for Spring Festival",
            ),
        ),
    )


def test_half_years_and_years_likewise() -> None:
    _, half = derive(at("2024-06-24T10:00"), Period(1, HALF_YEAR), NATIONAL)
    _, years = derive(at("2024-06-24T10:00"), Period(2, YEAR), NATIONAL)

    assert half[1:] == (step("2024-12-24", 1, Text("满 半年,工作日", "1 half-year complete, working day")),)
    assert years[1:] == (
        step("2025-06-24", 1, Text("满 1 年", "1 year complete")),
        step("2026-06-24", 2, Text("满 2 年,工作日", "2 years complete, working day")),
    )


def test_hours_are_derived_from_the_instant() -> None:
    due, steps = derive(at("2025-09-30T10:00:30"), Period(24, HOUR), NATIONAL)

    assert due.day is None
    assert steps == (
        Step(
            date(2025, 9, 30),
            True,
            None,
            Text(
                "自 2025-09-30 10:00:30 起按小时计算(民法典第201条)",
                "hours count from 2025-09-30 10:00:30 (Civil Code art. 201)",
            ),
        ),
        step("2025-10-01", 24, Text("2025-10-01 10:00:30 满 24 小时", "24 hours end at 2025-10-01 10:00:30")),
    )


def test_the_same_day_is_its_own_derivation() -> None:
    _, steps = derive(at("2025-10-01T10:00"), SAME_DAY, NATIONAL)

    assert steps == (step("2025-10-01", None, Text("限于触发当日", "due on the trigger's own day")),)


def test_a_provisional_day_says_so_in_the_derivation() -> None:
    _, steps = derive(at("2025-03-28T10:00"), Period(1, WORKDAY), ProvisionalCalendar(ENDS_SUNDAY))

    assert steps[-1] == step("2025-03-31", 1, Text("工作日(暂定)", "working day (provisional)"))
