"""policykit itself, without a command."""

from typing import Annotated

import typer

from policykit.cli import output
from policykit.cli.help import HELP
from policykit.cli.session import Session
from policykit.cli.usage import UsageProblem
from policykit.model.text import Text

NOTES = Text(
    "退出状态:0 没有违反;1 有违反;2 未能运行(命令或规则有误);3 已运行,但有事实被拒收。",
    "Exit status: 0 no violation; 1 violations; 2 could not run (the command or the rules are wrong); "
    "3 ran, but some facts were rejected.",
)


Help = Annotated[bool, typer.Option(HELP)]


def run(
    context: typer.Context,
    *,
    version: Annotated[
        bool,
        typer.Option("--version"),
        Text("显示版本", "show the version"),
    ] = False,
    help_: Help = False,
) -> None:
    """Show the version or the help, or say that a command is missing."""
    if version:
        from importlib.metadata import version as installed

        output.put_text(f"policykit {installed('policykit')}")
        raise typer.Exit(0)
    run_group(context, help_=help_)


def run_group(context: typer.Context, *, help_: Help = False) -> None:
    """Show the help, or say that a command is missing, unless one follows."""
    if help_:
        output.put_text(context.get_help())
        raise typer.Exit(0)
    if context.invoked_subcommand is None:
        if isinstance(context.obj, Session):
            output.note(context.get_help())
        raise UsageProblem(Text("缺少命令", "a command is missing"))
