"""Counting against the reference evaluator: every life of eight days, every choice of days with a post, every rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations, product

import pytest

from policykit.analysis.consistency import Ground
from policykit.analysis.consistency.counting import Counting
from policykit.engine.check import check
from policykit.engine.settings import Settings
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.policy.rule import Rule
from policykit.model.time import SHANGHAI

from .packs import pack_of

FIRST = date(2025, 10, 5)
"""A Sunday in the holidays, and the week after it, whose Saturday is worked."""
DAYS = 8

RULES = {
    "day": "对每个 账号 应当 每日 至少 1 次 发布信息",
    "workday": "对每个 账号 应当 每个工作日 至少 1 次 发布信息",
    "week": "对每个 账号 应当 每周 至少 1 次 发布信息",
    "two_a_week": "对每个 账号 应当 每周 至少 2 次 发布信息",
    "week_of_text": "对每个 账号 应当 每周 至少 1 次 发布信息 其中 原创",
    "items": "对每个 账号 应当 每周 至少 3 条 发布信息",
    "at_most_three": "对每个 账号 不得 每周 超过 3 次 发布信息",
    "at_most_one": "对每个 账号 不得 每周 超过 1 次 发布信息",
    "at_most_three_a_month": "对每个 账号 不得 每月 超过 3 次 发布信息",
    "two_days": "对每个 账号 不得 连续 超过 2 天 没有 发布信息",
    "three_days": "对每个 账号 不得 连续 超过 3 天 没有 发布信息",
    "a_week": "对每个 账号 不得 连续 超过 1 周 没有 发布信息",
}

COUNTED_ALIKE = [n for n in RULES if n not in ("week_of_text", "items")]
"""Those that count the same: every post in the histories is one act with one item, and no original."""

PACK = pack_of(RULES)


def lives() -> Iterator[tuple[date, date | None, frozenset[int]]]:
    """The first day in scope, the last one if it is not the range's, and the days with a post."""
    for begin in range(DAYS):
        for end in range(begin, DAYS):
            for chosen in product((False, True), repeat=end - begin + 1):
                days = frozenset(begin + n for n, posted in enumerate(chosen) if posted)
                yield begin, end, days


@cache
def judged() -> tuple[tuple[bool, frozenset[str]], ...]:
    """Of each life, whether it is of the whole range, and the rules that it breaks."""
    event = PACK.plugins.vocabulary.events

    def fact(type_: str, number: int, day: int, hour: int, **fields: object) -> Fact:
        when = datetime(FIRST.year, FIRST.month, FIRST.day, hour, tzinfo=SHANGHAI) + timedelta(days=day)
        said = {"id": f"{type_}-{number}-{day}", "type": type_, "occurred_at": when, "account": f"a{number}"}
        return event[type_].model.model_validate({**said, **fields})

    facts: list[Fact] = []
    whole: list[bool] = []
    for number, (begin, end, days) in enumerate(lives()):
        facts.append(fact("account.opened", number, begin, 1))
        if end < DAYS - 1:
            facts.append(fact("account.closed", number, end + 1, 0))
        facts += [fact("post.published", number, d, 12, post=f"p{number}-{d}", original=False) for d in days]
        whole.append((begin, end) == (0, DAYS - 1))
    as_of = FIRST + timedelta(days=DAYS - 1)
    task = Ground(PACK).rules[0].task
    report = check([task], facts, as_of, settings=Settings(assume_in_force=True), only=frozenset(COUNTED_ALIKE))
    broken: dict[str, set[str]] = {}
    for finding in report.findings:
        assert finding.verdict is not Verdict.UNDECIDED
        if finding.verdict.is_breach and finding.account:
            broken.setdefault(finding.account, set()).add(finding.rule)
    return tuple((is_whole, frozenset(broken.get(f"a{n}", ()))) for n, is_whole in enumerate(whole))


@pytest.fixture(scope="module")
def counting() -> Counting:
    return Counting(Ground(PACK, first=FIRST, last=FIRST + timedelta(days=DAYS - 1)))


def rule(name: str) -> Rule:
    return PACK.document.rule(name)


def test_the_histories_break_every_rule_and_keep_it() -> None:
    for name in COUNTED_ALIKE:
        assert {name in broken for _, broken in judged()} == {True, False}


@pytest.mark.parametrize("name", COUNTED_ALIKE)
def test_what_one_rule_or_two_contain(counting: Counting, name: str) -> None:
    others = [n for n in COUNTED_ALIKE if n != name]
    for premises in [*((n,) for n in others), *combinations(others, 2)]:
        truly = not any(name in broken and not broken & set(premises) for _, broken in judged())
        assert counting.contained([rule(n) for n in premises], rule(name)) is truly, (premises, name)


def test_what_days_keep_together(counting: Counting) -> None:
    """Where several acts a day would help, days with one act at most say nothing."""
    for names in [*combinations(COUNTED_ALIKE, 2), *combinations(COUNTED_ALIKE, 3)]:
        possible = any(is_whole and not broken & set(names) for is_whole, broken in judged())
        assert (counting.together([rule(n) for n in names]) is not None) is possible, names


def test_acts_that_are_found_keep_the_rules(counting: Counting) -> None:
    found = counting.together([rule("a_week"), rule("two_a_week"), rule("at_most_three")])
    assert found is not None
    assert sum(found.get(date(2025, 10, d), 0) for d in range(6, 13)) in (2, 3)


@pytest.mark.parametrize(
    ("premises", "name", "expected"),
    [
        (["week_of_text"], "week", True),
        (["week"], "week_of_text", False),
        (["two_a_week"], "items", False),
        (["items"], "week", True),
        (["items"], "two_a_week", False),
        (["at_most_three"], "items", False),
    ],
)
def test_different_acts(counting: Counting, premises: list[str], name: str, expected: bool) -> None:
    assert counting.contained([rule(n) for n in premises], rule(name)) is expected


def test_few_days_show_it(counting: Counting) -> None:
    assert counting.few_days([rule("day"), rule("at_most_one")]) == DAYS
    wide = Counting(Ground(PACK))
    assert wide.few_days([rule("day"), rule("at_most_one")]) == 14
    assert wide.few_days([rule("a_week"), rule("at_most_three_a_month")]) == 31
