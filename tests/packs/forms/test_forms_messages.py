"""What problems say, to the letter, in both languages; every code is said once; the page on forms names everything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from policykit.model.text import Lang
from policykit.packs.forms import FORMS, FormNotFound, FormProblem, ProblemCode, Stage, validate_batch, validate_form
from policykit.packs.forms.cells import Sheet, label, nested

ROOT = Path(__file__).parents[3]

Make = Callable[..., dict[str, object]]
Check = Callable[[str, str], None]

WORST_JIAXIAN: list[tuple[Stage, dict[str, object]]] = [
    (
        Stage.COMPLETED,
        {
            "name": None,
            "account": 5,
            "platform": "抖音",
            "kind": "新增",
            "reason": "申请开设账号",
            "supervisor.contact": "6720000",
            "operators": ["李示例", {"name": "王示例", "contact": "12345"}],
            "host": {"signed_by": "赵\x07", "date": "2025-02-30"},
            "authority.seal": "佳县示例局",
            "operator": 1,
            "账号": "x",
        },
    ),
    (Stage.COMPLETED, {"platform_name": None, "kind": "停更", "authority.date": "2025-01-01", "host.stamp\x1b": "x"}),
    (Stage.COMPLETED, {"platform_name": "第三方平台", "supervisor": "张", "host": {"seal": "佳县示例局"}}),
    (Stage.COMPLETED, {"platform_name": "新浪微博", "operators": {}}),
    (Stage.COMPLETED, {"platform": "微博"}),
    (Stage.SUBMITTED, {"platform": "公众号"}),
]

WORST_LANZHOU: list[dict[str, object]] = [
    {
        "name": "LZ",
        "account": "a,b",
        "kind": "开通",
        "official_account_kind": None,
        "host.signed_by": "吴示例",
        "copies": 1,
    },
    {"copies": "two", "media_type": "微博", "leader.phone": "zhou@lanzhou.example"},
    {"media_type": "微信公众号（服务号）", "effective_on": "soon"},
]


def _worst(make: Make) -> list[FormProblem]:
    found: list[FormProblem] = []
    for stage, changes in WORST_JIAXIAN:
        problems = validate_form("jiaxian", make("jiaxian", changes), stage=stage)
        assert isinstance(problems, tuple)
        found += problems
    batch: list[dict[str, object]] = [make("lanzhou", changes) for changes in WORST_LANZHOU]
    found += validate_batch("lanzhou", [*batch, batch[-1]], stage=Stage.COMPLETED).problems
    not_a_form = validate_form("lanzhou", ["x"], stage=Stage.COMPLETED)  # type: ignore[arg-type]
    assert isinstance(not_a_form, tuple)
    return [*found, *not_a_form]


@pytest.mark.parametrize("lang", list(Lang))
def test_messages(make: Make, check: Check, lang: Lang) -> None:
    lines = [f"{p.code.value}: {p.message.show(lang)}\n" for p in _worst(make)]
    assert all(line.count("\n") == 1 and line[:-1].isprintable() for line in lines)
    check(f"messages.{lang.value}.txt", "".join(lines))


def test_every_code_is_used(make: Make) -> None:
    assert {p.code for p in _worst(make)} == set(ProblemCode)


def test_an_unknown_form_names_those_that_there_are() -> None:
    with pytest.raises(FormNotFound) as caught:
        validate_form("linyi", {}, stage=Stage.SUBMITTED)
    assert caught.value.text.zh == "没有名为 linyi 的备案表;现有:jiaxian、lanzhou"
    assert caught.value.text.en == "there is no filing form of linyi; there are those of jiaxian, lanzhou"


def _sheets(sheet: type[Sheet]) -> list[type[Sheet]]:
    inner = [nested(sheet, name) for name in sheet.model_fields]
    return [sheet, *(found for part in inner if part for found in _sheets(part))]


@pytest.mark.parametrize("name", FORMS)
def test_names_are_unique_in_both_languages(name: str) -> None:
    for sheet in _sheets(FORMS[name]):
        chinese = [label(sheet, field).zh for field in sheet.model_fields]
        assert len({*chinese, *sheet.model_fields}) == 2 * len(chinese)


@pytest.mark.parametrize("name", FORMS)
def test_the_page_on_forms_has_every_cell_and_every_code(name: str) -> None:
    page = (ROOT / "docs" / "forms.md").read_text(encoding="utf-8")
    for sheet in _sheets(FORMS[name]):
        for field in sheet.model_fields:
            assert f"`{field}`" in page
            assert label(sheet, field).zh in page
    for code in ProblemCode:
        assert f"`{code.value}`" in page
