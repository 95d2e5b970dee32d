"""The parser: texts to trees, positions, comments, and all errors at once."""

from __future__ import annotations

from datetime import date, time

import pytest

from policykit.language import Code
from policykit.language import syntax as s
from policykit.language.parser import parse_cases, parse_document
from policykit.model.policy.periods import SAME_DAY, Cadence, OpenTerm, Period, PeriodUnit
from policykit.model.policy.requirements import Counted
from policykit.model.policy.rule import Modality

from . import corpus


def _rule(text: str) -> s.RuleNode:
    parsed = parse_document(f'文件 a 《b》 第一条 c 规则 d "e" {text}', "x.policy")
    assert isinstance(parsed.tree, s.DocumentFile), [d.message.en for d in parsed.diagnostics]
    rule = parsed.tree.clauses[0].items[0]
    assert isinstance(rule, s.RuleNode)
    return rule


def _requirement(text: str) -> s.Requirement:
    statement = _rule(f"每当 e 应当 {text}").statement
    assert isinstance(statement, s.Obligation)
    return statement.requirement


def _condition(text: str) -> s.Condition:
    requirement = _requirement(text)
    assert isinstance(requirement, s.ConditionClause)
    return requirement.condition


def _ref(name: str) -> s.Reference:
    return s.Reference(s.Path(tuple(name.split("."))))


def _is(name: str) -> s.TruthNode:
    return s.TruthNode(_ref(name))


def _events(*names: str, same: str | None = None, where: s.Condition | None = None) -> s.Events:
    return s.Events(tuple(s.Path(tuple(n.split("."))) for n in names), s.Name(same) if same else None, where)


A, B, C = _is("a"), _is("b"), _is("c")
FIVE_WORKDAYS = s.PeriodNode(Period(5, PeriodUnit.WORKDAY))

CONDITIONS: list[tuple[tuple[str, ...], s.Condition]] = [
    (("a", "(a)", "((a))", "（a）"), A),
    (("a 且 b 且 c", "a 并且 b and c"), s.AndNode((A, B, C))),
    (("a 或 b 或者 c", "a or b or c"), s.OrNode((A, B, C))),
    (("a 或 b 且 c", "a 或 (b 且 c)"), s.OrNode((A, s.AndNode((B, C))))),
    (("(a 或 b) 且 c",), s.AndNode((s.OrNode((A, B)), C))),
    (("(a 且 b) 且 c",), s.AndNode((s.AndNode((A, B)), C))),
    (("非 a 且 b", "(not a) and b"), s.AndNode((s.NotNode(A), B))),
    (("非 非 a", "非 not a"), s.NotNode(s.NotNode(A))),
    (("非 (a 且 b)",), s.NotNode(s.AndNode((A, B)))),
    (("a = b", "a 是 b", "a is b", "a 等于 b", "a ＝ b"), s.CompareNode("=", _ref("a"), _ref("b"))),
    (("a != b", "a 不是 b", "a is not b", "a ≠ b", "a ！= b"), s.CompareNode("!=", _ref("a"), _ref("b"))),
    (("a <= 3", "a ≤ ３", "a ＜＝ 3"), s.CompareNode("<=", _ref("a"), s.Value(3))),
    (("a.b > 2024-01-02", "a.b ＞ 2024年1月2日"), s.CompareNode(">", _ref("a.b"), s.Value(date(2024, 1, 2)))),
    (("a = 是", "a is yes", "a = true", "a = 真"), s.CompareNode("=", _ref("a"), s.Value(True))),
    (('a = "x"', "a = “x”", "a = 《x》", "a = 'x'"), s.CompareNode("=", _ref("a"), s.Value("x"))),
    (("a 属于 {b, c}", "a in {b、c}", "a 属于 ｛b，c｝"), s.MemberNode(_ref("a"), s.SetNode((_ref("b"), _ref("c"))))),
    (("a 不属于 {b}", "a not in {b}"), s.MemberNode(_ref("a"), s.SetNode((_ref("b"),)), negated=True)),
    (("a 包含 b", "a contains b"), s.ContainsNode(_ref("a"), _ref("b"))),
    (("a 不包含 {b}", "a lacks {b}"), s.ContainsNode(_ref("a"), s.SetNode((_ref("b"),)), negated=True)),
    (("已填 a.b", "states a.b"), s.SaidNode(s.Path(("a", "b")))),
    (("未填 a", "omits a"), s.SaidNode(s.Path(("a",)), negated=True)),
    (
        ("a + 3 天 - b > 5", "a＋３天－b＞５"),
        s.CompareNode(
            ">",
            s.SumNode("-", s.SumNode("+", _ref("a"), s.PeriodNode(Period(3, PeriodUnit.DAY))), _ref("b")),
            s.Value(5),
        ),
    ),
    (("f(a, 1)", "f（a，1）"), s.TruthNode(s.CallNode(s.Name("f"), (_ref("a"), s.Value(1))))),
    (("f()",), s.TruthNode(s.CallNode(s.Name("f"), ()))),
    (("此前 已有 a", "earlier have had a"), s.LookBackNode(_events("a"))),
    (("此前 没有 a 或 b.c", "earlier have not had a or b.c"), s.LookBackNode(_events("a", "b.c"), negated=True)),
    (
        ("此前 5 个工作日 内 已有 a", "此前 在 5 工作日内 已有 a", "earlier within 5 workdays have had a"),
        s.LookBackNode(_events("a"), within=FIVE_WORKDAYS),
    ),
    (
        ("此前 同一 年度 已有 a", "此前 同一年度内 已有 a", "earlier in the same year have had a"),
        s.LookBackNode(_events("a"), same_period=Cadence.YEAR),
    ),
    (
        ("此前 已有 a 其中 b 且 c", "此前 已有 a 其中 (b 且 c)"),
        s.LookBackNode(_events("a", where=s.AndNode((B, C)))),
    ),
    (
        ("此前 已有 a 同一 x 其中 此前 没有 b",),
        s.LookBackNode(_events("a", same="x", where=s.LookBackNode(_events("b"), negated=True))),
    ),
    (("(此前 已有 a 其中 b) 且 c",), s.AndNode((s.LookBackNode(_events("a", where=B)), C))),
]


@pytest.mark.parametrize(("texts", "tree"), CONDITIONS, ids=[t[0][0] for t in CONDITIONS])
def test_conditions(texts: tuple[str, ...], tree: s.Condition) -> None:
    for text in texts:
        assert _condition(text) == tree, text


REQUIREMENTS: list[tuple[tuple[str, ...], s.Requirement]] = [
    (
        ("在 5 个工作日 内 a", "在 5 工作日内 a", "within 5 workdays a", "a within 5 workdays"),
        s.ResponseClause(_events("a"), FIVE_WORKDAYS),
    ),
    (("在 当日 内 a", "在 当天 内 a", "a within the same day"), s.ResponseClause(_events("a"), s.PeriodNode(SAME_DAY))),
    (
        ("在 半年 内 a", "在 1 个半年 内 a", "a within 1 half-year"),
        s.ResponseClause(_events("a"), s.PeriodNode(Period(1, PeriodUnit.HALF_YEAR))),
    ),
    (
        (
            "自 施行之日 起 在 5 个工作日 内 a",
            "自施行之日起 在 5 工作日内 a",
            "a within 5 workdays from the day of force",
        ),
        s.ResponseClause(_events("a"), FIVE_WORKDAYS, from_force=True),
    ),
    (
        ("于 2024-03-18 前 a", "于 2024年3月18日 a", "a by 2024-03-18", "no later than 2024-03-18 a"),
        s.ResponseClause(_events("a"), s.LastDay(s.Value(date(2024, 3, 18)))),
    ),
    (
        ("于 b.c 前 a", "于 b.c a", "a by b.c", "not after b.c a"),
        s.ResponseClause(_events("a"), s.LastDay(_ref("b.c"))),
    ),
    (
        ("于 b + 3 天 前 a 其中 c", "a by b + 3 days where c", "no later than b ＋ 3 days a where c"),
        s.ResponseClause(
            s.Events((s.Path(("a",)),), None, s.TruthNode(_ref("c"))),
            s.LastDay(s.SumNode("+", _ref("b"), s.PeriodNode(Period(3, PeriodUnit.DAY)))),
        ),
    ),
    (("及时 a", "promptly a"), s.ResponseClause(_events("a"), s.TermNode(OpenTerm("promptly")))),
    (
        ("在 约定 及时 内 a", "a within agreed promptly", 'a within agreed "及时"'),
        s.ResponseClause(_events("a"), s.TermNode(OpenTerm("promptly"), agreed=True)),
    ),
    (
        ("在 5 个工作日 内 a 同一 x 其中 b", "a within 5 workdays same x where b"),
        s.ResponseClause(_events("a", same="x", where=B), FIVE_WORKDAYS),
    ),
    (
        ("此前 依次 已有 a, b 其中 c, d", "earlier in sequence have had a、b where c，d"),
        s.ChainClause((_events("a"), _events("b", where=C), _events("d"))),
    ),
    (
        ("每周 至少 2 次 a", "each week at least 2 acts of a", "每周 不少于 ２次 a"),
        s.FrequencyClause(Cadence.WEEK, "at least", 2, Counted.ACTS, _events("a")),
    ),
    (
        ("每年 超过 1 条 a", "each year more than 1 item of a"),
        s.FrequencyClause(Cadence.YEAR, "more than", 1, Counted.ITEMS, _events("a")),
    ),
    (
        ("连续 超过 5 个工作日 没有 a", "go longer than 5 workdays without a"),
        s.SilenceClause(FIVE_WORKDAYS, _events("a")),
    ),
    (
        ("有 至多 1 个 x 其中 b 按 y", "have at most 1 x where b by y", "有 不超过 1 名 x 其中 b 按 y"),
        s.CardinalityClause("at most", 1, s.Name("x"), B, s.Name("y")),
    ),
    (("x 的 y 一致", "agree in y of x"), s.AgreementClause(s.Name("x"), s.Name("y"))),
    (('每季度 人工核查 "q"', "each quarter attest “q”"), s.AttestationClause("q", Cadence.QUARTER)),
    (('人工核查 "q"', 'attest "q"'), s.AttestationClause("q")),
    (("通过 检查 f", "pass check f"), s.CustomClause(s.Name("f"))),
    (
        ("通过检查 f(x = 1, y = a)", "pass check f（x＝1，y = a）"),
        s.CustomClause(s.Name("f"), ((s.Name("x"), s.Value(1)), (s.Name("y"), _ref("a")))),
    ),
]


@pytest.mark.parametrize(("texts", "tree"), REQUIREMENTS, ids=[t[0][0] for t in REQUIREMENTS])
def test_requirements(texts: tuple[str, ...], tree: s.Requirement) -> None:
    for text in texts:
        assert _requirement(text) == tree, text


@pytest.mark.parametrize("modality", Modality)
def test_modalities(modality: Modality) -> None:
    for word in modality.label.zh, modality.label.en:
        assert _rule(f"每当 e {word} a").statement == s.Obligation(modality, s.ConditionClause(A))


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("每当 a 或 b.c 其中 c", s.EventScope(_events("a", "b.c", where=C))),
        ("whenever a same x", s.EventScope(_events("a", same="x"))),
        ("对每个 x", s.EntityScope(s.Name("x"))),
        ("for each x where a", s.EntityScope(s.Name("x"), A)),
        ("对每个 x 其中 a 每当 b 其中 c", s.EntityScope(s.Name("x"), A, _events("b", where=C))),
        ("每当 违反 r", s.BreachScope(s.Name("r"))),
        ("whenever breach of r", s.BreachScope(s.Name("r"))),
        ("", None),
    ],
)
def test_scopes(text: str, scope: s.Scope | None) -> None:
    assert _rule(f"{text} 应当 a").scope == scope


@pytest.mark.parametrize(
    ("texts", "times", "among", "condition"),
    [
        (("认定 每当 a 其中 b 后果 x, y", "identify whenever a where b entails x, y"), None, None, None),
        (
            ("认定 每当 a 其中 b 连续 2 次 后果 x、y", "identify whenever a where b in a row 2 times entails x, y"),
            2,
            None,
            None,
        ),
        (
            (
                "认定 每当 a 其中 b 最近 3 次 至少 1 次 c 后果 x, y",
                "identify whenever a where b among the last 3 times at least 1 time c entails x, y",
            ),
            1,
            3,
            C,
        ),
    ],
)
def test_identifications(
    texts: tuple[str, ...], times: int | None, among: int | None, condition: s.Condition | None
) -> None:
    measures = (s.Name("x"), s.Name("y"))
    for text in texts:
        tree = s.Identification(_events("a", where=B), times, measures, among, condition)
        assert _rule(text).statement == tree, text


def test_a_rule_keeps_the_lines_of_its_tail_in_order() -> None:
    tail = _rule('每当 e 应当 a 除非 b 否则 判定 x, y 解释 "p" / "q" unless c otherwise z interpreted "r"').tail
    assert tail == (
        s.ExceptionLine(B),
        s.OtherwiseLine((s.Name("x"), s.Name("y"))),
        s.InterpretationLine(s.TextNode("p", "q")),
        s.ExceptionLine(C),
        s.OtherwiseLine((s.Name("z"),)),
        s.InterpretationLine(s.TextNode("r")),
    )


def test_a_keyword_is_a_name_where_no_keyword_can_stand() -> None:
    rule = _rule("每当 规则 其中 要旨 = 案例 应当 在 5 天 内 人工核查")
    assert rule.scope == s.EventScope(_events("规则", where=s.CompareNode("=", _ref("要旨"), _ref("案例"))))


def test_names_that_begin_like_keywords_are_names() -> None:
    assert _condition("在线 且 有效 且 内设 且 is_open") == s.AndNode(
        tuple(map(_is, ["在线", "有效", "内设", "is_open"]))
    )


def test_a_document() -> None:
    tree = parse_document(
        '文件 x 《甲》 / "A" 文号 "1" 机关 "乙" 施行 约定 开始 默认 2024-01-02 有效期 2 年 替代 "0" '
        '第一条 总则 要旨 "丙" / "C" 说明 "丁" 条款 "10(4)" "戊" / "E" article "附件"',
        "x.policy",
    ).tree
    assert tree == s.DocumentFile(
        s.Name("x"),
        s.TextNode("甲", "A"),
        (
            s.NumberLine("1"),
            s.IssuerLine(s.TextNode("乙")),
            s.EffectiveLine(date(2024, 1, 2), "开始"),
            s.ValidForLine(s.PeriodNode(Period(2, PeriodUnit.YEAR))),
            s.ReplacesLine("0"),
        ),
        (
            s.ClauseNode(
                s.Citation("第一条"),
                s.TextNode("总则"),
                (s.GistLine(s.TextNode("丙", "C")), s.NoteLine(s.TextNode("丁"))),
            ),
            s.ClauseNode(s.Citation("第十条(四)"), s.TextNode("戊", "E"), ()),
            s.ClauseNode(s.Citation("附件"), None, ()),
        ),
    )


@pytest.mark.parametrize("text", ["不适用于 x 其中 a 或 b", "does not apply to x where a or b"])
def test_exemptions(text: str) -> None:
    tree = parse_document(f"文件 a 《b》 第一条 c {text}", "x.policy").tree
    assert isinstance(tree, s.DocumentFile)
    assert tree.clauses[0].items == (s.ExemptionLine(s.Name("x"), s.OrNode((A, B))),)


def test_cases() -> None:
    tree = parse_cases(
        '案例 "甲" / "A" 于 r 2025-09-30 10:00 a.b m1 (x = 1, y = {c}) 记录于 2025-10-01 08:30:15 '
        "2025年9月30日 收到留言 约定 及时 = 3 个工作日 截至 2025-11-01 "
        '结果 met "m 1" 起于 2025-09-30 应于 2025-10-14 10:00 '
        'case "b" on s expect nothing',
        "cases.policy",
    ).tree
    assert tree == s.CaseFile(
        (
            s.CaseNode(
                s.TextNode("甲", "A"),
                s.Name("r"),
                (
                    s.EventLine(
                        s.When(date(2025, 9, 30), time(10)),
                        s.Path(("a", "b")),
                        "m1",
                        ((s.Name("x"), s.Value(1)), (s.Name("y"), s.SetNode((_ref("c"),)))),
                        s.When(date(2025, 10, 1), time(8, 30, 15)),
                    ),
                    s.EventLine(s.When(date(2025, 9, 30)), s.Path(("收到留言",))),
                    s.SettingLine("promptly", s.PeriodNode(Period(3, PeriodUnit.WORKDAY))),
                    s.AsOfLine(s.When(date(2025, 11, 1))),
                    s.ExpectLine(
                        s.Name("met"),
                        "m 1",
                        s.When(date(2025, 10, 14), time(10)),
                        s.When(date(2025, 9, 30)),
                    ),
                ),
            ),
            s.CaseNode(s.TextNode("b"), s.Name("s"), (s.ExpectLine(None),)),
        )
    )


def test_nodes_know_where_they_stand() -> None:
    source = '\ufeff# 注\r\n文件 a 《b》\r\n第一条 c\r\n  规则 d "e"\r\n    每当 收到留言\r\n    应当 已填 账号\r\n'
    tree = parse_document(source, "x.policy").tree
    assert isinstance(tree, s.DocumentFile)
    rule = tree.clauses[0].items[0]
    assert isinstance(rule, s.RuleNode)
    assert isinstance(rule.scope, s.EventScope)
    where = rule.scope.events.paths[0].span
    assert (where.line, where.column, source[where.start : where.end]) == (5, 8, "收到留言")
    assert source[rule.span.start : rule.span.end].startswith("规则 d")
    assert source[rule.statement.span.start : rule.statement.span.end] == "应当 已填 账号"


def test_trees_are_equal_wherever_they_stand() -> None:
    assert parse_document("文件 a 《b》", "").tree == parse_document("\n\n  文件   a\n《b》 # c", "").tree


def test_comments_are_kept_with_their_place() -> None:
    source = '# 一\n文件 a "#不是" # 二\n  ＃三  \n'
    comments = parse_document(source, "").comments
    assert [(c.text, c.line, c.own_line) for c in comments] == [
        ("# 一", 1, True),
        ("# 二", 2, False),
        ("＃三", 3, True),
    ]
    assert all(source.startswith(c.text, c.start) for c in comments)


@pytest.mark.parametrize("name", corpus.names("good"))
def test_good_files_have_a_tree(name: str) -> None:
    parsed = corpus.parse(corpus.source("good", name), name)
    assert parsed.tree is not None
    assert parsed.diagnostics == ()


def test_every_part_with_an_error_is_reported_once() -> None:
    rules = [
        f'  规则 r{i} "t"\n    每当 收到留言\n    {"应当 已填 账号" if i % 2 else "应当 在 内 答复留言"}\n'
        for i in range(8)
    ]
    parsed = parse_document("文件 a 《b》\n第一条 c\n" + "".join(rules), "x.policy")
    assert parsed.tree is None
    assert [d.span.line for d in parsed.diagnostics] == [5, 11, 17, 23]
    assert {d.code for d in parsed.diagnostics} == {Code.UNEXPECTED_WORD}


def test_a_part_that_breaks_off_does_not_spoil_the_next() -> None:
    source = (
        '文件 a 《b》\n第一条 c\n  说明\n  规则 r "t"\n    每当 收到留言\n    应当\n'
        '第二条\n  说明\n第三条\n  说明 "d"\n'
    )
    lines = [d.span.line for d in parse_document(source, "x.policy").diagnostics]
    assert lines == [4, 7, 9]


def test_no_more_errors_are_sought_than_a_person_reads() -> None:
    rules = "".join(f'  规则 r{i} "t" 每当\n' for i in range(50))
    assert len(parse_document(f"文件 a 《b》\n第一条 c\n{rules}", "").diagnostics) == 20


def test_an_error_in_the_head_is_reported_alone() -> None:
    parsed = parse_document('文件 "a"\n第一条 c\n  规则 r\n', "x.policy")
    assert [(d.code, d.span.line, d.span.column) for d in parsed.diagnostics] == [(Code.UNEXPECTED_WORD, 1, 4)]
