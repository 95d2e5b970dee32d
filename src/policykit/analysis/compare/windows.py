"""Whether one window of time lies within another, wherever it begins: decided on the real calendar, day by day.

In: the limits of two rules. Out: yes; no, with the first day that shows it; or that it cannot be told, with the reason.
A response's window begins at its trigger, so both ends of every day of the range are tried: between them an end moves
with the hour or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from policykit.calendar import Calendar, advance_day, deadline
from policykit.engine.settings import Settings
from policykit.model.errors import CalendarEnds
from policykit.model.policy.conditions import EventPattern, Expression, LookBack
from policykit.model.policy.periods import Cadence, OpenTerm, Period, PeriodUnit
from policykit.model.text import Text
from policykit.model.time import Instant, day_last, day_start, legal_day

Limit = Period | OpenTerm | date | Expression

NO_VALUE = Text("“{t}”没有约定数值", "'{t}' has no house value")

_NESTED = {
    Cadence.WORKDAY: (
        Cadence.DAY,
        Cadence.WEEK,
        Cadence.MONTH,
        Cadence.QUARTER,
        Cadence.HALF_YEAR,
        Cadence.YEAR,
    ),
    Cadence.DAY: (Cadence.WEEK, Cadence.MONTH, Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.YEAR),
    Cadence.MONTH: (Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.YEAR),
    Cadence.QUARTER: (Cadence.HALF_YEAR, Cadence.YEAR),
    Cadence.HALF_YEAR: (Cadence.YEAR,),
}
"""Which calendar periods lie wholly within which. A week can lie in two months."""


def lies_within(inner: Cadence, outer: Cadence) -> bool:
    """Whether every period of the one lies within a period of the other."""
    return inner is outer or outer in _NESTED.get(inner, ())


@dataclass(frozen=True, slots=True)
class After:
    """From the trigger to the end of a limit. `rolls`: an end on a rest day moves on, as for acts to be done."""

    jurisdiction: str
    limit: Limit
    rolls: bool


@dataclass(frozen=True, slots=True)
class Before:
    """Up to the instant looked from (`strictly` before it), as far back as said."""

    within: Period | None
    same: Cadence | None
    strictly: bool = False

    @classmethod
    def of(cls, back: LookBack, *, strictly: bool = False) -> Before:
        """The window of a look-back."""
        return cls(back.within, back.same, strictly)


Window = After | Before


class Windows:
    """Compares windows over a range of days, under the settings' values of open terms."""

    def __init__(self, first: date, last: date, calendar: Calendar, settings: Settings) -> None:
        """Compare over the days from `first` to `last`, both included."""
        self.first, self.last = first, last
        self._calendar, self._settings = calendar, settings
        self._ends: dict[tuple[Period, bool], tuple[Instant, ...] | CalendarEnds] = {}
        self.doubts: dict[Text, None] = {}
        """Why windows could not be compared, each reason once."""
        self.assumed: dict[Text, None] = {}
        """What was assumed of open terms, each once."""
        self.codes: dict[str, int] = {}
        """The numbers of texts: the same in every question over the range."""
        self.covers: dict[tuple[EventPattern, EventPattern], bool] = {}
        """Which patterns were found to cover which: the same in every question over the range."""

    def within(self, inner: Window, outer: Window) -> bool:
        """Whether `inner` surely lies within `outer`; what cannot be told is noted in `doubts`."""
        if inner == outer:
            return True
        match inner, outer:
            case Before(), Before():
                return self._before(inner, outer)
            case After(), After():
                return self._after(inner, outer)
            case _:
                return False

    @staticmethod
    def _before(inner: Before, outer: Before) -> bool:
        if outer.strictly and not inner.strictly:
            return False
        if outer.within is None and outer.same is None:
            return True
        if outer.same is not None:
            return inner.same is not None and lies_within(inner.same, outer.same)
        if inner.within is None or outer.within is None:
            return False
        return inner.within.unit is outer.within.unit and inner.within.count <= outer.within.count

    def _after(self, inner: After, outer: After) -> bool:
        """Fixed dates lie in one another only if they are equal: what happens between them owes only the later one."""
        one, other = inner.limit, outer.limit
        if one == other and inner.rolls == outer.rolls and self.value(inner) == self.value(outer):
            if isinstance(one, OpenTerm) and self.value(inner) is None:
                same = Text("“{t}”在两处取同一数值", "'{t}' has the same value in both").fill(t=one.label)
                self.assumed[same] = None
            return True
        return self.comparable(inner, outer) and self.first_longer(inner, outer) is None

    def value(self, window: After) -> Period | None:
        """The period of a window; None for dates, and for an open term without a value, which is noted."""
        limit = window.limit
        if isinstance(limit, OpenTerm):
            found = self._settings.term(window.jurisdiction, limit.name)
            if found is None:
                self.doubts[NO_VALUE.fill(t=limit.label)] = None
            return found
        return limit if isinstance(limit, Period) else None

    def first_longer(self, inner: After, outer: After) -> Instant | None:
        """The first trigger from which `inner` ends after `outer`, None if there is none or it cannot be told."""
        one, other = self.value(inner), self.value(outer)
        if one is None or other is None or not self.comparable(inner, outer):
            return None
        ends, limits = self._ends_of(one, inner.rolls), self._ends_of(other, outer.rolls)
        starts = self._starts()
        return next((t for t, end, limit in zip(starts, ends, limits, strict=True) if end > limit), None)

    def comparable(self, inner: After, outer: After) -> bool:
        """Whether both have ends over the whole range."""
        one, other = self.value(inner), self.value(outer)
        if one is None or other is None:
            return False
        return bool(self._ends_of(one, inner.rolls)) and bool(self._ends_of(other, outer.rolls))

    def _starts(self) -> tuple[Instant, ...]:
        days = [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]
        return tuple(t for day in days for t in (day_start(day), day_last(day)))

    def _ends_of(self, period: Period, rolls: bool) -> tuple[Instant, ...]:
        """When the period ends from each start of the range; nothing where the calendar does not reach: noted."""
        key = (period, rolls)
        if key not in self._ends:
            try:
                self._ends[key] = tuple(self._end(t, period, rolls) for t in self._starts())
            except CalendarEnds as error:
                self._ends[key] = error
        found = self._ends[key]
        if isinstance(found, CalendarEnds):
            self.doubts[found.text] = None
            return ()
        return found

    def _end(self, start: Instant, period: Period, rolls: bool) -> Instant:
        if rolls or period.unit in (PeriodUnit.HOUR, PeriodUnit.WORKDAY):
            return deadline(start, period, self._calendar).last
        return day_last(advance_day(legal_day(start), period))
