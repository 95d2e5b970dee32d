"""`policykit calendar show`: a year of the calendar, month by month."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.columns import pad
from policykit.cli.session import Session, session_of
from policykit.cli.usage import UsageProblem
from policykit.model.text import Lang, Text

if TYPE_CHECKING:
    from policykit.calendar import DayStatus

NOTES = Text(
    "例:policykit calendar show 2025\n日历未覆盖的年份是错误;加 --provisional 则暂按周一至周五推算,并予标明。",
    "Example: policykit calendar show 2025\n"
    "A year that the calendar does not cover is an error; with --provisional Monday to Friday are taken as working "
    "days, and marked.",
)

_CELL = 6
_HEADS = Text("一 二 三 四 五 六 日", "Mo Tu We Th Fr Sa Su")
_LEGEND = Text(
    "标记:休 周末;假 放假日;班 调休上班;没有标记的是工作日;? 暂定",
    "marks: w weekend; h holiday; m make-up working day; unmarked days are working days; ? provisional",
)
_MARKS = {
    "weekend": Text("休", "w"),
    "holiday": Text("假", "h"),
    "make-up working day": Text("班", "m"),
    "working day": Text("", ""),
}


def run(
    context: typer.Context,
    *,
    year: Annotated[
        str,
        typer.Argument(metavar="YEAR"),
        Text("年份,如 2025", "the year, such as 2025"),
    ],
    provisional: o.Provisional = False,
    calendar: o.CalendarName = None,
    format_: o.Plain = "text",
) -> int:
    """Show every day of the year: worked, weekend, holiday or make-up."""
    session = session_of(context)
    chosen = o.plain_format(format_)
    if not (len(year) == 4 and year.isascii() and year.isdigit() and year >= "0001"):
        raise UsageProblem(
            Text(f"YEAR 的值“{year}”不是年份;请写如 2025", f"YEAR is '{year}'; write a year such as 2025")
        )

    from policykit.cli.derivation import calendar_named

    used = calendar_named(calendar, provisional=provisional)
    first = date(int(year), 1, 1)
    days = [used.status(first + timedelta(days=n)) for n in range((date(int(year), 12, 31) - first).days + 1)]
    if chosen is o.PlainFormat.JSON:
        output.put_text(json.dumps([_record(d, session.lang) for d in days], ensure_ascii=False, indent=1))
        return 0
    output.put_text("\n".join(_lines(year, days, session)))
    return 0


def _record(status: "DayStatus", lang: Lang) -> dict[str, object]:
    return {
        "day": status.day.isoformat(),
        "working": status.working,
        "kind": status.kind.value,
        "name": None if status.name is None else status.name.show(lang),
        "provisional": status.provisional,
    }


def _lines(year: str, days: "list[DayStatus]", session: Session) -> Iterator[str]:
    worked = sum(d.working for d in days)
    yield session.show(Text(f"{year} 年:工作日 {worked} 天", f"{year}: {worked} working days"))
    yield session.show(_LEGEND)
    for month, of_month in groupby(days, key=lambda d: d.day.month):
        yield ""
        yield from _month(int(year), month, list(of_month), session)


def _month(year: int, month: int, days: "list[DayStatus]", session: Session) -> Iterator[str]:
    worked = sum(d.working for d in days)
    yield session.show(Text(f"{year} 年 {month} 月:工作日 {worked} 天", f"{year}-{month:02}: {worked} working days"))
    yield "".join(pad(h, _CELL) for h in session.show(_HEADS).split()).rstrip()
    cells = [pad("", _CELL)] * days[0].day.weekday() + [pad(_cell(d, session), _CELL) for d in days]
    for n in range(0, len(cells), 7):
        yield "".join(cells[n : n + 7]).rstrip()
    yield from _named(days, session)


def _cell(status: "DayStatus", session: Session) -> str:
    return f"{status.day.day:2}{session.show(_MARKS[status.kind.value])}{'?' if status.provisional else ''}"


def _named(days: "list[DayStatus]", session: Session) -> Iterator[str]:
    """The month's holidays and make-up days: consecutive days of one name in one line."""
    special = [d for d in days if d.name is not None]

    def run_of(pair: "tuple[int, DayStatus]") -> tuple[int, str, str]:
        n, status = pair
        return status.day.toordinal() - n, status.kind.value, status.reason.en

    for _, group in groupby(enumerate(special), key=run_of):
        members = [status for _, status in group]
        first, last = members[0], members[-1]
        span = f"{first.day}" if first is last else f"{first.day} – {last.day}"
        yield f"  {span}  {session.show(first.reason)}"
