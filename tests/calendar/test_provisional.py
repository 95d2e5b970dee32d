"""Provisional days past the end of a calendar."""

from __future__ import annotations

from datetime import date

import pytest

from policykit.calendar import Calendar, DayKind, FixedCalendar, ProvisionalCalendar
from policykit.model.errors import CalendarEnds

INNER = FixedCalendar("short", date(2025, 3, 1), date(2025, 3, 31))
CALENDAR = ProvisionalCalendar(INNER)


@pytest.mark.parametrize(
    ("day", "kind", "provisional"),
    [
        (date(2025, 3, 31), DayKind.WORKDAY, False),
        (date(2025, 4, 1), DayKind.WORKDAY, True),
        (date(2025, 4, 5), DayKind.WEEKEND, True),
        (date(2026, 10, 1), DayKind.WORKDAY, True),  # National Day, which nobody has arranged yet
    ],
)
def test_past_the_end_weekdays_count_and_say_so(day: date, kind: DayKind, provisional: bool) -> None:
    status = CALENDAR.status(day)

    assert (status.day, status.kind, status.name, status.provisional) == (day, kind, None, provisional)


def test_it_does_not_reach_back() -> None:
    with pytest.raises(CalendarEnds):
        CALENDAR.status(date(2025, 2, 28))


def test_it_describes_itself() -> None:
    seen: Calendar = CALENDAR

    assert (seen.name, seen.first, seen.last) == ("short+provisional", date(2025, 3, 1), date.max)
    assert repr(CALENDAR) == "ProvisionalCalendar(FixedCalendar('short', 2025-03-01 to 2025-03-31))"
