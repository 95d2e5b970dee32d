"""Derivations on screen: one line a day, whether it is counted, as which, and why; and the due date at their end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from policykit.calendar import Calendar, Deadline, NationalCalendar, ProvisionalCalendar, Step
from policykit.cli.columns import pad
from policykit.model.policy.periods import Period
from policykit.model.text import Lang, Text, display_width
from policykit.model.time import moment

if TYPE_CHECKING:
    from pydantic import JsonValue

NATIONAL = "national"

_WEEKDAYS = (
    Text("周一", "Mon"),
    Text("周二", "Tue"),
    Text("周三", "Wed"),
    Text("周四", "Thu"),
    Text("周五", "Fri"),
    Text("周六", "Sat"),
    Text("周日", "Sun"),
)
_NOT_COUNTED = "-"


def weekday(day: date) -> Text:
    """The short name of the day of the week."""
    return _WEEKDAYS[day.weekday()]


def calendar_named(name: str | None, *, provisional: bool) -> Calendar:
    """The calendar of that name (None: the national one). Raises `PluginError` if there is none."""
    if name in {None, NATIONAL}:
        # Plug-ins and the vocabulary take longer to load than the arithmetic takes to do.
        national = NationalCalendar()
        return ProvisionalCalendar(national) if provisional else national
    from policykit.engine.check import calendar_of
    from policykit.engine.settings import Settings
    from policykit.plugins import load_plugins

    return calendar_of(load_plugins(), Settings(calendar=name or NATIONAL, provisional=provisional))


def step_lines(steps: Sequence[Step], lang: Lang) -> list[str]:
    """The steps as lines with aligned columns: day, day of the week, number, reason. A day not counted has a dash."""
    numbers = [str(s.number) if s.counted and s.number is not None else _NOT_COUNTED for s in steps]
    width = max((display_width(n) for n in numbers), default=0)
    return [
        f"{s.day}  {pad(weekday(s.day).show(lang), 4)}  {number.rjust(width)}  {s.reason.show(lang)}"
        for s, number in zip(steps, numbers, strict=True)
    ]


def due_words(due: Deadline) -> Text:
    """When it is due: the end of a day, or a time for hours; marked where that is provisional."""
    mark = Text("(暂定)", " (provisional)") if due.provisional else Text("", "")
    if due.day is None:
        return Text(
            f"到期:{moment(due.last):%Y-%m-%d %H:%M:%S}{mark.zh}",
            f"due at {moment(due.last):%Y-%m-%d %H:%M:%S}{mark.en}",
        )
    return Text(f"到期:{due.day} 终了(24:00){mark.zh}", f"due by the end of {due.day} (24:00){mark.en}")


def record(period: Period | None, due: Deadline | None, steps: Sequence[Step], lang: Lang) -> dict[str, JsonValue]:
    """A derivation as JSON: the period, the last instant in time (`due`), its day, and the steps."""
    return {
        "period": None if period is None else period.label.show(lang),
        "due": None if due is None else moment(due.last).isoformat(),
        "due_day": None if due is None or due.day is None else due.day.isoformat(),
        "rolled_from": None if due is None or due.rolled_from is None else due.rolled_from.isoformat(),
        "provisional": due is not None and due.provisional,
        "steps": [
            {"day": s.day.isoformat(), "counted": s.counted, "number": s.number, "reason": s.reason.show(lang)}
            for s in steps
        ],
    }
