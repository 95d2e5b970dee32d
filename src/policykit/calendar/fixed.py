"""A calendar given by lists, for plug-ins and tests.

In: the days covered, the days off and the weekend days worked, each with the name of its holiday. Out: a `Calendar`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from policykit.calendar.days import DayKind, DayStatus, plain_status
from policykit.model.errors import CalendarEnds
from policykit.model.text import Text

_NONE: Mapping[date, Text] = MappingProxyType({})


class FixedCalendar:
    """Monday to Friday are worked from `first` to `last`, but for the days listed."""

    def __init__(
        self,
        name: str,
        first: date,
        last: date,
        holidays: Mapping[date, Text] = _NONE,
        workdays: Mapping[date, Text] = _NONE,
    ) -> None:
        """Take the lists. Raises `ValueError` if they contradict each other or leave the days covered."""
        if last < first:
            raise ValueError(f"the calendar {name!r} ends ({last}) before it begins ({first})")
        if both := sorted(holidays.keys() & workdays.keys()):
            raise ValueError(f"the calendar {name!r} lists {both[0]} both as a holiday and as a working day")
        if outside := sorted(d for d in holidays.keys() | workdays.keys() if not first <= d <= last):
            raise ValueError(f"the calendar {name!r} covers {first} to {last}, but lists {outside[0]}")
        self.name = name
        self.first = first
        self.last = last
        self._known = {d: DayStatus(d, DayKind.HOLIDAY, n) for d, n in holidays.items()}
        self._known |= {d: DayStatus(d, DayKind.MAKE_UP, n) for d, n in workdays.items()}

    def status(self, day: date) -> DayStatus:
        """What the day is. Raises `CalendarEnds` outside `first` to `last`."""
        known = self._known.get(day)
        if known is None:
            if not self.first <= day <= self.last:
                raise CalendarEnds(day, self.first, self.last)
            known = self._known[day] = plain_status(day)
        return known

    def __repr__(self) -> str:
        """The name and the days covered."""
        return f"{type(self).__name__}({self.name!r}, {self.first} to {self.last})"
