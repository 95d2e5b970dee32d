"""Explanations: the due date is derived as it was judged, for every form that has one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policykit.engine.check import Task, check
from policykit.engine.settings import Settings
from policykit.language import read_document
from policykit.model.facts import Fact
from policykit.model.finding import Finding
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.report import Report
from policykit.model.text import Text
from policykit.model.vocabulary import base_vocabulary
from policykit.packs import Pack, installed_packs, load_cases, load_pack, run_case
from policykit.packs.explain import NoSuchFinding, explain, find, said_fields, source_of
from policykit.plugins import load_plugins

SOURCE = """文件 local 《某县办法》
  施行 2025-01-01
  有效期 1 年

第一条 期限
  规则 workdays "工作日"
    每当 收到留言
    应当 在 5 个工作日 内 答复留言
  规则 months "半年"
    每当 收到留言
    应当 在 半年 内 答复留言

  # 下一条规则的注释,不属于上一条
  规则 hours "小时"
    每当 收到留言
    应当 在 24 小时 内 答复留言
  规则 named_day "写明日期"
    对每个 账号
    应当 于 2025-03-18 前 提交备案
  规则 from_force "自施行之日起"
    对每个 账号
    应当 自 施行之日 起 在 30 天 内 提交备案
  规则 promptly "及时"
    每当 收到留言
    应当 及时 答复留言

第二条 不得
  规则 ban_in_months "两个月内不得"
    每当 发布公告
    不得 在 2 个月 内 撤下公告
  规则 ban_in_workdays "三个工作日内不得"
    每当 发布公告
    不得 在 3 个工作日 内 撤下公告
  规则 silence "不得间断"
    对每个 账号
    不得 连续 超过 2 周 没有 发布信息
  规则 weekly "每周"
    对每个 账号
    应当 每周 至少 1 次 发布信息
  规则 state "状态"
    对每个 账号
    应当 留言功能 = 开启

  规则 by_the_order "整改期限前"
    每当 责令整改
    应当 于 整改期限 前 完成整改
  规则 after_the_order "逾期之后"
    每当 违反 by_the_order
    应当 于 整改期限 + 10 天 前 完成整改
  规则 ban_after_a_breach "间断之后两周内不得关停"
    每当 违反 silence
    不得 在 2 周 内 关停账号

第三条 末条
  规则 last_rule "最后一条"
    每当 发布信息
    应当 审核人 不是 编辑人


"""


def pack_of(source: str) -> Pack:
    plugins = load_plugins()
    read = read_document(source, "local.policy", plugins.vocabulary, plugins.extensions)
    assert read.document is not None, read.diagnostics
    return Pack(Path(), read.document, plugins, source)


def fact(number: int, type_name: str, at: str, **fields: object) -> Fact:
    type_ = base_vocabulary().events[type_name]
    return type_.model.model_validate(
        {"id": f"e{number}", "type": type_name, "occurred_at": f"{at}+08:00", "account": "a1", **fields}
    )


FACTS = (
    fact(1, "account.opened", "2024-06-01T09:00", messaging="off"),
    fact(2, "post.published", "2025-09-26T09:00", post="p1", editor="甲", reviewer="甲"),
    fact(3, "message.received", "2025-08-31T10:00", message="m1", kind="enquiry", channel="电话"),
    fact(4, "notice.posted", "2025-12-31T10:00", notice="n1", places=["portal", "new_media"], pinned=True),
    fact(5, "message.received", "2025-09-30T23:30", message="m2"),
    fact(6, "rectification.ordered", "2025-03-10T09:00", order="o1", due_day="2025-03-31"),
    fact(7, "rectification.ordered", "2025-03-11T09:00", order="o2"),
)
AS_OF = date(2025, 12, 31)
TERMS = Settings(terms={"promptly": Period(3, PeriodUnit.WORKDAY)}, assume_in_force=True)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return pack_of(SOURCE)


def report_of(pack: Pack, settings: Settings) -> Report:
    return check([Task(pack.document, pack.plugins)], FACTS, AS_OF, settings=settings)


@pytest.mark.parametrize("settings", [Settings(), Settings(assume_in_force=True), TERMS])
def test_every_due_date_is_derived_as_it_was_judged(pack: Pack, settings: Settings) -> None:
    findings = report_of(pack, settings).findings
    assert {f.rule for f in findings} >= {"workdays", "months", "hours", "silence", "weekly", "ban_in_months"}
    for finding in findings:
        explanation = explain(pack, finding, FACTS, settings)
        derivation = explanation.derivation
        if finding.due is not None:
            assert derivation is not None
            assert derivation.deadline is not None
        elif derivation is not None:
            assert derivation.note is not None


def the(findings: tuple[Finding, ...], rule: str) -> Finding:
    return next(f for f in findings if f.rule == rule)


@pytest.mark.parametrize(
    ("rule", "steps", "note"),
    [
        ("workdays", 6, None),
        ("months", 2, None),
        ("hours", 2, None),
        ("named_day", 0, "2025-03-18"),
        ("promptly", 0, "及时"),
        ("ban_in_months", 3, None),
        ("silence", 3, None),
        ("weekly", 0, "2025年第2周:2025-01-06 至 2025-01-12"),
        ("by_the_order", 0, "期限以“整改期限”为准:2025-03-31 终了"),
        ("after_the_order", 0, "期限以“整改期限 + 10 天”为准:2025-04-10 终了"),
        ("ban_after_a_breach", 3, None),
    ],
)
def test_how_it_is_derived(pack: Pack, rule: str, steps: int, note: str | None) -> None:
    finding = the(report_of(pack, Settings()).findings, rule)
    derivation = explain(pack, finding, FACTS, Settings()).derivation
    assert derivation is not None
    assert len(derivation.steps) == steps
    assert (note or "") in (derivation.note.zh if derivation.note else "")


def test_where_the_trigger_does_not_say_its_last_day_there_is_nothing_to_derive(pack: Pack) -> None:
    finding = next(f for f in report_of(pack, Settings()).findings if (f.rule, f.subject) == ("by_the_order", "o2"))
    derivation = explain(pack, finding, FACTS, Settings()).derivation
    assert derivation is not None
    assert (derivation.deadline, derivation.steps) == (None, ())
    assert derivation.note == Text(
        "期限以“整改期限”为准,无从推算", "the last day is what 'due_day' says, and that cannot be told"
    )


def test_a_house_value_is_counted(pack: Pack) -> None:
    finding = the(report_of(pack, TERMS).findings, "promptly")
    derivation = explain(pack, finding, FACTS, TERMS).derivation
    assert derivation is not None
    assert derivation.period == Period(3, PeriodUnit.WORKDAY)


def test_a_lasting_state_has_no_due_date(pack: Pack) -> None:
    assert explain(pack, the(report_of(pack, TERMS).findings, "state"), FACTS, TERMS).derivation is None


def test_past_the_calendars_end_the_reason_is_given(pack: Pack) -> None:
    facts = (fact(1, "message.received", "2026-12-30T10:00", message="m1"),)
    settings = Settings(assume_in_force=True)
    task = Task(pack.document, pack.plugins)
    finding = the(check([task], facts, date(2027, 3, 1), settings=settings).findings, "workdays")
    derivation = explain(pack, finding, facts, settings).derivation
    assert derivation is not None
    assert (derivation.deadline, derivation.steps) == (None, ())
    assert derivation.note is not None
    assert "2027-01-01" in derivation.note.en


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [
        ("months", '  规则 months "半年"', "    应当 在 半年 内 答复留言"),
        ("last_rule", '  规则 last_rule "最后一条"', "    应当 审核人 不是 编辑人"),
        ("promptly", '  规则 promptly "及时"', "    应当 及时 答复留言"),
    ],
)
def test_the_rule_as_written(pack: Pack, rule: str, first: str, last: str) -> None:
    lines = source_of(pack, pack.document.rule(rule))
    assert (lines[0].text, lines[-1].text) == (first, last)
    assert [SOURCE.splitlines()[line.number - 1].rstrip() for line in lines] == [line.text for line in lines]


def test_fields_are_shown_in_both_languages_and_free_text_is_left_out() -> None:
    vocabulary = base_vocabulary()
    assert said_fields(FACTS[2], vocabulary) == [
        (Text("留言", "message"), Text("m1", "m1")),
        (Text("账号", "account"), Text("a1", "a1")),
        (Text("留言类别", "kind"), Text("咨询", "enquiry")),
    ]
    assert said_fields(FACTS[3], vocabulary)[-2:] == [
        (Text("位置", "places"), Text("{政务新媒体, 门户网站}", "{new_media, portal}")),
        (Text("置顶", "pinned"), Text("是", "yes")),
    ]
    assert not any("甲" in value.zh for _, value in said_fields(FACTS[1], vocabulary))


def test_a_finding_is_found_by_the_beginning_of_its_id(pack: Pack) -> None:
    findings = report_of(pack, TERMS).findings
    wanted = findings[0]
    assert find(findings, wanted.id) is wanted
    assert find([wanted], wanted.id[:4].upper()) is wanted
    with pytest.raises(NoSuchFinding, match="too short"):
        find(findings, wanted.id[:3])
    with pytest.raises(NoSuchFinding, match="no finding has an id"):
        find(findings, "not hex")
    with pytest.raises(NoSuchFinding, match=f"2 findings have ids that begin with {wanted.id[:4]}"):
        find([wanted, wanted.model_copy(update={"id": wanted.id[:4] + "0" * 12})], wanted.id[:4])


@pytest.mark.parametrize("name", installed_packs())
def test_every_finding_of_every_case_of_the_installed_packs(name: str) -> None:
    pack = load_pack(name)
    for case in load_cases(pack):
        settings = Settings(terms=case.terms)
        for finding in run_case(pack, case).findings:
            explanation = explain(pack, finding, case.facts, settings)
            assert len(explanation.facts) == len(finding.evidence)
