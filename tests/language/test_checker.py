"""The checker: what rules come to mean, alike in both surfaces."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from policykit.language import Code, Severity, read_document
from policykit.language.formatter import format_source
from policykit.model.policy import requirements as m
from policykit.model.policy.conditions import (
    Compare,
    Comparison,
    Condition,
    EventPattern,
    FieldRef,
    Literal,
    LookBack,
    Owner,
    Said,
    Truth,
)
from policykit.model.policy.document import Document, Exemption, Force
from policykit.model.policy.periods import Cadence, OpenTerm, Period, PeriodUnit
from policykit.model.policy.rule import Measure, Modality, Rule, Scope
from policykit.model.policy.topic import Topic
from policykit.model.text import Lang, Text
from policykit.model.vocabulary import FieldType, Kind

from . import corpus

DOCUMENTS = [name for name in corpus.names("good") if not corpus.is_cases(name)]
TRUTH = FieldType(Kind.TRUTH)
WORKDAYS = Period(5, PeriodUnit.WORKDAY)


def _document(source: str) -> Document:
    read = read_document(source, "x.policy", corpus.VOCABULARY, corpus.EXTENSIONS)
    assert read.document is not None, [d.render(source, Lang.EN) for d in read.diagnostics]
    return read.document


def _rule(text: str, *others: str) -> Rule:
    rules = " ".join(f'规则 r{i} "t" {t}' for i, t in enumerate([text, *others]))
    return _document(f"文件 a 《b》 施行 2024-01-01 第一条 c {rules}").rules[0]


def _truth(owner: Owner, field: str) -> Truth:
    return Truth(FieldRef(owner, field, TRUTH))


def _pattern(*events: str, where: Condition | None = None, key: tuple[str, ...] = ()) -> EventPattern:
    return EventPattern(events, where, key)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("suffix", ["", ".zh", ".en"])
def test_good_files_have_nothing_to_report(name: str, suffix: str) -> None:
    source = corpus.source("good", name + suffix)
    read = read_document(source, "x.policy", corpus.VOCABULARY, corpus.EXTENSIONS)
    assert [d.render(source, Lang.EN) for d in read.diagnostics] == []
    assert read.document is not None


@pytest.mark.parametrize("name", DOCUMENTS)
def test_both_surfaces_mean_the_same(name: str) -> None:
    source = corpus.source("good", name)
    written = [source, *(format_source(source, "", lang, corpus.VOCABULARY, corpus.EXTENSIONS) for lang in Lang)]
    first, *rest = [_anywhere(_document(text)) for text in written]
    assert all(document == first for document in rest)


def test_the_good_files_show_every_form_and_modality() -> None:
    rules = [rule for name in DOCUMENTS for rule in _document(corpus.source("good", name)).rules]
    assert {rule.form for rule in rules} == set(m.Form)
    assert {rule.modality for rule in rules} == set(Modality)


def _anywhere(document: Document) -> Document:
    """The document without the lines and the text that it was written in."""
    return replace(
        document,
        version="",
        clauses=tuple(replace(c, line=0) for c in document.clauses),
        rules=tuple(replace(r, line=0) for r in document.rules),
    )


MESSAGE, POST = ("message",), ("post",)
FORMS: list[tuple[str, m.Requirement]] = [
    ("每当 发布信息 应当 原创", m.ConditionRequirement(_truth(Owner.EVENT, "original"))),
    ("对每个 账号 应当 在线", m.State(_truth(Owner.ACCOUNT, "online"))),
    ("对每个 人员 应当 人员.领导班子成员", m.State(_truth(Owner.STAFF, "on_leadership_team"))),
    ("每当 发布信息 应当 此前 已有 审核信息", m.Precedence(_pattern("post.reviewed", key=POST))),
    (
        "每当 发布信息 应当 此前 5 个工作日 内 已有 审核信息",
        m.Precedence(_pattern("post.reviewed", key=POST), within=WORKDAYS),
    ),
    (
        "每当 临时下线 不得 此前 同一 年度 已有 临时下线",
        m.Precedence(_pattern("account.suspended", key=("account",)), same=Cadence.YEAR),
    ),
    (
        "每当 发布信息 应当 此前 没有 审核信息",
        m.ConditionRequirement(LookBack(_pattern("post.reviewed", key=POST), negated=True)),
    ),
    (
        "每当 发布信息 应当 此前 依次 已有 审核信息, 校对信息",
        m.Chain((_pattern("post.reviewed", key=POST), _pattern("post.proofread", key=POST))),
    ),
    ("每当 收到留言 应当 在 5 个工作日 内 答复留言", m.Response(_pattern("message.answered", key=MESSAGE), WORKDAYS)),
    (
        "每当 收到留言 应当 及时 答复留言",
        m.Response(_pattern("message.answered", key=MESSAGE), OpenTerm("promptly")),
    ),
    (
        "对每个 账号 应当 自 施行之日 起 在 5 个工作日 内 提交备案",
        m.Response(_pattern("filing.submitted", key=("account",)), WORKDAYS, m.Anchor.FORCE),
    ),
    (
        "对每个 账号 应当 于 2024-03-18 前 提交备案",
        m.Response(_pattern("filing.submitted", key=("account",)), date(2024, 3, 18)),
    ),
    (
        "每当 发布公告 不得 在 5 个工作日 内 撤下公告",
        m.Abstention(_pattern("notice.removed", key=("notice",)), WORKDAYS),
    ),
    (
        "对每个 账号 应当 每周 至少 2 次 发布信息",
        m.Frequency(_pattern("post.published", key=("account",)), Cadence.WEEK, m.Bound.AT_LEAST, 2),
    ),
    (
        "对每个 账号 不得 每年 超过 1 条 发布信息",
        m.Frequency(_pattern("post.published", key=("account",)), Cadence.YEAR, m.Bound.AT_MOST, 1, m.Counted.ITEMS),
    ),
    (
        "对每个 账号 应当 每年 至多 1 次 发布信息",
        m.Frequency(_pattern("post.published", key=("account",)), Cadence.YEAR, m.Bound.AT_MOST, 1),
    ),
    (
        "对每个 账号 不得 连续 超过 14 天 没有 发布信息",
        m.Silence(_pattern("post.published", key=("account",)), Period(14, PeriodUnit.DAY)),
    ),
    (
        "对每个 单位 应当 定期 组织培训",
        m.Silence(_pattern("training.held", key=("unit",)), OpenTerm("regularly")),
    ),
    (
        "对每个 单位 不得 有 超过 1 个 账号 其中 在线 按 平台",
        m.Cardinality("account", _truth(Owner.ACCOUNT, "online"), m.Bound.AT_MOST, 1, "platform"),
    ),
    ("对每个 单位 应当 有 至少 1 个 人员", m.Cardinality("staff", None, m.Bound.AT_LEAST, 1)),
    ("对每个 单位 应当 账号 的 名称 一致", m.Agreement("account", "account_name")),
    ('对每个 账号 应当 每季度 人工核查 "q"', m.Attestation("q", Cadence.QUARTER)),
    ('每当 发布信息 应当 人工核查 "q"', m.Attestation("q")),
    (
        "对每个 账号 应当 通过 检查 支持IPv6(端口 = 443)",
        m.Custom("ipv6_ready", (("端口", Literal(443, FieldType(Kind.NUMBER))),)),
    ),
    ("认定 每当 公布通报 连续 2 次 后果 约谈", m.Consequence(_pattern("bulletin.published"), 2, ("interview",))),
    (
        "认定 每当 开展检查 其中 单项否决 后果 约谈",
        m.Consequence(_pattern("inspection.held", where=_truth(Owner.EVENT, "vetoed")), 1, ("interview",)),
    ),
    (
        "认定 每当 开展检查 其中 单项否决 连续 2 次 后果 约谈",
        m.Consequence(_pattern("inspection.held"), 2, ("interview",), counted=_truth(Owner.EVENT, "vetoed")),
    ),
]


@pytest.mark.parametrize(("text", "requirement"), FORMS, ids=[t for t, _ in FORMS])
def test_every_form_is_recognised(text: str, requirement: m.Requirement) -> None:
    assert _rule(text).requirement == requirement


def test_every_form_is_tried() -> None:
    assert {requirement.form for _, requirement in FORMS} == set(m.Form)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("每当 收到留言 应当 在 1 天 内 答复留言", ("message",)),
        ("每当 收到留言 应当 在 1 天 内 发布信息", ("account",)),
        ("每当 收到留言 应当 在 1 天 内 发布信息 同一 单位", ("unit",)),
        ("每当 收到留言 应当 在 1 天 内 组织培训", ("unit",)),
        ("每当 人员离任 应当 在 1 天 内 更换密码", ("staff",)),
        ("每当 公布通报 应当 在 1 天 内 报送报告", ("account",)),
        ("对每个 账号 每当 重要政策 应当 在 1 天 内 发布信息", ("account", "policy")),
        ("对每个 单位 应当 于 2024-03-01 前 发布信息", ("unit",)),
    ],
)
def test_acts_belong_to_the_nearest_that_both_name(text: str, key: tuple[str, ...]) -> None:
    requirement = _rule(text).requirement
    assert isinstance(requirement, m.Response)
    assert requirement.pattern.key == key


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("每当 发布信息 其中 原创 应当 原创", Scope(_pattern("post.published", where=_truth(Owner.EVENT, "original")))),
        ("每当 发布信息 或 更正信息 应当 已填 账号", Scope(_pattern("post.published", "post.corrected"))),
        ("对每个 账号 其中 在线 应当 实名", Scope(None, "account", _truth(Owner.ACCOUNT, "online"))),
        (
            "对每个 账号 其中 单位.涉密 每当 重要政策 其中 需周知 应当 在 1 天 内 发布信息",
            Scope(
                _pattern("policy.issued", where=_truth(Owner.EVENT, "for_public")),
                "account",
                _truth(Owner.UNIT, "classified"),
            ),
        ),
    ],
)
def test_scopes(text: str, scope: Scope) -> None:
    assert _rule(text).scope == scope


@pytest.mark.parametrize(
    ("broken", "act", "key"),
    [
        ("对每个 账号 不得 连续 超过 14 天 没有 发布信息", "报送报告", ("account",)),
        ("对每个 单位 应当 每年 至少 1 次 组织培训", "报送报告", ("unit",)),
        ("每当 收到留言 应当 在 5 天 内 答复留言", "答复留言", ("message",)),
        ("每当 收到留言 应当 在 5 天 内 答复留言", "报送报告", ("account",)),
    ],
)
def test_what_follows_from_a_breach_is_about_what_was_broken(broken: str, act: str, key: tuple[str, ...]) -> None:
    follows = _rule(f"每当 违反 r1 应当 在 5 个工作日 内 {act}", broken)
    assert follows.scope == Scope(breach_of="r1")
    assert isinstance(follows.requirement, m.Response)
    assert follows.requirement.pattern.key == key
    chained = _rule(f"每当 违反 r1 应当 在 5 个工作日 内 {act}", f"每当 违反 r2 应当 及时 {act}", broken)
    assert chained.requirement == follows.requirement


def test_a_name_is_a_value_of_the_list_before_it_is_a_field() -> None:
    rule = _rule("对每个 账号 应当 体裁 = 图文 且 名称 = 账号名 除非 用途 = 专项")
    (exception,) = rule.exceptions
    assert isinstance(exception, Compare)
    assert exception.comparison is Comparison.EQ
    assert isinstance(exception.right, Literal)
    assert exception.right.value == "campaign"


def test_the_trigger_is_reached_from_the_act() -> None:
    rule = _rule("每当 发布信息 应当 此前 已有 审核信息 其中 审核人 不是 触发.编辑人")
    assert isinstance(rule.requirement, m.Precedence)
    where = rule.requirement.pattern.where
    assert isinstance(where, Compare)
    assert isinstance(where.left, FieldRef)
    assert isinstance(where.right, FieldRef)
    assert (where.left.owner, where.right.owner) == (Owner.EVENT, Owner.TRIGGER)


def test_a_rule_keeps_all_its_parts() -> None:
    rule = _rule(
        "每当 发布信息 原则上不得 商业广告 除非 已填 来源 否则 判定 不合格, 约谈 "
        '解释 "甲" / "A" 除非 原创 否则 问责 解释 "乙"'
    )
    assert rule.modality is Modality.MUST_NOT_IN_PRINCIPLE
    assert rule.exceptions[0] == Said(FieldRef(Owner.EVENT, "source", FieldType(Kind.TEXT)))
    assert rule.exceptions[1] == _truth(Owner.EVENT, "original")
    assert rule.consequences == (Measure.UNQUALIFIED, Measure.INTERVIEW, Measure.ACCOUNTABILITY)
    assert rule.interpretations == (Text("甲", "A"), Text("乙", "乙"))
    assert (rule.jurisdiction, rule.clause, rule.name, rule.id) == ("a", "第一条", "r0", "a/r0")


def test_what_is_identified_keeps_its_interpretation() -> None:
    rule = _rule('认定 每当 公布通报 最近 3 次 至少 2 次 后果 约谈, 问责 解释 "甲" / "A"')
    assert rule.requirement == m.Consequence(_pattern("bulletin.published"), 2, ("interview", "accountability"), 3)
    assert rule.interpretations == (Text("甲", "A"),)


@pytest.mark.parametrize(
    ("head", "force", "term"),
    [
        ("施行 2024-06-24", Force(date(2024, 6, 24)), None),
        ("施行 2024-06-24 有效期 2 年", Force(date(2024, 6, 24), date(2026, 6, 24)), None),
        ("施行 约定 开始 默认 2023-10-18", Force(date(2023, 10, 18)), "开始"),
        ("施行 约定 开始 有效期 半年", Force(None), "开始"),
    ],
)
def test_force(head: str, force: Force, term: str | None) -> None:
    document = _document(f"文件 a 《b》 {head}")
    assert (document.force, document.first_day_term) == (force, term)


def test_a_document_keeps_its_clauses_in_order() -> None:
    document = _document(
        '文件 a 《b》 / "B" 文号 "n" 机关 "i" / "I" 施行 2024-01-01 替代 "m" 第二条 甲 要旨 "x" / "X" 说明 "y" / "Y" '
        '第一条 规则 r "t" 每当 发布信息 应当 原创 规则 s "t" 每当 发布信息 可 转载'
    )
    assert (document.name, document.title, document.number) == ("a", Text("b", "B"), "n")
    assert (document.issuer, document.replaces) == (Text("i", "I"), "m")
    assert [(c.citation, c.rules) for c in document.clauses] == [("第二条", ()), ("第一条", ("r", "s"))]
    assert (document.clauses[0].gist, document.clauses[0].note) == (Text("x", "X"), Text("y", "Y"))


def test_an_exemption_is_that_of_its_clause() -> None:
    document = _document("文件 a 《b》 施行 2024-01-01 第三条 c 不适用于 账号 其中 单位.涉密")
    assert document.exemptions == (Exemption("account", _truth(Owner.UNIT, "classified"), "第三条"),)


def test_a_topic_is_that_of_the_rules_that_follow_it_in_its_clause() -> None:
    rule = '规则 {} "t" 每当 发布信息 应当 原创'
    a, b, c, d, e = (rule.format(name) for name in "abcde")
    document = _document(
        f"文件 x 《y》 施行 2024-01-01 第一条 c {a} 主题 更新频率 {b} {c} topic replies {d} 第二条 c {e}"
    )
    assert [r.topic for r in document.rules] == [None, Topic.UPDATES, Topic.UPDATES, Topic.REPLIES, None]


def test_an_unknown_topic_is_an_error_with_the_nearest_name() -> None:
    source = '文件 x 《y》 施行 2024-01-01 第一条 c 主题 留言回复 规则 a "t" 每当 发布信息 应当 原创'
    read = read_document(source, "x.policy", corpus.VOCABULARY, corpus.EXTENSIONS)
    (found,) = read.errors
    assert (found.code, found.message.en) == (Code.UNKNOWN_TOPIC, "unknown topic `留言回复`")
    assert found.help is not None
    assert found.help.zh == "是否想写 `留言办理`?"
    assert read.document is None


def test_the_version_is_that_of_the_text() -> None:
    one, same, other = (
        _document(t).version for t in ["文件 a 《b》 施行 2024-01-01"] * 2 + ["文件 a 《b》 施行 2024-01-02"]
    )
    assert one == same != other


def test_warnings_do_not_keep_a_file_from_being_used() -> None:
    read = read_document("文件 a 《b》 施行 2024-01-01 第一条 c", "", corpus.VOCABULARY, corpus.EXTENSIONS)
    assert [d.severity for d in read.diagnostics] == [Severity.WARNING]
    assert read.errors == ()
    assert read.document is not None
