"""Settings files: what they may say, and how what they may not say is named."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from policykit.engine.settings import Settings
from policykit.io.settings_in import parse_settings, read_settings
from policykit.model.errors import SettingsError
from policykit.model.policy.periods import SAME_DAY, Period, PeriodUnit

WORKDAYS = {n: Period(n, PeriodUnit.WORKDAY) for n in (3, 10)}

GOOD = [
    ("", Settings()),
    ('calendar = "house"\nprovisional = true', Settings(calendar="house", provisional=True)),
    ('[terms]\n"及时" = "3 个工作日"', Settings(terms={"promptly": WORKDAYS[3]})),
    ('[terms]\npromptly = "3 workdays"', Settings(terms={"promptly": WORKDAYS[3]})),
    ('[terms]\n"立即" = "当日"', Settings(terms={"at_once": SAME_DAY})),
    ('[terms]\n"开通公告时限" = "10工作日"', Settings(terms={"开通公告时限": WORKDAYS[10]})),
    (
        '[packs.jiaxian.terms]\n"及时" = "10 个工作日"\n[terms]\n"及时" = "3 个工作日"',
        Settings(terms={"promptly": WORKDAYS[3]}, pack_terms={"jiaxian": {"promptly": WORKDAYS[10]}}),
    ),
    ("[packs.baoji]\neffective = 2023-10-18", Settings(first_days={"baoji": date(2023, 10, 18)})),
]

BAD = [
    ("calender = 1", "calender:没有这个键;可用 calendar、provisional、terms、packs;是否想写 calendar?", "did you mean"),
    ("calendar = 1", "calendar:找到 1,应为加引号的文字", "calendar: found 1, expected text in quotes"),
    ('calendar = ""', "应为加引号的文字", "expected text in quotes"),
    ('provisional = "yes"', "provisional:找到 yes,应为 true 或 false", "expected true or false"),
    ("terms = 3", "terms:找到 3,应为表 [terms]", "expected a table [terms]"),
    ("[terms]\npromptly = 3", "terms.promptly:找到 3,应为加引号的期限", "expected a period in quotes"),
    (
        '[terms]\npromptly = "3 moons"',
        "terms.promptly:“3 moons”不是期限;可以写",
        "terms.promptly: '3 moons' is no period",
    ),
    ('[terms]\npromptly = "0 天"', "期限至少为 1", "a period is at least 1"),
    ('[terms]\npromptly = "尽快"', "“尽快”本身没有数字", "'尽快' has no figure itself"),
    ('[terms]\npromptly = "3 天"\n"及时" = "4 天"', "这个约定写了两次", "this term is given twice"),
    ("[packs.x]\neffectiv = 1", "packs.x.effectiv:没有这个键", "did you mean effective?"),
    ('[packs.x]\neffective = "2023-10-18"', "应为不加引号的日期", "expected a date without quotes"),
    ("[packs.x]\neffective = 2023-10-18T00:00:00", "应为不加引号的日期", "expected a date without quotes"),
    ("[packs]\nx = 1", "packs.x:找到 1,应为表 [packs.x]", "expected a table [packs.x]"),
    ('[packs.x.terms]\n"及时" = "3"', "packs.x.terms.及时:“3”不是期限", "packs.x.terms.及时: '3' is no period"),
]


@pytest.mark.parametrize(("text", "expected"), GOOD)
def test_good(text: str, expected: Settings) -> None:
    assert parse_settings(tomllib.loads(text), "house.toml") == expected


@pytest.mark.parametrize(("text", "zh", "en"), BAD)
def test_bad(text: str, zh: str, en: str) -> None:
    with pytest.raises(SettingsError) as raised:
        parse_settings(tomllib.loads(text), "house.toml")
    assert raised.value.text.zh.startswith("house.toml:")
    assert raised.value.text.en.startswith("house.toml: ")
    assert zh in raised.value.text.zh
    assert en in raised.value.text.en


def test_everything_that_is_wrong_is_said_at_once() -> None:
    text = 'calender = 1\nprovisional = 2\n[terms]\npromptly = "soon"\n'
    with pytest.raises(SettingsError) as raised:
        parse_settings(tomllib.loads(text), "house.toml")
    assert len(raised.value.text.zh.splitlines()) == len(raised.value.text.en.splitlines()) == 3


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text('[terms]\n"及时" = "3 个工作日"\n', encoding="utf-8")
    assert read_settings(path).term("anywhere", "promptly") == WORKDAYS[3]


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        (None, "找不到文件", "there is no file"),
        (b"\xff", "不是 UTF-8 编码", "is not UTF-8"),
        (b"calendar = ", "不是有效的 TOML", "no valid TOML"),
        ('[terms]\n及时 = "3 天"\n'.encode(), '中文的键要加引号,如 "及时"', 'keys in Chinese need quotes, as "及时"'),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None, zh: str, en: str) -> None:
    path = tmp_path / "house.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError) as raised:
        read_settings(path)
    assert zh in raised.value.text.zh
    assert en in raised.value.text.en
