"""`policykit pages`: a page for every rule, with its clause, its text in both surfaces and its cases as timelines."""

from pathlib import Path
from typing import Annotated

import typer

from policykit.cli import options as o
from policykit.cli.session import session_of
from policykit.model.text import Text

NOTES = Text(
    "网页两种文字并列,不需要网络。目录里的其他文件不动。案例不符的,网页上会标明,不影响退出状态。",
    "The pages are in both languages and need no network. Other files in the folder stay. A case that does not come "
    "out as expected is marked on its page, and does not change the exit status.",
)


def run(
    context: typer.Context,
    *,
    paths: o.RulePaths = None,
    folder: Annotated[
        Path,
        typer.Option("--output", metavar="FOLDER"),
        Text("网页写入哪个目录;没有时新建", "the folder for the pages; made if there is none"),
    ],
    semantics: Annotated[
        str | None,
        typer.Option("--semantics", metavar="URL"),
        Text("规则形式确切含义的地址,供网页链接", "where the exact meaning of the forms stands, to link to"),
    ] = None,
    with_plugins: o.WithPlugins = False,
) -> int:
    """Write pages about rules."""
    session = session_of(context)

    from policykit.cli.judge import load_packs
    from policykit.cli.progress import progress
    from policykit.cli.rule_files import packs_in
    from policykit.io.rule_pages import write_pages

    packs = load_packs(packs_in(paths or ()), session, with_plugins=with_plugins)
    with progress(session.lang) as step:
        count = write_pages(
            packs, folder, semantics=semantics, on_rule=lambda rule, done, total: step(rule.title, done, total)
        )
    session.say(Text(f"{folder}:{count} 个网页", f"{folder}: {count} page{'' if count == 1 else 's'}"))
    return 0
