"""The days on which a rule binds an entity."""

from __future__ import annotations

from policykit.engine.reference.stretches import each_stretch
from policykit.model.facts import Fact

from .made import fact, judging

ONLINE = """
  规则 online "在线时"
    对每个 账号 其中 在线
    应当 已填 名称
"""
PURPOSE = """
  规则 standing "常设者"
    对每个 账号 其中 用途 = 常设
    应当 已填 名称
"""


def shown(rules: str, *facts: Fact, as_of: str, header: str = "施行 2025-01-01") -> list[str]:
    return [
        f"{s.first:%m-%d}..{s.last:%m-%d}"
        + (" open" if s.open else "")
        + (" sunset" if s.by_sunset else "")
        + (" unknown" if s.unknown else "")
        for s in each_stretch(judging(rules, *facts, as_of=as_of, header=header))
    ]


RUNNING = """
  规则 running "有账号的单位"
    对每个 单位 其中 有账号
    应当 已填 单位名称
"""


OPENED = fact("account.opened", "2025-03-03T15:00", account="a1")


def test_from_the_day_of_opening_on() -> None:
    assert shown(ONLINE, OPENED, as_of="2025-03-10") == ["03-03..03-10 open"]
    assert shown(ONLINE, OPENED, as_of="2025-03-02") == []


def test_the_day_of_closing_is_out() -> None:
    closed = fact("account.closed", "2025-03-07T00:00", account="a1")
    assert shown(ONLINE, OPENED, closed, as_of="2025-03-10") == ["03-03..03-06"]


def test_opened_and_closed_on_one_day() -> None:
    assert shown(ONLINE, OPENED, fact("account.closed", "2025-03-03T16:00", account="a1"), as_of="2025-03-10") == []


def test_suspended_overnight_and_within_a_day() -> None:
    facts = [
        OPENED,
        fact("account.suspended", "2025-03-05", account="a1"),
        fact("account.resumed", "2025-03-07", account="a1"),
        fact("account.suspended", "2025-03-08T09:00", account="a1"),
        fact("account.resumed", "2025-03-08T10:00", account="a1"),
    ]
    assert shown(ONLINE, *facts, as_of="2025-03-10") == ["03-03..03-04", "03-07..03-10 open"]


def test_not_known_for_a_while() -> None:
    facts = [OPENED, fact("account.changed", "2025-03-06", account="a1", purpose="standing")]
    assert shown(PURPOSE, *facts, as_of="2025-03-10") == ["03-03..03-05 unknown", "03-06..03-10 open"]


def test_within_force() -> None:
    header = "施行 2025-03-05\n  有效期 3 天"
    assert shown(ONLINE, OPENED, as_of="2025-03-10", header=header) == ["03-05..03-08 sunset"]
    assert shown(ONLINE, OPENED, as_of="2025-03-07", header=header) == ["03-05..03-07 open"]
    assert shown(ONLINE, OPENED, as_of="2025-03-08", header=header) == ["03-05..03-08 sunset"]


def test_each_life_by_itself() -> None:
    facts = [
        OPENED,
        fact("account.closed", "2025-03-05", account="a1"),
        fact("account.opened", "2025-03-05T13:00", account="a1"),
    ]
    assert shown(ONLINE, *facts, as_of="2025-03-10") == ["03-03..03-04", "03-05..03-10 open"]


def test_a_condition_that_looks_back_is_asked_every_day() -> None:
    rules = """
  规则 recent "三天内发布过的"
    对每个 账号 其中 (此前 3 天 内 已有 发布信息)
    应当 已填 名称
"""
    posted = fact("post.published", "2025-03-05", account="a1", post="x")
    assert shown(rules, OPENED, posted, as_of="2025-03-12") == ["03-05..03-08"]


def test_a_unit_is_asked_when_an_account_of_its_own_changes() -> None:
    facts = [
        fact("unit.registered", "2025-03-01", unit="u1"),
        fact("account.opened", "2025-03-03", account="a1", unit="u1"),
        fact("account.closed", "2025-03-06", account="a1"),
        fact("account.opened", "2025-03-08", account="a2", unit="u1"),
        fact("account.changed", "2025-03-09", account="a2", unit="u2"),
        fact("account.changed", "2025-03-11", account="a2", unit="u1"),
    ]
    assert shown(RUNNING, *facts, as_of="2025-03-12") == [
        "03-03..03-05",
        "03-08..03-08",
        "03-11..03-12 open",
        "03-09..03-10",
    ]
