"""Calendars given by lists."""

from __future__ import annotations

from datetime import date

import pytest

from policykit.calendar import Calendar, DayKind, FixedCalendar
from policykit.model.errors import CalendarEnds
from policykit.model.text import Text

FAIR = Text("集市", "the Fair")
MONDAY, FRIDAY, SATURDAY, SUNDAY = date(2025, 3, 3), date(2025, 3, 7), date(2025, 3, 8), date(2025, 3, 9)
FIRST, LAST = date(2025, 3, 1), date(2025, 3, 31)


@pytest.fixture
def calendar() -> FixedCalendar:
    return FixedCalendar("fair", FIRST, LAST, holidays={MONDAY: FAIR}, workdays={SATURDAY: FAIR})


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        (MONDAY, DayKind.HOLIDAY, FAIR),
        (FRIDAY, DayKind.WORKDAY, None),
        (SATURDAY, DayKind.MAKE_UP, FAIR),
        (SUNDAY, DayKind.WEEKEND, None),
        (FIRST, DayKind.WEEKEND, None),
        (LAST, DayKind.WORKDAY, None),
    ],
)
def test_monday_to_friday_unless_listed(calendar: FixedCalendar, day: date, kind: DayKind, name: Text | None) -> None:
    seen: Calendar = calendar
    for _ in range(2):  # the second answer comes from memory
        status = seen.status(day)
        assert (status.day, status.kind, status.name, status.provisional) == (day, kind, name, False)


@pytest.mark.parametrize("day", [date(2025, 2, 28), date(2025, 4, 1)])
def test_it_ends(calendar: FixedCalendar, day: date) -> None:
    with pytest.raises(CalendarEnds, match=f"2025-03-01 to 2025-03-31; it cannot say whether {day}"):
        calendar.status(day)


def test_lists_may_be_left_out() -> None:
    plain = FixedCalendar("plain", FIRST, LAST)

    assert plain.status(MONDAY).working
    assert not plain.status(SUNDAY).working
    assert repr(plain) == "FixedCalendar('plain', 2025-03-01 to 2025-03-31)"


def test_a_day_cannot_be_both() -> None:
    with pytest.raises(ValueError, match="lists 2025-03-03 both as a holiday and as a working day"):
        FixedCalendar("fair", FIRST, LAST, holidays={MONDAY: FAIR}, workdays={MONDAY: FAIR})


def test_a_listed_day_lies_within() -> None:
    with pytest.raises(ValueError, match="covers 2025-03-01 to 2025-03-31, but lists 2025-04-02"):
        FixedCalendar("fair", FIRST, LAST, holidays={date(2025, 4, 2): FAIR})


def test_it_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match=r"ends \(2025-03-01\) before it begins \(2025-03-31\)"):
        FixedCalendar("fair", LAST, FIRST)
