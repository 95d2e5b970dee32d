"""Days on which much hangs: holidays and make-up days, ends of months and years, the first and last days of force.

In: a document and a calendar. Out: days within the document's force, and when a limit from an instant ends.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from policykit.calendar import Calendar, PeriodError, advance_day, deadline
from policykit.engine.settings import Settings
from policykit.model.errors import CalendarEnds
from policykit.model.policy.document import Document, Force
from policykit.model.policy.periods import OpenTerm, Period, PeriodUnit
from policykit.model.time import FIRST_DAY, SHANGHAI, Instant, day_last, instant, legal_day, moment

NOON = time(12)
HOURS = (NOON, time(0), time(23, 59, 59), time(9, 0, 1))
ONE_DAY = timedelta(days=1)
_FEW = 3


def at(day: date, hour: time = NOON) -> datetime:
    """A time of a day in UTC+8."""
    return datetime.combine(day, hour, SHANGHAI)


def day_of(when: datetime) -> date:
    """The legal day of a time."""
    return legal_day(instant(when))


def bounds(force: Force, calendar: Calendar) -> tuple[date, date]:
    """The first and last day that examples use: those of force, as far as the calendar reaches."""
    first = max(force.first or calendar.first, FIRST_DAY)
    return first, min(force.last or calendar.last, calendar.last)


def hot_days(document: Document, calendar: Calendar, settings: Settings) -> tuple[date, ...]:
    """Days within force on which much hangs.

    They are those around its first and last day, then of each year the turn of the year, the end of February and of
    June, the last days before and the first after the long holidays.
    """
    first, last = bounds(settings.force(document), calendar)
    days = [first + timedelta(days=n) for n in range(_FEW)]
    days += [last - timedelta(days=n) for n in range(_FEW)]
    for year in range(first.year, last.year + 1):
        days += [date(year, 1, 1), date(year, 1, 20), date(year, 2, 28), date(year, 4, 30), date(year, 6, 30)]
        days += [date(year, 9, 27), date(year, 9, 30), date(year, 10, 11), date(year, 12, 28), date(year, 12, 31)]
    return tuple(dict.fromkeys(d for d in days if first <= d <= last))


def term_of(limit: Period | OpenTerm, jurisdiction: str, settings: Settings) -> Period | None:
    """The period of a limit, None for an open term that the settings give no value."""
    return limit if isinstance(limit, Period) else settings.term(jurisdiction, limit.name)


def due_after(start: Instant, limit: Period, calendar: Calendar) -> Instant | None:
    """The last instant in time of an act, None where the calendar does not reach."""
    try:
        return deadline(start, limit, calendar).last
    except CalendarEnds:
        return None


def ban_until(start: Instant, limit: Period, calendar: Calendar) -> Instant | None:
    """The last instant of a ban, which never moves off a rest day; None where the calendar does not reach."""
    if limit.unit in (PeriodUnit.HOUR, PeriodUnit.WORKDAY):
        return due_after(start, limit, calendar)
    return day_last(advance_day(legal_day(start), limit))


def last_silent_day(day: date, limit: Period) -> date | None:
    """The last lawful day of the next act, None for a limit that no silence can have."""
    try:
        return advance_day(day, limit)
    except PeriodError:
        return None


def just_after(instant_: Instant) -> datetime:
    """One microsecond later."""
    return moment(instant_ + 1)
