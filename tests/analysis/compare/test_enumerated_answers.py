"""Deadlines, bans and conditions, against every trigger, act and value over some days.

Every message, or notice, or post is a history of its own; the reference evaluator judges all of them in one run for
each rule. What it says is the truth that the comparison has to meet: a rule implies another if nothing keeps the one
and breaks the other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import product

import pytest

from policykit.analysis.compare.results import Implication
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.time import SHANGHAI
from policykit.model.vocabulary import base_vocabulary

from .small import BROKEN, NOT_KEPT, comparer, confirm, findings, pack_of, rules_of

LONG = os.environ.get("POLICYKIT_LONG") == "1"

LAST_MOMENT = time(23, 59, 59, 999999)
ONE = timedelta(microseconds=1)


def fact(id_: str, type_: str, at: datetime, **fields: object) -> Fact:
    said = {"id": id_, "type": type_, "occurred_at": at, **fields}
    return base_vocabulary().events[type_].model.model_validate(said)


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, SHANGHAI)


class Truth:
    """What the reference evaluator says of every history, by the name of the subject that it is about."""

    def __init__(self, facts: Sequence[Fact], kind: str, as_of: date) -> None:
        self._facts, self._kind, self._as_of = facts, kind, as_of
        self._of = {f.value(kind): f.value(kind) for f in facts}

    @cache  # noqa: B019 - as long as the tests run
    def of(self, rule: str) -> tuple[frozenset[object], frozenset[object]]:
        """The histories that do not keep the rule, and those that break it."""
        subjects = {f.id: f.value(self._kind) for f in self._facts}
        not_kept, broken, open_ = set(), set(), set()
        for finding in findings(pack_of(rule), self._facts, self._as_of, []):
            subject = subjects[finding.evidence[0]]
            if finding.verdict in NOT_KEPT:
                not_kept.add(subject)
            if finding.verdict in BROKEN:
                broken.add(subject)
            if finding.verdict is Verdict.UNDECIDED:
                open_.add(subject)
        return frozenset(not_kept), frozenset(broken - open_)

    def implies(self, keep: str, rule: str) -> bool:
        """Whether no history keeps the one and breaks the other."""
        return self.of(rule)[1] <= self.of(keep)[0]


def asked(keep: str, rule: str, first: date, last: date) -> Implication:
    """What the comparison says, its witness judged anew."""
    one, other = pack_of(keep, name="left"), pack_of(rule, name="right")
    found = comparer(first, last).implication(rules_of(one), rules_of(other)[0])
    confirm(found, one, other)
    return found


def disagreements(
    rules: Sequence[str], truth: Truth, first: date, last: date, *, unproved: Sequence[str] = ()
) -> list[str]:
    """The pairs of rules of which the comparison says otherwise than what is so.

    An implication that has to do with an `unproved` text may be unknown to it.
    """
    found = []
    for keep, rule in product(rules, repeat=2):
        expected = "implied" if truth.implies(keep, rule) else "refuted"
        outcome = asked(keep, rule, first, last).outcome
        excused = (expected, outcome) == ("implied", "unknown") and any(u in keep or u in rule for u in unproved)
        if outcome != expected and not excused:
            found.append(f"{keep} => {rule}: {outcome}, but it is {expected}")
    return found


# ---------------------------------------------------------------- answers

FIRST = date(2025, 9, 22)
"""Two weeks before Golden Week, with the worked Sunday 2025-09-28 and the worked Saturday 2025-10-11."""

TRIGGERS = 18 if LONG else 12
ANSWERED = 24 if LONG else 17
_LIMITS = (
    "1 个工作日",
    "2 个工作日",
    "1 天",
    "3 天",
    "8 天",
    "1 个自然日",
    "10 个自然日",
    "1 周",
    "24 小时",
    "30 小时",
    "当日",
)
LIMITS = (
    (*_LIMITS, "3 个工作日", "5 个工作日", "2 天", "9 天", "2 个自然日", "9 个自然日", "1 小时") if LONG else _LIMITS
)


def answers() -> Iterator[Fact]:
    """A message on every day, early and late; each answered on every later day, early and late, or never."""
    for day, hour in product(range(TRIGGERS), (time(0), time(9), LAST_MOMENT)):
        asked_at = at(FIRST + timedelta(days=day), hour)
        times = [at(FIRST + timedelta(days=d), h) for d in range(day, day + ANSWERED) for h in (time(0), LAST_MOMENT)]
        times += [asked_at + timedelta(hours=h) + more for h in (1, 24, 30) for more in (timedelta(0), ONE)]
        for number, answered in enumerate((None, *(t for t in times if t >= asked_at))):
            name = f"{day}.{hour}.{number}"
            yield fact(f"q{name}", "message.received", asked_at, message=name)
            if answered is not None:
                yield fact(f"a{name}", "message.answered", answered, message=name)


def test_of_every_two_deadlines_the_comparison_says_what_is_so() -> None:
    rules = [f"每当 收到留言 应当 在 {limit} 内 答复留言" for limit in LIMITS]
    truth = Truth(tuple(answers()), "message", date(2025, 12, 31))
    last = FIRST + timedelta(days=TRIGGERS + ANSWERED)
    assert disagreements(rules, truth, FIRST, last) == []


# ---------------------------------------------------------------- bans

_BANS = (
    "1 天",
    "3 天",
    "9 天",
    "1 周",
    "10 个自然日",
    "1 个月",
    "30 天",
    "24 小时",
    "30 小时",
    "2 个工作日",
    "6 个工作日",
)


def removals() -> Iterator[Fact]:
    """A notice on some days, early and late; each removed on every later day, early and late, or never."""
    days = range(0, 45, 1 if LONG else 4)
    for day, hour in product((*days, 3, 5, 6, 7), (time(0), time(9), LAST_MOMENT)):
        posted = at(FIRST + timedelta(days=day), hour)
        times = [at(FIRST + timedelta(days=d), h) for d in range(day, day + 33) for h in (time(0), LAST_MOMENT)]
        times += [posted + timedelta(hours=h) + more for h in (24, 30) for more in (timedelta(0), ONE)]
        for number, removed in enumerate((None, *(t for t in times if t >= posted))):
            name = f"{day}.{hour}.{number}"
            yield fact(f"n{name}", "notice.posted", posted, notice=name)
            if removed is not None:
                yield fact(f"r{name}", "notice.removed", removed, notice=name)


def test_of_every_two_bans_the_comparison_says_what_is_so() -> None:
    rules = [f"每当 发布公告 不得 在 {limit} 内 撤下公告" for limit in _BANS]
    truth = Truth(tuple(removals()), "notice", date(2026, 3, 31))
    assert disagreements(rules, truth, FIRST, date(2025, 12, 31)) == []


# ---------------------------------------------------------------- scopes, exceptions, acts

KINDS = ("enquiry", "complaint", "suggestion")
_ACTS = ("", "其中 自动回复 = 否", "其中 自动回复 = 是")
_SCOPES = ("", "其中 留言类别 = 咨询", "其中 留言类别 属于 {咨询, 投诉}", "其中 留言类别 不是 咨询")
_EXCEPTIONS = ("", "除非 留言类别 = 投诉", '除非 渠道 = "电话" 且 留言类别 = 咨询', '除非 渠道 = "电话"')


def messages() -> Iterator[Fact]:
    """Messages of every kind and channel, or of none that is said, answered in every way: in time, late, never."""
    asked_at = at(date(2025, 9, 23), time(9))
    channels = ("电话", "网站", None)
    for place, (kind, channel, automatic, days) in enumerate(
        product((*KINDS, None), channels, (True, False, None), (None, 0, 3, 9))
    ):
        name = f"m{place}"
        said = {k: v for k, v in (("kind", kind), ("channel", channel)) if v is not None}
        yield fact(f"q{name}", "message.received", asked_at, message=name, **said)
        if days is not None:
            act = {} if automatic is None else {"automatic": automatic}
            yield fact(f"a{name}", "message.answered", asked_at + timedelta(days=days), message=name, **act)


def test_of_every_two_scopes_exceptions_and_acts_the_comparison_says_what_is_so() -> None:
    every = [
        f"每当 收到留言 {scope} 应当 在 {days} 天 内 答复留言 {act} {exception}"
        for scope, days, act, exception in product(_SCOPES, (1, 5), _ACTS, _EXCEPTIONS)
    ]
    rules = every[:: 2 if LONG else 7]
    truth = Truth(tuple(messages()), "message", date(2025, 12, 31))
    assert disagreements(rules, truth, date(2025, 9, 20), date(2025, 10, 31)) == []


# ---------------------------------------------------------------- conditions

CONDITIONS = (
    "原创",
    "非 原创",
    "原创 且 非 转载",
    "原创 或 转载",
    "非 (原创 或 转载)",
    "信息体裁 = 图文",
    "信息体裁 属于 {图文, 视频}",
    "信息体裁 不属于 {图文, 视频}",
    "信息体裁 = 图文 或 原创",
    "信息体裁 = 图文 且 条数 <= 2",
    "条数 <= 1",
    "条数 < 3",
    "条数 > 2 或 转载",
    "条数 = 2",
    '来源 = "甲"',
    '来源 属于 {"甲", "乙"}',
    '来源 不是 "乙" 且 非 转载',
    "账号.用途 = 专项",
    "账号.用途 = 常设 或 原创",
)

SAID = ("已填 信息体裁", "未填 信息体裁 或 原创", "已填 来源 且 非 转载")
"""Conditions on whether a field is said at all. That a comparison with a field can only be true if it is said, no proof
knows: where it would need that, the answer may be that it is not known."""


def posts() -> Iterator[Fact]:
    """A post of every combination of values, those that are not said included."""
    when = at(date(2025, 9, 23), time(9))
    purposes = {"standing": "s", "campaign": "c", None: "n"}
    for purpose, account in purposes.items():
        said = {} if purpose is None else {"purpose": purpose}
        yield fact(f"o{account}", "account.opened", when - timedelta(days=1), account=account, **said)
    combined = product(
        purposes.values(), (True, False, None), (True, False, None), ("text", "video", "client", None), (1, 2, 3)
    )
    for place, ((account, original, reposted, medium, items), source) in enumerate(
        product(combined, ("甲", "乙", "丙", None))
    ):
        fields = {"original": original, "reposted": reposted, "medium": medium, "items": items, "source": source}
        said = {k: v for k, v in fields.items() if v is not None}
        yield fact(f"p{place}", "post.published", when, account=account, post=f"p{place}", **said)


@cache
def truth_of_posts() -> Truth:
    return Truth(tuple(posts()), "post", date(2025, 12, 31))


SMALL_RANGE = (date(2025, 9, 20), date(2025, 10, 31))
FEW = CONDITIONS if LONG else CONDITIONS[::3]


def test_of_every_two_conditions_the_comparison_says_what_is_so() -> None:
    rules = [f"每当 发布信息 {way} {c}" for way in ("应当", "不得") for c in FEW]
    assert disagreements(rules, truth_of_posts(), *SMALL_RANGE) == []


@pytest.mark.parametrize("way", ["其中 {c} 应当 原创", "应当 非 转载 除非 {c}", "其中 {c} 应当 {c} 且 非 转载"])
def test_of_every_two_scopes_and_exceptions_of_conditions_too(way: str) -> None:
    rules = [f"每当 发布信息 {way.format(c=c)}" for c in (CONDITIONS if LONG else CONDITIONS[::2])]
    assert disagreements(rules, truth_of_posts(), *SMALL_RANGE) == []


def test_of_what_is_said_or_not_nothing_wrong_is_said() -> None:
    rules = [f"每当 发布信息 应当 {c}" for c in (*SAID, *FEW)] + [f"每当 发布信息 其中 {c} 应当 原创" for c in SAID]
    assert disagreements(rules, truth_of_posts(), *SMALL_RANGE, unproved=("已填", "未填")) == []
