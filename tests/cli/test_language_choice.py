"""Which language the screen speaks."""

from __future__ import annotations

import pytest

from policykit.cli.language import language_of, take_language
from policykit.cli.usage import UsageProblem
from policykit.model.text import Lang

from .conftest import Run


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, Lang.EN),
        ({"LANG": "zh_CN.UTF-8"}, Lang.ZH),
        ({"LANG": "en_US.UTF-8"}, Lang.EN),
        ({"LANG": "C"}, Lang.EN),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US"}, Lang.EN),
        ({"LANG": "en_US", "LC_MESSAGES": "zh_TW"}, Lang.ZH),
        ({"LC_MESSAGES": "zh_CN", "LC_ALL": "C"}, Lang.EN),
        ({"LC_ALL": "C", "POLICYKIT_LANG": "zh"}, Lang.ZH),
        ({"LC_ALL": "zh_CN", "POLICYKIT_LANG": "en"}, Lang.EN),
        ({"LANG": "zh_CN", "LC_ALL": ""}, Lang.ZH),
        ({"LANG": "fr_FR"}, Lang.EN),
    ],
)
def test_the_strongest_variable_that_is_set_decides(environment: dict[str, str], expected: Lang) -> None:
    assert language_of(environment) is expected


@pytest.mark.parametrize(
    ("arguments", "lang", "rest"),
    [
        (["check", "x"], Lang.EN, ["check", "x"]),
        (["--lang", "zh", "check"], Lang.ZH, ["check"]),
        (["check", "--lang", "zh", "x"], Lang.ZH, ["check", "x"]),
        (["check", "--lang=zh"], Lang.ZH, ["check"]),
        (["--lang", "zh", "check", "--lang", "en"], Lang.EN, ["check"]),
        (["check", "--", "--lang", "zh"], Lang.EN, ["check", "--", "--lang", "zh"]),
    ],
)
def test_lang_may_stand_anywhere(arguments: list[str], lang: Lang, rest: list[str]) -> None:
    assert take_language(arguments, Lang.EN) == (lang, rest)


@pytest.mark.parametrize("arguments", [["--lang"], ["--lang", "fr"], ["--lang="], ["check", "--lang", "ZH"]])
def test_anything_else_is_refused(arguments: list[str]) -> None:
    with pytest.raises(UsageProblem, match="expected zh or en"):
        take_language(arguments, Lang.EN)


def test_the_environment_decides_for_errors_too(policykit: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYKIT_LANG", "zh_CN")
    assert policykit("chekc").err == "错误:没有命令 chekc;是否想写 check?\n用法见 policykit --help\n"
    assert policykit("chekc", "--lang", "en").err.startswith("error: there is no command chekc")
