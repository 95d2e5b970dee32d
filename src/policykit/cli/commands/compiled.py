"""`policykit compile`: a pack's rules as SQL, or the plan of which engine judges which rule."""

from typing import Annotated

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import session_of
from policykit.cli.usage import choose
from policykit.model.text import Text

NOTES = Text(
    "例:policykit compile jiaxian --dialect postgres --as-of 2025-11-30\n"
    "每类事件一个表;先建语句所用的表,再查每条规则的结果。",
    "Example: policykit compile jiaxian --dialect postgres --as-of 2025-11-30\n"
    "Facts stand in a table for each event type; the tables that rules join come before their queries.",
)


def run(
    context: typer.Context,
    *,
    packs: o.PackNames,
    as_of: o.AsOf,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE"),
        Text("期限自哪日起列出;默认为截至日的前一年", "from which day deadlines are told; by default a year before"),
    ] = None,
    dialect: Annotated[
        str,
        typer.Option("--dialect", metavar="duckdb|postgres|spark"),
        Text("SQL 方言", "the dialect of SQL"),
    ] = "duckdb",
    plan: Annotated[
        bool,
        typer.Option("--plan"),
        Text("只列出每条规则由谁判定及原因", "list only which engine judges each rule, and why"),
    ] = False,
    rules: Annotated[
        list[str] | None,
        typer.Option("--rule", metavar="NAME"),
        Text("只编译这条规则", "compile this rule only"),
    ] = None,
    settings: o.SettingsFile = None,
    assume_in_force: o.AssumeInForce = False,
    calendar: o.CalendarName = None,
    with_plugins: o.WithPlugins = False,
    to: o.OutputFile = None,
) -> int:
    """Write the script or the plan."""
    session = session_of(context)
    when = o.read_when(as_of, "--as-of")
    begin = o.read_when(since, "--from") if since is not None else None

    from policykit.cli.extras import need_columnar

    need_columnar()
    from policykit.cli.compiling import Chosen, written
    from policykit.engine.columnar.dialects import Dialect

    chosen = Chosen(
        packs=packs,
        as_of=when,
        since=begin,
        rules=tuple(rules or ()),
        settings=settings,
        calendar=calendar,
        assume_in_force=assume_in_force,
        with_plugins=with_plugins,
    )
    text = "\n".join(written(chosen, session, None if plan else choose(Dialect, dialect, "--dialect")))
    if to is None:
        output.put_text(text)
    else:
        output.write_file(to, f"{text}\n".encode())
    return 0
