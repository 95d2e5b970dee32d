"""When obligations fall due, and what is in time."""

from __future__ import annotations

from datetime import date

import pytest

from policykit.engine.reference.judging import Due, completed_day, due_after
from policykit.model.errors import CalendarEnds
from policykit.model.policy.periods import OpenTerm, Period, PeriodUnit
from policykit.model.time import day_last, day_start

from .made import at, judging

RULE = """
  规则 answer "答复"
    每当 收到留言
    应当 及时 答复留言
"""
TENTH = day_last(date(2025, 3, 10))
PAST = CalendarEnds(date(2027, 1, 1), date(2004, 1, 1), date(2026, 12, 31))
BEFORE = CalendarEnds(date(2003, 1, 1), date(2004, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("due", "when", "in_time"),
    [
        (Due(TENTH), TENTH, True),
        (Due(TENTH), TENTH + 1, False),
        (Due(None), TENTH, True),
        (Due(None, ends=PAST), day_last(date(2026, 12, 31)), True),
        (Due(None, ends=PAST), day_start(date(2027, 1, 1)), None),
        (Due(None, ends=BEFORE), TENTH, None),
    ],
)
def test_what_is_in_time(due: Due, when: int, in_time: bool | None) -> None:
    assert due.covers(when) is in_time


@pytest.mark.parametrize(
    ("due", "end", "outlives"),
    [
        (Due(TENTH), TENTH, False),
        (Due(TENTH), TENTH - 1, True),
        (Due(TENTH), TENTH + 1, False),
        (Due(TENTH), None, False),
        (Due(None), TENTH, True),
        (Due(None, ends=PAST), TENTH, True),
        (Due(None, ends=PAST), day_start(date(2027, 6, 1)), False),
    ],
)
def test_whether_a_duty_outlives_the_force(due: Due, end: int | None, outlives: bool) -> None:
    assert due.outlives(end) is outlives


def test_an_open_term_has_no_due_date() -> None:
    due = due_after(judging(RULE), at("2025-03-03"), OpenTerm("promptly"))
    assert due.last is None
    assert [r.kind for r in due.rests_on] == ["open_term"]


def test_a_period_past_the_calendar() -> None:
    due = due_after(judging(RULE), at("2026-12-30"), Period(5, PeriodUnit.WORKDAY))
    assert due.last is None
    assert due.known_beyond == day_last(date(2026, 12, 31))


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("2025-03-03T00:00", "2025-03-02"),
        ("2025-03-03T23:59:59", "2025-03-02"),
        ("2025-03-03T23:59:59.999999", "2025-03-03"),
    ],
)
def test_the_last_day_that_is_over(when: str, day: str) -> None:
    assert completed_day(at(when)) == date.fromisoformat(day)
