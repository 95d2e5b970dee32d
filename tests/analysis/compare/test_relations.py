"""Pairs of rules and how they stand to each other, over a year with Golden Week; every witness judged anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from policykit.analysis.compare.results import Pair, Relation
from policykit.calendar import NationalCalendar, advance_day, deadline
from policykit.engine.settings import Settings
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.time import instant, legal_day
from policykit.packs import Pack, load_pack

from .small import compared, pack_of

EQUAL, STRICTER, LOOSER = Relation.EQUAL, Relation.STRICTER, Relation.LOOSER
INCOMPARABLE, UNRELATED, UNKNOWN = Relation.INCOMPARABLE, Relation.UNRELATED, Relation.UNKNOWN

_WEEKLY = "对每个 账号 应当 每周 至少 1 次 发布信息"
_TEXT = "对每个 账号 其中 体裁 = 图文 应当 每周 至少 1 次 发布信息"
_ASKED = "每当 收到留言 应当"
_POSTED = "每当 发布信息 应当"


def _silent(days: str) -> str:
    return f"对每个 账号 不得 连续 超过 {days} 没有 发布信息"


@dataclass(frozen=True)
class Row:
    """Two rules, and how the left one stands to the right one."""

    left: str
    right: str
    relation: Relation


ROWS = {
    # ------------------------------------------------------------ how often
    # Monday of one week to Sunday of the next is the longest silence that one post a week allows: thirteen days.
    "a post every week, or a silence of fourteen days": Row(_WEEKLY, _silent("14 天"), STRICTER),
    "a post every week, or a silence of thirteen days": Row(_WEEKLY, _silent("13 天"), STRICTER),
    "a post every week, or a silence of twelve days": Row(_WEEKLY, _silent("12 天"), INCOMPARABLE),
    # An account opened on a Monday may be silent for seven days, and so for its whole first week.
    "a post every week, or a silence of seven days": Row(_WEEKLY, _silent("7 天"), INCOMPARABLE),
    "silences of two weeks and of fourteen days": Row(_silent("2 周"), _silent("14 天"), EQUAL),
    "silences of a month and of thirty-one days": Row(_silent("1 个月"), _silent("31 天"), STRICTER),
    "silences of a month and of thirty days": Row(_silent("1 个月"), _silent("30 天"), INCOMPARABLE),
    "two a week or one": Row(_WEEKLY.replace("1 次", "2 次"), _WEEKLY, STRICTER),
    "one a day or seven a week": Row(
        "对每个 账号 应当 每日 至少 1 次 发布信息", _WEEKLY.replace("1 次", "7 次"), STRICTER
    ),
    # The week of Spring Festival 2025 has one working day, its Monday.
    "one a working day or one a week": Row("对每个 账号 应当 每个工作日 至少 1 次 发布信息", _WEEKLY, STRICTER),
    "one a working day or two a week": Row(
        "对每个 账号 应当 每个工作日 至少 1 次 发布信息", _WEEKLY.replace("1 次", "2 次"), INCOMPARABLE
    ),
    # February 2025 holds three whole weeks.
    "one a week or three a month": Row(_WEEKLY, "对每个 账号 应当 每月 至少 3 次 发布信息", STRICTER),
    "one a week or four a month": Row(_WEEKLY, "对每个 账号 应当 每月 至少 4 次 发布信息", INCOMPARABLE),
    "one a month or three a quarter": Row(
        "对每个 单位 应当 每月 至少 1 次 日常巡检", "对每个 单位 应当 每季度 至少 3 次 日常巡检", STRICTER
    ),
    "two a quarter or one a half-year": Row(
        "对每个 单位 应当 每季度 至少 2 次 日常巡检", "对每个 单位 应当 每半年 至少 1 次 日常巡检", STRICTER
    ),
    "at most one a year or one a month": Row(
        "对每个 账号 不得 每年 超过 1 次 临时下线", "对每个 账号 不得 每月 超过 1 次 临时下线", STRICTER
    ),
    "at most one a year or two": Row(
        "对每个 账号 不得 每年 超过 1 次 临时下线", "对每个 账号 应当 每年 至多 2 次 临时下线", STRICTER
    ),
    "two acts or two items": Row(_WEEKLY.replace("1 次", "2 次"), _WEEKLY.replace("1 次", "2 条"), STRICTER),
    "a minimum and a maximum": Row(_WEEKLY, "对每个 账号 应当 每周 至多 3 次 发布信息", INCOMPARABLE),
    "original posts count, or all": Row(f"{_WEEKLY} 其中 原创", _WEEKLY, STRICTER),
    "a correction counts too": Row("对每个 账号 应当 每周 至少 1 次 发布信息 或 更正信息", _WEEKLY, LOOSER),
    "text accounts only": Row(_TEXT, _WEEKLY, LOOSER),
    "text accounts only, but more often": Row(_TEXT.replace("1 次", "2 次"), _WEEKLY, INCOMPARABLE),
    "text accounts, and text or video accounts": Row(_TEXT, _TEXT.replace("= 图文", "属于 {图文, 视频}"), LOOSER),
    "pauses": Row("对每个 账号 其中 非 获准停更 应当 每周 至少 1 次 发布信息", _WEEKLY, LOOSER),
    # ------------------------------------------------------------ how soon
    "five working days or seven days": Row(
        f"{_ASKED} 在 5 个工作日 内 答复留言", f"{_ASKED} 在 7 个自然日 内 答复留言", INCOMPARABLE
    ),
    # From 30 September the fifth working day is 14 October.
    "five working days or fourteen days": Row(
        f"{_ASKED} 在 5 个工作日 内 答复留言", f"{_ASKED} 在 14 个自然日 内 答复留言", STRICTER
    ),
    "five working days or thirteen days": Row(
        f"{_ASKED} 在 5 个工作日 内 答复留言", f"{_ASKED} 在 13 个自然日 内 答复留言", INCOMPARABLE
    ),
    "five working days or three": Row(
        f"{_ASKED} 在 5 个工作日 内 答复留言", f"{_ASKED} 在 3 个工作日 内 答复留言", LOOSER
    ),
    "ten days with and without a roll": Row(
        f"{_ASKED} 在 10 个自然日 内 答复留言", f"{_ASKED} 在 10 天 内 答复留言", STRICTER
    ),
    "a month or thirty-one days": Row(f"{_ASKED} 在 1 个月 内 答复留言", f"{_ASKED} 在 31 天 内 答复留言", STRICTER),
    "a month or thirty days": Row(f"{_ASKED} 在 1 个月 内 答复留言", f"{_ASKED} 在 30 天 内 答复留言", INCOMPARABLE),
    "a month or twenty-seven days": Row(f"{_ASKED} 在 1 个月 内 答复留言", f"{_ASKED} 在 27 天 内 答复留言", LOOSER),
    "half a year or six months": Row(f"{_ASKED} 在 半年 内 答复留言", f"{_ASKED} 在 6 个月 内 答复留言", EQUAL),
    "a week or seven days": Row(f"{_ASKED} 在 1 周 内 答复留言", f"{_ASKED} 在 7 天 内 答复留言", EQUAL),
    "twenty-four hours or a day": Row(
        f"{_ASKED} 在 24 小时 内 答复留言", f"{_ASKED} 在 1 个自然日 内 答复留言", STRICTER
    ),
    "twenty-four hours or the same day": Row(
        f"{_ASKED} 在 24 小时 内 答复留言", f"{_ASKED} 在 当日 内 答复留言", LOOSER
    ),
    "two hours or one": Row(f"{_ASKED} 在 2 小时 内 答复留言", f"{_ASKED} 在 1 小时 内 答复留言", LOOSER),
    "a date that the trigger says": Row(
        "每当 责令整改 应当 于 整改期限 前 完成整改", "每当 责令整改 应当 于 整改期限 前 完成整改", EQUAL
    ),
    "six months from force, or nine": Row(
        "对每个 单位 必须 自 施行之日 起 在 6 个月 内 报送报告",
        "对每个 单位 应当 自 施行之日 起 在 半年 内 报送报告",
        EQUAL,
    ),
    # ------------------------------------------------------------ which act, whom, unless what
    "any answer, or one by a person": Row(
        f"{_ASKED} 在 5 天 内 答复留言", f"{_ASKED} 在 5 天 内 答复留言 其中 自动回复 = 否", LOOSER
    ),
    "messages of two kinds or of one": Row(
        "每当 收到留言 其中 留言类别 属于 {咨询, 投诉} 应当 在 5 天 内 答复留言",
        "每当 收到留言 其中 留言类别 = 咨询 应当 在 5 天 内 答复留言",
        STRICTER,
    ),
    "a narrower exception": Row(
        f"{_ASKED} 在 5 天 内 答复留言 除非 留言类别 = 咨询",
        f"{_ASKED} 在 5 天 内 答复留言 除非 留言类别 属于 {{咨询, 投诉}}",
        STRICTER,
    ),
    "an exception, or the scope without it": Row(
        f"{_ASKED} 在 5 天 内 答复留言 除非 留言类别 = 咨询",
        "每当 收到留言 其中 留言类别 不是 咨询 应当 在 5 天 内 答复留言",
        EQUAL,
    ),
    "two exceptions in two lines or in one": Row(
        f'{_ASKED} 在 5 天 内 答复留言 除非 留言类别 = 咨询 除非 渠道 = "电话"',
        f'{_ASKED} 在 5 天 内 答复留言 除非 渠道 = "电话" 或 留言类别 = 咨询',
        EQUAL,
    ),
    "other messages": Row(
        "每当 收到留言 其中 留言类别 = 咨询 应当 在 5 天 内 答复留言",
        "每当 收到留言 其中 留言类别 = 投诉 应当 在 5 天 内 答复留言",
        INCOMPARABLE,
    ),
    # ------------------------------------------------------------ how strongly
    "advice and duty": Row("每当 收到留言 鼓励 在 5 天 内 答复留言", f"{_ASKED} 在 5 天 内 答复留言", LOOSER),
    "advice asks more, but is advice": Row(
        "每当 收到留言 鼓励 在 2 天 内 答复留言", f"{_ASKED} 在 5 天 内 答复留言", INCOMPARABLE
    ),
    "advice and advice": Row(
        "每当 收到留言 鼓励 在 2 天 内 答复留言", "每当 收到留言 力争 在 3 天 内 答复留言", STRICTER
    ),
    "must and shall": Row(f"{_ASKED} 在 5 天 内 答复留言", "每当 收到留言 必须 在 5 天 内 答复留言", EQUAL),
    "in principle, or always": Row(
        "每当 收到留言 原则上应当 在 5 天 内 答复留言", f"{_ASKED} 在 5 天 内 答复留言", LOOSER
    ),
    "in principle, but sooner": Row(
        "每当 收到留言 原则上应当 在 2 天 内 答复留言", f"{_ASKED} 在 5 天 内 答复留言", INCOMPARABLE
    ),
    "a permission asks nothing": Row("每当 收到留言 可 在 5 天 内 答复留言", f"{_ASKED} 在 5 天 内 答复留言", LOOSER),
    # ------------------------------------------------------------ before
    "a review that passed, or any": Row(
        f"{_POSTED} 此前 已有 审核信息 其中 审核结果 = 通过", f"{_POSTED} 此前 已有 审核信息", STRICTER
    ),
    "no such thing before, said in two ways": Row(
        "每当 临时下线 不得 此前 同一 年度 已有 临时下线", "每当 临时下线 应当 此前 同一 年度 没有 临时下线", EQUAL
    ),
    "not in the same year, or not in the same month": Row(
        "每当 临时下线 不得 此前 同一 年度 已有 临时下线", "每当 临时下线 不得 此前 同一 月 已有 临时下线", STRICTER
    ),
    "two steps in order, or the second alone": Row(
        "每当 批准申请 应当 此前 依次 已有 提交申请, 审核申请", "每当 批准申请 应当 此前 已有 审核申请", STRICTER
    ),
    "three steps or two of them": Row(
        "每当 批准申请 应当 此前 依次 已有 提交申请, 审核申请, 同意申请",
        "每当 批准申请 应当 此前 依次 已有 提交申请, 同意申请",
        STRICTER,
    ),
    # ------------------------------------------------------------ afterwards, not
    "not for thirty days, or for twenty": Row(
        "每当 发布公告 不得 在 30 天 内 撤下公告", "每当 发布公告 不得 在 20 天 内 撤下公告", STRICTER
    ),
    "notices of closure only": Row(
        "每当 发布公告 其中 公告事项 = 关停 不得 在 30 天 内 撤下公告",
        "每当 发布公告 不得 在 30 天 内 撤下公告",
        LOOSER,
    ),
    # ------------------------------------------------------------ conditions
    "neither of two, or not the one": Row(
        "每当 发布信息 不得 商业广告 或 链接商业广告", "每当 发布信息 不得 商业广告", STRICTER
    ),
    "of few sources, or of more": Row(f'{_POSTED} 来源 = "甲"', f'{_POSTED} 来源 属于 {{"甲", "乙"}}', STRICTER),
    "different persons, or nothing of the kind": Row(
        f"{_POSTED} 审核人 不是 编辑人", f"{_POSTED} 编辑人 不是 审核人", EQUAL
    ),
    "a set that holds more": Row(
        "每当 提交备案 应当 签章 包含 {公章, 主要负责人签字}", "每当 提交备案 应当 签章 包含 {公章}", STRICTER
    ),
    "not before a date": Row(
        "每当 责令整改 应当 整改期限 >= 2025-06-01", "每当 责令整改 应当 整改期限 >= 2025-05-01", STRICTER
    ),
    # ------------------------------------------------------------ states and numbers
    "one of two, or one": Row("对每个 账号 应当 体裁 属于 {图文, 视频}", "对每个 账号 应当 体裁 = 图文", LOOSER),
    "a range in a range": Row("对每个 账号 应当 等保级别 >= 3", "对每个 账号 应当 等保级别 >= 2", STRICTER),
    "ranges that overlap": Row(
        "对每个 账号 应当 等保级别 >= 2 且 等保级别 <= 4", "对每个 账号 应当 等保级别 >= 3", INCOMPARABLE
    ),
    "while it is online": Row("对每个 账号 其中 在线 应当 留言功能 = 开启", "对每个 账号 应当 留言功能 = 开启", LOOSER),
    "one account, or one on each platform": Row(
        "对每个 单位 不得 有 超过 1 个 账号", "对每个 单位 不得 有 超过 1 个 账号 按 平台", STRICTER
    ),
    "two reviewers or one": Row(
        "对每个 单位 应当 有 至少 2 个 人员 其中 角色 = 审核人员",
        "对每个 单位 应当 有 至少 1 个 人员 其中 角色 = 审核人员",
        STRICTER,
    ),
    "one name, and one name": Row("对每个 单位 应当 账号 的 名称 一致", "对每个 单位 应当 账号 的 名称 一致", EQUAL),
    # ------------------------------------------------------------ what it entails
    "more facts entail it": Row(
        "认定 每当 查实行为 后果 问责", "认定 每当 查实行为 其中 行为类别 = 发布有害信息 后果 问责", STRICTER
    ),
    "it entails more": Row("认定 每当 查实行为 后果 问责, 约谈", "认定 每当 查实行为 后果 问责", STRICTER),
    "it entails something else": Row("认定 每当 查实行为 后果 问责", "认定 每当 查实行为 后果 约谈", INCOMPARABLE),
    # ------------------------------------------------------------ people
    "two questions": Row(
        '对每个 单位 应当 每年 人工核查 "有无预案"', '对每个 单位 应当 每年 人工核查 "有无制度"', UNKNOWN
    ),
    # ------------------------------------------------------------ nothing in common
    "messages and filings": Row("每当 提交备案 其中 事项 = 开设 应当 书面", f"{_ASKED} 在 5 天 内 答复留言", UNRELATED),
    "a question and a deadline": Row(
        '对每个 单位 应当 每年 人工核查 "有无预案"', f"{_ASKED} 在 5 天 内 答复留言", UNRELATED
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_how_one_rule_stands_to_another(name: str) -> None:
    row = ROWS[name]
    assert compared(row.left, row.right).relation is row.relation


@pytest.mark.parametrize("name", ROWS)
def test_it_is_the_reverse_from_the_other_side(name: str) -> None:
    row = ROWS[name]
    assert compared(row.right, row.left).relation is row.relation.reverse


# ---------------------------------------------------------------- how far


def _outcomes(pair: Pair) -> tuple[str, ...]:
    return tuple(i.outcome for i in (*pair.forward, *pair.backward))


@pytest.mark.parametrize("days", range(10, 18))
def test_one_post_a_week_allows_a_silence_of_thirteen_days(days: int) -> None:
    monday = date(2025, 6, 2)
    longest = (monday + timedelta(days=13) - monday).days
    expected = STRICTER if days >= longest else INCOMPARABLE
    assert compared(_WEEKLY, _silent(f"{days} 天")).relation is expected


@pytest.mark.parametrize("posts", range(1, 5))
def test_one_post_a_week_makes_as_many_a_month_as_there_are_whole_weeks(posts: int) -> None:
    def whole_weeks(month: int) -> int:
        first, after = date(2025, month, 1), date(2025 + month // 12, month % 12 + 1, 1)
        monday = first + timedelta(days=-first.weekday() % 7)
        return (after - monday).days // 7

    fewest = min(whole_weeks(month) for month in range(1, 13))
    expected = STRICTER if posts <= fewest else INCOMPARABLE
    assert compared(_WEEKLY, f"对每个 账号 应当 每月 至少 {posts} 次 发布信息").relation is expected


@pytest.mark.parametrize("days", [6, 7, 8, 10, 12, 13, 14, 15])
def test_five_working_days_are_as_many_days_as_the_calendar_makes_them(days: int) -> None:
    calendar, workdays, natural = (
        NationalCalendar(),
        Period(5, PeriodUnit.WORKDAY),
        Period(days, PeriodUnit.NATURAL_DAY),
    )
    every = [date(2025, 1, 1) + timedelta(days=n) for n in range(365)]
    longest = max((legal_day(deadline(_noon(d), workdays, calendar).last) - d).days for d in every)
    shortest = min((legal_day(deadline(_noon(d), workdays, calendar).last) - d).days for d in every)
    assert (shortest, longest) == (5, 14)
    expected = STRICTER if days >= longest else LOOSER if days <= shortest else INCOMPARABLE
    pair = compared(f"{_ASKED} 在 5 个工作日 内 答复留言", f"{_ASKED} 在 {days} 个自然日 内 答复留言")
    assert pair.relation is expected
    for implication in pair.forward:
        if implication.witness is not None:
            asked, answered = sorted(implication.witness.facts, key=lambda f: f.occurred_at)
            day = asked.occurred_at.date()
            assert advance_day(day, natural) < answered.occurred_at.date()
            assert instant(answered.occurred_at) <= deadline(instant(asked.occurred_at), workdays, calendar).last


def _noon(day: date) -> int:
    from datetime import datetime, time

    from policykit.model.time import SHANGHAI

    return instant(datetime.combine(day, time(12), SHANGHAI))


def test_over_a_shorter_range_the_answer_may_be_another() -> None:
    left, right = f"{_ASKED} 在 5 个工作日 内 答复留言", f"{_ASKED} 在 7 个自然日 内 答复留言"
    quiet = {"first": date(2025, 6, 3), "last": date(2025, 7, 31)}
    assert compared(left, right, **quiet).relation is STRICTER
    golden = {"first": date(2025, 9, 1), "last": date(2025, 10, 31)}
    assert compared(left, right, **golden).relation is INCOMPARABLE


# ---------------------------------------------------------------- open terms

_PROMPTLY, _SOON = f"{_ASKED} 及时 答复留言", f"{_ASKED} 尽快 答复留言"


def _days(**terms: int) -> Settings:
    return Settings({name: Period(n, PeriodUnit.NATURAL_DAY) for name, n in terms.items()})


def test_an_open_term_without_a_value_leaves_it_unknown_and_says_so() -> None:
    pair = compared(_PROMPTLY, f"{_ASKED} 在 5 天 内 答复留言")
    assert pair.relation is UNKNOWN
    reasons = [i.reason for i in (*pair.forward, *pair.backward) if i.reason is not None]
    assert reasons
    assert all("及时" in r.zh and "promptly" in r.en for r in reasons)


def test_two_open_terms_are_not_taken_for_one() -> None:
    assert compared(_PROMPTLY, _SOON).relation is UNKNOWN


def test_the_same_open_term_is_the_same_time_which_is_an_assumption() -> None:
    pair = compared(_PROMPTLY, _PROMPTLY)
    assert pair.relation is EQUAL
    assert all(i.proof is not None and i.proof.assumes for i in (*pair.forward, *pair.backward))


def test_the_same_open_term_with_other_acts_is_still_comparable() -> None:
    assert compared(f"{_PROMPTLY} 其中 自动回复 = 否", _PROMPTLY).forward[0].outcome == "implied"


@pytest.mark.parametrize(("promptly", "soon", "relation"), [(2, 5, STRICTER), (5, 5, EQUAL), (7, 5, LOOSER)])
def test_house_values_decide_open_terms(promptly: int, soon: int, relation: Relation) -> None:
    pair = compared(_PROMPTLY, _SOON, settings=_days(promptly=promptly, soon=soon))
    assert pair.relation is relation


def test_each_pack_may_give_a_term_its_own_value() -> None:
    own = Settings(
        pack_terms={
            "left": {"promptly": Period(2, PeriodUnit.NATURAL_DAY)},
            "right": {"promptly": Period(5, PeriodUnit.NATURAL_DAY)},
        }
    )
    assert compared(_PROMPTLY, _PROMPTLY, settings=own).relation is STRICTER


def test_a_house_value_of_a_silence() -> None:
    regular, silent = "对每个 账号 应当 定期 日常巡检", "对每个 账号 不得 连续 超过 30 天 没有 日常巡检"
    assert compared(regular, silent).relation is UNKNOWN
    assert compared(regular, silent, settings=_days(regularly=30)).relation is EQUAL
    assert compared(regular, silent, settings=_days(regularly=20)).relation is STRICTER


# ---------------------------------------------------------------- several rules


def test_two_rules_together_imply_what_neither_does_alone() -> None:
    both = pack_of(
        "text: 每当 收到留言 其中 留言类别 = 咨询 应当 在 3 天 内 答复留言",
        "rest: 每当 收到留言 其中 留言类别 不是 咨询 应当 在 5 天 内 答复留言",
        name="left",
    )
    one = pack_of(f"{_ASKED} 在 5 天 内 答复留言", name="right")
    pair = compared(both, one)
    assert pair.relation is STRICTER
    (forward,) = pair.forward
    assert forward.proof is not None
    assert set(forward.proof.premises) == {"left/text", "left/rest"}


def test_a_proof_names_no_more_premises_than_it_needs() -> None:
    many = pack_of(
        f"answer: {_ASKED} 在 3 天 内 答复留言",
        f"weekly: {_WEEKLY}",
        f"often: {_WEEKLY.replace('1 次', '5 次')}",
        "review: 每当 发布信息 应当 此前 已有 审核信息",
        name="left",
    )
    for rule, premise in ((f"{_ASKED} 在 5 天 内 答复留言", "left/answer"), (_silent("20 天"), "left/weekly")):
        (forward,) = compared(many, pack_of(rule, name="right")).forward
        assert forward.proof is not None
        assert forward.proof.premises in ((premise,), ("left/often",))
        assert (forward.proof.first, forward.proof.last) == (date(2025, 1, 1), date(2025, 12, 31))


def test_who_says_nothing_asks_less() -> None:
    nothing = pack_of("每当 收到留言 可 在 5 天 内 答复留言", name="left")
    pair = compared(nothing, pack_of(f"{_ASKED} 在 5 天 内 答复留言", f"weekly: {_WEEKLY}", name="right"))
    assert (pair.relation, _outcomes(pair)) == (LOOSER, ("refuted", "refuted"))


def test_each_asks_what_the_other_does_not() -> None:
    left = pack_of(f"{_ASKED} 在 5 天 内 答复留言", f"weekly: {_WEEKLY}", name="left")
    right = pack_of(f"{_ASKED} 在 3 天 内 答复留言", f"silent: {_silent('20 天')}", name="right")
    pair = compared(left, right)
    assert (pair.relation, _outcomes(pair)) == (INCOMPARABLE, ("refuted", "implied", "implied", "refuted"))


# ---------------------------------------------------------------- what follows from a breach

_SILENT = f"silent: {_silent('14 天')}"


def _after(period: str, act: str = "报送报告", broken: str = _SILENT) -> tuple[str, str]:
    return broken, f"after: 每当 违反 {broken.split(':', maxsplit=1)[0]} 应当 在 {period} 内 {act}"


@pytest.mark.parametrize(
    ("left", "right", "relation"),
    [
        (_after("3 天"), _after("5 天"), STRICTER),
        (_after("5 个工作日"), _after("5 个工作日"), EQUAL),
        (_after("5 个工作日"), _after("7 个自然日"), INCOMPARABLE),
        (_after("3 天", "报送报告 其中 已填 报告类别"), _after("3 天"), STRICTER),
    ],
)
def test_what_follows_from_a_breach(left: tuple[str, ...], right: tuple[str, ...], relation: Relation) -> None:
    one, other = pack_of(*left, name="left"), pack_of(*right, name="right")
    assert compared(one, other, only=["after"]).relation is relation


def test_what_follows_from_a_breach_makes_no_difference_to_who_keeps_the_rule() -> None:
    one, other = pack_of(*_after("3 天"), name="left"), pack_of(*_after("5 天"), name="right")
    assert compared(one, other).relation is EQUAL


def test_nothing_follows_from_a_breach_that_is_ruled_out() -> None:
    left = pack_of(f"weekly: {_WEEKLY}", name="left")
    right = pack_of(*_after("3 天"), name="right")
    pair = compared(left, right)
    assert (pair.relation, _outcomes(pair)[:2]) == (STRICTER, ("implied", "implied"))


# ---------------------------------------------------------------- by people, by code

_CHECKS = """
from policykit.model.extension import Check, CheckInput, CheckResult
from policykit.model.text import Text
from policykit.plugins import hookimpl


def _named(seen: CheckInput) -> CheckResult:
    name = seen.attributes.get("account.account_name")
    return CheckResult(isinstance(name, str) and len(name) >= {length}, Text("名称", "name"))


@hookimpl
def policykit_checks():
    return [Check(Text("名称合规", "name_fits"), "account", _named)]
"""


def _checked(folder: Path, name: str, length: int, scope: str = "对每个 账号") -> Pack:
    home = folder / name
    home.mkdir()
    text = f'文件 {name} 《办法》 施行 2024-01-01\n第一条 规定\n规则 r1 "规则" {scope} 应当 通过 检查 名称合规\n'
    (home / f"{name}.policy").write_text(text, "utf-8")
    (home / "plugin.py").write_text(_CHECKS.replace("{length}", str(length)), "utf-8")
    return load_pack(str(home), with_plugins=True)


def test_the_same_code_is_the_same_check(tmp_path: Path) -> None:
    assert compared(_checked(tmp_path, "left", 3), _checked(tmp_path, "right", 3)).relation is EQUAL


def test_the_same_code_on_fewer_accounts(tmp_path: Path) -> None:
    fewer = _checked(tmp_path, "left", 3, "对每个 账号 其中 体裁 = 图文")
    assert compared(fewer, _checked(tmp_path, "right", 3)).relation is not STRICTER


def test_of_other_code_under_the_same_name_nothing_is_proved(tmp_path: Path) -> None:
    pair = compared(_checked(tmp_path, "left", 3), _checked(tmp_path, "right", 4))
    assert "implied" not in _outcomes(pair)


@pytest.mark.parametrize(
    "rule", ['对每个 单位 应当 每年 人工核查 "有无预案"', '每当 提交备案 应当 人工核查 "是否真实"']
)
def test_what_people_attest_is_more_than_nothing(rule: str) -> None:
    nothing = pack_of("每当 收到留言 可 在 5 天 内 答复留言", name="left")
    assert compared(nothing, pack_of(rule, name="right")).relation is LOOSER


# ---------------------------------------------------------------- documents


def test_documents_are_compared_for_those_to_whom_both_apply() -> None:
    exempting = pack_of(_WEEKLY, name="left", exempt="不适用于 账号 其中 体裁 = 视频")
    assert compared(exempting, pack_of(_WEEKLY, name="right")).relation is EQUAL
    text = _TEXT.replace("= 图文", "属于 {图文, 客户端}")
    assert compared(exempting, pack_of(text, name="right")).relation is EQUAL
