"""What the eight rules of `eight/eight.policy` mean in numbers, shared by the ways to compute them by hand.

Every way counts breaches: what policykit calls `violated` or `met_late` as of the end of 2025. Days are days since 1970
in Shanghai, weeks begin on Monday; the Monday of week `w` is day `7 * w - 3`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

RULES = ("weekly", "twice_a_week", "silence", "reply", "whitelist", "separate", "one_a_platform", "suspension")

LAST_DAY = date(2025, 12, 31)
DAY_US = 86_400_000_000
SHIFT_US = 8 * 3_600_000_000
TODAY = LAST_DAY.toordinal() - date(1970, 1, 1).toordinal()
"""The last day judged, since 1970."""
AS_OF = (TODAY + 1) * DAY_US - SHIFT_US - 1
"""The last instant judged: 23:59:59.999999 of the last day, in microseconds since the epoch."""

SILENT_DAYS = 14
OFFLINE_DAYS = 30
REPLY_WORKDAYS = 5
ANSWERABLE = ("enquiry", "complaint", "suggestion")
ALLOWED = ("party_government", "designated", "publicity_designated")
FAR = 1_000_000
"""A day that never comes."""

ENDS = ("account.closed", "account.cancelled", "account.exited")
COLUMNS: dict[str, tuple[str, ...]] = {
    "post.published": ("id", "occurred_at", "recorded_at", "account", "reposted", "source_kind", "reviewer", "editor"),
    "message.received": ("id", "occurred_at", "recorded_at", "message", "kind"),
    "message.answered": ("id", "occurred_at", "recorded_at", "message", "automatic"),
    "account.opened": ("id", "occurred_at", "recorded_at", "account", "unit", "platform"),
    "account.listed": ("id", "occurred_at", "recorded_at", "account", "unit", "platform"),
    "account.suspended": ("id", "occurred_at", "recorded_at", "account"),
    "account.resumed": ("id", "occurred_at", "recorded_at", "account"),
    "account.closed": ("id", "occurred_at", "recorded_at", "account"),
    "account.cancelled": ("id", "occurred_at", "recorded_at", "account"),
    "account.exited": ("id", "occurred_at", "recorded_at", "account"),
    "unit.registered": ("id", "occurred_at", "recorded_at", "unit"),
    "unit.dissolved": ("id", "occurred_at", "recorded_at", "unit"),
}
"""The columns that the eight rules need, by type: what the yardstick 'scan' reads."""


@dataclass(frozen=True)
class Counts:
    """Breaches by rule, or the file of findings to count them in.

    `sample` is how many facts were looked at where not all were, `seconds` and `cpu` the time without set-up, if told.
    """

    breaches: dict[str, int]
    findings: Path | None = None
    sample: int | None = None
    seconds: float | None = None
    cpu: float | None = None


def files(folder: Path, type_: str) -> list[str]:
    """The files of a type; none where it does not occur."""
    return [str(p) for p in sorted((folder / f"type={type_}").glob("*.parquet"))]


def reply_due() -> dict[int, int]:
    """For each day of the year the fifth working day after it."""
    first = date(2025, 1, 1)
    days = [first + timedelta(days=d) for d in range(395)]
    epoch = date(1970, 1, 1).toordinal()
    working = [d.toordinal() - epoch for d in days if chinese_calendar.is_workday(d)]
    return {
        day: [w for w in working if w > day][REPLY_WORKDAYS - 1]
        for day in range(first.toordinal() - epoch, first.toordinal() - epoch + 366)
    }
