"""Provisional dates past the end of a calendar, for callers who ask for them.

In: a calendar. Out: one that goes on, with every day past the end marked provisional.
"""

from __future__ import annotations

from datetime import date

from policykit.calendar.days import Calendar, DayStatus, plain_status


class ProvisionalCalendar:
    """`inner`, and past its last day Monday to Friday as provisional working days. Before its first day it ends too."""

    def __init__(self, inner: Calendar) -> None:
        """Wrap `inner`."""
        self.inner = inner

    @property
    def name(self) -> str:
        """The name of the calendar inside, marked."""
        return f"{self.inner.name}+provisional"

    @property
    def first(self) -> date:
        """The first day of the calendar inside."""
        return self.inner.first

    @property
    def last(self) -> date:
        """The last day that dates can express."""
        return date.max

    def status(self, day: date) -> DayStatus:
        """What the day is, provisionally past `inner.last`. Raises `CalendarEnds` before `first`."""
        return self.inner.status(day) if day <= self.inner.last else plain_status(day, provisional=True)

    def __repr__(self) -> str:
        """The calendar inside."""
        return f"ProvisionalCalendar({self.inner!r})"
