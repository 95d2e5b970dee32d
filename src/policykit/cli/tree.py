"""The commands: their names, what each does, and where it lives. A command is imported when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import typer
from typer.core import TyperCommand, TyperGroup

from policykit.cli.help import Page, command_page, group_page
from policykit.cli.usage import UsageProblem, near
from policykit.model.text import Lang, Text

PROGRAM = "policykit"


@dataclass(frozen=True, slots=True)
class Entry:
    """A command (`module` holds its function `run`) or a group of commands (`below`)."""

    summary: Text
    module: str | None = None
    below: Mapping[str, Entry] | None = None


_CALENDAR = {
    "due": Entry(
        Text("推算到期日,逐日说明", "Derive a due date, day by day"),
        "calendar_due",
    ),
    "show": Entry(
        Text("显示一年的工作日、放假日和调休日", "Show the working days, holidays and make-up days of a year"),
        "calendar_show",
    ),
}

_SOURCE = {
    "lock": Entry(
        Text("记下官方文本各条的指纹", "Note the fingerprint of each clause of the official text"),
        "source_lock",
    ),
    "verify": Entry(
        Text("新文本改动了哪些条款,哪些规则引用它们", "Which clauses a newer text changes, and which rules cite them"),
        "source_verify",
    ),
}

COMMANDS: Mapping[str, Entry] = {
    "check": Entry(
        Text("按规则包判定事实,列出违反", "Judge facts by the rules of packs and list the violations"),
        "check",
    ),
    "explain": Entry(
        Text("说明一项判定的由来:条款、事实、逐日推算", "Say why a finding is what it is: clause, facts, day by day"),
        "explain",
    ),
    "due": Entry(
        Text("列出将要到期的义务", "List what falls due"),
        "due",
    ),
    "calendar": Entry(
        Text("工作日和期限的推算", "Working days and the arithmetic of deadlines"),
        below=_CALENDAR,
    ),
    "lint": Entry(
        Text("检查规则文件", "Check rule files"),
        "lint",
    ),
    "fmt": Entry(
        Text("规整规则文件,或译成另一种文字", "Format rule files, or turn them into the other language"),
        "fmt",
    ),
    "test": Entry(
        Text("运行规则包的案例", "Run the cases of packs"),
        "cases",
    ),
    "diff": Entry(
        Text("说明两个版本之间改了什么,更严还是更宽", "Say what changed between two versions, and which asks more"),
        "diff",
    ),
    "mutate": Entry(
        Text("逐处改动规则,看案例能否发现", "Change rules one place at a time and see whether their cases notice"),
        "mutants",
    ),
    "clauses": Entry(
        Text("列出全部条款:有哪些规则,或为何没有", "List every clause: its rules, or why it has none"),
        "clauses",
    ),
    "compare": Entry(
        Text(
            "并列各文件的要求:谁更严,附证明或见证", "Set documents side by side: which asks more, with proof or witness"
        ),
        "compare",
    ),
    "compile": Entry(
        Text("把规则编译为 SQL", "Turn rules into SQL"),
        "compiled",
    ),
    "pages": Entry(
        Text("写出规则网页:条款、规则、案例时间线", "Write a page for every rule: clause, text, cases as timelines"),
        "pages",
    ),
    "source": Entry(
        Text("与官方文本核对", "Compare packs with the official text"),
        below=_SOURCE,
    ),
    "form": Entry(
        Text("检查备案表,或输出可打印的备案表", "Check filing forms, or print them"),
        "form",
    ),
    "packs": Entry(
        Text("列出已安装的规则包", "List the installed packs"),
        "packs",
    ),
    "schema": Entry(
        Text("输出事实或判定结果的数据格式", "Print the JSON Schema of facts or findings"),
        "schema",
    ),
}


class Command(TyperCommand):
    """A command whose help is in the language of the screen."""

    page: Page

    def get_help(self, ctx: object) -> str:
        """The help."""
        return command_page(self.page, self)


class Group(TyperGroup):
    """A group that imports its commands when they are asked for, and whose help is in the language of the screen."""

    page: Page
    below: Mapping[str, Entry]

    def get_help(self, ctx: object) -> str:
        """The help."""
        return group_page(self.page, self, {name: entry.summary for name, entry in self.below.items()})

    def list_commands(self, ctx: object) -> list[str]:
        """The names, in the order in which they are listed."""
        return list(self.below)

    def get_command(self, ctx: object, cmd_name: str) -> Command | Group:
        """The command of that name. Raises `UsageProblem` if there is none."""
        entry = self.below.get(cmd_name)
        if entry is None:
            hint = near(cmd_name, self.below)
            raise UsageProblem(Text(f"没有命令 {cmd_name}{hint.zh}", f"there is no command {cmd_name}{hint.en}"))
        return _build(entry, f"{self.page.path} {cmd_name}", self.page.lang)


def root(lang: Lang) -> Group:
    """The whole command line, in a language."""
    summary = Text(
        "政务新媒体管理规定的规则化检查:哪一条、哪个账号、自何时、应于何时、由哪些事实证明",
        "Rules for government new media as code: which clause, which account, since when, due when, "
        "shown by which facts",
    )
    return _group(Entry(summary, below=COMMANDS), PROGRAM, lang)


def path_of(arguments: Sequence[str]) -> str:
    """The command that the arguments name, as far as they name one: where to ask for help."""
    path, below = PROGRAM, COMMANDS
    for argument in arguments:
        entry = below.get(argument)
        if entry is None:
            break
        path = f"{path} {argument}"
        if entry.below is None:
            break
        below = entry.below
    return path


def _build(entry: Entry, path: str, lang: Lang) -> Command | Group:
    return _group(entry, path, lang) if entry.module is None else _command(entry, path, lang)


def _command(entry: Entry, path: str, lang: Lang) -> Command:
    module = importlib.import_module(f"policykit.cli.commands.{entry.module}")
    app = _app()
    app.command(path.rsplit(" ", 1)[-1], cls=Command, context_settings={"allow_extra_args": True})(module.run)
    command = cast("Command", typer.main.get_command(app))
    command.page = Page(path, lang, entry.summary, getattr(module, "NOTES", None))
    return command


def _group(entry: Entry, path: str, lang: Lang) -> Group:
    from policykit.cli.commands import root as of_root

    app = _app()
    # Typer's own --help loads Pydantic to read its default; this one does not.
    app.callback(cls=Group, invoke_without_command=True, add_help_option=False)(
        of_root.run if path == PROGRAM else of_root.run_group
    )
    group = cast("Group", typer.main.get_command(app))
    group.page = Page(path, lang, entry.summary, of_root.NOTES if path == PROGRAM else None)
    group.below = entry.below or {}
    return group


def _app() -> typer.Typer:
    return typer.Typer(add_completion=False, rich_markup_mode=None)
