"""`policykit diff`: what changed between two versions of a document, in its rules and in what they find."""

import io
from pathlib import Path
from typing import Annotated

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import session_of
from policykit.cli.usage import UsageProblem, choose
from policykit.model.text import Text

NOTES = Text(
    "例:policykit diff old/jiaxian new/jiaxian --facts facts.jsonl --as-of 2025-11-30\n"
    "规则按名称对应,逐条说明更严、更宽或同等,并附证明或见证。写了 --facts 时,列出两个版本在同一事实上不同的判定结果;"
    "两个版本的施行日期不同时,用 --assume-in-force 只比较规则。\n"
    "单独的规则文件使用另一个版本的插件。退出状态:0 已比较;2 未能运行;3 已运行,但有事实被拒收。",
    "Example: policykit diff old/jiaxian new/jiaxian --facts facts.jsonl --as-of 2025-11-30\n"
    "Rules are matched by name, and each is said to be stricter, looser or equal, with a proof or a witness. With "
    "--facts the findings that differ on the same facts are listed; where the versions are in force at other times, "
    "--assume-in-force compares the rules alone.\n"
    "A rule file that stands alone uses the plug-ins of the other version. Exit status: 0 compared; 2 could not run; "
    "3 ran, but some facts were rejected.",
)

_COMPARING = Text("比较规则", "comparing rules")
_JUDGING = Text("判定规则", "judging rules")
_VERSION = Text(
    "规则包的名称或目录,或单独的规则文件:{w}", "a pack's name or folder, or a single rule file: the {w} version"
)


def run(
    context: typer.Context,
    *,
    old: Annotated[
        str,
        typer.Argument(metavar="OLD"),
        _VERSION.fill(w=Text("旧版", "older")),
    ],
    new: Annotated[
        str,
        typer.Argument(metavar="NEW"),
        _VERSION.fill(w=Text("新版", "newer")),
    ],
    facts: Annotated[
        list[Path] | None,
        typer.Option("--facts", metavar="PATH"),
        Text("两个版本都判定的事实文件:JSONL,或 CSV(须有 --map)", "facts for both: JSONL, or CSV with --map"),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE"),
        Text("事实判定到何时:日期(当日终了),或带时差的时间", "judge as of: a date (its end), or a time with an offset"),
    ] = None,
    maps: o.Maps = None,
    settings: o.SettingsFile = None,
    format_: Annotated[
        str,
        typer.Option("--format", metavar="text|markdown|json"),
        Text("输出格式", "the format of the output"),
    ] = "text",
    to: o.OutputFile = None,
    rejects: o.RejectsFile = None,
    assume_in_force: o.AssumeInForce = False,
    provisional: o.Provisional = False,
    calendar: o.CalendarName = None,
    with_plugins: o.WithPlugins = False,
) -> int:
    """Compare, judge the facts with both if there are any, and write what changed."""
    session = session_of(context)
    _refuse_half(facts, as_of, maps, rejects)
    when = o.read_when(as_of, "--as-of") if as_of is not None else None

    from policykit.cli.extras import need_analysis

    need_analysis()

    from dataclasses import replace

    from policykit.analysis.changes import changes
    from policykit.cli.answers import answers
    from policykit.cli.judge import OK, REJECTED, say_rejects, sources_of, telling
    from policykit.cli.progress import progress
    from policykit.cli.settings import settings_of
    from policykit.cli.versions import judge_both, load_versions
    from policykit.engine.settings import Settings
    from policykit.io.changes_out import ChangesFormat, write_changes

    chosen = choose(ChangesFormat, format_, "--format")
    versions = load_versions(old, new, session, with_plugins=with_plugins)
    house = settings_of(settings, versions, session) if settings else Settings()
    house = replace(
        house,
        calendar=calendar or house.calendar,
        provisional=provisional or house.provisional,
        assume_in_force=assume_in_force,
    )
    sources = sources_of(facts or (), maps or ())
    with progress(session.lang) as step:
        found = changes(*versions, settings=house, memory=answers("diff"), on_rule=telling(_COMPARING, step))
        if when is not None:
            judging = telling(_JUDGING, step)
            both = judge_both(versions, sources, when, settings=house, renamed=found.renamed, on_rule=judging)
            found = found.model_copy(update={"findings": both})
    rejected = found.findings.rejects if found.findings else ()
    if rejects is not None:
        output.write_file(rejects, b"".join(f"{r.model_dump_json()}\n".encode() for r in rejected))
    say_rejects(rejected, rejects, session)
    written = io.BytesIO()
    on_screen = to is None
    write_changes(
        found,
        chosen,
        session.lang,
        written,
        color=on_screen and session.color,
        width=session.width if on_screen else None,
    )
    if to is None:
        output.put(written.getvalue())
    else:
        output.write_file(to, written.getvalue())
    return REJECTED if rejected else OK


def _refuse_half(facts: list[Path] | None, as_of: str | None, maps: list[Path] | None, rejects: Path | None) -> None:
    """Raise `UsageProblem` for facts without an instant of judging, and for what belongs to facts without any."""
    if facts and as_of is None:
        raise UsageProblem(Text("写了 --facts,还须写 --as-of", "--facts needs --as-of"))
    if facts:
        return
    for name, given in (("--as-of", as_of), ("--map", maps), ("--rejects", rejects)):
        if given:
            raise UsageProblem(Text(f"{name} 只能与 --facts 一起使用", f"{name} is of use with --facts only"))
