"""The formatter on the corpus, and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from policykit.language import RuleFileError
from policykit.language import syntax as s
from policykit.language.formatter import FormatError, format_document, format_source
from policykit.language.parser import parse_document
from policykit.model.finding import Verdict
from policykit.model.policy.rule import Measure, Modality
from policykit.model.text import Lang
from policykit.model.vocabulary import SUBJECTS, FieldDef, Kind

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
    rule = s.RuleNode(s.Name("d"), s.TextNode("e"), None, s.Obligation(Modality.MUST, agreement))
    tree = s.DocumentFile(s.Name("a"), s.TextNode("b"), (), (s.ClauseNode(s.Citation("第一条"), None, (rule,)),))
    with pytest.raises(FormatError, match="a name may be a keyword there"):
        format_document(tree, (), Lang.ZH, corpus.VOCABULARY, corpus.EXTENSIONS)


def _every_condition(fields: Iterable[FieldDef]) -> str:
    """A condition that names every field, and every value of its list."""
    parts = []
    for field in fields:
        name, choices = field.label.zh, (field.type.element or field.type).choices
        if choices:
            verb = "包含" if field.type.element else "属于"
            parts.append(f"{name} {verb} {{{', '.join(c.zh for c in choices)}}}")
        parts.append(name if field.type.kind is Kind.TRUTH else f"已填 {name}")
    return " 且 ".join(parts)


def _same_everywhere(source: str, name: str) -> None:
    zh = _format(source)
    en = _format(zh, Lang.EN)
    assert re.findall(r"[\u4e00-\u9fff]+", en) == [], name
    assert _format(en, Lang.ZH) == zh


@pytest.mark.parametrize("event", sorted(corpus.VOCABULARY.events))
def test_every_event_has_its_names_in_both_surfaces(event: str) -> None:
    type_ = corpus.VOCABULARY.events[event]
    zh, condition = type_.label.zh, _every_condition(type_.fields.values())
    trigger = " 且 ".join(f"触发.{f.label.zh} = 触发.{f.label.zh}" for f in type_.fields.values())
    _same_everywhere(
        f'文件 a "b" 第一条 "c" 规则 d "e" 每当 {zh} 其中 {condition} 应当 在 5 天 内 {zh} 其中 {trigger} '
        f'规则 f "g" 每当 {zh} 应当 {condition} '
        f'规则 h "i" 对每个 账号 应当 每周 至少 1 次 {zh} 除非 此前 已有 {zh} 或 {zh} '
        f'规则 j "k" 每当 {zh} 应当 及时 {zh} 规则 l "m" 每当 {zh} 应当 此前 依次 已有 {zh}, {zh}',
        event,
    )
    fields = [f"{f.label.zh} = {c.zh}" for f in type_.fields.values() for c in (f.type.element or f.type).choices or ()]
    said = f"({', '.join(fields)})" if fields else ""
    _same_everywhere(f'案例 "a" 于 b 2025-01-01 {zh} c {said} 2025-01-02 {zh} 截至 2025-01-03', event)


@pytest.mark.parametrize("entity", sorted(corpus.VOCABULARY.entities))
def test_every_entity_has_its_names_in_both_surfaces(entity: str) -> None:
    type_ = corpus.VOCABULARY.entities[entity]
    zh, condition = type_.label.zh, _every_condition(type_.fields.values())
    owned = " 且 ".join(f"已填 {zh}.{f.label.zh}" for f in type_.fields.values())
    attributes = " ".join(
        f'规则 {f.name}1 "t" 对每个 {zh} 应当 {zh} 的 {f.label.zh} 一致 '
        f'规则 {f.name}2 "t" 对每个 {zh} 应当 有 至少 1 个 {zh} 按 {f.label.zh}'
        for f in type_.fields.values()
    )
    _same_everywhere(f'文件 a "b" 第一条 "c" 规则 d "e" 对每个 {zh} 其中 {condition} 应当 {owned} {attributes}', entity)


def test_every_measure_verdict_and_subject_has_its_names_in_both_surfaces() -> None:
    measures = ", ".join(m.zh for m in Measure)
    shared = " ".join(f'规则 {k} "t" 每当 收到留言 应当 及时 答复留言 同一 {x.zh}' for k, x in SUBJECTS.items())
    _same_everywhere(f'文件 a "b" 第一条 "c" 规则 d "e" 每当 收到留言 应当 已填 账号 否则 {measures} {shared}', "")
    _same_everywhere(f'案例 "a" 于 b {" ".join(f"结果 {v.zh}" for v in Verdict)}', "")
