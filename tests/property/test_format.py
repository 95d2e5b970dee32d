"""The formatter on random trees: what it writes says the same, in both surfaces, and nothing crashes the parser."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policykit.language import read_document
from policykit.language import syntax as s
from policykit.language.formatter import format_cases, format_document, format_source
from policykit.language.parser import _lark, parse_cases, parse_document
from policykit.model.text import Lang

from .strategies_syntax import EXTENSIONS, VOCABULARY, cases, documents

_FEW = settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

both = pytest.mark.parametrize("lang", Lang)


def _format(tree: s.DocumentFile | s.CaseFile, lang: Lang) -> str:
    if isinstance(tree, s.DocumentFile):
        return format_document(tree, (), lang, VOCABULARY, EXTENSIONS)
    return format_cases(tree, (), lang, VOCABULARY, EXTENSIONS)


def _in(text: str, lang: Lang | None) -> str:
    return format_source(text, "x.policy", lang, VOCABULARY, EXTENSIONS)


@both
@given(data=st.data())
@_FEW
def test_a_document_parses_back_to_its_tree(lang: Lang, data: st.DataObject) -> None:
    tree = data.draw(documents(lang))
    assert parse_document(_format(tree, lang), "x.policy").tree == tree


@both
@given(data=st.data())
@_FEW
def test_cases_parse_back_to_their_tree(lang: Lang, data: st.DataObject) -> None:
    tree = data.draw(cases(lang))
    assert parse_cases(_format(tree, lang), "cases.policy").tree == tree


@both
@given(data=st.data())
@_FEW
def test_nothing_is_lost_on_the_way_to_the_other_surface_and_back(lang: Lang, data: st.DataObject) -> None:
    text = _format(data.draw(documents(lang) | cases(lang).filter(lambda f: bool(f.cases))), lang)
    other = _in(text, Lang.EN if lang is Lang.ZH else Lang.ZH)
    assert _in(other, lang) == text


@both
@given(data=st.data())
@_FEW
def test_formatting_again_changes_nothing(lang: Lang, data: st.DataObject) -> None:
    text = _format(data.draw(documents(lang) | cases(lang).filter(lambda f: bool(f.cases))), lang)
    assert _in(text, None) == text


@both
@given(data=st.data())
@_FEW
def test_comments_stay_wherever_they_stand(lang: Lang, data: st.DataObject) -> None:
    tree = data.draw(documents(lang) | cases(lang).filter(lambda f: bool(f.cases)))
    text = _format(tree, lang)
    start = "document_file" if isinstance(tree, s.DocumentFile) else "case_file"
    ends = [0, *(t.end_pos for t in _lark().parse_interactive(text, start=start).iter_parse())]
    places = data.draw(st.lists(st.sampled_from(ends), max_size=5, unique=True).map(sorted))
    gaps = st.sampled_from([" # {}\n", "\n  # {}\n", "\n\n＃{} \n\n\n", "# {}\n# {}\n"])
    commented, last, written = "", 0, 0
    for i, place in enumerate(places):
        gap = data.draw(gaps)
        written += gap.count("{}")
        commented += text[last:place] + gap.format(f"注{i}", f"注{i}")
        last = place
    commented += text[last:]

    formatted = _in(commented, lang)

    assert formatted.count("注") - text.count("注") == written
    assert _format(_tree(formatted, start), lang) == text
    assert _in(formatted, lang) == formatted
    other = _in(formatted, Lang.EN if lang is Lang.ZH else Lang.ZH)
    assert _in(other, lang) == formatted


_SOUP_WORDS = """
文件 document 文号 施行 约定 第十条(四) 条款 article 要旨 规则 rule 每当 对每个 for~each 违反 其中 同一 除非
否则 认定 后果 连续 最近 应当 must must~not 可 此前 依次 已有 没有 同一~年度 在 within 内 自~施行之日~起 于 前
有 按 的 一致 人工核查 通过~检查 至少 超过 次 条 个 每周 each~week 个工作日 days 半年 当日 及时 且 或 非 不是 =
>= 属于 不属于 包含 已填 是 否 案例 截至 结果 无 应于 默认 解释 2024-06-24 2024-02-31 10:00 25:99 5 0
９９９９９９９９９９ 收到留言 message.received 账号 体裁 图文 a1 甲 第一二条 + - , 、 / . ( ) { } （ ） # ＃x "
“ ” 《乙》 '丙' "丁" \ufeff ￥ 🙂
"""
_WORDS = st.sampled_from([w.replace("~", " ") for w in _SOUP_WORDS.split()])
_soup = st.lists(_WORDS, max_size=40).flatmap(
    lambda words: st.sampled_from([" ", "\n", "\r\n", "\u3000"]).map(lambda gap: gap.join(words))
)


@given(st.one_of(st.text(max_size=200), _soup, _soup.map(lambda t: f'文件 a 《b》 第一条 c 规则 d "e" {t}')))
@settings(_FEW, max_examples=150)
def test_whatever_is_written_gets_a_tree_or_diagnostics(text: str) -> None:
    for parse in (parse_document, parse_cases):
        parsed = parse(text, "x.policy")
        assert (parsed.tree is None) == bool(parsed.diagnostics)
        for found in parsed.diagnostics:
            assert all(found.render(text, lang).startswith("PK1") for lang in Lang)


@given(documents(Lang.ZH))
@_FEW
def test_the_checker_takes_any_tree(tree: s.DocumentFile) -> None:
    text = _format(tree, Lang.ZH)
    read = read_document(text, "x.policy", VOCABULARY, EXTENSIONS)
    assert (read.document is None) == bool(read.errors)
    assert all(d.render(text, lang) for d in read.diagnostics for lang in Lang)


@given(documents(Lang.ZH))
@_FEW
def test_both_surfaces_are_read_alike(tree: s.DocumentFile) -> None:
    zh = _format(tree, Lang.ZH)
    en = _in(zh, Lang.EN)
    found = [read_document(t, "x.policy", VOCABULARY, EXTENSIONS).diagnostics for t in (zh, en)]
    assert [d.code for d in found[0]] == [d.code for d in found[1]]


def _tree(text: str, start: str) -> s.DocumentFile | s.CaseFile:
    tree = (parse_document if start == "document_file" else parse_cases)(text, "").tree
    assert tree is not None
    return tree
