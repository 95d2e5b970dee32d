"""What a finding says beside its verdict."""

from __future__ import annotations

from policykit.engine.settings import Settings
from policykit.model.finding import Finding, Verdict
from policykit.model.policy.periods import Period, PeriodUnit

from .made import at, fact, findings, moment

ANSWER = """
  规则 answer "答复"
    每当 收到留言
    应当 在 5 个工作日 内 答复留言
    否则 约谈, 通报批评
    解释 "自动回复不算"
"""
MESSAGING = """
  规则 messaging "开启"
    对每个 账号
    应当 留言功能 = 开启
"""
MONTHLY = """
  规则 monthly "每年至多一次"
    对每个 账号
    不得 每年 超过 1 次 临时下线
"""


def kinds(finding: Finding) -> list[str]:
    return [r.kind for r in finding.rests_on]


def test_a_late_answer() -> None:
    received = fact("message.received", "2025-03-03", message="m1", account="a1", unit="u1")
    answered = fact("message.answered", "2025-03-11T01:00", message="m1")
    (found,) = findings(ANSWER, [received, answered], "2025-03-31")
    assert found.verdict is Verdict.MET_LATE
    assert (found.subject, found.account, found.unit) == ("m1", "a1", "u1")
    assert found.evidence == (received.id, answered.id)
    assert found.settled_at == moment("2025-03-11T01:00")
    assert found.late_by_seconds == 3600
    assert found.consequence == ("interview", "circulated_criticism")
    assert kinds(found) == ["interpretation"]


def test_how_late_an_open_breach_is_by_now() -> None:
    received = fact("message.received", "2025-03-03", message="m1")
    (found,) = findings(ANSWER, [received], "2025-03-11")
    assert found.verdict is Verdict.VIOLATED
    assert found.settled_at is None
    assert found.late_by_seconds == 24 * 3600


def test_nothing_is_late_at_the_last_instant_itself() -> None:
    received = fact("message.received", "2025-03-03", message="m1")
    (found,) = findings(ANSWER, [received], "2025-03-10")
    assert (found.verdict, found.late_by_seconds) == (Verdict.VIOLATED, None)


def test_what_is_met_has_no_consequence() -> None:
    facts = [fact(f"message.{what}", "2025-03-03", message="m1") for what in ("received", "answered")]
    (found,) = findings(ANSWER, facts, "2025-03-11")
    assert (found.verdict, found.consequence, found.late_by_seconds) == (Verdict.MET, (), None)


def test_advice_has_no_consequence_but_says_how_late() -> None:
    rules = """
  规则 same_day "力争当日"
    每当 收到留言
    力争 在 当日 内 答复留言
"""
    received = fact("message.received", "2025-03-03", message="m1")
    answered = fact("message.answered", "2025-03-04T00:30", message="m1")
    (found,) = findings(rules, [received, answered], "2025-03-11")
    assert (found.verdict, found.consequence, found.late_by_seconds) == (Verdict.ADVISED, (), 1800)


def test_a_ban_broken_before_its_end_is_not_late() -> None:
    rules = """
  规则 stays "三十天"
    每当 发布公告
    不得 在 30 天 内 撤下公告
"""
    facts = [
        fact("notice.posted", "2025-03-03", notice="n1"),
        fact("notice.removed", "2025-03-05", notice="n1"),
    ]
    (found,) = findings(rules, facts, "2025-03-31")
    assert (found.verdict, found.late_by_seconds) == (Verdict.VIOLATED, None)


def test_the_id_is_of_the_obligation_not_of_its_verdict() -> None:
    received = fact("message.received", "2025-03-03", message="m1")
    answered = fact("message.answered", "2025-03-11", message="m1")
    runs = [findings(ANSWER, [received, answered], day)[0] for day in ("2025-03-04", "2025-03-10", "2025-03-12")]
    assert [f.verdict for f in runs] == [Verdict.PENDING, Verdict.VIOLATED, Verdict.MET_LATE]
    assert len({f.id for f in runs}) == 1


def test_the_unit_of_an_account_is_known_although_its_first_day_began_before_it() -> None:
    opened = fact("account.opened", "2025-03-03T15:00", account="a1", unit="u1", messaging="on")
    for rules in (MESSAGING, MONTHLY):
        (found,) = findings(rules, [opened], "2025-03-31")
        assert (found.account, found.unit) == ("a1", "u1")


def test_a_pair_is_of_the_account_judged() -> None:
    rules = """
  规则 repost "转载"
    对每个 账号
    每当 公布通报
    应当 在 3 个自然日 内 日常巡检 同一 账号
"""
    opened = [fact("account.opened", "2025-03-01", account=a, unit=f"u{a}") for a in ("a1", "a2")]
    bulletin = fact("bulletin.published", "2025-03-03", account="a1", unit="ux")
    found = findings(rules, [*opened, bulletin], "2025-03-31")
    assert sorted((f.account or "", f.unit or "") for f in found) == [("a1", "ua1"), ("a2", "ua2")]


def test_what_broke_a_state_is_its_evidence() -> None:
    opened = fact("account.opened", "2025-03-03", account="a1", messaging="on")
    switched = fact("account.changed", "2025-03-05", account="a1", messaging="off")
    posted = fact("post.published", "2025-03-05", account="a1", post="x")
    (found,) = findings(MESSAGING, [opened, switched, posted], "2025-03-31")
    assert found.verdict is Verdict.VIOLATED
    assert found.evidence == (switched.id,)


def test_a_maximum_has_one_finding_a_period_however_many_lives() -> None:
    facts = [
        fact("account.opened", "2025-03-03", account="a1"),
        fact("account.closed", "2025-04-03", account="a1"),
        fact("account.opened", "2025-05-03", account="a1"),
    ]
    (found,) = findings(MONTHLY, facts, "2025-06-30")
    assert found.triggered_at == moment("2025-01-01T00:00")


def test_what_was_identified_is_shown_by_the_facts_that_count() -> None:
    rules = """
  规则 twice "连续两次"
    对每个 账号
    认定 每当 公布通报 连续 2 次 倒数名次 <= 3 后果 约谈
"""
    bulletins = [
        fact("bulletin.published", f"2025-0{month}-01", account="a1", rank_from_last=rank)
        for month, rank in ((4, 2), (5, 9), (6, 1), (7, 3))
    ]
    opened = fact("account.opened", "2025-03-03", account="a1")
    (found,) = findings(rules, [opened, *bulletins], "2025-07-31")
    assert (found.verdict, found.consequence) == (Verdict.IDENTIFIED, ("interview",))
    assert found.evidence == (bulletins[2].id, bulletins[3].id)


def test_an_unknown_opening_is_said() -> None:
    posted = fact("post.published", "2025-03-03", account="a1", post="x")
    (found,) = findings(MESSAGING, [posted], "2025-03-31")
    assert kinds(found) == ["unknown_opening"]


def test_by_reference_is_said() -> None:
    unit = fact("unit.registered", "2025-03-01", unit="u1", by_reference=True)
    opened = fact("account.opened", "2025-03-03", account="a1", unit="u1", messaging="on")
    (found,) = findings(MESSAGING, [unit, opened], "2025-03-31")
    assert kinds(found) == ["by_reference"]


def test_a_house_value_is_said() -> None:
    rules = """
  规则 promptly "及时"
    每当 收到留言
    应当 及时 答复留言
"""
    received = fact("message.received", "2025-03-03", message="m1")
    house = Settings(terms={"promptly": Period(3, PeriodUnit.WORKDAY)})
    (found,) = findings(rules, [received], "2025-03-31", settings=house)
    assert [(r.kind, r.en) for r in found.rests_on] == [("open_term", "'promptly' is agreed as 3 workdays")]
    (without,) = findings(rules, [received], "2025-03-31")
    assert [(r.kind, r.en) for r in without.rests_on] == [("open_term", "'promptly' has no figure")]


def test_a_provisional_deadline_is_marked() -> None:
    received = fact("message.received", "2026-12-28", message="m1")
    (found,) = findings(ANSWER, [received], "2027-01-31", settings=Settings(provisional=True))
    assert found.verdict is Verdict.VIOLATED
    assert "provisional_calendar" in kinds(found)
    (within,) = findings(
        ANSWER,
        [fact("message.received", "2026-12-01", message="m1")],
        "2027-01-31",
        settings=Settings(provisional=True),
    )
    assert "provisional_calendar" not in kinds(within)


def test_a_provisional_working_day_is_marked() -> None:
    rules = """
  规则 patrol "每个工作日"
    对每个 账号
    应当 每个工作日 至少 1 次 日常巡检
"""
    opened = fact("account.opened", "2026-12-31", account="a1")
    found = findings(rules, [opened], "2027-01-01", settings=Settings(provisional=True))
    assert [(f.verdict, kinds(f)) for f in found] == [
        (Verdict.VIOLATED, []),
        (Verdict.VIOLATED, ["provisional_calendar"]),
    ]


def test_looking_back_over_provisional_working_days_is_marked() -> None:
    rules = """
  规则 reviewed "两个工作日内审核过"
    每当 发布信息
    应当 此前 2 个工作日 内 已有 审核信息
"""
    posts = [
        fact("post.published", day, account="a1", post=f"x{n}") for n, day in enumerate(("2027-01-01", "2027-01-05"))
    ]
    found = findings(rules, posts, "2027-01-31", settings=Settings(provisional=True))
    assert [(f.verdict, kinds(f)) for f in found] == [
        (Verdict.VIOLATED, []),
        (Verdict.VIOLATED, ["provisional_calendar"]),
    ]


def test_so_it_is_where_an_exception_looks_back() -> None:
    rules = """
  规则 clean "无广告"
    每当 发布信息
    不得 商业广告
    除非 (此前 2 个工作日 内 已有 审核信息)
"""
    posts = [
        fact("post.published", day, account="a1", post=f"x{n}", advertising=True)
        for n, day in enumerate(("2027-01-01", "2027-01-05"))
    ]
    found = findings(rules, posts, "2027-01-31", settings=Settings(provisional=True))
    assert [kinds(f) for f in found] == [[], ["provisional_calendar"]]


def test_findings_are_timed_in_china() -> None:
    received = fact("message.received", "2025-03-03T00:30", message="m1")
    (found,) = findings(ANSWER, [received], "2025-03-31")
    assert found.triggered_at is not None
    assert found.triggered_at.isoformat() == "2025-03-03T00:30:00+08:00"
    assert received.at == at("2025-03-03T00:30")
