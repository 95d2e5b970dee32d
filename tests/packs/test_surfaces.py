"""Rules in both surfaces: each by itself says what it says in the whole file, and only what is asked for is written."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from policykit.language import read_document
from policykit.language.formatter import FormatError, format_document, in_surface
from policykit.language.parser import parse_document
from policykit.language.syntax import DocumentFile, RuleNode, TextNode
from policykit.model.text import Lang, Text
from policykit.packs import Pack, installed_packs, load_pack
from policykit.packs import surfaces as surfaces_module
from policykit.plugins import load_plugins

SOURCE = """文件 local 《某县办法》 / "Measures of a County"
  文号 "某政办〔2024〕1号"
  施行 2025-01-01

第一条 "范围" / "Scope"
  要旨 "不适用的单位" / "Units out of scope"
  不适用于 单位 其中 单位类型 = 国有企业
  不适用于 账号 其中 体裁 = 视频
第二条 "留言" / "Messages"
  主题 留言办理
  # 说明
  规则 answer "答复" / "Answered"
    每当 收到留言 其中 留言类别 = 咨询
    应当 在 2 天 内 答复留言
    解释 "当日不计" / "The day of receipt is not counted"
第三条
  规则 explain "说明原因" / "The reason is given"
    每当 违反 answer
    应当 在 5 个工作日 内 报送报告
  规则 again "再说明" / "Given again"
    每当 违反 explain
    应当 在 5 个工作日 内 报送报告
    除非 留言类别 = 投诉
"""


def _pack(source: str, *, kept: bool = True) -> Pack:
    """A pack from its source; `kept`: with the syntax that it was read from."""
    plugins = load_plugins()
    read = read_document(source, "local.policy", plugins.vocabulary, plugins.extensions)
    assert read.document is not None, read.diagnostics
    return Pack(Path(), read.document, plugins, source, tree=read.tree if kept else None)


@pytest.fixture
def local() -> Pack:
    return _pack(SOURCE)


def test_a_rule_is_written_in_both_surfaces_at_the_left_edge(local: Pack) -> None:
    assert local.surfaces.rules["answer"] == Text(
        '规则 answer "答复" / "Answered"\n'
        "  每当 收到留言 其中 留言类别 = 咨询\n"
        "  应当 在 2 天 内 答复留言\n"
        '  解释 "当日不计" / "The day of receipt is not counted"',
        'rule answer "答复" / "Answered"\n'
        "  whenever message.received where kind = enquiry\n"
        "  must message.answered within 2 days\n"
        '  interpreted "当日不计" / "The day of receipt is not counted"',
    )


def test_what_follows_a_breach_speaks_of_what_was_broken(local: Pack) -> None:
    assert local.surfaces.rules["again"].en.splitlines()[1:] == [
        "  whenever breach of explain",
        "  must report.submitted within 5 workdays",
        "  unless kind = complaint",
    ]


def test_the_syntax_is_in_the_words_of_its_surface(local: Pack) -> None:
    zh, en = (local.surfaces.trees[lang]["answer"] for lang in (Lang.ZH, Lang.EN))
    assert (zh.name, zh.title) == (en.name, en.title)
    assert zh.scope != en.scope


def test_what_else_the_clauses_say_stands_by_place(local: Pack) -> None:
    assert local.surfaces.further == (
        (
            Text("不适用于 单位 其中 单位类型 = 国有企业", "does not apply to unit where kind = state_enterprise"),
            Text("不适用于 账号 其中 体裁 = 视频", "does not apply to account where medium = video"),
        ),
        (),
        (),
    )


def test_the_rules_are_those_of_the_file_in_its_order(local: Pack) -> None:
    assert list(local.surfaces.rules) == list(local.surfaces.trees[Lang.EN]) == ["answer", "explain", "again"]
    assert len(local.surfaces.rules) == 3
    assert "nothing" not in local.surfaces.rules
    with pytest.raises(KeyError):
        _ = local.surfaces.rules["nothing"]


def test_a_rule_that_cannot_be_said_is_refused_when_it_is_asked_for(local: Pack) -> None:
    tree = _tree(SOURCE)
    scope, messages, last = tree.clauses
    rules = tuple(replace(i, title=TextNode("\"”》'")) if isinstance(i, RuleNode) else i for i in messages.items)
    surfaces = replace(local, tree=replace(tree, clauses=(scope, replace(messages, items=rules), last))).surfaces
    assert len(surfaces.further) == 3
    for name in ("answer", "explain"):
        with pytest.raises(FormatError, match="cannot be quoted"):
            _ = surfaces.rules[name]


def test_without_the_syntax_the_source_is_read(local: Pack) -> None:
    again = _pack(SOURCE, kept=False)
    assert again.tree is None
    assert again == local
    assert dict(again.surfaces.rules) == dict(local.surfaces.rules)
    assert again.surfaces.further == local.surfaces.further


def test_only_what_is_asked_for_is_written(local: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[list[str]] = []

    def watched(tree: DocumentFile, *rest: object) -> tuple[str, DocumentFile]:
        written.append([i.name.text for c in tree.clauses for i in c.items if isinstance(i, RuleNode)])
        return in_surface(tree, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(surfaces_module, "in_surface", watched)
    _ = local.surfaces.rules["answer"], local.surfaces.trees[Lang.EN]["answer"], local.surfaces.rules["answer"]
    assert written == [["answer"], ["answer"]]
    _ = local.surfaces.rules["again"]
    assert written[2:] == [["answer", "explain", "again"]] * 2
    _ = local.surfaces.further
    assert written[4:] == [[], []]


@pytest.mark.parametrize("name", installed_packs())
def test_each_rule_says_what_it_says_in_the_whole_file(name: str) -> None:
    pack = load_pack(name)
    for lang in Lang:
        whole = format_document(_tree(pack.source), (), lang, pack.plugins.vocabulary, pack.plugins.extensions)
        shown = dict(pack.surfaces.rules.items())
        alone = [text.show(lang) for text in shown.values()]
        assert [n for n, text in zip(shown, alone, strict=True) if textwrap.indent(text, "  ") not in whole] == []
        read = {i.name.text: i for c in _tree(whole).clauses for i in c.items if isinstance(i, RuleNode)}
        assert dict(pack.surfaces.trees[lang].items()) == read


def _tree(source: str) -> DocumentFile:
    tree = parse_document(source, "").tree
    assert isinstance(tree, DocumentFile)
    return tree
