"""Which language the screen speaks: `--lang`, taken out of the command line, or else the environment.

It is chosen before anything else is done, since even the help and the errors of the command line come in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policykit.cli.usage import UsageProblem
from policykit.model.text import Lang, Text

OPTION = "--lang"
VARIABLES = ("POLICYKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""The environment variables that name a language, the strongest first."""


def language_of(environment: Mapping[str, str]) -> Lang:
    """The language of the first variable that is set: Chinese for `zh…`, English for anything else and for none."""
    name = next((environment[v] for v in VARIABLES if environment.get(v)), "")
    return Lang.ZH if name.lower().startswith("zh") else Lang.EN


def take_language(arguments: Sequence[str], default: Lang) -> tuple[Lang, list[str]]:
    """The language that `--lang` names (the last one, if several), and the arguments without it.

    It may stand anywhere before `--`. Raises `UsageProblem` if its value is missing or no language.
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    lang, rest = default, []
    before = iter(arguments[:end])
    for argument in before:
        if argument == OPTION:
            lang = _read(next(before, ""))
        elif argument.startswith(f"{OPTION}="):
            lang = _read(argument.removeprefix(f"{OPTION}="))
        else:
            rest.append(argument)
    return lang, [*rest, *arguments[end:]]


def _read(value: str) -> Lang:
    if value in list(Lang):
        return Lang(value)
    raise UsageProblem(Text(f"--lang 的值“{value}”不可用;应为 zh 或 en", f"--lang is '{value}'; expected zh or en"))
