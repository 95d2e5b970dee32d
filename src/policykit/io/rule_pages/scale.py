"""The scale of a timeline: where an instant stands between its left and its right edge, in percent.

In: the instants that matter. Out: a `Scale` over whole legal days. A timeline of months stays readable because long
stretches in which nothing happens are cut out: what remains is drawn in proportion, and every cut is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from policykit.model.time import DAY_US, Instant, day_start, legal_day

LONGEST = 240
"""So many days are drawn in proportion before stretches are cut out."""

SHORTEST = 7
"""A timeline is at least so many days long."""

_SHORTEST_CUT = 45
_BESIDE_A_CUT = 5
_WIDTH_OF_A_CUT = 10.0
_LABELS = 8
_APART = 13.0
_LAST_LABEL = 92.0
_MONTHS_IN_STEPS = (1, 3, 6, 12, 24, 60)


@dataclass(frozen=True, slots=True)
class Segment:
    """The days from `first` up to, not including, `end`; where they begin and how wide they are, in drawn days."""

    first: date
    end: date
    at: float
    width: float
    cut: bool

    @property
    def days(self) -> int:
        """How many days it stands for."""
        return (self.end - self.first).days


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis at the beginning of a day; without a label where the one before it stands too near."""

    x: float
    label: str
    year: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole days from left to right, some stretches cut out."""

    segments: tuple[Segment, ...]

    @property
    def drawn_days(self) -> float:
        """The width in drawn days."""
        last = self.segments[-1]
        return last.at + last.width

    @property
    def end(self) -> date:
        """The day after the last one."""
        return self.segments[-1].end

    def x(self, at: Instant) -> float:
        """Where the instant stands, in percent of the width; 0 or 100 for one outside."""
        day = legal_day(at)
        segment = next((s for s in self.segments if day < s.end), self.segments[-1])
        share = (at - day_start(segment.first)) / (segment.days * DAY_US)
        drawn = segment.at + min(1.0, max(0.0, share)) * segment.width
        return round(100 * drawn / self.drawn_days, 2)

    def of_day(self, day: date) -> float:
        """Where the day begins."""
        return self.x(day_start(day))

    def ticks(self) -> tuple[Tick, ...]:
        """The marks of the axis, so many that they can be read: days, weeks, months or years."""
        ticks: list[Tick] = []
        labelled, year = -_APART, None
        for day, with_day in self._marked():
            x = self.of_day(day)
            shown = labelled + _APART <= x <= _LAST_LABEL
            label = (f"{day:%m-%d}" if with_day else f"{day:%Y-%m}") if shown else ""
            ticks.append(Tick(x, label, str(day.year) if shown and with_day and day.year != year else ""))
            if shown:
                labelled, year = x, day.year
        return tuple(ticks)

    def _marked(self) -> Iterator[tuple[date, bool]]:
        """The days to mark, and whether their label names the day beside the month.

        The first day of each piece is one of them: it says where the piece lies.
        """
        drawn = [s for s in self.segments if not s.cut]
        days = [s.first + timedelta(days=n) for s in drawn for n in range(s.days)]
        with_day = dict.fromkeys((s.first for s in drawn), True)
        for regular in (days, days[::2], [d for d in days if d.weekday() == 0]):
            if len(regular) <= _LABELS:
                return iter(sorted((with_day | dict.fromkeys(regular, True)).items()))
        months = [d for d in days if d.day == 1]
        for step in _MONTHS_IN_STEPS:
            regular = [d for d in months if (d.year * 12 + d.month - 1) % step == 0]
            if len(regular) <= _LABELS:
                break
        return iter(sorted((with_day | dict.fromkeys(regular, False)).items()))


def scale_of(instants: Sequence[Instant]) -> Scale:
    """The scale on which all these instants lie. Raises `ValueError` if there are none."""
    if not instants:
        raise ValueError("a timeline needs an instant")
    days = sorted({legal_day(at) for at in instants})
    end = max(days[-1] + timedelta(days=1), days[0] + timedelta(days=SHORTEST))
    cuts = dict(sorted(_cuts(days, (end - days[0]).days)))
    segments: list[Segment] = []
    day, at = days[0], 0.0
    for first, last in cuts.items():
        kept = (first - day).days
        segments.append(Segment(day, first, at, kept, cut=False))
        segments.append(Segment(first, last, at + kept, _WIDTH_OF_A_CUT, cut=True))
        day, at = last, at + kept + _WIDTH_OF_A_CUT
    segments.append(Segment(day, end, at, (end - day).days, cut=False))
    return Scale(tuple(segments))


def _cuts(days: Sequence[date], length: float) -> Iterator[tuple[date, date]]:
    """The stretches to cut out, the longest first, until the rest is short enough."""
    gaps = sorted(pairwise(days), key=lambda pair: (pair[0] - pair[1], pair[0]))
    beside = timedelta(days=_BESIDE_A_CUT)
    for before, after in gaps:
        if length <= LONGEST or (after - before).days <= _SHORTEST_CUT:
            return
        first, last = before + timedelta(days=1) + beside, after - beside
        length -= (last - first).days - _WIDTH_OF_A_CUT
        yield first, last
