"""Histories that keep the left rules and break the right one, each of a kind that a careless proof overlooks."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.time import SHANGHAI
from policykit.model.vocabulary import base_vocabulary

from .small import BROKEN, NOT_KEPT, comparer, findings, pack_of, rules_of


def fact(number: int, type_: str, at: str, **fields: object) -> Fact:
    when = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
    said = {"id": f"f{number}", "type": type_, "occurred_at": when, **fields}
    return base_vocabulary().events[type_].model.model_validate(said)


def facts(*said: tuple[str, str, dict[str, object]]) -> list[Fact]:
    return [fact(n, type_, at, **fields) for n, (type_, at, fields) in enumerate(said)]


A = {"account": "a"}
CASES = {
    # the day on which an account closes is not in scope, but its posts up to then count for a maximum whose period is
    "maximum on the day of closing": (
        ["对每个 账号 应当 每日 至多 0 次 发布信息"],
        "对每个 账号 应当 每周 至多 0 次 发布信息",
        facts(
            ("account.opened", "2025-09-29T09:00", A),
            ("post.published", "2025-09-30T09:00", {"account": "a", "post": "p"}),
            ("account.closed", "2025-09-30T18:00", A),
        ),
        date(2025, 10, 5),
    ),
    # the same with a pause: a post in the morning of the day on which it is paused
    "maximum on the day of a pause": (
        ["对每个 账号 其中 非 获准停更 应当 每日 至多 0 次 发布信息"],
        "对每个 账号 其中 非 获准停更 应当 每周 至多 0 次 发布信息",
        facts(
            ("account.opened", "2025-09-29T09:00", A),
            ("post.published", "2025-09-30T09:00", {"account": "a", "post": "p"}),
            ("account.suspended", "2025-09-30T18:00", {"account": "a", "reason": "emergency", "proven": True}),
        ),
        date(2025, 10, 5),
    ),
    # an exception on one day before the month excuses the silence that runs into it, and no other begins
    "an exception before the period": (
        ["对每个 账号 不得 连续 超过 14 天 没有 发布信息 除非 留言功能 = 关闭"],
        "对每个 账号 应当 每月 至少 1 次 发布信息 除非 留言功能 = 关闭",
        facts(
            ("account.opened", "2025-01-20T09:00", {"account": "a", "messaging": "off"}),
            ("account.changed", "2025-01-25T09:00", {"account": "a", "messaging": "on"}),
        ),
        date(2025, 2, 28),
    ),
    # the same with a scope instead of the second exception
    "an exception before the scope begins": (
        ["对每个 账号 不得 连续 超过 14 天 没有 发布信息 除非 留言功能 = 关闭"],
        "对每个 账号 其中 留言功能 = 开启 应当 每月 至少 1 次 发布信息",
        facts(
            ("account.opened", "2025-01-20T09:00", {"account": "a", "messaging": "off"}),
            ("account.changed", "2025-01-25T09:00", {"account": "a", "messaging": "on"}),
        ),
        date(2025, 2, 28),
    ),
    # 'at least so many in each group' asks only of groups that there are
    "groups of fewer members": (
        ["对每个 单位 应当 有 至少 2 个 账号 其中 体裁 = 图文 按 平台"],
        "对每个 单位 应当 有 至少 2 个 账号 按 平台",
        facts(
            ("unit.registered", "2025-02-03T09:00", {"unit": "u"}),
            ("account.opened", "2025-02-03T09:00", {"account": "a", "unit": "u", "medium": "video", "platform": "x"}),
        ),
        date(2025, 2, 28),
    ),
    # an identification 'of the same unit' is one on every account of the unit
    "identified by facts of another account": (
        ["对每个 账号 其中 体裁 = 图文 认定 每当 公布通报 后果 约谈"],
        "对每个 账号 其中 体裁 = 图文 认定 每当 公布通报 同一 单位 后果 约谈",
        facts(
            ("account.opened", "2025-02-03T09:00", {"account": "a", "unit": "u", "medium": "text"}),
            ("account.opened", "2025-02-03T09:00", {"account": "b", "unit": "u", "medium": "video"}),
            ("bulletin.published", "2025-02-10T09:00", {"account": "b", "unit": "u"}),
        ),
        date(2025, 2, 28),
    ),
    # two rules that cannot both be kept imply everything, although neither is broken yet on the day of the breach
    "duties that are still open": (
        ["每当 发布公告 应当 在 10 天 内 撤下公告", "每当 发布公告 不得 在 30 天 内 撤下公告"],
        "每当 发布公告 应当 在 5 天 内 报送报告",
        facts(("notice.posted", "2025-02-03T09:00", {"notice": "n", "unit": "u", "account": "a"})),
        date(2025, 2, 8),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_proved_that_a_history_refutes(name: str) -> None:
    left, right, known, as_of = CASES[name]
    one, other = pack_of(*left, name="left"), pack_of(right, name="right")
    kept, broken = findings(one, known, as_of, []), findings(other, known, as_of, [])
    identified = any(f.verdict is Verdict.IDENTIFIED for f in broken)
    assert not any(f.verdict in NOT_KEPT | ({Verdict.IDENTIFIED} if identified else set()) for f in kept), kept
    assert identified or any(f.verdict in BROKEN for f in broken), broken
    outcome = comparer().implication(rules_of(one), rules_of(other)[0]).outcome
    assert outcome != "implied"
