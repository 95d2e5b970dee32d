"""Periods, cadences and open terms: how rules speak of time."""

from __future__ import annotations

from dataclasses import dataclass

from policykit.model.choice import Choice
from policykit.model.text import Text


class PeriodUnit(Choice):
    """The unit of a period that bounds an act (docs/semantics.md, Civil Code arts. 200-204)."""

    HOUR = "hour", "小时"
    WORKDAY = "workday", "个工作日"
    DAY = "day", "天"
    NATURAL_DAY = "natural day", "个自然日"
    WEEK = "week", "周"
    MONTH = "month", "个月"
    HALF_YEAR = "half-year", "个半年"
    YEAR = "year", "年"


@dataclass(frozen=True, slots=True)
class Period:
    """So many units from a trigger. `SAME_DAY` is the trigger's own day: zero natural days."""

    count: int
    unit: PeriodUnit

    def __str__(self) -> str:
        """The Chinese form, as rule files write it."""
        return self.label.zh

    @property
    def is_same_day(self) -> bool:
        """Whether this is the trigger's own day (当日)."""
        return self == SAME_DAY

    @property
    def measures_stretches(self) -> bool:
        """Whether a stretch of days can be so long: in days, weeks, months or years; not in hours or working days."""
        return self.unit not in (PeriodUnit.HOUR, PeriodUnit.WORKDAY) and not self.is_same_day

    @property
    def label(self) -> Text:
        """The period in both languages, as rule files write it."""
        if self.is_same_day:
            return Text("当日", "the same day")
        if self.unit is PeriodUnit.HALF_YEAR and self.count == 1:
            return Text("半年", "1 half-year")
        return Text(f"{self.count} {self.unit.zh}", f"{self.count} {self.unit.value}{'s' if self.count != 1 else ''}")


SAME_DAY = Period(0, PeriodUnit.NATURAL_DAY)


@dataclass(frozen=True, slots=True)
class OpenTerm:
    """A time that the document leaves open (及时, 定期 …): no value of its own, only what settings give it."""

    name: str

    @property
    def label(self) -> Text:
        """The term in both languages: known words are translated, a house term is the same in both."""
        word = OPEN_WORDS.get(self.name)
        return word or Text(self.name, self.name)


OPEN_WORDS = {
    "promptly": Text("及时", "promptly"),
    "regularly": Text("定期", "regularly"),
    "at_once": Text("立即", "at_once"),
    "first_moment": Text("第一时间", "first_moment"),
    "soon": Text("尽快", "soon"),
    "within_set_time": Text("限时", "within_set_time"),
}
"""The words of the documents that leave a time open, by canonical English name."""


class Cadence(Choice):
    """A calendar period that repeats. Weeks begin on Monday."""

    DAY = "day", "每日"
    WORKDAY = "workday", "每个工作日"
    WEEK = "week", "每周"
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF_YEAR = "half-year", "每半年"
    YEAR = "year", "每年"
