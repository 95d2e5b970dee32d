"""Which texts are times, and what they mean under a map's clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from policykit.io.facts_in.problems import Code, Problem
from policykit.io.facts_in.times import Clock, DateOnly, read_day, read_moment
from policykit.model.text import Text
from policykit.model.time import SHANGHAI
from policykit.model.vocabulary import FieldDef, FieldType, Kind

AT = FieldDef("at", Text("时间", "at"), FieldType(Kind.INSTANT))
DAY = FieldDef("day", Text("日期", "day"), FieldType(Kind.DATE))
ZONE = timezone(timedelta(hours=9), "+09:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-10-14T23:59:00+08:00", "2025-10-14T23:59:00+08:00"),
        ("2025-10-14 23:59:00+0800", "2025-10-14T23:59:00+08:00"),
        ("2025-10-14 23:59+08", "2025-10-14T23:59:00+08:00"),
        ("2025-10-14 23:59:00 +08:00", "2025-10-14T23:59:00+08:00"),
        (" 2025-10-14T15:59Z ", "2025-10-14T15:59:00+00:00"),
        ("2025-10-14T15:59:00.5Z", "2025-10-14T15:59:00.500000+00:00"),
        ("2025-10-14T15:59:59.9999999Z", "2025-10-14T15:59:59.999999+00:00"),
        ("2025-10-14T15:59:00-09:30", "2025-10-14T15:59:00-09:30"),
    ],
)
def test_forms_of_a_time(text: str, expected: str) -> None:
    found = read_moment(text, AT)
    assert isinstance(found, datetime)
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2025-10-14T23:59:00", Code.NAIVE_TIME),
        ("2025-10-14 23:59", Code.NAIVE_TIME),
        ("2025-10-14", Code.DATE_ONLY),
        ("", Code.BAD_TIME),
        ("1760400000", Code.BAD_TIME),
        ("2025/10/14 10:00+08:00", Code.BAD_TIME),
        ("2025-10-14T24:00:00+08:00", Code.BAD_TIME),
        ("2025-10-14T23:59:60+08:00", Code.BAD_TIME),
        ("2025-10-14T10:00:00+08:00[Asia/Shanghai]", Code.BAD_TIME),
        ("2025-10-14T10:00:00+25:00", Code.BAD_TIME),
        ("20251014T1000Z", Code.BAD_TIME),
        ("2025-W42-2T10:00Z", Code.BAD_TIME),
        ("2025-10-14T10Z", Code.BAD_TIME),
        ("\uff12025-10-14T10:00:00+08:00", Code.BAD_TIME),
        ("0000-10-14T10:00Z", Code.BAD_TIME),
        ("1991-10-14T10:00Z", Code.TIME_OUT_OF_RANGE),
    ],
)
def test_what_is_no_time(text: str, code: Code) -> None:
    found = read_moment(text, AT)
    assert isinstance(found, Problem)
    assert (found.code, found.field, found.found) == (code, "at", text)


@pytest.mark.parametrize(
    ("text", "clock", "expected"),
    [
        ("2025-10-14 10:00", Clock(ZONE), "2025-10-14T10:00:00+09:00"),
        ("2025-10-14 10:00Z", Clock(ZONE), "2025-10-14T10:00:00+00:00"),
        ("2025-10-14", Clock(ZONE, DateOnly.START_OF_DAY), "2025-10-14T00:00:00+09:00"),
        ("2025-10-14", Clock(ZONE, DateOnly.END_OF_DAY), "2025-10-14T23:59:59.999999+09:00"),
    ],
)
def test_what_a_map_says_of_times(text: str, clock: Clock, expected: str) -> None:
    found = read_moment(text, AT, clock)
    assert isinstance(found, datetime)
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("2019/4/24 16:03", "%Y/%m/%d %H:%M", "2019-04-24T16:03:00+08:00"),
        ("2019年04月24日 16:03:40", "%Y年%m月%d日 %H:%M:%S", "2019-04-24T16:03:40+08:00"),
        ("20190424160340+0900", "%Y%m%d%H%M%S%z", "2019-04-24T16:03:40+09:00"),
        ("2019/4/24", "%Y/%m/%d", "2019-04-24T23:59:59.999999+08:00"),
    ],
)
def test_times_in_a_named_pattern(text: str, pattern: str, expected: str) -> None:
    found = read_moment(text, AT, Clock(SHANGHAI, DateOnly.END_OF_DAY), pattern)
    assert isinstance(found, datetime)
    assert found.isoformat() == expected


def test_a_pattern_replaces_the_usual_form() -> None:
    found = read_moment("2019-04-24T16:03:40+08:00", AT, Clock(), "%Y/%m/%d %H:%M")
    assert isinstance(found, Problem)
    assert found.reason == Text(
        "时间(at)「2019-04-24T16:03:40+08:00」不是可读的时间;应为真实存在的时间,格式 %Y/%m/%d %H:%M",
        "`at` is “2019-04-24T16:03:40+08:00”, which cannot be read as a time; expected one that exists,"
        " the pattern %Y/%m/%d %H:%M",
    )


def test_without_a_zone_the_map_is_named_as_a_way_out() -> None:
    found = read_moment("2019-04-24 16:03", AT, Clock())
    assert isinstance(found, Problem)
    assert found.reason == Text(
        '时间(at)「2019-04-24 16:03」没有时差,无法确定是哪一刻;请写明时差,或在映射中写 time_zone = "+08:00"',
        "`at` is “2019-04-24 16:03”, a time without an offset; write the offset, or name it in the map,"
        ' as in time_zone = "+08:00"',
    )


@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        ("2025-10-14", None, date(2025, 10, 14)),
        (" 2025-10-14 ", None, date(2025, 10, 14)),
        (date(2025, 10, 14), None, date(2025, 10, 14)),
        ("2025/1/4", "%Y/%m/%d", date(2025, 1, 4)),
        ("2025-02-29", None, None),
        ("2025/1/4", None, None),
        ("2025-10-14T00:00:00+08:00", None, None),
        ("20251014", None, None),
        (20251014, None, None),
    ],
)
def test_dates(value: object, pattern: str | None, expected: date | None) -> None:
    found = read_day(value, DAY, pattern)
    if expected is None:
        assert isinstance(found, Problem)
        assert found.code is Code.BAD_TIME
    else:
        assert found == expected
