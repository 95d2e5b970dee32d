"""Periods as people write them."""

from __future__ import annotations

import pytest

from policykit.calendar import PeriodError, parse_period
from policykit.model.policy.periods import OPEN_WORDS, SAME_DAY, OpenTerm, Period, PeriodUnit

HOUR, WORKDAY, DAY, NATURAL = PeriodUnit.HOUR, PeriodUnit.WORKDAY, PeriodUnit.DAY, PeriodUnit.NATURAL_DAY
WEEK, MONTH, HALF_YEAR, YEAR = PeriodUnit.WEEK, PeriodUnit.MONTH, PeriodUnit.HALF_YEAR, PeriodUnit.YEAR


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("5 个工作日", Period(5, WORKDAY)),
        ("5个工作日", Period(5, WORKDAY)),
        ("5工作日", Period(5, WORKDAY)),
        ("５ 个工作日", Period(5, WORKDAY)),
        ("  5\u3000个工作日 ", Period(5, WORKDAY)),
        ("5 workdays", Period(5, WORKDAY)),
        ("1 workday", Period(1, WORKDAY)),
        ("5 Working Days", Period(5, WORKDAY)),
        ("30 天", Period(30, DAY)),
        ("30日", Period(30, DAY)),
        ("30 days", Period(30, DAY)),
        ("30 个自然日", Period(30, NATURAL)),
        ("30自然日", Period(30, NATURAL)),
        ("30 natural days", Period(30, NATURAL)),
        ("2 周", Period(2, WEEK)),
        ("2 个星期", Period(2, WEEK)),
        ("2 weeks", Period(2, WEEK)),
        ("6 个月", Period(6, MONTH)),
        ("6 months", Period(6, MONTH)),
        ("半年", Period(1, HALF_YEAR)),
        ("3 个半年", Period(3, HALF_YEAR)),
        ("1 half-year", Period(1, HALF_YEAR)),
        ("2 half-years", Period(2, HALF_YEAR)),
        ("half a year", Period(1, HALF_YEAR)),
        ("2 年", Period(2, YEAR)),
        ("2 years", Period(2, YEAR)),
        ("24 小时", Period(24, HOUR)),
        ("24 个小时", Period(24, HOUR)),
        ("2 hours", Period(2, HOUR)),
        ("当日", SAME_DAY),
        ("当天", SAME_DAY),
        ("the same day", SAME_DAY),
        ("Same day", SAME_DAY),
        ("及时", OpenTerm("promptly")),
        ("promptly", OpenTerm("promptly")),
        ("第一时间", OpenTerm("first_moment")),
        ("at once", OpenTerm("at_once")),
        ("at_once", OpenTerm("at_once")),
        ("限时", OpenTerm("within_set_time")),
    ],
)
def test_the_forms_accepted(text: str, period: Period | OpenTerm) -> None:
    assert parse_period(text) == period


@pytest.mark.parametrize("unit", list(PeriodUnit))
@pytest.mark.parametrize("count", [1, 2, 30])
def test_what_a_period_shows_is_read_back(count: int, unit: PeriodUnit) -> None:
    period = Period(count, unit)

    assert parse_period(period.label.zh) == parse_period(period.label.en) == period


@pytest.mark.parametrize("name", list(OPEN_WORDS))
def test_what_an_open_term_shows_is_read_back(name: str) -> None:
    term = OpenTerm(name)

    assert parse_period(term.label.zh) == parse_period(term.label.en) == term


@pytest.mark.parametrize(
    "text", ["", "5", "工作日", "6 月", "3月18日", "5.5 天", "五 天", "5 moons", "某时", "1" * 5000 + "天"]
)
def test_anything_else_is_refused_with_what_is_accepted(text: str) -> None:
    with pytest.raises(ValueError, match="is no period; accepted are: ") as caught:
        parse_period(text)

    assert isinstance(caught.value, PeriodError)
    assert caught.value.text.zh == (
        f"“{text}”不是期限;可以写:24 小时、5 个工作日、30 天、30 个自然日、2 周、6 个月、半年、2 年、当日、"
        "及时、定期、立即、第一时间、尽快、限时"
    )
    assert caught.value.text.en == (
        f"'{text}' is no period; accepted are: 24 hours, 5 workdays, 30 days, 30 natural days, 2 weeks, 6 months, "
        "1 half-year, 2 years, the same day, promptly, regularly, at_once, first_moment, soon, within_set_time"
    )


@pytest.mark.parametrize("text", ["0 个工作日", "0 天", "-1 天", "0 hours", "-5 workdays"])
def test_a_count_is_at_least_one(text: str) -> None:
    with pytest.raises(PeriodError, match="a period is at least 1, not"):
        parse_period(text)
