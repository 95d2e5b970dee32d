"""Mistakes on the command line, said in both languages.

What Typer finds wrong comes in as its exception, in English; what goes out is a `UsageProblem`. Typer keeps the classes of
these exceptions in different places from version to version, so that they are told apart by what they carry.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TypeVar

import typer

from policykit.model.errors import PolicykitError
from policykit.model.text import Text, join

_Value = TypeVar("_Value")


class UsageProblem(PolicykitError):
    """The command line says something that cannot be done. `command` is the command to ask `--help` of."""

    def __init__(self, text: Text, command: str | None = None) -> None:
        """Keep the text, and the command if it is known."""
        super().__init__(text)
        self.command = command


def is_usage_error(error: Exception) -> bool:
    """Whether Typer raised the exception for what was typed."""
    usage_error = typer.BadParameter.__base__
    return usage_error is not None and isinstance(error, usage_error)


def from_typer(error: Exception) -> UsageProblem:
    """What Typer's exception says, in both languages."""
    context = getattr(error, "ctx", None)
    return UsageProblem(_text(error), getattr(context, "command_path", None))


def _text(error: Exception) -> Text:
    option = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    if isinstance(option, str):
        possible = getattr(error, "possibilities", False)
        return _option_misused(option) if possible is False else _no_option(option, possible or ())
    if parameter is not None and not getattr(error, "message", ""):
        return _missing(parameter)
    said = str(getattr(error, "message", error))
    return Text(f"命令行有误:{said}", f"the command line is wrong: {said}")


def _no_option(option: str, possible: Iterable[str]) -> Text:
    hint = near(option, possible)
    return Text(f"没有选项 {option}{hint.zh}", f"there is no option {option}{hint.en}")


def _option_misused(option: str) -> Text:
    return Text(
        f"选项 {option} 的值缺失,或它不带值却给了值",
        f"the option {option} lacks its value, or was given one and takes none",
    )


def _missing(parameter: object) -> Text:
    if getattr(parameter, "param_type_name", "") == "argument":
        name = str(getattr(parameter, "metavar", None) or getattr(parameter, "name", ""))
        return Text(f"缺少参数 {name}", f"the argument {name} is missing")
    names: list[str] = getattr(parameter, "opts", [])
    return Text(f"缺少选项 {names[0]}", f"the option {names[0]} is missing")


def near(word: str, known: Iterable[str]) -> Text:
    """A hint to end a sentence with, naming what `word` may have been meant to be; empty if nothing is near."""
    found = get_close_matches(word, list(known), n=3, cutoff=0.5)
    if not found:
        return Text("", "")
    return Text(f";是否想写 {'、'.join(found)}?", f"; did you mean {' or '.join(found)}?")


def choose(values: Iterable[_Value], word: str, option: str) -> _Value:
    """The value whose `str` is `word`. Raises `UsageProblem` listing the values there are."""
    known = {str(v): v for v in values}
    if word in known:
        return known[word]
    hint = near(word, known)
    listed = join([Text(k, k) for k in known])
    raise UsageProblem(
        Text(
            f"{option} 的值“{word}”不可用;应为 {listed.zh} 之一{hint.zh}",
            f"{option} is '{word}'; expected one of {listed.en}{hint.en}",
        )
    )
