"""Random histories for a small document that uses every form.

Histories are well formed (every fact is a valid one, ids are unique) and dense around what decides: deadlines, holidays
and make-up days, ends of months and of the year, the sunset, the calendar's end, equal timestamps, late-recorded facts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from policykit.engine.check import Task, check
from policykit.engine.settings import Settings
from policykit.language import read_document
from policykit.model.extension import Check, CheckInput, CheckResult, Extensions
from policykit.model.facts import Fact
from policykit.model.finding import Finding
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.report import Report
from policykit.model.text import Text
from policykit.model.time import SHANGHAI
from policykit.plugins import Plugins, load_plugins

RULES = """
第一条 触发即判
  规则 four_eyes "审核人不是编辑人"
    每当 发布信息
    应当 审核人 不是 编辑人
    除非 账号.用途 = 专项
  规则 review_first "先审后发"
    每当 发布信息 其中 原创 = 是
    应当 此前 2 个工作日 内 已有 审核信息 其中 审核结果 = 通过
  规则 once_a_year "同一年度不得再次下线"
    每当 临时下线
    不得 此前 同一 年度 已有 临时下线
  规则 step_by_step "逐级审批"
    每当 开设账号
    原则上应当 此前 依次 已有 提交申请 同一 申请, 批准申请 同一 申请
  规则 checked "姓名长度"
    每当 发布信息
    应当 通过 检查 姓名长度

第二条 期限
  规则 answer "五个工作日内答复"
    每当 收到留言 其中 留言类别 不是 评论
    应当 在 5 个工作日 内 答复留言 其中 自动回复 = 否
  规则 answer_soon "及时答复"
    每当 收到留言
    应当 及时 答复留言
  规则 answer_agreed "约定时限内答复"
    每当 收到留言
    原则上应当 在 约定 答复时限 内 答复留言
    除非 此前 30 天 内 已有 收到留言 同一 账号
  规则 answer_same_day "力争当日答复"
    每当 收到留言
    力争 在 当日 内 答复留言
  规则 answer_in_fifteen_days "十五天内答复"
    每当 收到留言 其中 单位.有账号
    应当 在 15 天 内 答复留言 同一 账号
  规则 answer_in_a_month "一个月内答复"
    每当 收到留言
    应当 在 1 个月 内 答复留言
  规则 repost "两个工作日内转载"
    对每个 账号 其中 在线
    每当 重要政策
    应当 在 2 个工作日 内 发布信息
  规则 report_by_date "9月18日前报告"
    对每个 单位
    应当 于 2026-09-18 前 报送报告
  规则 train_after_force "施行后一个月内培训"
    对每个 单位 其中 涉密 = 否
    应当 自 施行之日 起 在 1 个月 内 组织培训
    除非 部属 = 是
  规则 stays_up "公告保留十五天"
    每当 发布公告
    不得 在 15 天 内 撤下公告
    除非 公告事项 = 变更
  规则 not_removed "三个工作日内不得删除"
    每当 发布信息
    原则上不得 在 3 个工作日 内 删除信息
  规则 rectified "整改期限前完成整改"
    每当 责令整改
    原则上应当 于 整改期限 前 完成整改
    除非 账号.用途 = 专项

第三条 频次与间断
  规则 twice_a_week "每周至少两次"
    对每个 账号 其中 非 获准停更
    应当 每周 至少 2 次 发布信息
  规则 items_a_month "每月至少三条原创"
    对每个 账号
    原则上应当 每月 至少 3 条 发布信息 其中 原创 = 是
    除非 用途 = 专项
  规则 workday_patrol "每个工作日巡检"
    对每个 账号
    应当 每个工作日 至少 1 次 日常巡检 同一 单位
  规则 offline_once "每年至多下线一次"
    对每个 账号
    原则上不得 每年 超过 1 次 临时下线 其中 原因 不是 紧急关停
  规则 items_a_day "每日至多两条"
    对每个 账号 其中 用途 = 常设
    应当 每日 至多 2 条 发布信息
    除非 此前 7 天 内 已有 公布通报
  规则 not_silent "十四天不更新"
    对每个 账号 其中 非 获准停更
    不得 连续 超过 14 天 没有 发布信息
  规则 not_silent_in_principle "原则上七天更新"
    对每个 账号
    原则上不得 连续 超过 7 天 没有 发布信息 其中 原创 = 是
    除非 用途 = 专项
  规则 regular_patrol "定期巡检"
    对每个 账号
    应当 定期 日常巡检

第四条 状态
  规则 messaging_on "留言功能开启"
    对每个 账号 其中 在线
    原则上应当 留言功能 = 开启
    除非 用途 = 专项
  规则 patrolled "七天内巡检过"
    对每个 账号
    应当 此前 7 天 内 已有 日常巡检
  规则 one_a_platform "一个平台一个账号"
    对每个 单位
    不得 有 超过 1 个 账号 按 平台
  规则 has_reviewer "有审核人员"
    对每个 单位
    应当 有 至少 1 个 人员 其中 角色 = 审核人员
  规则 led "有账号的有编辑"
    对每个 单位 其中 有账号
    应当 有 至少 1 个 人员 其中 角色 = 责任编辑
  规则 same_name "名称一致"
    对每个 单位
    应当 账号 的 名称 一致
  规则 long_name "名称长度"
    对每个 账号
    应当 通过 检查 名称长度

第五条 核查与后果
  规则 plan "每月核查预案"
    对每个 单位
    应当 每月 人工核查 "是否有预案"
  规则 handled "逐件核查"
    每当 收到留言
    应当 人工核查 "是否办结"
  规则 rules_kept "制度"
    对每个 账号 其中 在线
    应当 人工核查 "是否有制度"
    除非 用途 = 专项
  规则 last_twice "连续两次靠后"
    对每个 账号
    认定 每当 公布通报 连续 2 次 倒数名次 <= 3 后果 约谈
  规则 offline_often "最近三次有两次紧急关停"
    认定 每当 临时下线 最近 3 次 至少 2 次 原因 = 紧急关停 后果 责令限期整改
  规则 explain "间断超限后说明"
    每当 违反 not_silent
    应当 在 3 个工作日 内 报送报告
  规则 correct "违反分设后删除"
    每当 违反 four_eyes
    原则上应当 及时 删除信息
  规则 rectified_at_last "逾期后再宽五天"
    每当 违反 rectified
    应当 于 整改期限 + 5 天 前 完成整改
  规则 not_offline_again "超次后十天内不得再下线"
    每当 违反 offline_once
    原则上不得 在 10 天 内 临时下线
  规则 originals_only "间断超限后五个工作日内不得转发"
    每当 违反 not_silent
    不得 在 5 个工作日 内 发布信息 其中 原创 = 否
    除非 账号.用途 = 专项
  规则 talked_to "间断超限后约谈"
    每当 违反 not_silent
    应当 人工核查 "是否已约谈"
    除非 账号.用途 = 专项
  规则 asked "逾期答复后查问"
    每当 违反 answer
    原则上应当 人工核查 "是否查问"
  规则 asked_each "没有转载的逐个查问"
    每当 违反 repost
    应当 人工核查 "是否查问"
"""

LASTING = f"文件 lasting 《长期有效的文件》\n  施行 2026-09-01\n{RULES}"
SUNSET = f"文件 sunset 《届期失效的文件》\n  施行 2026-09-01\n  有效期 40 天\n{RULES}"


def _name_length(attribute: str) -> Callable[[CheckInput], CheckResult]:
    def check_(seen: CheckInput) -> CheckResult:
        value = seen.attributes.get(attribute) if seen.fact is None else seen.fact.value(attribute)
        if not isinstance(value, str):
            return CheckResult(None, Text("没有说明", "not said"))
        return CheckResult(len(value) > 1, Text("长度", "length"))

    return check_


def _plugins() -> Plugins:
    plain = load_plugins()
    checks = {
        "name_length": Check(Text("姓名长度", "name_length"), "post.published", _name_length("editor")),
        "title_length": Check(Text("名称长度", "title_length"), "account", _name_length("account.account_name")),
    }
    return replace(plain, extensions=Extensions(plain.extensions.functions, checks))


PLUGINS = _plugins()
SETTINGS = Settings(terms={"答复时限": Period(36, PeriodUnit.HOUR)})


def _task(source: str) -> Task:
    read = read_document(source, "property.policy", PLUGINS.vocabulary, PLUGINS.extensions)
    assert read.document is not None, [d.message.en for d in read.diagnostics]
    return Task(read.document, PLUGINS)


TASKS = [_task(LASTING), _task(SUNSET)]
FORMS = {(t.document.name, r.name): r.form for t in TASKS for r in t.document.rules}


def judge(facts: list[Fact], as_of: date | datetime, *, covered: frozenset[str] | None = None) -> Report:
    """The report on both documents."""
    return check(TASKS, facts, as_of, settings=SETTINGS, covered=covered)


def by_id(report: Report) -> dict[str, Finding]:
    """The findings by id."""
    return {f.id: f for f in report.findings}


# ---------------------------------------------------------------- times

_HOT_DAYS = [
    *(date(2026, 8, 27) + timedelta(days=n) for n in range(24)),  # a month ends, force begins, 18 September
    *(date(2026, 9, 24) + timedelta(days=n) for n in range(20)),  # National Day, a make-up Saturday, the sunset
    *(date(2026, 12, 21) + timedelta(days=n) for n in range(16)),  # the year and the calendar end within a week
]
_HOT_TIMES = [time(0), time(9), time(9, 0, 1), time(12), time(23, 59, 59)]

days = st.sampled_from(_HOT_DAYS)
moments = st.builds(lambda d, t: datetime.combine(d, t, SHANGHAI), days, st.sampled_from(_HOT_TIMES))
as_ofs = st.one_of(moments, days.map(lambda d: datetime.combine(d, time(23, 59, 59, 999999), SHANGHAI)))

# ---------------------------------------------------------------- facts

_truth = [True, False]
_ACCOUNT = ["a1", "a2"]
_UNIT = ["u1", "u2"]
_SHAPES: list[tuple[str, dict[str, list[object]], dict[str, list[object]]]] = [
    ("unit.registered", {"unit": [*_UNIT]}, {"classified": [*_truth], "of_ministry": [*_truth]}),
    ("unit.changed", {"unit": [*_UNIT]}, {"classified": [*_truth], "by_reference": [*_truth]}),
    ("unit.dissolved", {"unit": [*_UNIT]}, {}),
    (
        "account.opened",
        {"account": [*_ACCOUNT]},
        {
            "unit": [*_UNIT],
            "platform": ["微信", "微博"],
            "purpose": ["standing", "campaign"],
            "messaging": ["on", "off"],
            "account_name": ["某县发布", "某"],
            "application": ["s1", "s2"],
        },
    ),
    (
        "account.changed",
        {"account": [*_ACCOUNT]},
        {"unit": [*_UNIT], "purpose": ["standing", "campaign"], "messaging": ["on", "off"], "account_name": ["某"]},
    ),
    ("account.suspended", {"account": [*_ACCOUNT]}, {"reason": ["emergency", "upgrade"], "proven": [*_truth]}),
    ("account.suspended", {"account": [*_ACCOUNT]}, {"application": ["s1"]}),
    ("account.resumed", {"account": [*_ACCOUNT]}, {}),
    ("account.closed", {"account": [*_ACCOUNT]}, {}),
    ("staff.assigned", {"staff": ["r1", "r2"]}, {"unit": [*_UNIT], "role": ["reviewer", "editor"]}),
    ("staff.left", {"staff": ["r1", "r2"]}, {}),
    ("application.submitted", {"application": ["s1", "s2"]}, {"account": [*_ACCOUNT]}),
    ("application.approved", {"application": ["s1", "s2"]}, {"account": [*_ACCOUNT], "kind": ["suspension"]}),
    ("notice.posted", {"notice": ["n1", "n2"]}, {"account": [*_ACCOUNT], "about": ["closure", "change"]}),
    ("notice.removed", {"notice": ["n1", "n2"]}, {}),
    (
        "post.published",
        {"account": [*_ACCOUNT], "post": ["x1", "x2", "x3"]},
        {
            "original": [*_truth],
            "items": [1, 2, 3],
            "policy": ["p1", "p2"],
            "editor": ["甲", "欧阳乙"],
            "reviewer": ["甲", "丙"],
        },
    ),
    ("post.published", {"account": [*_ACCOUNT], "post": ["x4"]}, {"original": [*_truth]}),
    ("post.reviewed", {"post": ["x1", "x2", "x3"]}, {"result": ["pass", "fail"]}),
    ("post.removed", {"post": ["x1", "x2", "x3"]}, {"account": [*_ACCOUNT]}),
    ("policy.issued", {"policy": ["p1", "p2"]}, {}),
    (
        "message.received",
        {"message": ["m1", "m2", "m3"]},
        {"account": [*_ACCOUNT], "kind": ["enquiry", "comment"], "unit": [*_UNIT]},
    ),
    ("message.answered", {"message": ["m1", "m2", "m3"]}, {"account": [*_ACCOUNT], "automatic": [*_truth]}),
    ("patrol.done", {}, {"account": [*_ACCOUNT], "unit": [*_UNIT]}),
    ("report.submitted", {}, {"unit": [*_UNIT]}),
    ("training.held", {"unit": [*_UNIT]}, {}),
    ("bulletin.published", {}, {"account": [*_ACCOUNT], "rank_from_last": [1, 3, 4]}),
    (
        "attestation.recorded",
        {"rule": ["plan", "handled", "rules_kept", "talked_to", "asked", "asked_each"], "result": ["pass", "fail"]},
        {"account": [*_ACCOUNT], "unit": [*_UNIT], "about": ["m1", "e3", "p1", "a1"]},
    ),
    ("rectification.ordered", {"order": ["o1", "o2"]}, {"account": [*_ACCOUNT], "due_day": [*_HOT_DAYS]}),
    ("rectification.completed", {"order": ["o1", "o2"]}, {}),
]
_IN_PRINCIPLE = sorted({r.name for t in TASKS for r in t.document.rules if r.modality.in_principle})


@st.composite
def _fact(draw: st.DrawFn) -> dict[str, object]:
    """What one fact says, without its id."""
    type_, required, optional = draw(st.sampled_from(_SHAPES))
    said: dict[str, object] = {"type": type_, "occurred_at": draw(moments)}
    for name, values in required.items():
        said[name] = draw(st.sampled_from(values))
    for name, values in optional.items():
        if draw(st.integers(0, 3)):
            said[name] = draw(st.sampled_from(values))
    return said


@st.composite
def _waiver(draw: st.DrawFn) -> dict[str, object]:
    said: dict[str, object] = {
        "type": "waiver.approved",
        "occurred_at": draw(moments),
        "waiver": "w1",
        "rule": draw(st.sampled_from(_IN_PRINCIPLE)),
    }
    for name, values in (("account", _ACCOUNT), ("unit", _UNIT)):
        if draw(st.booleans()):
            said[name] = draw(st.sampled_from(values))
    for name in ("from_day", "until_day"):
        if draw(st.booleans()):
            said[name] = draw(days)
    return said


_STEPS = [
    timedelta(0),
    timedelta(seconds=1),
    timedelta(hours=12),
    *(timedelta(days=n) for n in (1, 2, 3, 5, 7, 8, 14, 15, 16, 30)),
]
_STORIES: list[list[tuple[str, dict[str, object]]]] = [
    [
        ("account.opened", {"unit": "u1", "platform": "微信", "purpose": "standing", "messaging": "on"}),
        ("post.published", {"post": "x5", "original": True, "items": 3, "editor": "欧阳乙", "reviewer": "丙"}),
        ("patrol.done", {"unit": "u1"}),
        ("post.published", {"post": "x6", "original": True, "items": 1}),
        ("account.closed", {}),
    ],
    [
        ("message.received", {"message": "m4", "kind": "enquiry"}),
        ("message.answered", {"message": "m4", "automatic": False}),
    ],
    [
        ("message.received", {"message": "m5", "kind": "enquiry"}),
        ("matter.closed", {}),
        ("message.answered", {"message": "m5", "automatic": False}),
    ],
    [
        ("post.reviewed", {"post": "x7", "result": "pass"}),
        ("post.published", {"post": "x7", "original": True}),
        ("post.removed", {"post": "x7"}),
    ],
    [("policy.issued", {"policy": "p3"}), ("post.published", {"post": "x8", "policy": "p3"})],
    [("notice.posted", {"notice": "n3", "about": "closure"}), ("notice.removed", {"notice": "n3"})],
    [
        ("application.submitted", {"application": "s3"}),
        ("application.approved", {"application": "s3"}),
        ("account.opened", {"application": "s3", "account_name": "某县发布"}),
    ],
    [
        ("application.approved", {"application": "s4", "kind": "suspension"}),
        ("account.suspended", {"reason": "upgrade"}),
        ("account.resumed", {}),
        ("post.published", {"post": "x9"}),
    ],
    [
        ("unit.registered", {"unit": "u1", "classified": False, "of_ministry": False}),
        ("staff.assigned", {"staff": "r3", "unit": "u1", "role": "reviewer"}),
        ("training.held", {"unit": "u1"}),
        ("report.submitted", {"unit": "u1"}),
        ("staff.left", {"staff": "r3", "unit": "u1"}),
    ],
    [("patrol.done", {}), ("patrol.done", {}), ("patrol.done", {})],
    [
        ("rectification.ordered", {"order": "o3", "due_day": date(2026, 9, 30)}),
        ("matter.closed", {}),
        ("rectification.completed", {"order": "o3"}),
    ],
    [
        ("rectification.ordered", {"order": "o4", "due_day": date(2026, 9, 18)}),
        ("rectification.completed", {"order": "o4"}),
    ],
    [
        ("account.opened", {"unit": "u1", "purpose": "standing"}),
        ("account.suspended", {"reason": "upgrade"}),
        ("account.suspended", {"reason": "upgrade"}),
        ("account.suspended", {"reason": "upgrade"}),
        ("attestation.recorded", {"rule": "talked_to", "result": "pass"}),
        ("post.published", {"post": "x10", "original": False}),
        ("attestation.recorded", {"rule": "talked_to", "result": "fail"}),
    ],
    [
        ("bulletin.published", {"rank_from_last": 3}),
        ("bulletin.published", {"rank_from_last": 2}),
        ("report.submitted", {"unit": "u1"}),
        ("attestation.recorded", {"rule": "plan", "unit": "u1", "result": "pass"}),
    ],
]
"""What belongs together and, at the right distance in time, meets or breaks a rule."""


@st.composite
def _story(draw: st.DrawFn) -> list[dict[str, object]]:
    """Facts that belong together, each some time after the one before; now and then one leaves something out."""
    at, account = draw(moments), draw(st.sampled_from(_ACCOUNT))
    told: list[dict[str, object]] = []
    for type_, fields in draw(st.sampled_from(_STORIES)):
        said: dict[str, object] = {"type": type_, "occurred_at": at, **fields}
        if "account" in PLUGINS.vocabulary.events[type_].fields:
            said["account"] = account
        if type_ == "matter.closed":
            said["trigger"] = "the one before"
        if draw(st.integers(0, 9)):
            told.append(said)
        at += draw(st.sampled_from(_STEPS))
    return told


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Facts in no order, with unique ids; some recorded long after they occurred."""
    single = st.one_of(_fact(), _fact(), _fact(), _waiver()).map(lambda said: [said])
    least = draw(st.sampled_from([0, 6, 12]))
    drawn = draw(st.lists(st.one_of(single, _story(), _story()), min_size=least, max_size=25))
    facts: list[Fact] = []
    for number, said in enumerate(said for told in drawn for said in told):
        later = draw(st.sampled_from([None] * 6 + [timedelta(0), timedelta(days=1), timedelta(days=60)]))
        occurred = said["occurred_at"]
        assert isinstance(occurred, datetime)
        recorded = occurred + later if later is not None else None
        trigger = {"trigger": f"e{number - 1}"} if "trigger" in said else {}
        model = PLUGINS.vocabulary.events[str(said["type"])].model
        facts.append(model.model_validate({"id": f"e{number}", "recorded_at": recorded, **said, **trigger}))
    return facts


covers = st.one_of(
    st.none(), st.frozensets(st.sampled_from(sorted(PLUGINS.vocabulary.events))), st.just(frozenset({"post.published"}))
)
"""Which event types the records hold."""
