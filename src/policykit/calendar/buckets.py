"""Calendar periods: the week, month, quarter … that a day lies in.

In: a `Cadence` and legal days. Out: `Bucket`s. Weeks run from Monday to Sunday, also across New Year, and are numbered
as ISO 8601 does.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from policykit.model.policy.periods import Cadence
from policykit.model.text import Text


@dataclass(frozen=True, slots=True)
class Bucket:
    """One calendar period: its first and last day, and what it is called."""

    first: date
    last: date
    label: Text


_MONTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.HALF_YEAR: 6, Cadence.YEAR: 12}


@lru_cache(maxsize=10_000)
def bucket(cadence: Cadence, day: date) -> Bucket:
    """The period of that cadence that holds `day`.

    For `Cadence.WORKDAY` it is the day itself, whether worked or not: which days are worked is the calendar's to say.
    """
    if cadence is Cadence.WEEK:
        return _week(day)
    length = _MONTHS.get(cadence)
    if length is None:
        return Bucket(day, day, Text(day.isoformat(), day.isoformat()))
    number = (day.month - 1) // length
    last_month = (number + 1) * length
    return Bucket(
        date(day.year, last_month - length + 1, 1),
        date(day.year, last_month, monthrange(day.year, last_month)[1]),
        _label(cadence, day.year, number),
    )


def buckets_between(cadence: Cadence, first: date, last: date) -> Iterator[Bucket]:
    """All periods of that cadence that overlap the days `first` to `last`, in order; none if `last` is before `first`.

    For `Cadence.WORKDAY` every day, as `bucket` gives it.
    """
    day = first
    while day <= last:
        found = bucket(cadence, day)
        yield found
        if found.last >= last:
            return
        day = found.last + timedelta(days=1)


def _week(day: date) -> Bucket:
    monday = day - timedelta(days=day.weekday())
    year, week, _ = day.isocalendar()
    return Bucket(monday, monday + timedelta(days=6), Text(f"{year}年第{week}周", f"{year}-W{week:02}"))


def _label(cadence: Cadence, year: int, number: int) -> Text:
    if cadence is Cadence.MONTH:
        return Text(f"{year}年{number + 1}月", f"{year}-{number + 1:02}")
    if cadence is Cadence.QUARTER:
        return Text(f"{year}年第{number + 1}季度", f"{year}-Q{number + 1}")
    if cadence is Cadence.HALF_YEAR:
        return Text(f"{year}年{'下' if number else '上'}半年", f"{year}-H{number + 1}")
    return Text(f"{year}年", f"{year}")
