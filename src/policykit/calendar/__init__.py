"""Working days, periods and calendar periods.

What for: to say when an obligation falls due, and why, day by day. In: instants and legal days (`model.time`), periods
and cadences (`model.policy.periods`) and a calendar. Out: deadlines, their derivation, and calendar periods. Nothing
here reads the clock, and no calendar guesses: a day that it does not know raises `CalendarEnds`.
"""

from policykit.calendar.arithmetic import PeriodError, advance_day
from policykit.calendar.buckets import Bucket, bucket, buckets_between
from policykit.calendar.days import Calendar, DayKind, DayStatus
from policykit.calendar.deadlines import Deadline, Step, deadline, derive
from policykit.calendar.fixed import FixedCalendar
from policykit.calendar.national import NationalCalendar
from policykit.calendar.provisional import ProvisionalCalendar
from policykit.calendar.reading import parse_period

__all__ = [
    "Bucket",
    "Calendar",
    "DayKind",
    "DayStatus",
    "Deadline",
    "FixedCalendar",
    "NationalCalendar",
    "PeriodError",
    "ProvisionalCalendar",
    "Step",
    "advance_day",
    "bucket",
    "buckets_between",
    "deadline",
    "derive",
    "parse_period",
]
