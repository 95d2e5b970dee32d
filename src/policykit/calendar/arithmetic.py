"""Plain calendar arithmetic: a day and so many days, weeks, months or years.

In: a legal day and a `Period`. Out: a legal day. No calendar of working days is asked and nothing rolls; deadlines
(`calendar.deadlines`) build on it, and silences, abstentions and look-backs use it as it is.
"""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

from policykit.model.errors import PolicykitError
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.text import Text

DAYS = {PeriodUnit.DAY: 1, PeriodUnit.NATURAL_DAY: 1, PeriodUnit.WEEK: 7}
"""The units that are a fixed number of days."""

MONTHS = {PeriodUnit.MONTH: 1, PeriodUnit.HALF_YEAR: 6, PeriodUnit.YEAR: 12}
"""The units that are a number of months; a half-year is six."""


class PeriodError(PolicykitError, ValueError):
    """A text that is no period, a count that makes no sense, or a unit that does not fit the question."""


def check_period(period: Period) -> None:
    """Raise `PeriodError` unless the count is at least 1; `SAME_DAY` is the only zero."""
    if period.count < 1 and not period.is_same_day:
        raise PeriodError(
            Text(
                f"期限至少为 1,不能是“{period.count} {period.unit.zh}”;触发当日请写“当日”",
                f"a period is at least 1, not '{period.count} {period.unit.value}'; "
                "the trigger's own day is 'the same day'",
            )
        )


def too_long(period: Period) -> PeriodError:
    """The error for a period that runs past the last day that dates can express."""
    return PeriodError(Text(f"期限“{period.label.zh}”过长", f"the period '{period.label.en}' is too long"))


def advance_day(day: date, period: Period) -> date:
    """The day on which `period` from `day` ends: `day` is not counted, and a rest day stays.

    Months, half-years and years end on the corresponding day or, where the month has none, on its last day (Civil Code
    arts. 201 and 202). This is also the last lawful day of a silence since `day`: after fourteen days, the fourteenth.
    Raises `PeriodError`, a `ValueError`, for hours, working days, a count below 1, and past the year 9999.
    """
    check_period(period)
    try:
        if period.unit in DAYS:
            return date.fromordinal(day.toordinal() + period.count * DAYS[period.unit])
        if period.unit in MONTHS:
            return day + relativedelta(months=period.count * MONTHS[period.unit])
    except (OverflowError, ValueError) as beyond:
        raise too_long(period) from beyond
    raise PeriodError(
        Text(
            f"“{period.unit.zh}”不能按日历推算,只能用天、自然日、周、月、半年、年",
            f"'{period.unit.value}' is no unit of calendar arithmetic; use days, natural days, weeks, months, "
            "half-years or years",
        )
    )
