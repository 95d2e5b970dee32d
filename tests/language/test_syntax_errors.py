"""Syntax errors: typical mistakes get their own help, the others what could stand there."""

from __future__ import annotations

import pytest

from policykit.language import Code, Diagnostic
from policykit.language.mistakes import MISTAKES, Mistake
from policykit.language.parser import parse_cases, parse_document
from policykit.model.text import Text

HEAD = '文件 a 《b》\n第一条 c\n  规则 d "e"\n    '


def _first(text: str) -> Diagnostic:
    parse = parse_cases if text.startswith(("案例", "case")) else parse_document
    return parse(text, "x.policy").diagnostics[0]


@pytest.mark.parametrize(
    ("mistake", "example"),
    [(m, e) for m in MISTAKES for e in m.examples],
    ids=[e.removeprefix('文件 a 《b》 第一条 c 规则 d "e" ') for m in MISTAKES for e in m.examples],
)
def test_every_example_of_a_mistake_gets_its_help(mistake: Mistake, example: str) -> None:
    found = _first(example)
    assert found.code is Code.UNEXPECTED_WORD
    assert found.help == mistake.help


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        (
            '文件 x 《y》 施行 2024-01-01 第一条 "甲" 说明 "乙" 规则 r "t" for each account where online '
            "must not go longer than without post.published",
            "a period needs a number and a unit",
        ),
        (HEAD + "每当 收到留言 其中 留言类别 = 投诉 应当 在 三天 内 答复留言", "a period needs a number and a unit"),
        (HEAD + "对每个 账号 其中 在线 should strive to each week 3 acts of post.published", "a frequency needs"),
        (HEAD + "对每个 账号 每当 重要政策 发布信息", "after its scope a rule needs a modality"),
        (HEAD + "whenever post.published where source_kind not in designated", "a set stands in braces"),
        (HEAD + "每当 发布信息 应当 非 earlier have had post.reviewed", "a look-back stands in parentheses"),
    ],
)
def test_a_mistake_is_known_in_other_surroundings(text: str, help_: str) -> None:
    found = _first(text)
    assert found.help is not None
    assert help_ in found.help.en


@pytest.mark.parametrize(
    ("text", "code", "place", "message", "could_stand"),
    [
        ("规则 a", Code.UNEXPECTED_WORD, (1, 1), "`规则` cannot stand here", "the head of a document"),
        ("文件 a 《b》\n  5", Code.UNEXPECTED_WORD, (2, 3), "`5` cannot stand here", "a clause"),
        ("文件 a 《b》\n  施行 昨天", Code.UNEXPECTED_WORD, (2, 6), "`昨天` cannot stand here", "a date"),
        (
            "文件 a 《b》\n第一条 c\n  …",
            Code.UNREADABLE,
            (3, 3),
            "`…` cannot stand here",
            "a gist, a note, a topic or an exemption",
        ),
        (HEAD + "每当 收到留言 其中 (渠道 = x\n    应当 已填 账号", Code.UNEXPECTED_WORD, (5, 5), "`应当`", "`)`"),
        ('案例 "a" 于 b\n  2024-01-01', Code.ENDS_EARLY, (2, 13), "the file ends in the middle", "a name"),
        ("", Code.ENDS_EARLY, (1, 1), "the file ends in the middle", "the head of a document"),
        ("# 只有注释\n\n", Code.ENDS_EARLY, (1, 7), "the file ends in the middle", "the head of a document"),
    ],
)
def test_other_errors_say_what_could_stand_there(
    text: str, code: Code, place: tuple[int, int], message: str, could_stand: str
) -> None:
    found = _first(text)
    assert (found.code, (found.span.line, found.span.column)) == (code, place)
    assert message in found.message.en
    assert found.help is not None
    assert could_stand in found.help.en


@pytest.mark.parametrize("mark", ['"', "“", "《", "'"])
def test_a_quotation_mark_that_is_not_closed_is_said_to_be(mark: str) -> None:
    found = _first(f"文件 a {mark}b\n第一条 c")
    assert (found.code, found.span.column) == (Code.UNREADABLE, 6)
    assert found.message == Text("引号没有闭合", "the quotation mark is not closed")


def test_a_word_that_begins_a_part_is_not_taken_for_a_name() -> None:
    found = _first(HEAD + '每当 收到留言\n    应当\n  规则 f "g"\n    每当 收到留言\n    应当 已填 账号')
    assert (found.span.line, found.span.column) == (6, 3)
    assert found.message.zh == "此处不能写 `规则`"
    assert found.help == Text("前面的内容没有写完", "what stands before it breaks off")
