"""`policykit explain`: one finding, and all that stands behind it."""

from typing import TYPE_CHECKING, Annotated

import typer

from policykit.cli import options as o
from policykit.cli import output
from policykit.cli.session import session_of
from policykit.model.text import Text

if TYPE_CHECKING:
    from policykit.cli.judge import Judged

NOTES = Text(
    "例:policykit explain jiaxian 3f2a --facts facts.jsonl --as-of 2025-11-30\n"
    "编号见 check 的报告,可只写前几位(至少 4 位)。退出状态:0 已说明;2 未能运行;3 已运行,但有事实被拒收。",
    "Example: policykit explain jiaxian 3f2a --facts facts.jsonl --as-of 2025-11-30\n"
    "Ids stand in the report of check and may be cut short, to 4 characters at least. Exit status: 0 explained; "
    "2 could not run; 3 ran, but some facts were rejected.",
)


def run(
    context: typer.Context,
    *,
    pack: o.PackName,
    finding: Annotated[
        str,
        typer.Argument(metavar="FINDING-ID"),
        Text("判定结果的编号,或其前几位", "the id of the finding, or the beginning of it"),
    ],
    facts: o.Facts,
    as_of: o.AsOf,
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
    """Explain a finding."""
    session = session_of(context)
    chosen = o.plain_format(format_)
    when = o.read_when(as_of, "--as-of")

    from policykit.cli.explanation import as_json, as_text
    from policykit.cli.judge import Wanted, judge
    from policykit.packs.explain import explain, find

    wanted = Wanted(
        packs=(pack,),
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
    judged: Judged = judge(wanted, session)
    judged_pack = judged.packs[0]
    found = find(judged.report.findings, finding)
    explanation = explain(judged_pack, found, judged.loaded.facts, judged.settings)
    vocabulary = judged_pack.plugins.vocabulary
    to_text = as_json if chosen is o.PlainFormat.JSON else as_text
    text = to_text(explanation, vocabulary, session)
    if to is None:
        output.put_text(text)
    else:
        output.write_file(to, f"{text}\n".encode())
    return judged.status()
