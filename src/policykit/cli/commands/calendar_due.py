"""`policykit calendar due`: the arithmetic of deadlines by itself, day by day, by the code that judges."""

import json
from datetime import datetime
from typing import Annotated

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import session_of
from policykit.cli.usage import UsageProblem
from policykit.model.text import Text

NOTES = Text(
    "例:policykit calendar due 2025-09-30T10:00+08:00 5工作日\n"
    "期限的写法如 24小时、5工作日、30天、30自然日、2周、6个月、半年、当日。",
    "Example: policykit calendar due 2025-09-30T10:00+08:00 5 workdays\n"
    "Periods are written as 24 hours, 5 workdays, 30 days, 30 natural days, 2 weeks, 6 months, half a year, "
    "the same day.",
)


def run(
    context: typer.Context,
    *,
    start: Annotated[
        str,
        typer.Argument(metavar="START"),
        Text("触发之时:日期,或带时差的时间", "the trigger: a date, or a time with an offset"),
    ],
    period: Annotated[
        list[str],
        typer.Argument(metavar="PERIOD"),
        Text("期限", "the period"),
    ],
    provisional: o.Provisional = False,
    calendar: o.CalendarName = None,
    format_: o.Plain = "text",
) -> int:
    """Show each day of the derivation and the due date."""
    session = session_of(context)
    chosen = o.plain_format(format_)
    when = o.read_when(start, "START")
    limit = o.read_period(period, "PERIOD")

    from policykit.calendar import derive
    from policykit.cli.derivation import calendar_named, due_words, record, step_lines
    from policykit.model.policy.periods import PeriodUnit
    from policykit.model.time import day_start, instant, moment

    if limit.unit is PeriodUnit.HOUR and not isinstance(when, datetime):
        raise UsageProblem(
            Text(
                "按小时计算要从一个时刻起算;START 请写时间,如 2025-09-30T10:00+08:00",
                "hours count from an instant; write START with its time, such as 2025-09-30T10:00+08:00",
            )
        )
    begin = instant(when) if isinstance(when, datetime) else day_start(when)
    used = calendar_named(calendar, provisional=provisional)
    due, steps = derive(begin, limit, used)
    if chosen is o.PlainFormat.JSON:
        at = {"start": moment(begin).isoformat(), "calendar": used.name}
        output.put_text(json.dumps(at | record(limit, due, steps, session.lang), ensure_ascii=False, indent=2))
        return 0
    heading = Text("自 {s} 起 {p}", "{p} from {s}").fill(s=start, p=limit.label)
    lines = [
        session.show(heading),
        *(f"  {line}" for line in step_lines(steps, session.lang)),
        session.show(due_words(due)),
    ]
    output.put_text("\n".join(lines))
    return 0
