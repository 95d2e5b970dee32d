"""What a calendar says of a day: whether people work on it, and why.

In: a legal day (Asia/Shanghai). Out: its `DayStatus`. `Calendar` is what every calendar has to offer; plug-ins may
bring their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from policykit.model.choice import Choice
from policykit.model.text import Text


class DayKind(Choice):
    """The kinds of days that the State Council's arrangements know.

    `HOLIDAY` is every day of a holiday arrangement (放假): the statutory festival, the days swapped in for it, and the
    weekend that lies within. `MAKE_UP` is a weekend day worked in exchange (调休上班).
    """

    WORKDAY = "working day", "工作日"
    WEEKEND = "weekend", "周末"
    HOLIDAY = "holiday", "放假日"
    MAKE_UP = "make-up working day", "调休上班"


_WEEKDAYS = (
    Text("星期一", "Monday"),
    Text("星期二", "Tuesday"),
    Text("星期三", "Wednesday"),
    Text("星期四", "Thursday"),
    Text("星期五", "Friday"),
    Text("星期六", "Saturday"),
    Text("星期日", "Sunday"),
)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DayStatus:
    """One day: its kind, the holiday that it belongs to, and whether that is only provisional."""

    day: date
    kind: DayKind
    name: Text | None
    provisional: bool = False

    @property
    def working(self) -> bool:
        """Whether it is a working day (工作日); make-up days are."""
        return self.kind is DayKind.WORKDAY or self.kind is DayKind.MAKE_UP

    @property
    def reason(self) -> Text:
        """Why it is worked or not, as a derivation shows it."""
        return Text("{r}(暂定)", "{r} (provisional)").fill(r=self._reason) if self.provisional else self._reason

    @property
    def _reason(self) -> Text:
        if self.kind is DayKind.WEEKEND:
            return Text("周末({d})", "weekend ({d})").fill(d=_WEEKDAYS[self.day.weekday()])
        if self.name is None:
            return self.kind.label
        if self.kind is DayKind.HOLIDAY:
            return Text("{n}放假", "{n} holiday").fill(n=self.name)
        if self.kind is DayKind.MAKE_UP:
            return Text("{n}调休上班", "make-up working day for {n}").fill(n=self.name)
        return Text("{k}({n})", "{k} ({n})").fill(k=self.kind, n=self.name)


class Calendar(Protocol):
    """A calendar of working days. Its answers never change during a run."""

    @property
    def name(self) -> str:
        """What the calendar is called in settings and reports."""

    @property
    def first(self) -> date:
        """The first day that it knows."""

    @property
    def last(self) -> date:
        """The last day that it knows."""

    def status(self, day: date) -> DayStatus:
        """What the day is. Raises `model.errors.CalendarEnds` outside `first` to `last`."""


def plain_status(day: date, *, provisional: bool = False) -> DayStatus:
    """What a day is where nothing is arranged: Monday to Friday are worked."""
    kind = DayKind.WEEKEND if day.weekday() >= _SATURDAY else DayKind.WORKDAY
    return DayStatus(day, kind, None, provisional)
