"""The national calendar: the State Council's yearly arrangements of holidays and make-up days.

In: the data of the package `chinese_calendar`, which is imported here only, and only when a day is first asked for.
Out: a `Calendar` that covers the years of that data.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from policykit.calendar.days import DayStatus
from policykit.calendar.fixed import FixedCalendar
from policykit.model.text import Text

_MISSING_WORKDAYS = {date(2005, 12, 31): "New Year's Day"}
"""Days worked by the arrangement of the *following* year, which `chinese_calendar` lacks.

2005-12-31 (Saturday) is worked in exchange for 2006-01-03: 国办发明电〔2005〕35号, first item.
"""


@cache
def _arrangements() -> FixedCalendar:
    from chinese_calendar.constants import Holiday, holidays, workdays

    names = {h.value: Text(h.chinese, h.value) for h in Holiday}
    years = [d.year for d in holidays]
    return FixedCalendar(
        "national",
        date(min(years), 1, 1),
        date(max(years), 12, 31),
        {d: names[n] for d, n in holidays.items()},
        {d: names[n] for d, n in (_MISSING_WORKDAYS | workdays).items()},
    )


class NationalCalendar:
    """The working days of mainland China, make-up days included, for the years that the State Council has arranged.

    A year's arrangement may still turn a day of the December before it (2018-12-31 was such a day off), so the last
    December covered is final only once the next year is known.
    """

    @property
    def name(self) -> str:
        """`national`."""
        return _arrangements().name

    @property
    def first(self) -> date:
        """1 January of the first year in the data."""
        return _arrangements().first

    @property
    def last(self) -> date:
        """31 December of the last year in the data."""
        return _arrangements().last

    def status(self, day: date) -> DayStatus:
        """What the day is. Raises `CalendarEnds` outside the years of the data."""
        return _arrangements().status(day)
