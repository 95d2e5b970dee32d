"""The formatter on the corpus, and what it refuses."""

from __future__ import annotations

import pytest

from policykit.language import RuleFileError
from policykit.language import syntax as s
from policykit.language.formatter import FormatError, format_document, format_source
from policykit.language.parser import parse_document
from policykit.model.text import Lang

from . import corpus

FILES = [(kind, name) for kind in ("good", "format") for name in corpus.names(kind)]
files = pytest.mark.parametrize(("kind", "name"), FILES)


def _format(text: str, lang: Lang | None = None) -> str:
    return format_source(text, "x.policy", lang, corpus.VOCABULARY, corpus.EXTENSIONS)


@files
@pytest.mark.parametrize("lang", Lang)
def test_a_file_is_written_as_expected(kind: str, name: str, lang: Lang) -> None:
    text = _format(corpus.source(kind, name), lang)
    assert text == corpus.expected(kind, f"{name}.{lang}.policy", text)


@files
def test_there_and_back_gives_the_same_text(kind: str, name: str) -> None:
    zh = _format(corpus.source(kind, name), Lang.ZH)
    en = _format(zh, Lang.EN)
    assert _format(en, Lang.ZH) == zh
    assert _format(_format(en, Lang.ZH), Lang.EN) == en


@files
@pytest.mark.parametrize("lang", Lang)
def test_what_is_formatted_stays(kind: str, name: str, lang: Lang) -> None:
    text = _format(corpus.source(kind, name), lang)
    assert _format(text) == text


@files
def test_every_comment_is_kept(kind: str, name: str) -> None:
    source = corpus.source(kind, name)
    for lang in Lang:
        text = _format(source, lang)
        assert all(comment.text in text for comment in corpus.parse(source, name).comments)


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("文件 a 《b》\n", "zh"),
        ("\ufeff# document\n\n 文件 a 《b》", "zh"),
        ('document a "b"\n', "en"),
        ('＃ 文件\ndocument a "b"\n', "en"),
        ('案例 "a" 于 b', "zh"),
        ('case "a" on b', "en"),
    ],
)
def test_a_file_stays_in_its_own_surface(text: str, surface: str) -> None:
    assert _format(text) == _format(text, Lang(surface))


@pytest.mark.parametrize(("text", "formatted"), [("", ""), ("\n\n", ""), (" # 只有注释\n", "# 只有注释\n")])
def test_a_file_without_a_word_keeps_its_comments(text: str, formatted: str) -> None:
    assert _format(text) == formatted


def test_a_file_that_cannot_be_read_is_refused_with_its_diagnostics() -> None:
    with pytest.raises(RuleFileError, match="PK101") as raised:
        _format("文件 a 《b》\n第一条 c\n  规则 'd'")
    assert raised.value.sources["x.policy"].startswith("文件")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("b", '"b"'),
        ('"b"', '“"b"”'),
        ('"b”', '《"b”》'),
        ('"b”》', "'\"b”》'"),
        ("", '""'),
        ("'#", '"\'#"'),
    ],
)
def test_a_text_stands_between_quotes_that_it_does_not_hold(text: str, written: str) -> None:
    tree = s.DocumentFile(s.Name("a"), s.TextNode("t"), (s.NumberLine(text),), ())
    assert f"  文号 {written}\n" in format_document(tree, (), Lang.ZH, corpus.VOCABULARY, corpus.EXTENSIONS)


@pytest.mark.parametrize("text", ["\"”》'", "a\nb"])
def test_a_text_that_no_quotes_can_hold_is_refused(text: str) -> None:
    tree = s.DocumentFile(s.Name("a"), s.TextNode(text), (), ())
    with pytest.raises(FormatError, match="cannot be quoted"):
        format_document(tree, (), Lang.ZH, corpus.VOCABULARY, corpus.EXTENSIONS)


def test_a_tree_that_the_grammar_cannot_say_is_refused() -> None:
    whole = parse_document('文件 a 《b》 第一条 c 规则 d "e" 对每个 有 应当 有 的 名称 一致', "").tree
    assert whole is None
    agreement = s.AgreementClause(s.Name("有"), s.Name("名称"))
    rule = s.RuleNode(s.Name("d"), s.TextNode("e"), None, s.Obligation(s.Modality.MUST, agreement))
    tree = s.DocumentFile(s.Name("a"), s.TextNode("b"), (), (s.ClauseNode(s.Citation("第一条"), None, (rule,)),))
    with pytest.raises(FormatError, match="a name may be a keyword there"):
        format_document(tree, (), Lang.ZH, corpus.VOCABULARY, corpus.EXTENSIONS)
