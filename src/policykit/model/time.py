"""Instants and legal days.

An instant is an integer: microseconds since 1970-01-01T00:00Z. A legal day is a civil day in Asia/Shanghai (UTC+8),
given as `datetime.date`. Facts and engines share these, so that no engine meets a time zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

SHANGHAI = timezone(timedelta(hours=8), "+08:00")
"""Civil time in China. Summer time (1986 to 1991) is outside the days that policykit accepts."""

FIRST_DAY = date(1992, 1, 1)
"""The first legal day accepted: before it, China kept summer time."""

Instant = int

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_SHANGHAI = _EPOCH.astimezone(SHANGHAI)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_OFFSET_US = 8 * HOUR_US


def instant(moment: datetime) -> Instant:
    """Microseconds since the epoch. Raises `ValueError` for a time without an offset."""
    if moment.tzinfo is None:
        raise ValueError("a time needs an offset")
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


@lru_cache(maxsize=4096)
def moment(at: Instant) -> datetime:
    """The instant as a time in UTC+8."""
    return _EPOCH_SHANGHAI + timedelta(0, 0, at)


def legal_day(at: Instant) -> date:
    """The civil day in Asia/Shanghai that holds the instant."""
    return date.fromordinal((at + _OFFSET_US) // DAY_US + _EPOCH_ORDINAL)


def day_start(day: date) -> Instant:
    """The instant of 00:00 of a legal day."""
    return (day.toordinal() - _EPOCH_ORDINAL) * DAY_US - _OFFSET_US


def day_last(day: date) -> Instant:
    """The last instant that still lies in a legal day: an act at 24:00 is no longer in it."""
    return day_start(day) + DAY_US - 1
