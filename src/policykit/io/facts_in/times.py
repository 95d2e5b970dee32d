"""Times and dates of facts, from the text of a file to a `datetime` with an offset or a `date`.

What comes in is text (or, from callers in Python, a `datetime`); what goes out is a value that the fact models accept,
or the problem. Nothing is guessed: a time without an offset or a date without a time of day is refused unless the
`Clock` of a map says what it means. One form is read: ISO 8601 as `2025-10-14T23:59:00+08:00`, a space allowed for the
T, seconds optional; or the one pattern that a map names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, tzinfo
from enum import StrEnum

from policykit.io.facts_in.problems import Code, Problem, field_name, quoted, show
from policykit.model.text import Text
from policykit.model.time import FIRST_DAY, instant, legal_day
from policykit.model.vocabulary import FieldDef

_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?P<time>[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?P<offset> ?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?))?)?"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_START, _END = time.min, time.max

MOMENT_FORM = "2025-10-14T23:59:00+08:00"
DAY_FORM = "2025-10-14"


class DateOnly(StrEnum):
    """What a date without a time of day means where a time is wanted."""

    REJECT = "reject"
    START_OF_DAY = "start-of-day"
    END_OF_DAY = "end-of-day"


@dataclass(frozen=True, slots=True)
class Clock:
    """What a map says of times: the zone of naive ones, and what a bare date means."""

    zone: tzinfo | None = None
    date_only: DateOnly = DateOnly.REJECT


def read_moment(
    value: object, field: FieldDef, clock: Clock | None = None, pattern: str | None = None
) -> datetime | Problem:
    """The time that `value` says, with an offset. `clock` is given for tables only: JSONL has no map to ask.

    With `pattern`, the text is read by it alone (as `datetime.strptime` does).
    """
    rules = clock or Clock()
    if isinstance(value, datetime):
        found, whole_day = value, False
    elif not isinstance(value, str) or (read := _parsed(value.strip(), pattern)) is None:
        return _unreadable(value, field, pattern, MOMENT_FORM)
    else:
        found, whole_day = read
    if whole_day:
        if rules.date_only is DateOnly.REJECT:
            return _date_only(value, field, clock)
        found = datetime.combine(found, _END if rules.date_only is DateOnly.END_OF_DAY else _START)
    if found.tzinfo is None:
        if rules.zone is None:
            return _naive(value, field, clock)
        found = found.replace(tzinfo=rules.zone)
    return found if _supported(found) else _out_of_range(value, field)


def read_day(value: object, field: FieldDef, pattern: str | None = None) -> date | Problem:
    """The date that `value` says. A time of day is refused, since its legal day may be another than the one written."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        text = value.strip()
        try:
            if pattern is not None:
                return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a date has no zone
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:  # a day that does not exist, or not in this pattern: said below
            return _unreadable(value, field, pattern, DAY_FORM)
    return _unreadable(value, field, pattern, DAY_FORM)


def _parsed(text: str, pattern: str | None) -> tuple[datetime, bool] | None:
    """The time and whether it is a bare date; None if the text is none."""
    try:
        if pattern is not None:
            return datetime.strptime(text, pattern), "%H" not in pattern  # noqa: DTZ007 - the zone is added by the map
        match = _MOMENT.fullmatch(text)
        if match is None:
            return None
        offset = match["offset"]
        if offset and offset.startswith(" "):
            text = text.replace(offset, offset.lstrip())
        return datetime.fromisoformat(text), match["time"] is None
    except ValueError:  # a day or hour that does not exist
        return None


def _supported(moment: datetime) -> bool:
    if FIRST_DAY.year < moment.year < MAXYEAR:  # no offset reaches out of the range from here
        return True
    try:
        return legal_day(instant(moment)) >= FIRST_DAY
    except ValueError:  # beyond the years that dates have
        return False


def _unreadable(value: object, field: FieldDef, pattern: str | None, form: str) -> Problem:
    name, found = field_name(field), quoted(value)
    wanted = Text(f"格式 {pattern}", f"the pattern {pattern}") if pattern else Text(f"如 {form}", f"such as {form}")
    kind = Text("日期", "a date") if form == DAY_FORM else Text("时间", "a time")
    return Problem(
        Code.BAD_TIME,
        Text(
            f"{name.zh}{found.zh}不是可读的{kind.zh};应为真实存在的{kind.zh},{wanted.zh}",
            f"{name.en} is {found.en}, which cannot be read as {kind.en}; expected one that exists, {wanted.en}",
        ),
        field.name,
        show(value),
    )


def _date_only(value: object, field: FieldDef, clock: Clock | None) -> Problem:
    name, found = field_name(field), quoted(value)
    ask = (
        Text("请补上时刻", "add the time of day")
        if clock is None
        else Text(
            '请补上时刻,或在映射中用 date_only = "start-of-day" 或 "end-of-day" 说明其含义',
            'add the time of day, or say in the map what it means: date_only = "start-of-day" or "end-of-day"',
        )
    )
    return Problem(
        Code.DATE_ONLY,
        Text(
            f"{name.zh}{found.zh}只有日期,没有时刻;{ask.zh}",
            f"{name.en} is {found.en}, a date without a time of day; {ask.en}",
        ),
        field.name,
        show(value),
    )


def _naive(value: object, field: FieldDef, clock: Clock | None) -> Problem:
    name, found = field_name(field), quoted(value)
    ask = (
        Text(f"请写明时差,如 {MOMENT_FORM}", f"write the offset, as in {MOMENT_FORM}")
        if clock is None
        else Text(
            '请写明时差,或在映射中写 time_zone = "+08:00"',
            'write the offset, or name it in the map, as in time_zone = "+08:00"',
        )
    )
    return Problem(
        Code.NAIVE_TIME,
        Text(
            f"{name.zh}{found.zh}没有时差,无法确定是哪一刻;{ask.zh}",
            f"{name.en} is {found.en}, a time without an offset; {ask.en}",
        ),
        field.name,
        show(value),
    )


def _out_of_range(value: object, field: FieldDef) -> Problem:
    name, found = field_name(field), quoted(value)
    return Problem(
        Code.TIME_OUT_OF_RANGE,
        Text(
            f"{name.zh}{found.zh}不在可用范围内;应在 {FIRST_DAY}(此前中国曾实行夏令时)至 9999 年之间",
            f"{name.en} is {found.en}, which is out of range; expected a time from {FIRST_DAY}"
            " (China kept summer time before) to the year 9999",
        ),
        field.name,
        show(value),
    )
