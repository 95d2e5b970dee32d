"""Two documents, one above the other: where the lower one asks for less."""

from __future__ import annotations

import pytest

from policykit.analysis.consistency import Ground, looser_than
from policykit.engine.check import check
from policykit.engine.settings import Settings
from policykit.model.finding import Verdict
from policykit.model.policy.periods import Period, PeriodUnit

from .packs import pack_of

BROKEN = {Verdict.VIOLATED, Verdict.MET_LATE}
REPLIES, UPDATES = "主题 留言办理", "主题 更新频率"
FIVE = {"five": "每当 收到留言 应当 在 5 个工作日 内 答复留言"}


@pytest.mark.parametrize(
    ("lower", "upper", "topic", "expected"),
    [
        ({"a": "每当 收到留言 应当 在 15 个工作日 内 答复留言"}, FIVE, REPLIES, ["a, looser: above/five"]),
        (
            {"a": "每当 收到留言 其中 留言类别 = 咨询 应当 在 5 个工作日 内 答复留言"},
            FIVE,
            REPLIES,
            ["a, looser: above/five"],
        ),
        ({"a": "每当 收到留言 力争 在 5 个工作日 内 答复留言"}, FIVE, REPLIES, ["a, looser: above/five"]),
        (
            {"a": "每当 收到留言 应当 在 5 个工作日 内 答复留言 除非 单位.涉密"},
            FIVE,
            REPLIES,
            ["a, looser: above/five"],
        ),
        (
            {"a": "对每个 账号 不得 连续 超过 14 天 没有 发布信息"},
            {"b": "对每个 账号 应当 每周 至少 1 次 发布信息"},
            UPDATES,
            ["a, looser: above/b"],
        ),
        # as strict, or nothing said
        ({"a": "每当 收到留言 应当 在 3 个工作日 内 答复留言"}, FIVE, REPLIES, []),
        ({"a": "每当 收到留言 应当 在 5 个工作日 内 答复留言 其中 自动回复 = 否"}, FIVE, REPLIES, []),
        (
            {"a": "对每个 账号 应当 每周 至少 1 次 发布信息"},
            {"b": "对每个 账号 不得 连续 超过 14 天 没有 发布信息"},
            UPDATES,
            [],
        ),
        ({"a": '对每个 单位 应当 每年 人工核查 "好吗?"'}, FIVE, REPLIES, []),
        (
            {"a": "每当 收到留言 应当 在 15 个工作日 内 答复留言"},
            {"b": "每当 收到留言 力争 在 当日 内 答复留言"},
            REPLIES,
            [],
        ),
    ],
)
def test_what_is_looser(lower: dict[str, str], upper: dict[str, str], topic: str, expected: list[str]) -> None:
    ground = Ground(pack_of(lower, clause=topic, name="below"))
    found = looser_than(ground, pack_of(upper, clause=topic, name="above")).looser
    assert [f"{i.rule.name}, {i.key}" for i in found] == expected


def test_the_history_keeps_the_lower_rules_and_breaks_the_upper_one() -> None:
    below = pack_of({"a": "每当 收到留言 应当 在 15 个工作日 内 答复留言"}, clause=REPLIES, name="below")
    above = pack_of(FIVE, clause=REPLIES, name="above")
    (found,) = looser_than(Ground(below), above).looser
    (story,) = found.stories
    tasks = [Ground(p).rules[0].task for p in (below, above)]
    report = check(tasks, story.facts, story.as_of, settings=Settings(assume_in_force=True))
    assert {f.rule for f in report.findings if f.verdict in BROKEN} == {"five"}
    assert found.message.zh == "在“留言办理”上比上级宽:守住本文件的规则,仍可违反 above/five(《办法》第一条“规则”)"


def test_another_topic_is_not_asked() -> None:
    below = pack_of({"a": "每当 收到留言 应当 在 15 个工作日 内 答复留言"}, clause=UPDATES, name="below")
    assert looser_than(Ground(below), pack_of(FIVE, clause=REPLIES, name="above")).looser == ()
    untopical = pack_of({"a": "每当 收到留言 应当 在 15 个工作日 内 答复留言"}, name="below")
    assert looser_than(Ground(untopical), pack_of(FIVE, name="above")).looser == ()


def test_rules_on_other_topics_count_too() -> None:
    source = {"a": "每当 收到留言 应当 在 15 个工作日 内 答复留言"}
    clause = f'{UPDATES} 规则 strict "严" 每当 收到留言 应当 在 2 个工作日 内 答复留言 {REPLIES}'
    below = pack_of(source, clause=clause, name="below")
    assert looser_than(Ground(below), pack_of(FIVE, clause=REPLIES, name="above")).looser == ()


def test_what_cannot_be_told_is_listed() -> None:
    below = pack_of({"a": "每当 收到留言 应当 及时 答复留言"}, clause=REPLIES, name="below")
    above = pack_of({"b": "每当 收到留言 应当 在 约定 办理时限 内 答复留言"}, clause=REPLIES, name="above")
    told = looser_than(Ground(below), above)
    assert told.looser == ()
    assert [u.rule for u in told.untold] == ["above/b"]
    terms = {"promptly": Period(9, PeriodUnit.NATURAL_DAY), "办理时限": Period(2, PeriodUnit.NATURAL_DAY)}
    told = looser_than(Ground(below, settings=Settings(terms=terms)), above)
    assert [i.key for i in told.looser] == ["looser: above/b"]
    assert told.untold == ()
