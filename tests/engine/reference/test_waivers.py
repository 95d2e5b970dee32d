"""For whom a waiver is, and which of several counts."""

from __future__ import annotations

import pytest

from policykit.model.facts import Fact
from policykit.model.finding import Verdict

from .made import fact, findings, moment

ANSWER = """
  规则 answer "原则上五日内答复"
    每当 收到留言
    原则上应当 在 5 个自然日 内 答复留言
"""
PLATFORMS = """
  规则 one_a_platform "原则上一个平台一个账号"
    对每个 单位
    原则上不得 有 超过 1 个 账号 按 平台
"""


def waiver(when: str, rule: str = "answer", **said: object) -> Fact:
    return fact("waiver.approved", when, waiver="w", rule=rule, **said)


RECEIVED = fact("message.received", "2025-03-03", message="m1", account="a1", unit="u1")


@pytest.mark.parametrize(
    ("named", "excused"),
    [
        ({}, True),
        ({"account": "a1"}, True),
        ({"unit": "u1"}, True),
        ({"account": "a1", "unit": "u1"}, True),
        ({"account": "a2"}, False),
        ({"unit": "u2"}, False),
        ({"account": "a1", "unit": "u2"}, False),
    ],
)
def test_for_whom(named: dict[str, object], excused: bool) -> None:
    (found,) = findings(ANSWER, [RECEIVED, waiver("2025-03-04", **named)], "2025-03-31")
    assert found.verdict is (Verdict.EXCUSED if excused else Verdict.VIOLATED)


@pytest.mark.parametrize(("rule", "excused"), [("answer", True), ("made/answer", True), ("other/answer", False)])
def test_by_name_or_by_name_with_jurisdiction(rule: str, excused: bool) -> None:
    (found,) = findings(ANSWER, [RECEIVED, waiver("2025-03-04", rule)], "2025-03-31")
    assert (found.verdict is Verdict.EXCUSED) is excused


def test_one_for_an_account_lifts_what_its_unit_owes_as_a_whole() -> None:
    facts = [
        fact("unit.registered", "2025-03-01", unit="u1"),
        fact("account.opened", "2025-03-02", account="a1", unit="u1", platform="微信"),
        fact("account.opened", "2025-03-05", account="a2", unit="u1", platform="微信"),
    ]
    mine = waiver("2025-03-04", "one_a_platform", account="a1")
    other = waiver("2025-03-04", "one_a_platform", account="a9")
    assert findings(PLATFORMS, [*facts, mine], "2025-03-31")[0].verdict is Verdict.PENDING
    assert findings(PLATFORMS, [*facts, other], "2025-03-31")[0].verdict is Verdict.VIOLATED


def test_the_one_that_takes_effect_first_is_the_evidence() -> None:
    later = waiver("2025-03-04", from_day="2025-03-06")
    sooner = waiver("2025-03-05")
    (found,) = findings(ANSWER, [RECEIVED, later, sooner], "2025-03-31")
    assert found.evidence == (RECEIVED.id, sooner.id)
    assert found.settled_at == moment("2025-03-05")


def test_what_was_done_before_the_waiver_stays_done() -> None:
    answered = fact("message.answered", "2025-03-04", message="m1")
    (found,) = findings(ANSWER, [RECEIVED, answered, waiver("2025-03-05")], "2025-03-31")
    assert found.verdict is Verdict.MET
    (found,) = findings(ANSWER, [RECEIVED, answered, waiver("2025-03-03T13:00")], "2025-03-31")
    assert found.verdict is Verdict.EXCUSED


def test_no_waiver_lifts_what_binds_without_exception() -> None:
    rules = ANSWER.replace("原则上应当", "应当")
    (found,) = findings(rules, [RECEIVED, waiver("2025-03-01")], "2025-03-31")
    assert found.verdict is Verdict.VIOLATED
