"""`policykit due`: the obligations that are still open, by the time at which they fall due."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import Session, session_of
from policykit.model.text import Text

if TYPE_CHECKING:
    from policykit.cli.judge import Judged
    from policykit.model.finding import Finding
    from policykit.model.time import Instant

NOTES = Text(
    "例:policykit due jiaxian --facts facts.jsonl --as-of 2025-11-30 --within 5工作日\n"
    "没有期限的义务(如“及时”未作约定)不列出,只说明有几项。退出状态:0 已列出;2 未能运行;3 已运行,但有事实被拒收。",
    'Example: policykit due jiaxian --facts facts.jsonl --as-of 2025-11-30 --within "5 workdays"\n'
    "Obligations without a due date (an open term without a house value) are only counted. Exit status: 0 listed; "
    "2 could not run; 3 ran, but some facts were rejected.",
)


def run(
    context: typer.Context,
    *,
    packs: o.PackNames,
    facts: o.Facts,
    as_of: o.AsOf,
    within: Annotated[
        str | None,
        typer.Option("--within", metavar="PERIOD"),
        Text("只列出自截至之时起这一期限内到期的", "only what falls due within this period from the as-of time"),
    ] = None,
    maps: o.Maps = None,
    settings: o.SettingsFile = None,
    format_: o.Plain = "text",
    to: o.OutputFile = None,
    rejects: o.RejectsFile = None,
    assume_in_force: o.AssumeInForce = False,
    provisional: o.Provisional = False,
    calendar: o.CalendarName = None,
    with_plugins: o.WithPlugins = False,
) -> int:
    """List what falls due, the soonest first."""
    session = session_of(context)
    chosen = o.plain_format(format_)
    when = o.read_when(as_of, "--as-of")
    period = o.read_period([within], "--within") if within is not None else None

    from policykit.calendar import deadline
    from policykit.cli.judge import Wanted, judge
    from policykit.engine.check import as_of_instant, calendar_of

    wanted = Wanted(
        packs=packs,
        facts=facts,
        maps=maps or (),
        as_of=when,
        settings=settings,
        calendar=calendar,
        provisional=provisional,
        assume_in_force=assume_in_force,
        with_plugins=with_plugins,
        rejects=rejects,
    )
    judged = judge(wanted, session)
    now = as_of_instant(when)
    until = None
    if period is not None:
        until = deadline(now, period, calendar_of(judged.packs[0].plugins, judged.settings)).last
    found = falling_due(judged, until)
    text = as_json(found, session, now) if chosen is o.PlainFormat.JSON else as_text(found, session, now)
    if to is None:
        output.put_text(text)
    else:
        output.write_file(to, f"{text}\n".encode())
    _say_undated(judged, session)
    return judged.status()


def falling_due(judged: "Judged", until: "Instant | None") -> "list[Finding]":
    """The pending findings that have a due date not after `until` (None: all), the soonest first."""
    from policykit.model.finding import Verdict
    from policykit.model.time import instant

    dated = [
        (instant(f.due), f.sort_key, f)
        for f in judged.report.findings
        if f.verdict is Verdict.PENDING and f.due is not None
    ]
    return [f for due, _, f in sorted(dated, key=lambda d: d[:2]) if until is None or due <= until]


def _say_undated(judged: "Judged", session: Session) -> None:
    from policykit.model.finding import Verdict

    count = sum(f.verdict is Verdict.PENDING and f.due is None for f in judged.report.findings)
    if count:
        session.note(
            Text(
                f"另有 {count:,} 项待履行没有到期日(未作约定,或为持续义务)",
                f"{count:,} more are pending without a due date (no house value, or lasting duties)",
            )
        )


def as_json(found: "list[Finding]", session: Session, now: "Instant") -> str:
    """The findings as JSON, each with the seconds that are left."""
    from policykit.io.report_out import finding_record
    from policykit.io.report_out.records import json_bytes, json_value

    records = [json_value(finding_record(f, session.lang)) | {"seconds_left": _seconds_left(f.due, now)} for f in found]
    return json_bytes(list(records), indent=2).decode()


def as_text(found: "list[Finding]", session: Session, now: "Instant") -> str:
    """The findings as a table."""
    from policykit.cli.citation import citation
    from policykit.io.report_out import words
    from policykit.io.report_out.layout import Table
    from policykit.io.report_out.rows import clock, visible

    if not found:
        return session.show(Text("没有将要到期的义务", "nothing falls due"))
    heads = [
        words.Column.DUE.label,
        Text("剩余", "left"),
        words.Column.UNIT.label,
        words.Column.ACCOUNT.label,
        words.Column.SUBJECT.label,
        words.CLAUSE,
        words.RULE_TITLE,
        words.FINDING_ID,
    ]
    rows = [
        [
            clock(f.due),
            session.show(words.late_by(_seconds_left(f.due, now))),
            visible(f.unit or ""),
            visible(f.account or ""),
            visible(f.subject or ""),
            visible(session.show(citation(f.clause))),
            visible(words.shown(f.title, session.lang)),
            f.id,
        ]
        for f in found
    ]
    table = Table([session.show(h) for h in heads], rows, session.width, color=session.color)
    return "\n".join([*table.head(), *(line for row in rows for line in table.row(row))])


def _seconds_left(due: datetime | None, now: "Instant") -> int:
    from policykit.model.time import instant

    return 0 if due is None else max(0, (instant(due) - now) // 1_000_000)
