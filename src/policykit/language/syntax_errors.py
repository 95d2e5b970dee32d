"""Lark's errors → diagnostics in the language of the field.

Where a text stops as an example of a typical mistake does (`language.mistakes`), its help is given. For all others the
help says what could stand there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from policykit.language.diagnostics import Code, Diagnostic
from policykit.language.mistakes import MISTAKES
from policykit.language.parser import Start, first_error, unexpected_span
from policykit.language.syntax import Span
from policykit.model.text import Text, join

if TYPE_CHECKING:
    from lark.exceptions import UnexpectedInput
    from lark.parsers.lalr_parser_state import ParserState

_GROUPS: dict[Text, frozenset[str]] = {
    Text("规则", "a rule"): frozenset({"_RULE"}),
    Text("条款(第…条)", "a clause"): frozenset({"CITATION", "_ARTICLE"}),
    Text("要旨、说明、主题或不适用于", "a gist, a note, a topic or an exemption"): frozenset(
        {"_GIST", "_NOTE", "_TOPIC", "_NOT_APPLICABLE"}
    ),
    Text("范围(每当、对每个)", "a scope (whenever, for each)"): frozenset({"_WHENEVER", "_FOR_EACH"}),
    Text("义务词(应当、不得 …)", "a modality (must, must not …)"): frozenset({"MODALITY"}),
    Text("名称", "a name"): frozenset({"NAME"}),
    Text("加引号的文字", "a quoted text"): frozenset({"STRING"}),
    Text("数", "a number"): frozenset({"INT"}),
    Text("时间单位(个工作日、天、个月 …)", "a unit of time (workdays, days, months …)"): frozenset({"UNIT"}),
    Text("日期(2024-06-24)", "a date (2024-06-24)"): frozenset({"DATE"}),
    Text("比较(=、不是、属于、包含 …)", "a comparison (=, is not, in, contains …)"): frozenset({"COMPARE"}),
    Text("`内`", "nothing more, or an event"): frozenset({"_INSIDE"}),
    Text("`)`", "`)`"): frozenset({"_RPAR"}),
    Text("`}`", "`}`"): frozenset({"_RBRACE"}),
    Text("`其中`", "`where`"): frozenset({"_WHERE"}),
    Text("案例", "a case"): frozenset({"_CASE"}),
    Text("`结果`", "`expect`"): frozenset({"_EXPECT"}),
    Text("文件开头(文件 NAME 《标题》)", 'the head of a document (document NAME "title")'): frozenset({"_DOCUMENT"}),
    Text("至少、至多或超过", "at least, at most or more than"): frozenset({"AT_LEAST", "AT_MOST", "MORE_THAN"}),
    Text("次或条", "acts of or items of"): frozenset({"ACTS", "ITEMS"}),
}


_SWALLOWED = re.compile(
    r"(?:^|(?<=\n))[ \t\u3000]*(规则|rule|案例|case|条款|article|第[一二三四五六七八九十百零]+[条章]\S*)[ \t\u3000]+\Z"
)
"""A word that begins a part, at the end of what was read."""


def diagnose(error: UnexpectedInput, source: str, path: str, start: Start) -> Diagnostic:
    """The diagnostic of one of Lark's errors."""
    span = unexpected_span(error, source)
    swallowed = _SWALLOWED.search(source, 0, span.start)
    if swallowed and not {"NAME", "STRING"} & _accepted(error):
        word = swallowed[1]
        first = Span(swallowed.start(1), swallowed.end(1), span.line, span.column - (span.start - swallowed.start(1)))
        return Diagnostic(
            Code.UNEXPECTED_WORD,
            path,
            first,
            Text(f"此处不能写 `{word}`", f"`{word}` cannot stand here"),
            Text("前面的内容没有写完", "what stands before it breaks off"),
        )
    expected = _expected(error)
    help_ = _named_mistake(error, start) or (
        Text(f"此处可写:{expected.zh}", f"could stand here: {expected.en}") if expected.zh else None
    )
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return Diagnostic(
            Code.ENDS_EARLY, path, span, Text("文件在此中断,内容不完整", "the file ends in the middle"), help_
        )
    found = source[span.start : span.end] or source[span.start : span.start + 1]
    if isinstance(error, UnexpectedCharacters) and not found.strip("\"“'《"):
        return Diagnostic(
            Code.UNREADABLE,
            path,
            span,
            Text("引号没有闭合", "the quotation mark is not closed"),
            Text("在同一行内补上另一半引号", "close it on the same line"),
        )
    if isinstance(error, UnexpectedCharacters):
        word = _word_at(source, span.start)
        where = Span(span.start, span.start + len(word), span.line, span.column)
        code = Code.UNEXPECTED_WORD if word.strip() and (word[0].isalnum()) else Code.UNREADABLE
        return Diagnostic(code, path, where, Text(f"此处不能写 `{word}`", f"`{word}` cannot stand here"), help_)
    return Diagnostic(
        Code.UNEXPECTED_WORD, path, span, Text(f"此处不能写 `{found}`", f"`{found}` cannot stand here"), help_
    )


_Mistake = tuple[int, frozenset[str], str | None]
"""Where the parser stood, what it could have taken, and what it met (None: anything else)."""


def _named_mistake(error: UnexpectedInput, start: Start) -> Text | None:
    named = _named_mistakes(start)
    state, accepted, met = _mistake(error)
    return named.get((state, accepted, met)) or named.get((state, accepted, None))


@lru_cache(maxsize=2)
def _named_mistakes(start: Start) -> dict[_Mistake, Text]:
    """What each example runs into. Raises `ValueError` for an example that is no mistake."""
    named: dict[_Mistake, Text] = {}
    for mistake in MISTAKES:
        for example in (e for e in mistake.examples if e.startswith("案例") == (start == "case_file")):
            error = first_error(example, start)
            if error is None:
                raise ValueError(f"no mistake: {example}")
            state, accepted, met = _mistake(error)
            named[state, accepted, met] = mistake.help
            if mistake.any_word:
                named.setdefault((state, accepted, None), mistake.help)
    return named


def _mistake(error: UnexpectedInput) -> _Mistake:
    met = error.token.type if isinstance(error, UnexpectedToken) else None
    return (cast("ParserState[int]", error.state).position, frozenset(_accepted(error)), met)


def _accepted(error: UnexpectedInput) -> set[str]:
    accepts: set[str] = error.interactive_parser.accepts()  # type: ignore[no-untyped-call] # Lark leaves it untyped
    return accepts


def _expected(error: UnexpectedInput) -> Text:
    accepted = _accepted(error)
    return join([label for label, terminals in _GROUPS.items() if accepted & terminals][:6])


def _word_at(source: str, start: int) -> str:
    end = start
    while end < len(source) and (source[end].isalnum() or source[end] == "_"):
        end += 1
    return source[start : end or start + 1] or source[start : start + 1]
