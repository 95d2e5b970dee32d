"""Mistakes on the command line, said in both languages.

What Typer finds wrong comes in as its exception, in English; what goes out is a `UsageProblem`. Typer keeps the classes
of these exceptions in different places from version to version, so that they are told apart by what they carry.
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
    """The command line says something that cannot be done."""


def is_usage_error(error: Exception) -> bool:
    """Whether Typer raised the exception for what was typed."""
    usage_error = typer.BadParameter.__base__
    return usage_error is not None and isinstance(error, usage_error)


def from_typer(error: Exception) -> UsageProblem:
    """What Typer's exception says, in both languages."""
    return UsageProblem(_text(error))


def _text(error: Exception) -> Text:
    option = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    if isinstance(option, str):
        if hasattr(error, "possibilities"):
            return _no_option(option, error.possibilities or ())
        return _misused(option, takes_none="not take" in str(getattr(error, "message", "")))
    if parameter is not None and not getattr(error, "message", ""):
        return _missing(parameter)
    said = str(getattr(error, "message", error))
    return Text(f"命令行有误:{said}", f"the command line is wrong: {said}")


def _no_option(option: str, possible: Iterable[str]) -> Text:
    hint = near(option, possible)
    return Text(f"没有选项 {option}{hint.zh}", f"there is no option {option}{hint.en}")


def _misused(option: str, *, takes_none: bool) -> Text:
    if takes_none:
        return Text(f"选项 {option} 不带值", f"the option {option} takes no value")
    return Text(f"选项 {option} 后面缺少值", f"the option {option} needs a value")


def _missing(parameter: object) -> Text:
    if getattr(parameter, "param_type_name", "") == "argument":
        name = str(getattr(parameter, "metavar", None) or getattr(parameter, "name", ""))
        return Text(f"缺少参数 {name}", f"the argument {name} is missing")
    names: list[str] = getattr(parameter, "opts", [])
    return Text(f"缺少选项 {names[0]}", f"the option {names[0]} is missing")


def near(word: str, known: Iterable[str]) -> Text:
    """A hint to end a sentence with, naming what `word` may have been meant to be; empty if nothing is near."""
    # One wrong character in a Chinese word of two is half of it.
    found = get_close_matches(word, list(known), n=1, cutoff=0.6 if word.isascii() else 0.5)
    return Text(f";是否想写 {found[0]}?", f"; did you mean {found[0]}?") if found else Text("", "")


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
