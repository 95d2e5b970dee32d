"""Official texts are taken apart by their numbers, and every installed pack lists what its lock holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from policykit.packs import installed_packs, load_pack
from policykit.packs.source import SourceError, compare, enclosing, parts, read_lock, uncited

ARTICLES = """前面的话

# 一、总 则

第一条 目的。
第二条 范围:
(一)甲;
1. 甲之一。
2．甲之二。
（二）乙。
二、附 则
第三条 施行。

附件:登记表
"""
SECTIONS = """关于某事的通知

一、职责
写明职责。
二、服务
(一)公开。写明公开。
**(二) 互动。** 写明互动。
"""


def test_articles_with_items_and_numbers() -> None:
    assert parts(ARTICLES) == {
        "前言": "前面的话",
        "第一条": "目的。",
        "第二条": "范围:",
        "第二条(一)": "甲;",
        "第二条(一)1": "甲之一。",
        "第二条(一)2": "甲之二。",
        "第二条(二)": "乙。",
        "第三条": "施行。",
        "附件": "附件:登记表",
    }


def test_sections_where_there_are_no_articles() -> None:
    assert list(parts(SECTIONS)) == ["前言", "一", "二", "二(一)", "二(二)"]


@pytest.mark.parametrize(
    ("citation", "part"),
    [
        ("第二条(一)1", "第二条(一)1"),
        ("第二条第一款", "第二条"),
        ("附件 填表说明", "附件"),
        ("印发通知", "前言"),
    ],
)
def test_a_clause_belongs_to_the_smallest_part_that_holds_it(citation: str, part: str) -> None:
    assert enclosing(citation, parts(ARTICLES)) == part


@pytest.mark.parametrize("name", installed_packs())
def test_every_clause_of_the_text_is_listed_and_none_is_missing(name: str) -> None:
    pack = load_pack(name)
    assert list(read_lock(pack.folder)) == [c.citation for c in pack.document.clauses]


@pytest.mark.parametrize("name", installed_packs())
def test_every_clause_has_rules_or_says_why_not(name: str) -> None:
    pack = load_pack(name)
    exempting = {e.clause for e in pack.document.exemptions}
    silent = [c.citation for c in pack.document.clauses if not c.rules and c.note is None]
    assert [c for c in silent if c not in exempting] == []


def test_a_changed_clause_is_named(tmp_path: Path) -> None:
    pack = load_pack("jiaxian")
    (tmp_path / "source.lock").write_text((pack.folder / "source.lock").read_text("utf-8"), "utf-8")
    found = compare(tmp_path, pack.document, "第十条 别的规定。\n(四)别的时限。\n第二十条 新的一条。\n")
    assert "第十条(四)" in found.changed
    assert "第二十条" in found.added
    assert "第十五条" in found.removed


def test_parts_that_nobody_cites_are_found() -> None:
    assert uncited(load_pack("jiaxian").document, "第一条 目的。\n第九十九条 多出来的一条。\n") == ("第九十九条",)


def test_a_broken_lock_is_refused(tmp_path: Path) -> None:
    (tmp_path / "source.lock").write_text("[]", "utf-8")
    with pytest.raises(SourceError, match="no source lock"):
        read_lock(tmp_path)
