"""What a calendar says of a day, in words."""

from __future__ import annotations

from datetime import date

import pytest

from policykit.calendar import DayKind, DayStatus
from policykit.model.text import Text

CITY_DAY = Text("市庆日", "City Day")


@pytest.mark.parametrize(
    ("status", "working", "reason"),
    [
        (DayStatus(date(2025, 1, 2), DayKind.WORKDAY, None), True, Text("工作日", "working day")),
        (
            DayStatus(date(2025, 1, 2), DayKind.WORKDAY, CITY_DAY),
            True,
            Text("工作日(市庆日)", "working day (City Day)"),
        ),
        (DayStatus(date(2025, 1, 4), DayKind.WEEKEND, None), False, Text("周末(星期六)", "weekend (Saturday)")),
        (DayStatus(date(2025, 1, 2), DayKind.HOLIDAY, None), False, Text("放假日", "holiday")),
        (DayStatus(date(2025, 1, 2), DayKind.HOLIDAY, CITY_DAY), False, Text("市庆日放假", "City Day holiday")),
        (DayStatus(date(2025, 1, 4), DayKind.MAKE_UP, None), True, Text("调休上班", "make-up working day")),
        (
            DayStatus(date(2025, 1, 4), DayKind.MAKE_UP, CITY_DAY),
            True,
            Text("市庆日调休上班", "make-up working day for City Day"),
        ),
        (
            DayStatus(date(2025, 1, 2), DayKind.WORKDAY, None, provisional=True),
            True,
            Text("工作日(暂定)", "working day (provisional)"),
        ),
        (
            DayStatus(date(2025, 1, 5), DayKind.WEEKEND, None, provisional=True),
            False,
            Text("周末(星期日)(暂定)", "weekend (Sunday) (provisional)"),
        ),
    ],
)
def test_a_day_says_whether_it_is_worked_and_why(status: DayStatus, working: bool, reason: Text) -> None:
    assert status.working is working
    assert status.reason == reason


@pytest.mark.parametrize(
    ("kind", "zh", "en"),
    [
        (DayKind.WORKDAY, "工作日", "working day"),
        (DayKind.WEEKEND, "周末", "weekend"),
        (DayKind.HOLIDAY, "放假日", "holiday"),
        (DayKind.MAKE_UP, "调休上班", "make-up working day"),
    ],
)
def test_kinds_are_read_by_either_name(kind: DayKind, zh: str, en: str) -> None:
    assert DayKind(zh) is DayKind(en) is kind
