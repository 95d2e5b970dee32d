"""Diagnostics on the corpus of bad files, to the letter; and where carets go."""

from __future__ import annotations

import pytest

from policykit.language import Code, Diagnostic, RuleFileError, Severity
from policykit.language.diagnostics import did_you_mean, in_order, one_of
from policykit.language.syntax import Span
from policykit.model.text import Lang, Text, display_width

from . import corpus

CASES_ONLY = {Code.CASE}
"""Raised where cases are made into facts, which takes a pack."""

DEEP = {code for code in Code if code.startswith("PK5")}
"""Found by the analysis of a whole pack."""


@pytest.mark.parametrize("name", corpus.names("bad"))
@pytest.mark.parametrize("lang", Lang)
def test_a_bad_file_gets_exactly_its_diagnostics(name: str, lang: Lang) -> None:
    source = corpus.source("bad", name)
    found = corpus.diagnostics(source, name)
    assert found
    rendered = "\n\n".join(d.render(source, lang) for d in found) + "\n"
    assert rendered == corpus.expected("bad", f"{name}.{lang}.txt", rendered)


@pytest.mark.parametrize("code", sorted(set(Code) - CASES_ONLY - DEEP))
def test_every_code_has_a_bad_file(code: Code) -> None:
    found = {d.code for name in corpus.names("bad") for d in corpus.diagnostics(corpus.source("bad", name), name)}
    assert code in found


SOURCE = "第一行\n  规则 a \tb 宽c\r\n最后"


@pytest.mark.parametrize(
    ("span", "excerpt"),
    [
        (Span(6, 8, 2, 3), ["2 |   规则 a  b 宽c", "  |   ^^^^"]),
        (Span(9, 10, 2, 6), ["2 |   规则 a  b 宽c", "  |        ^"]),
        (Span(14, 16, 2, 11), ["2 |   规则 a  b 宽c", "  |             ^^^"]),
        (Span(6, 99, 2, 3), ["2 |   规则 a  b 宽c", "  |   ^^^^^^^^^^^^^"]),
        (Span(20, 21, 3, 3), ["3 | 最后", "  |     ^"]),
        (Span(20, 21, 9, 1), ["3 | 最后", "  | ^^"]),
    ],
)
def test_carets_stand_under_what_is_meant(span: Span, excerpt: list[str]) -> None:
    diagnostic = Diagnostic(Code.HEADER, "x.policy", span, Text("甲", "one"))
    assert diagnostic.render(SOURCE, Lang.ZH).split("\n")[3:] == excerpt


def test_a_diagnostic_says_code_place_message_and_help() -> None:
    diagnostic = Diagnostic(Code.ONE_LANGUAGE, "x.policy", Span(0, 1, 1, 1), Text("甲", "one"), Text("乙", "two"))
    warning = Diagnostic(
        Code.ONE_LANGUAGE, "x.policy", Span(0, 1, 1, 1), Text("甲", "one"), Text("乙", "two"), Severity.WARNING
    )
    place = ["  --> x.policy:1:1".removeprefix(" "), "  |", "1 | a", "  | ^"]
    assert diagnostic.render("a", Lang.ZH).split("\n") == ["PK404: 甲", *place, "  = 帮助:乙"]
    assert diagnostic.render("a", Lang.EN).split("\n") == ["PK404: one", *place, "  = help: two"]
    assert warning.render("a", Lang.ZH).startswith("PK404(警告): 甲\n")
    assert warning.render("a", Lang.EN).startswith("PK404 (warning): one\n")


@pytest.mark.parametrize(("text", "width"), [("", 0), ("abc", 3), ("规则", 4), ("a规", 3), ("e\u0301", 1), ("（", 2)])
def test_display_width_counts_columns(text: str, width: int) -> None:
    assert display_width(text) == width


def test_diagnostics_come_by_file_and_place_each_once() -> None:
    def at(path: str, start: int, code: Code = Code.HEADER) -> Diagnostic:
        return Diagnostic(code, path, Span(start, start + 1, 1, 1), Text("甲", "one"))

    last, second, third, first = at("b", 0), at("a", 5), at("a", 5, Code.ONE_LANGUAGE), at("a", 1)
    assert in_order([last, third, second, first, first]) == [first, second, third, last]


def test_an_error_holds_all_diagnostics_in_both_languages() -> None:
    found = [
        Diagnostic(Code.HEADER, "b.policy", Span(0, 1, 1, 1), Text("乙", "two")),
        Diagnostic(Code.HEADER, "a.policy", Span(0, 1, 1, 1), Text("甲", "one")),
    ]
    error = RuleFileError(found, {"a.policy": "aaa", "b.policy": "bbb"})
    assert [d.path for d in error.diagnostics] == ["a.policy", "b.policy"]
    assert error.show(Lang.EN).split("\n\n")[0].split("\n")[0] == "PK401: one"
    assert "1 | bbb" in error.show(Lang.ZH)


def test_near_names_are_offered() -> None:
    assert did_you_mean("体栽", ["体裁", "平台"]) == Text("是否想写 `体裁`?", "did you mean `体裁`?")
    assert did_you_mean("甲", ["体裁"]) is None
    assert one_of([Text("图文", "text"), Text("视频", "video")]) == Text(
        "可用:`图文`、`视频`", "available: `text`, `video`"
    )
