"""Which acts belong to which trigger, where something is not said: cases always say the account."""

from __future__ import annotations

import pytest

from policykit.model.facts import Fact
from policykit.model.finding import Verdict

from .made import fact, findings

ANSWER = """
  规则 answer "答复"
    每当 收到留言
    应当 在 3 个自然日 内 答复留言
"""
PATROL = """
  规则 patrol "巡检"
    每当 收到留言
    应当 在 3 个自然日 内 日常巡检 同一 账号
"""


def received(**said: object) -> Fact:
    return fact("message.received", "2025-03-03", **{"message": "m1", **said})


def verdict(rules: str, *facts: Fact, as_of: str = "2025-03-31") -> Verdict:
    found = findings(rules, facts, as_of)
    assert len(found) == 1
    return found[0].verdict


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({"account": "a1"}, Verdict.MET),
        ({"account": "a2"}, Verdict.VIOLATED),
        ({}, Verdict.UNDECIDED),
    ],
)
def test_an_act_that_names_no_account_may_be_about_any(about: dict[str, object], expected: Verdict) -> None:
    assert verdict(PATROL, received(account="a1"), fact("patrol.done", "2025-03-04", **about)) is expected


def test_a_trigger_that_names_no_account() -> None:
    assert verdict(PATROL, received(), fact("patrol.done", "2025-03-04", account="a1")) is Verdict.UNDECIDED
    assert verdict(PATROL, received(), as_of="2025-03-04") is Verdict.PENDING


def test_an_act_in_time_that_may_count_beside_one_that_is_late() -> None:
    late = fact("patrol.done", "2025-03-20", account="a1")
    maybe = fact("patrol.done", "2025-03-04")
    assert verdict(PATROL, received(account="a1"), late) is Verdict.MET_LATE
    assert verdict(PATROL, received(account="a1"), late, maybe) is Verdict.UNDECIDED
    assert verdict(PATROL, received(account="a1"), late, fact("patrol.done", "2025-03-08")) is Verdict.MET_LATE


def test_the_own_subject_comes_before_the_account() -> None:
    other = fact("message.answered", "2025-03-04", message="m2", account="a1")
    ours = fact("message.answered", "2025-03-04", message="m1", account="a9")
    assert verdict(ANSWER, received(account="a1"), other) is Verdict.VIOLATED
    assert verdict(ANSWER, received(account="a1"), other, ours) is Verdict.MET


def test_two_triggers_on_one_subject_have_one_obligation_each() -> None:
    again = fact("message.received", "2025-03-10", message="m1")
    answered = fact("message.answered", "2025-03-11", message="m1")
    found = findings(ANSWER, [received(), again, answered], "2025-03-31")
    assert [f.verdict for f in found] == [Verdict.MET_LATE, Verdict.MET]


def test_a_rule_for_each_account_on_acts_of_its_unit() -> None:
    rules = """
  规则 daily "每日培训"
    对每个 账号
    应当 每日 至少 1 次 组织培训 同一 单位
"""
    facts = [
        fact("training.held", "2025-03-03T08:00", unit="u1"),
        fact("account.opened", "2025-03-03T09:00", account="a1", unit="u1"),
        fact("training.held", "2025-03-04T08:00", unit="u1"),
        fact("account.changed", "2025-03-05T09:00", account="a1", unit="u2"),
        fact("training.held", "2025-03-05T10:00", unit="u1"),
        fact("training.held", "2025-03-06T10:00", unit="u2"),
        fact("account.opened", "2025-03-06T09:00", account="a2"),
    ]
    found = [f for f in findings(rules, facts, "2025-03-06") if f.account == "a1"]
    assert [f.verdict for f in found] == [Verdict.MET, Verdict.MET, Verdict.VIOLATED, Verdict.MET]
    unknown = [f for f in findings(rules, facts, "2025-03-06") if f.account == "a2"]
    assert [f.verdict for f in unknown] == [Verdict.UNDECIDED]


def test_a_maximum_with_acts_that_may_be_the_entitys() -> None:
    rules = """
  规则 once "每月至多一次"
    对每个 账号
    不得 每月 超过 1 次 日常巡检
"""
    opened = fact("account.opened", "2025-03-03", account="a1")
    one, two = (fact("patrol.done", f"2025-03-0{day}", account="a1") for day in (4, 5))
    maybe = fact("patrol.done", "2025-03-06")
    assert findings(rules, [opened, one], "2025-03-31")[0].verdict is Verdict.MET
    assert findings(rules, [opened, one, maybe], "2025-03-31")[0].verdict is Verdict.UNDECIDED
    assert findings(rules, [opened, maybe], "2025-03-31")[0].verdict is Verdict.MET
    assert findings(rules, [opened, one, two, maybe], "2025-03-31")[0].verdict is Verdict.VIOLATED
