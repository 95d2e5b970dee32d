"""Plain calendar arithmetic."""

from __future__ import annotations

from datetime import date

import pytest

from policykit.calendar import PeriodError, advance_day
from policykit.model.errors import PolicykitError
from policykit.model.policy.periods import SAME_DAY, Period, PeriodUnit

DAY, NATURAL, WEEK = PeriodUnit.DAY, PeriodUnit.NATURAL_DAY, PeriodUnit.WEEK
MONTH, HALF_YEAR, YEAR = PeriodUnit.MONTH, PeriodUnit.HALF_YEAR, PeriodUnit.YEAR


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2025-09-20", Period(14, DAY), "2025-10-04"),  # a rest day stays: no roll
        ("2025-09-20", Period(14, NATURAL), "2025-10-04"),
        ("2025-09-20", Period(2, WEEK), "2025-10-04"),
        ("2025-12-31", Period(1, DAY), "2026-01-01"),
        ("2025-01-15", Period(1, MONTH), "2025-02-15"),
        ("2025-01-31", Period(1, MONTH), "2025-02-28"),
        ("2024-01-31", Period(1, MONTH), "2024-02-29"),
        ("2025-01-31", Period(2, MONTH), "2025-03-31"),  # clamped once at the end, not month by month
        ("2025-08-31", Period(1, HALF_YEAR), "2026-02-28"),
        ("2025-08-31", Period(6, MONTH), "2026-02-28"),
        ("2025-02-28", Period(1, HALF_YEAR), "2025-08-28"),  # the corresponding day, not the month's end
        ("2024-06-24", Period(2, YEAR), "2026-06-24"),
        ("2024-02-29", Period(1, YEAR), "2025-02-28"),
        ("2024-02-29", Period(4, YEAR), "2028-02-29"),
        ("2025-10-01", SAME_DAY, "2025-10-01"),
    ],
)
def test_where_a_period_ends(start: str, period: Period, end: str) -> None:
    assert advance_day(date.fromisoformat(start), period) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("period", "message"),
    [
        (Period(5, PeriodUnit.WORKDAY), "'workday' is no unit of calendar arithmetic; use days, natural days, weeks"),
        (Period(24, PeriodUnit.HOUR), "'hour' is no unit of calendar arithmetic"),
        (Period(-1, DAY), "a period is at least 1, not '-1 day'; the trigger's own day is 'the same day'"),
        (Period(0, MONTH), "a period is at least 1, not '0 month'"),
        (Period(0, DAY), "a period is at least 1, not '0 day'"),
        (Period(9000, YEAR), "the period '9000 years' is too long"),
        (Period(4_000_000, DAY), "the period '4000000 days' is too long"),
        (Period(10**15, WEEK), "the period '1000000000000000 weeks' is too long"),
    ],
)
def test_what_is_refused(period: Period, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        advance_day(date(2025, 1, 1), period)

    assert isinstance(caught.value, PeriodError)
    assert isinstance(caught.value, PolicykitError)
    assert caught.value.text.zh
