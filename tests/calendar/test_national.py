"""The national calendar: known days, its coverage, and an independent source for every day of every year."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta

import holidays
import pytest
from chinese_calendar import is_workday

from policykit.calendar import Calendar, DayKind, NationalCalendar
from policykit.model.errors import CalendarEnds
from policykit.model.text import Lang

NATIONAL = NationalCalendar()

WORKDAY, WEEKEND, HOLIDAY, MAKE_UP = DayKind.WORKDAY, DayKind.WEEKEND, DayKind.HOLIDAY, DayKind.MAKE_UP


@pytest.mark.parametrize(
    ("day", "kind", "zh", "en"),
    [
        # 国办发明电〔2024〕12号: 1 to 8 October 2025 off; Sunday 28 September and Saturday 11 October worked
        ("2025-09-27", WEEKEND, "周末(星期六)", "weekend (Saturday)"),
        ("2025-09-28", MAKE_UP, "国庆节调休上班", "make-up working day for National Day"),
        ("2025-09-30", WORKDAY, "工作日", "working day"),
        ("2025-10-01", HOLIDAY, "国庆节放假", "National Day holiday"),
        ("2025-10-04", HOLIDAY, "国庆节放假", "National Day holiday"),  # a Saturday within the arrangement
        ("2025-10-06", HOLIDAY, "中秋放假", "Mid-autumn Festival holiday"),
        ("2025-10-08", HOLIDAY, "国庆节放假", "National Day holiday"),
        ("2025-10-09", WORKDAY, "工作日", "working day"),
        ("2025-10-11", MAKE_UP, "国庆节调休上班", "make-up working day for National Day"),
        ("2025-10-12", WEEKEND, "周末(星期日)", "weekend (Sunday)"),
        # Spring Festival 2024: New Year's Eve is worked, if employers do not give leave
        ("2024-02-04", MAKE_UP, "春节调休上班", "make-up working day for Spring Festival"),
        ("2024-02-09", WORKDAY, "工作日", "working day"),
        ("2024-02-10", HOLIDAY, "春节放假", "Spring Festival holiday"),
        ("2024-02-17", HOLIDAY, "春节放假", "Spring Festival holiday"),
        ("2024-02-18", MAKE_UP, "春节调休上班", "make-up working day for Spring Festival"),
        # Spring Festival 2020 was extended to Sunday 2 February; Saturday 1 February was to be worked
        ("2020-01-31", HOLIDAY, "春节放假", "Spring Festival holiday"),
        ("2020-02-01", HOLIDAY, "春节放假", "Spring Festival holiday"),
        ("2020-02-02", HOLIDAY, "春节放假", "Spring Festival holiday"),
        ("2020-02-03", WORKDAY, "工作日", "working day"),
        # days of December that the next year's arrangement turns
        ("2018-12-29", MAKE_UP, "元旦调休上班", "make-up working day for New Year's Day"),
        ("2018-12-31", HOLIDAY, "元旦放假", "New Year's Day holiday"),
        ("2005-12-31", MAKE_UP, "元旦调休上班", "make-up working day for New Year's Day"),
    ],
)
def test_known_days(day: str, kind: DayKind, zh: str, en: str) -> None:
    status = NATIONAL.status(date.fromisoformat(day))

    assert status.day == date.fromisoformat(day)
    assert status.kind is kind
    assert status.working is (kind in {WORKDAY, MAKE_UP})
    assert status.reason.show(Lang.ZH) == zh
    assert status.reason.show(Lang.EN) == en
    assert not status.provisional


def test_it_covers_whole_years_from_2004_at_least_to_2026() -> None:
    calendar: Calendar = NATIONAL

    assert calendar.name == "national"
    assert calendar.first == date(2004, 1, 1)
    assert calendar.last >= date(2026, 12, 31)
    assert (calendar.last.month, calendar.last.day) == (12, 31)
    assert calendar.status(calendar.first).kind is HOLIDAY
    assert calendar.status(calendar.last).day == calendar.last


@pytest.mark.parametrize("beyond", ["before", "after"])
def test_outside_its_years_it_does_not_guess(beyond: str) -> None:
    day = NATIONAL.first - timedelta(days=1) if beyond == "before" else NATIONAL.last + timedelta(days=1)

    with pytest.raises(CalendarEnds) as caught:
        NATIONAL.status(day)

    assert (caught.value.day, caught.value.first, caught.value.last) == (day, NATIONAL.first, NATIONAL.last)
    assert str(day) in caught.value.show(Lang.ZH)


def test_its_data_is_not_loaded_before_a_day_is_asked_for() -> None:
    code = "import sys, policykit.calendar as c; c.NationalCalendar(); print('chinese_calendar' in sys.modules)"

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout.strip() == "False"


def days(first: int, last: int) -> Iterator[date]:
    """Every day of the years `first` to `last`."""
    start = date(first, 1, 1)
    return (start + timedelta(days=n) for n in range((date(last, 12, 31) - start).days + 1))


CROSS_CHECKED = (2004, 2026)


@pytest.fixture(scope="module")
def other() -> holidays.HolidayBase:
    """The same years from the package `holidays`, which was made independently from the State Council's notices."""
    return holidays.country_holidays("CN", years=range(CROSS_CHECKED[0], CROSS_CHECKED[1] + 1))


def test_an_independent_source_agrees_on_every_day(other: holidays.HolidayBase) -> None:
    differing = [d for d in days(*CROSS_CHECKED) if NATIONAL.status(d).working != other.is_working_day(d)]

    assert differing == []


def test_the_only_correction_is_one_that_the_independent_source_knows(other: holidays.HolidayBase) -> None:
    """国办发明电〔2005〕35号 has 2005-12-31 worked for 2006-01-03 off; the data underneath has only the latter."""
    corrected = {d for d in days(*CROSS_CHECKED) if NATIONAL.status(d).working != is_workday(d)}

    assert corrected <= {date(2005, 12, 31)}
    assert all(other.is_working_day(d) for d in corrected)


def test_every_weekend_day_worked_and_every_weekday_off_has_a_holiday_for_a_reason() -> None:
    for day in days(*CROSS_CHECKED):
        status = NATIONAL.status(day)
        if status.working == (day.weekday() >= 5):
            assert status.kind in {HOLIDAY, MAKE_UP}, day
        assert (status.name is not None) == (status.kind in {HOLIDAY, MAKE_UP}), day
