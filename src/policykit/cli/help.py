"""The pages that `--help` shows, in the language of the screen.

In: a Typer command whose parameters carry their description as a `Text` beside Typer's own annotation. Out: the page
as text. Pages are laid out here and not by Typer, which breaks lines by characters, not by columns, and speaks English.
"""

from __future__ import annotations

import inspect
import shutil
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from typer.core import TyperCommand, TyperGroup

from policykit.cli.columns import pad, wrap
from policykit.model.text import Lang, Text, display_width

HELP = "--help"

_INDENT = "  "
_WIDEST = 100
_WIDEST_NAME = 28

_USAGE = Text("用法", "Usage")
_ARGUMENTS = Text("参数", "Arguments")
_OPTIONS = Text("选项", "Options")
_COMMANDS = Text("命令", "Commands")
_EVERYWHERE = Text("通用选项", "Options of every command")
_SOME_OPTIONS = Text("[选项]", "[OPTIONS]")
_COMMAND = Text("命令 …", "COMMAND …")
_REQUIRED = Text("必填", "required")
_REPEATABLE = Text("可重复", "may be repeated")
_LANG = Text("界面语言;不写时依环境变量", "language of the screen; by default that of the environment")
_HELP = Text("显示本页", "show this page")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page needs beside the command: its path (`policykit calendar due`), language, summary and notes."""

    path: str
    lang: Lang
    summary: Text
    notes: Text | None = None


def command_page(page: Page, command: TyperCommand) -> str:
    """The page of a command."""
    described = _descriptions(command)
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    usage = " ".join([page.path, _SOME_OPTIONS.show(page.lang), *(p.metavar or p.name for p in arguments)])
    layout = _Layout(page, usage)
    layout.section(_ARGUMENTS, [(p.metavar or p.name, _about(p, described, page.lang)) for p in arguments])
    layout.section(_OPTIONS, [(_option(p), _about(p, described, page.lang)) for p in options])
    return layout.page()


def group_page(page: Page, group: TyperGroup, commands: Mapping[str, Text]) -> str:
    """The page of a group, with the summaries of its commands."""
    described = _descriptions(group)
    layout = _Layout(page, f"{page.path} {_COMMAND.show(page.lang)}")
    layout.section(_COMMANDS, [(name, summary.show(page.lang)) for name, summary in commands.items()])
    options = [p for p in group.params if HELP not in p.opts]
    layout.section(_OPTIONS, [(_option(p), _about(p, described, page.lang)) for p in options])
    return layout.page()


class _Parameter(typing.Protocol):
    """What a page asks of a parameter, whichever version of Typer made it."""

    name: str
    opts: list[str]
    metavar: str | None
    required: bool
    multiple: bool
    nargs: int


def _descriptions(command: TyperCommand | TyperGroup) -> dict[str, Text]:
    """The `Text` beside each parameter of the command's function, by the parameter's name."""
    if command.callback is None:
        return {}
    hints = typing.get_type_hints(inspect.unwrap(command.callback), include_extras=True)
    return {
        name: text
        for name, hint in hints.items()
        for text in getattr(hint, "__metadata__", ())
        if isinstance(text, Text)
    }


def _option(parameter: _Parameter) -> str:
    names = ", ".join(parameter.opts)
    return f"{names} {parameter.metavar}" if parameter.metavar else names


def _about(parameter: _Parameter, described: Mapping[str, Text], lang: Lang) -> str:
    text = described[parameter.name].show(lang)
    marks = [_REQUIRED] if parameter.required else []
    if parameter.multiple:
        marks.append(_REPEATABLE)
    if not marks:
        return text
    joined = (", " if lang is Lang.EN else ",").join(m.show(lang) for m in marks)
    return f"{text} [{joined}]"


class _Layout:
    """A page being laid out."""

    def __init__(self, page: Page, usage: str) -> None:
        self.about, self.lang = page, page.lang
        self.width = min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns)
        self.lines = [f"{_USAGE.show(self.lang)}: {usage}", ""]
        self._paragraph(page.summary)

    def section(self, title: Text, rows: Iterable[tuple[str, str]]) -> None:
        """Names with what they mean, the meanings in one column; nothing if there are no rows."""
        rows = list(rows)
        if not rows:
            return
        self.lines += ["", f"{title.show(self.lang)}:"]
        column = min(_WIDEST_NAME, max(display_width(name) for name, _ in rows)) + len(_INDENT) * 2
        for name, text in rows:
            first, *others = wrap(text, self.width - column)
            if display_width(name) > _WIDEST_NAME:
                self.lines += [_INDENT + name, " " * column + first]
            else:
                self.lines.append(pad(_INDENT + name, column) + first)
            self.lines += [" " * column + line for line in others]

    def page(self) -> str:
        """The whole page."""
        self.section(_EVERYWHERE, [("--lang zh|en", _LANG.show(self.lang)), (HELP, _HELP.show(self.lang))])
        if self.about.notes:
            self.lines.append("")
            self._paragraph(self.about.notes)
        return "\n".join(self.lines)

    def _paragraph(self, text: Text) -> None:
        for line in text.show(self.lang).split("\n"):
            self.lines += [_INDENT + part for part in wrap(line, self.width - len(_INDENT))]
