"""`policykit check`: facts judged by the rules of packs, the findings as a report."""

import io
from typing import Annotated

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import session_of
from policykit.cli.usage import UsageProblem, choose
from policykit.model.text import Text

_NO_FACTS = Text("缺少选项 --facts", "the option --facts is missing")
_IDLE = Text("{option} 与 {where} 不能同用:它不起作用", "{option} does nothing with {where}: leave out one of them")
_EITHER = Text(
    "事实来自 --facts 或 --database 之一(Spark 可用 --facts 指明一个目录);"
    "--map 只用于文件,--save-to 只用于 --database postgresql://",
    "facts come from --facts or from --database (with Spark, --facts may name a folder); "
    "--map goes with files, --save-to goes with --database postgresql://",
)

NOTES = Text(
    "例:policykit check jiaxian --facts facts.jsonl --as-of 2025-11-30\n"
    "默认只列违反(含逾期履行)。退出状态:0 没有违反;1 有违反;2 未能运行;3 已运行,但有事实被拒收。",
    "Example: policykit check jiaxian --facts facts.jsonl --as-of 2025-11-30\n"
    "Lists violations only, acts done late among them, unless told otherwise. Exit status: 0 no violation; "
    "1 violations; 2 could not run; 3 ran, but some facts were rejected.",
)


def run(
    context: typer.Context,
    *,
    packs: o.PackNames,
    facts: o.MaybeFacts = None,
    as_of: o.AsOf,
    maps: o.Maps = None,
    settings: o.SettingsFile = None,
    rules: Annotated[
        list[str] | None,
        typer.Option("--rule", metavar="NAME"),
        Text("只判定这条规则", "judge this rule only"),
    ] = None,
    pending: Annotated[
        bool,
        typer.Option("--pending"),
        Text("也列出待履行的义务", "list pending obligations too"),
    ] = False,
    everything: Annotated[
        bool,
        typer.Option("--all"),
        Text("列出全部结果,包括已履行的", "list every finding, those that are met among them"),
    ] = False,
    format_: Annotated[
        str,
        typer.Option("--format", metavar="text|json|jsonl|sarif|junit|html|xlsx|parquet"),
        Text("报告格式", "the format of the report"),
    ] = "text",
    to: o.OutputFile = None,
    rejects: o.RejectsFile = None,
    assume_in_force: o.AssumeInForce = False,
    provisional: o.Provisional = False,
    calendar: o.CalendarName = None,
    with_plugins: o.WithPlugins = False,
    engine: Annotated[
        str,
        typer.Option("--engine", metavar="auto|reference|columnar"),
        Text(
            "判定引擎;结果相同,默认按事实的多少选择",
            "the engine that judges; the findings are the same, by default the size of the facts decides",
        ),
    ] = "auto",
    memory: Annotated[
        str | None,
        typer.Option("--memory", metavar="4GB"),
        Text(
            "列式引擎最多占用的内存;超出部分写入临时文件",
            "the memory that the columnar engine may take; what is beyond goes to temporary files",
        ),
    ] = None,
    database: Annotated[
        str | None,
        typer.Option("--database", metavar="URL"),
        Text(
            "在 PostgreSQL 或 Spark 中判定其中的事实:postgresql://用户@主机/库;spark://主机:端口 或 spark://local",
            "judge the facts of PostgreSQL or Spark, inside it: postgresql://user@host/database; "
            "spark://host:port or spark://local",
        ),
    ] = None,
    save_to: Annotated[
        str | None,
        typer.Option("--save-to", metavar="TABLE"),
        Text(
            "结果写入该数据库的这张表,按编号更新",
            "write the findings into this table of the database, brought up to date by their ids",
        ),
    ] = None,
) -> int:
    """Judge, write the report, and say by the status whether there are violations."""
    session = session_of(context)
    from policykit.cli.batch import ENGINES, Batch, is_for_tables
    from policykit.cli.extras import is_spark

    engine = choose(ENGINES, engine, "--engine")
    when = o.read_when(as_of, "--as-of")

    from policykit.cli.judge import OK, VIOLATIONS, Wanted, judge
    from policykit.io.report_out import ReportFormat, write_report
    from policykit.model.finding import Verdict

    chosen = choose(ReportFormat, format_, "--format")
    if chosen.binary:
        o.refuse_terminal(chosen, to)
    if database is None and not facts:
        raise UsageProblem(_NO_FACTS)
    in_spark = database is not None and is_spark(database)
    folder = in_spark and facts is not None and len(facts) == 1 and facts[0].is_dir()
    if (database is not None and ((facts and not folder) or maps)) or (save_to and (database is None or in_spark)):
        raise UsageProblem(_EITHER)
    by_reference = engine == "reference"
    for option, given, where, instead in (
        ("--engine reference", by_reference, "--database", database is not None),
        ("--rejects", rejects is not None, "--database", database is not None),
        ("--memory", memory is not None, "--database", database is not None),
        ("--memory", memory is not None, "--engine reference", by_reference),
    ):
        if given and instead:
            raise UsageProblem(_IDLE.fill(option=option, where=where))
    wanted = Wanted(
        packs=packs,
        facts=facts or (),
        maps=maps or (),
        as_of=when,
        settings=settings,
        calendar=calendar,
        provisional=provisional,
        assume_in_force=assume_in_force,
        with_plugins=with_plugins,
        rules=rules or (),
        rejects=rejects,
    )
    include = frozenset(
        v for v in Verdict if v.is_breach or v is Verdict.IDENTIFIED or everything or (pending and v is Verdict.PENDING)
    )
    if database is not None or is_for_tables(engine, wanted.facts):
        batch = Batch(wanted, session, memory, database)
        if save_to is not None:
            return VIOLATIONS if batch.save(include, save_to) else OK
        if chosen.streamed:
            breaches, status = batch.stream(include, chosen, to)
            return status if status is not None else VIOLATIONS if breaches else OK
        judged, status = batch.report(include)
    else:
        found = judge(wanted, session)
        judged, status = found.report, found.status() or None
    report = io.BytesIO()
    on_screen = to is None
    write_report(
        judged,
        chosen,
        session.lang,
        report,
        include=include,
        color=on_screen and session.color,
        width=session.width if on_screen else None,
    )
    if to is None:
        output.put(report.getvalue())
    else:
        output.write_file(to, report.getvalue())
    return status if status is not None else VIOLATIONS if judged.violations else OK
