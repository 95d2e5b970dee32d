"""Small documents, and all that is found about each: nothing more, nothing less."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from policykit.analysis.consistency import Ground, Inconsistency, Kind
from policykit.engine.check import check
from policykit.engine.settings import Settings
from policykit.language import Code
from policykit.model.finding import Verdict
from policykit.model.policy.periods import Period, PeriodUnit

from .packs import found_in, keys, pack_of

BROKEN = {Verdict.VIOLATED, Verdict.MET_LATE, Verdict.ADVISED}

NEVER: Mapping[str, tuple[dict[str, str], list[str]]] = {
    "a trigger that cannot be": (
        {"a": "每当 发布信息 其中 原创 且 非 原创 应当 此前 已有 审核信息"},
        ["a, never applies"],
    ),
    "an exception that takes all": (
        {"a": "每当 发布信息 其中 原创 应当 此前 已有 审核信息 除非 转载 除非 原创"},
        ["a, never applies"],
    ),
    "an entity that cannot be": (
        {"a": "对每个 账号 其中 体裁 = 图文 且 体裁 = 视频 应当 留言功能 = 开启"},
        ["a, never applies"],
    ),
    "facts that nothing identifies": (
        {"a": "认定 每当 公布考核 其中 等次 = 优秀 且 等次 = 不合格 后果 表彰推广"},
        ["a, never applies"],
    ),
    "the scope ensures the requirement": (
        {"a": "每当 收到留言 其中 留言类别 = 咨询 应当 留言类别 属于 {咨询, 投诉}"},
        ["a, cannot be broken"],
    ),
    "a requirement that always holds": ({"a": "每当 发布信息 应当 原创 或 非 原创"}, ["a, cannot be broken"]),
    "what follows from that": (
        {"a": "每当 发布信息 应当 原创 或 非 原创", "b": "每当 违反 a 应当 在 5 天 内 报送报告"},
        ["a, cannot be broken", "b, never applies: a"],
    ),
    "an act that cannot be": (
        {"a": "每当 收到留言 应当 在 5 天 内 答复留言 其中 自动回复 且 非 自动回复"},
        ["a, no such act"],
    ),
    "a look-back at what cannot be": (
        {"a": "每当 发布信息 应当 原创 或 (此前 已有 审核信息 其中 审核结果 = 通过 且 审核结果 = 不通过)"},
        ["a, no such act"],
    ),
    "due before the first day of force": ({"a": "对每个 单位 应当 于 2023-06-01 前 报送报告"}, ["a, never applies"]),
    # and what is no such rule
    "all of a list but one": ({"a": "每当 收到留言 应当 留言类别 不是 违法言论"}, []),
    "an exception that leaves some": ({"a": "每当 发布信息 应当 此前 已有 审核信息 除非 原创"}, []),
    "a field that may not be said": ({"a": "每当 发布信息 应当 已填 审核人"}, []),
    "due on the first day of force": ({"a": "对每个 单位 应当 于 2024-01-01 前 报送报告"}, []),
}

CONTAINED: Mapping[str, tuple[dict[str, str], list[str]]] = {
    "word by word": (
        {"a": "每当 收到留言 应当 在 5 个工作日 内 答复留言", "b": "每当 收到留言 应当 在 5 个工作日 内 答复留言"},
        ["b, equal: a"],
    ),
    "in other words": (
        {"a": "每当 发布信息 不得 原创 且 转载", "b": "每当 发布信息 必须 非 原创 或 非 转载"},
        ["b, equal: a"],
    ),
    "a narrower scope": (
        {
            "a": "每当 发布信息 其中 原创 应当 此前 已有 审核信息",
            "b": "每当 发布信息 应当 此前 已有 审核信息 其中 审核结果 = 通过",
        },
        ["a, implied: b"],
    ),
    "one part of a chain": (
        {"a": "每当 发布信息 应当 此前 依次 已有 审核信息, 校对信息", "b": "每当 发布信息 应当 此前 已有 校对信息"},
        ["b, implied: a"],
    ),
    "together, case by case": (
        {
            "a": "每当 发布信息 其中 原创 应当 此前 已有 审核信息",
            "b": "每当 发布信息 其中 非 原创 应当 此前 已有 审核信息",
            "c": "每当 发布信息 应当 此前 已有 审核信息",
        },
        ["c, implied: a, b"],
    ),
    "weekly, and no fortnight without": (
        {"a": "对每个 账号 应当 每周 至少 1 次 发布信息", "b": "对每个 账号 不得 连续 超过 13 天 没有 发布信息"},
        ["b, implied: a"],
    ),
    "originals are posts": (
        {
            "a": "对每个 账号 应当 每周 至少 1 条 发布信息 其中 原创",
            "b": "对每个 账号 其中 体裁 = 图文 不得 连续 超过 14 天 没有 发布信息",
        },
        ["b, implied: a"],
    ),
    "the same question to fewer": (
        {"a": '对每个 单位 应当 每年 人工核查 "好吗?"', "b": '对每个 单位 其中 涉密 应当 每年 人工核查 "好吗?"'},
        ["b, implied: a"],
    ),
    "the same check": (
        {"a": "对每个 账号 应当 ipv6", "b": "对每个 账号 其中 体裁 = 客户端 应当 ipv6"},
        ["b, implied: a"],
    ),
    "more people than needed": (
        {
            "a": "对每个 单位 应当 有 至少 1 个 人员 其中 角色 = 审核人员 且 专职",
            "b": "对每个 单位 应当 有 至少 1 个 人员 其中 角色 = 审核人员",
        },
        ["b, implied: a"],
    ),
    "advice to do what must be done": (
        {"a": "每当 收到留言 应当 在 5 个工作日 内 答复留言", "b": "每当 收到留言 力争 在 30 天 内 答复留言"},
        ["b, implied: a"],
    ),
    "the same measures for fewer": (
        {
            "a": "认定 每当 公布考核 其中 等次 属于 {优秀, 合格} 后果 表彰推广",
            "b": "认定 每当 公布考核 其中 等次 = 优秀 后果 表彰推广",
        },
        ["b, implied: a"],
    ),
    # and what is not contained
    "advice that asks for more": (
        {"a": "每当 收到留言 应当 在 5 个工作日 内 答复留言", "b": "每当 收到留言 力争 在 当日 内 答复留言"},
        [],
    ),
    "a duty is not contained in advice": (
        {"a": "每当 收到留言 力争 在 5 个工作日 内 答复留言", "b": "每当 收到留言 应当 在 30 天 内 答复留言"},
        [],
    ),
    "weekly, and twelve days": (
        {"a": "对每个 账号 应当 每周 至少 1 次 发布信息", "b": "对每个 账号 不得 连续 超过 12 天 没有 发布信息"},
        [],
    ),
    "weekly in principle": (
        {"a": "对每个 账号 原则上应当 每周 至少 1 次 发布信息", "b": "对每个 账号 不得 连续 超过 14 天 没有 发布信息"},
        [],
    ),
    "in principle: a waiver of the one leaves the other": (
        {"a": "每当 收到留言 原则上应当 在 3 天 内 答复留言", "b": "每当 收到留言 原则上应当 在 10 天 内 答复留言"},
        [],
    ),
    "weekly with an exception": (
        {
            "a": "对每个 账号 应当 每周 至少 1 次 发布信息 除非 用途 = 专项",
            "b": "对每个 账号 不得 连续 超过 14 天 没有 发布信息 除非 用途 = 专项",
        },
        [],
    ),
    "what to do once another is broken": (
        {"a": "每当 发布信息 不得 商业广告", "b": "每当 发布信息 其中 商业广告 应当 在 1 天 内 删除信息"},
        [],
    ),
    "what follows from a breach": (
        {"a": "每当 收到留言 应当 在 5 天 内 答复留言", "b": "每当 违反 a 应当 在 5 天 内 报送报告"},
        [],
    ),
    "different questions": (
        {"a": '对每个 单位 应当 每年 人工核查 "好吗?"', "b": '对每个 单位 应当 每年 人工核查 "够吗?"'},
        [],
    ),
    "different messages": (
        {
            "a": "每当 收到留言 其中 留言类别 = 咨询 应当 在 5 天 内 答复留言",
            "b": "每当 收到留言 其中 留言类别 = 投诉 应当 在 5 天 内 答复留言",
        },
        [],
    ),
    "a permission": (
        {"a": "每当 收到留言 应当 在 5 天 内 答复留言", "b": "每当 收到留言 可 在 5 天 内 答复留言"},
        [],
    ),
}

NUMBERS: Mapping[str, tuple[dict[str, str], list[str]]] = {
    "a longer time for the same": (
        {"a": "每当 收到留言 应当 在 30 天 内 答复留言", "b": "每当 收到留言 应当 在 5 个工作日 内 答复留言"},
        ["a, numbers: b"],
    ),
    "a special case that is looser": (
        {
            "a": "每当 收到留言 应当 在 5 个工作日 内 答复留言",
            "b": "每当 收到留言 其中 留言类别 = 投诉 应当 在 15 个工作日 内 答复留言",
        },
        ["b, numbers: a"],
    ),
    "now the one, now the other": (
        {"a": "每当 收到留言 应当 在 5 个工作日 内 答复留言", "b": "每当 收到留言 应当 在 7 个自然日 内 答复留言"},
        ["b, limits: a"],
    ),
    "fewer a week": (
        {"a": "对每个 账号 应当 每周 至少 2 次 发布信息", "b": "对每个 账号 应当 每周 至少 1 次 发布信息"},
        ["b, numbers: a"],
    ),
    "fewer a month": (
        {"a": "对每个 账号 应当 每周 至少 2 次 发布信息", "b": "对每个 账号 应当 每月 至少 4 次 发布信息"},
        ["b, numbers: a"],
    ),
    "a longer silence": (
        {"a": "对每个 账号 不得 连续 超过 7 天 没有 发布信息", "b": "对每个 账号 不得 连续 超过 2 周 没有 发布信息"},
        ["b, numbers: a"],
    ),
    "a shorter ban": (
        {"a": "每当 发布公告 不得 在 30 个自然日 内 撤下公告", "b": "每当 发布公告 不得 在 10 个自然日 内 撤下公告"},
        ["b, numbers: a"],
    ),
    "more accounts": (
        {"a": "对每个 单位 不得 有 超过 1 个 账号", "b": "对每个 单位 不得 有 超过 2 个 账号 按 平台"},
        ["b, numbers: a"],
    ),
    "after one breach": (
        {
            "a": "对每个 账号 不得 连续 超过 14 天 没有 发布信息",
            "b": "每当 违反 a 应当 在 5 天 内 报送报告",
            "c": "每当 违反 a 应当 在 10 天 内 报送报告",
        },
        ["c, numbers: b"],
    ),
    # and numbers that are in line
    "a special case that is stricter": (
        {
            "a": "每当 收到留言 应当 在 5 个工作日 内 答复留言",
            "b": "每当 收到留言 其中 留言类别 = 投诉 应当 在 2 个工作日 内 答复留言",
        },
        [],
    ),
    "cases apart": (
        {
            "a": "每当 收到留言 其中 留言类别 = 咨询 应当 在 5 个工作日 内 答复留言",
            "b": "每当 收到留言 其中 留言类别 = 投诉 应当 在 7 个自然日 内 答复留言",
        },
        [],
    ),
    "different acts": (
        {"a": "每当 收到留言 应当 在 5 个工作日 内 答复留言", "b": "每当 收到留言 应当 在 7 个自然日 内 报送报告"},
        [],
    ),
    "a minimum and a maximum": (
        {"a": "对每个 账号 应当 每周 至少 2 次 发布信息", "b": "对每个 账号 不得 每周 超过 9 次 发布信息"},
        [],
    ),
}

CONFLICTS: Mapping[str, tuple[dict[str, str], list[str]]] = {
    "one field, two demands": (
        {"a": "每当 发布信息 应当 审核人 = 编辑人", "b": "每当 发布信息 应当 审核人 不是 编辑人"},
        ["b, conflict: a"],
    ),
    "three that cannot be kept together": (
        {
            "a": "每当 发布信息 应当 审核人 = 编辑人",
            "b": "每当 发布信息 应当 编辑人 = 发布人",
            "c": "每当 发布信息 不得 审核人 = 发布人",
        },
        ["c, conflict: a, b"],
    ),
    "where scopes overlap": (
        {
            "a": "每当 发布信息 其中 原创 应当 审核人 = 编辑人",
            "b": "每当 发布信息 其中 使用地图 不得 审核人 = 编辑人",
        },
        ["b, conflict: a"],
    ),
    "remove and keep": (
        {"a": "每当 发布公告 应当 在 10 个自然日 内 撤下公告", "b": "每当 发布公告 不得 在 30 个自然日 内 撤下公告"},
        ["b, conflict: a"],
    ),
    "advice to do what is forbidden": (
        {"a": "每当 发布公告 鼓励 在 10 个自然日 内 撤下公告", "b": "每当 发布公告 不得 在 30 个自然日 内 撤下公告"},
        ["b, conflict: a"],
    ),
    "in principle against always": (
        {"a": "每当 发布信息 原则上应当 审核人 = 编辑人", "b": "每当 发布信息 应当 审核人 不是 编辑人"},
        ["b, conflict: a"],
    ),
    "on and off": (
        {"a": "对每个 账号 应当 留言功能 = 开启", "b": "对每个 账号 其中 体裁 = 视频 应当 留言功能 = 关闭"},
        ["b, conflict: a"],
    ),
    "two at least, one at most": (
        {"a": "对每个 单位 应当 有 至少 2 个 人员 其中 角色 = 审核人员", "b": "对每个 单位 不得 有 超过 1 个 人员"},
        ["b, conflict: a"],
    ),
    "too often for a year": (
        {"a": "对每个 账号 应当 每周 至少 2 次 发布信息", "b": "对每个 账号 不得 每年 超过 100 次 发布信息"},
        ["b, conflict: a"],
    ),
    "too often for a month": (
        {
            "a": "对每个 账号 不得 连续 超过 7 天 没有 发布信息 其中 原创",
            "b": "对每个 账号 不得 每月 超过 3 次 发布信息",
        },
        ["b, conflict: a"],
    ),
    "three counts": (
        {
            "a": "对每个 账号 应当 每周 至少 1 次 发布信息",
            "b": "对每个 账号 应当 每年 至少 90 次 发布信息",
            "c": "对每个 账号 不得 每月 超过 7 次 发布信息",
        },
        ["c, conflict: b"],
    ),
    "an act ordered and forbidden": (
        {"a": "每当 收到留言 应当 在 5 天 内 发布信息", "b": "每当 发布信息 不得 单位.涉密"},
        ["b, conflict: a"],
    ),
    "a rhythm ordered and forbidden": (
        {"a": "对每个 账号 应当 每周 至少 1 次 发布信息", "b": "每当 发布信息 不得 单位.单位类型 = 内设机构"},
        ["b, conflict: a"],
    ),
    "posts ordered of what may have none": (
        {
            "a": "对每个 账号 其中 体裁 = 视频 不得 连续 超过 9 天 没有 发布信息",
            "b": "每当 发布信息 不得 账号.体裁 = 视频",
        },
        ["b, conflict: a"],
    ),
    "an account ordered and forbidden": (
        {"a": "对每个 单位 应当 有 至少 1 个 账号", "b": "每当 开设账号 不得 单位.涉密"},
        ["b, conflict: a"],
    ),
    "two bans leave nothing": (
        {
            "a": "每当 收到留言 应当 在 5 天 内 关停账号 或 注销账号",
            "b": "每当 关停账号 不得 单位.层级 = 县级",
            "c": "每当 注销账号 不得 单位.层级 属于 {县级, 市级}",
        },
        ["c, conflict: a, b"],
    ),
    "closed only by waiver": (
        {
            "a": "每当 报送报告 其中 无法继续发布 应当 及时 关停账号 或 注销账号",
            "b": "每当 关停账号 或 注销账号 其中 此前 没有 关停账号 原则上不得 单位.单位类型 = 人民政府",
        },
        ["b, conflict: a"],
    ),
    "what follows from a breach is forbidden": (
        {
            "a": "对每个 单位 不得 有 超过 1 个 账号 按 平台",
            "b": "每当 违反 a 应当 及时 关停账号",
            "c": "每当 关停账号 不得 单位.涉密",
        },
        ["c, conflict: b"],
    ),
    # and what is no contradiction
    "scopes apart": (
        {
            "a": "每当 发布信息 其中 原创 应当 审核人 = 编辑人",
            "b": "每当 发布信息 其中 非 原创 应当 审核人 不是 编辑人",
        },
        [],
    ),
    "an exception between them": (
        {
            "a": "每当 发布信息 应当 审核人 = 编辑人 除非 原创",
            "b": "每当 发布信息 其中 原创 应当 审核人 不是 编辑人",
        },
        [],
    ),
    "keep, then remove": (
        {"a": "每当 发布公告 应当 在 40 个自然日 内 撤下公告", "b": "每当 发布公告 不得 在 30 个自然日 内 撤下公告"},
        [],
    ),
    "a rule for what another forbids": (
        {"a": "每当 发布信息 其中 商业广告 应当 审核人 = 编辑人", "b": "每当 发布信息 不得 商业广告"},
        [],
    ),
    "before and not before: at the same instant": (
        {"a": "每当 发布信息 应当 此前 已有 审核信息", "b": "每当 发布信息 不得 此前 已有 审核信息"},
        [],
    ),
    "one at least, one a platform at most": (
        {"a": "对每个 单位 应当 有 至少 2 个 账号", "b": "对每个 单位 不得 有 超过 1 个 账号 按 平台"},
        [],
    ),
    "often enough for a year": (
        {"a": "对每个 账号 应当 每周 至少 1 次 发布信息", "b": "对每个 账号 不得 每年 超过 53 次 发布信息"},
        [],
    ),
    "counts of accounts apart": (
        {
            "a": "对每个 账号 其中 体裁 = 图文 应当 每周 至少 2 次 发布信息",
            "b": "对每个 账号 其中 体裁 = 视频 不得 每年 超过 100 次 发布信息",
        },
        [],
    ),
    "counts of different acts": (
        {"a": "对每个 账号 应当 每日 至少 1 次 日常巡检 同一 单位", "b": "对每个 账号 不得 每年 超过 1 次 临时下线"},
        [],
    ),
    "approved, then closed, after thirty days": (
        {
            "a": "每当 报送报告 应当 及时 关停账号",
            "b": "每当 关停账号 应当 此前 已有 批准申请",
            "c": "每当 关停账号 应当 此前 已有 发布公告 其中 公告事项 = 关停",
            "d": "每当 发布公告 其中 公告事项 = 关停 不得 在 30 个自然日 内 关停账号",
        },
        [],
    ),
    "ordered of those to whom it is not forbidden": (
        {"a": "每当 收到留言 其中 非 单位.涉密 应当 在 5 天 内 发布信息", "b": "每当 发布信息 不得 单位.涉密"},
        [],
    ),
    "forbidden with an exception": (
        {"a": "每当 收到留言 应当 在 5 天 内 发布信息", "b": "每当 发布信息 不得 单位.涉密 除非 此前 已有 审核信息"},
        [],
    ),
    "what an act must be like": (
        {
            "a": "对每个 账号 应当 每周 至少 1 次 发布信息",
            "b": "每当 发布信息 不得 商业广告",
            "c": "每当 发布信息 应当 账号.实名",
            "d": "每当 发布信息 应当 审核人 不是 编辑人",
        },
        [],
    ),
    "another way is left": (
        {"a": "每当 收到留言 应当 在 5 天 内 关停账号 或 注销账号", "b": "每当 关停账号 不得 单位.涉密"},
        [],
    ),
}

TABLES = {**NEVER, **CONTAINED, **NUMBERS, **CONFLICTS}


def test_no_case_stands_twice() -> None:
    assert len(TABLES) == sum(map(len, (NEVER, CONTAINED, NUMBERS, CONFLICTS)))


@pytest.mark.parametrize("name", TABLES)
def test_what_is_found(name: str) -> None:
    rules, expected = TABLES[name]
    assert keys(found_in(rules)) == expected


@pytest.mark.parametrize("name", [n for n, (_, expected) in CONFLICTS.items() if expected])
def test_a_contradiction_is_shown_by_histories(name: str) -> None:
    rules, _ = CONFLICTS[name]
    pack = pack_of(rules)
    (found,) = found_in(rules)
    names = {found.rule.name, *found.others}
    assert found.stories
    assert "no history" not in found.message.en
    task = Ground(pack).rules[0].task
    for story in found.stories:
        report = check([task], story.facts, story.as_of, settings=Settings(assume_in_force=True), only=frozenset(names))
        judged = [f for f in report.findings if f.verdict in BROKEN]
        assert len({f.rule for f in judged}) == 1
        assert story.caption.en.endswith(f"broken: {judged[0].rule}")
        assert {f.id for f in story.findings} <= {f.id for f in report.findings}
    assert len({s.caption.en for s in found.stories}) == len(found.stories)


def test_rules_of_one_conflict_meet_in_each_history() -> None:
    (found,) = found_in(CONFLICTS["where scopes overlap"][0])
    for story in found.stories:
        assert {f.rule for f in story.findings} == {"a", "b"}
        assert len({f.subject for f in story.findings}) == 1


# ---------------------------------------------------------------- what is said


def said(rules: Mapping[str, str], **more: str) -> tuple[str, str]:
    (found,) = found_in(rules, **more)
    return found.message.zh, found.message.en


def test_the_parts_that_leave_no_case_are_named() -> None:
    assert said({"a": "每当 发布信息 其中 原创 应当 此前 已有 审核信息 除非 转载 除非 原创"}) == (
        "规则 a 不会适用:触发事件的条件、第 2 个例外合起来没有留下任何情形",
        "a never applies: the condition on its trigger and exception 2 leave no case",
    )
    assert said({"a": "对每个 单位 其中 涉密 应当 专门部门"}, clause="不适用于 单位 其中 涉密") == (
        "规则 a 不会适用:对象的条件、第一条的“不适用于”合起来没有留下任何情形",
        "a never applies: the condition on its entity and the exemption in 第一条 leave no case",
    )


def test_what_ensures_a_requirement_is_named() -> None:
    assert said(NEVER["the scope ensures the requirement"][0]) == (
        "没有什么能违反规则 a:触发事件的条件已经保证了它的要求",
        "nothing breaks a: the condition on its trigger already ensure what it asks",
    )


def test_numbers_are_named() -> None:
    assert said(NUMBERS["a special case that is looser"][0]) == (
        "规则 b(15 个工作日)比 a(5 个工作日)宽,两条都约束,它不起作用",
        "b (15 workdays) is looser than a (5 workdays); both bind, so that it has no effect",
    )
    assert said(NUMBERS["now the one, now the other"][0]) == (
        "规则 b(7 个自然日)与 a(5 个工作日)对同一行为定了不同的期限,有时前者严,有时后者严",
        "b (7 natural days) and a (5 workdays) set different limits on one act; now the one is the stricter, now the "
        "other",
    )


def test_circumstances_are_named() -> None:
    assert said(CONFLICTS["two bans leave nothing"][0]) == (
        "规则 a 要求“关停账号或注销账号”,而在 单位.层级 = 县级 时 b、c 不容许任何这样的行为",
        "a orders 'account.closed or account.cancelled'; under b and c there is no lawful way to do it where "
        "unit.level = county",
    )


def test_what_only_a_waiver_resolves_is_said() -> None:
    zh, en = said(CONFLICTS["closed only by waiver"][0])
    assert zh.endswith(";只有获准豁免才能两全")
    assert en.endswith("; only an approved waiver saves both")


def test_what_would_be_lost_is_said() -> None:
    (found,) = found_in(
        {
            "a": "每当 收到留言 应当 在 5 天 内 答复留言",
            "b": "每当 收到留言 其中 留言类别 = 投诉 应当 在 5 天 内 答复留言 否则 约谈",
            "c": "每当 违反 b 应当 在 5 天 内 报送报告",
        }
    )
    assert found.help.zh.endswith(";注意:只有它写明了后果“约谈”;违反它之后另有 c")
    assert found.help.en.endswith("; note that only it names the consequence interview; c follows from its breach")


# ---------------------------------------------------------------- time


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("对每个 账号 应当 每年 至少 1 次 组织培训", ["a, never applies"]),
        ('对每个 账号 应当 每年 人工核查 "好吗?"', ["a, never applies"]),
        ("对每个 账号 不得 连续 超过 13 个月 没有 发布信息", ["a, never applies"]),
        ("对每个 账号 应当 每季度 至少 1 次 发布信息", []),
        ("对每个 账号 不得 每年 超过 1 次 临时下线", []),
        ("对每个 账号 不得 连续 超过 5 个月 没有 发布信息", []),
    ],
)
def test_periods_that_force_does_not_hold(rule: str, expected: list[str]) -> None:
    assert keys(found_in({"a": rule.replace("组织培训", "发布信息")}, head="施行 2024-06-24 有效期 1 年")) == expected


def test_open_terms_are_compared_once_they_have_a_value() -> None:
    rules = {"a": "每当 收到留言 应当 及时 答复留言", "b": "每当 收到留言 应当 在 5 天 内 答复留言"}
    assert keys(found_in(rules)) == []
    two = Settings(terms={"promptly": Period(2, PeriodUnit.NATURAL_DAY)})
    assert keys(found_in(rules, settings=two)) == ["b, numbers: a"]


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    ground = Ground(pack_of({"a": "每当 发布信息 应当 已填 审核人"}))
    with pytest.raises(ValueError, match="ends before it begins"):
        Ground(ground.pack, first=ground.last, last=ground.first)


def test_every_kind_has_a_code_of_the_analysis() -> None:
    assert {kind.code for kind in Kind} | {Code.EXPLAINS_NOTHING} == {c for c in Code if c.startswith("PK5")}


def test_a_finding_without_others_is_named_by_its_kind() -> None:
    (found,) = found_in(NEVER["an act that cannot be"][0])
    assert isinstance(found, Inconsistency)
    assert found.key == "no such act"
