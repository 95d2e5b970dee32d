"""Looking back is the mirror of a deadline."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from policykit.calendar import NationalCalendar, advance_day, deadline
from policykit.engine.reference.conditions import _workdays_back
from policykit.engine.reference.values import back_from
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.time import day_start

CALENDAR = NationalCalendar()
DAYS = [date(2025, 1, 20) + timedelta(days=n) for n in range(0, 320, 3)]


@pytest.mark.parametrize(
    ("day", "period", "first"),
    [
        ("2025-03-31", Period(30, PeriodUnit.DAY), "2025-03-01"),
        ("2025-03-31", Period(1, PeriodUnit.MONTH), "2025-03-01"),
        ("2025-02-28", Period(1, PeriodUnit.MONTH), "2025-01-28"),
        ("2025-03-28", Period(1, PeriodUnit.MONTH), "2025-02-28"),
        ("2024-02-29", Period(1, PeriodUnit.YEAR), "2023-03-01"),
        ("2025-08-31", Period(1, PeriodUnit.HALF_YEAR), "2025-03-01"),
        ("2025-03-31", Period(2, PeriodUnit.WEEK), "2025-03-17"),
    ],
)
def test_the_first_day_from_which_a_period_reaches_a_day(day: str, period: Period, first: str) -> None:
    assert back_from(date.fromisoformat(day), period) == date.fromisoformat(first)


@pytest.mark.parametrize("unit", [PeriodUnit.DAY, PeriodUnit.WEEK, PeriodUnit.MONTH, PeriodUnit.YEAR])
@pytest.mark.parametrize("count", [1, 2, 13])
def test_it_is_the_first(unit: PeriodUnit, count: int) -> None:
    period = Period(count, unit)
    for day in DAYS:
        first = back_from(day, period)
        assert advance_day(first, period) >= day
        assert advance_day(first - timedelta(days=1), period) < day


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_working_days_back(count: int) -> None:
    period = Period(count, PeriodUnit.WORKDAY)
    for day in DAYS:
        first = _workdays_back(day, count, CALENDAR)
        due, sooner = (deadline(day_start(d), period, CALENDAR).day for d in (first, first - timedelta(days=1)))
        assert due is not None
        assert sooner is not None
        assert due >= day
        assert sooner < day
