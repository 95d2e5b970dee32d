"""States and numbers, against every account of every sort, and every unit with up to three accounts of every sort."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations_with_replacement, product

import pytest

from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.time import SHANGHAI
from policykit.model.vocabulary import base_vocabulary

from .small import BROKEN, NOT_KEPT, comparer, confirm, findings, pack_of, rules_of

LONG = os.environ.get("POLICYKIT_LONG") == "1"

FIRST, LAST = date(2025, 9, 1), date(2025, 9, 30)
NOON = datetime(2025, 9, 1, 12, tzinfo=SHANGHAI)


def fact(id_: str, type_: str, day: int, **fields: object) -> Fact:
    said = {k: v for k, v in fields.items() if v is not None}
    when = NOON + timedelta(days=day)
    return base_vocabulary().events[type_].model.model_validate({"id": id_, "type": type_, "occurred_at": when, **said})


def accounts() -> Iterator[Fact]:
    """An account of every sort, and each of those that then becomes one of another sort."""
    kinds = list(product(("text", "video", "client", None), ("on", "off", None), (1, 2, 3, None)))
    turns = [(kind, None) for kind in kinds] + [
        (one, other)
        for one, other in product(kinds[:: 1 if LONG else 3], kinds[:: 2 if LONG else 5])
        if None not in other
    ]
    for place, (before, after) in enumerate(turns):
        for day, said in enumerate((before, after)):
            if said is not None:
                medium, messaging, grade = said
                type_ = "account.changed" if day else "account.opened"
                attributes = {"medium": medium, "messaging": messaging, "protection_grade": grade}
                yield fact(f"f{place}.{day}", type_, 3 * day, account=f"a{place}", **attributes)


def units() -> Iterator[Fact]:
    """A unit with every choice of up to three accounts."""
    kinds = tuple(product(("x", "y", "z"), ("text", "video", "client")))
    chosen = [c for size in range(4) for c in combinations_with_replacement(kinds, size)]
    for place, members in enumerate(chosen):
        yield fact(f"u{place}", "unit.registered", 0, unit=f"u{place}")
        for number, (platform, medium) in enumerate(members):
            name = f"a{place}.{number}"
            yield fact(name, "account.opened", 0, account=name, unit=f"u{place}", platform=platform, medium=medium)


CONDITIONS = (
    "体裁 = 图文",
    "体裁 属于 {图文, 视频}",
    "体裁 不是 图文",
    "留言功能 = 开启",
    "体裁 = 图文 且 留言功能 = 开启",
    "体裁 = 图文 或 留言功能 = 开启",
    "等保级别 >= 2",
    "等保级别 >= 3",
    "等保级别 < 3 且 体裁 不是 客户端",
)
STATES = (
    *(f"对每个 账号 应当 {c}" for c in CONDITIONS),
    *(f"对每个 账号 不得 {c}" for c in CONDITIONS[::2]),
    *(f"对每个 账号 其中 {c} 应当 等保级别 >= 2" for c in CONDITIONS[:5]),
    *(f"对每个 账号 应当 等保级别 >= 2 除非 {c}" for c in CONDITIONS[1:5]),
)
NUMBERS = tuple(
    f"对每个 单位 应当 有 {bound} {count} 个 账号 {where} {group}"
    for bound, counts in (("至少", (1, 2)), ("至多", (0, 1, 2)))
    for count in counts
    for where in ("", "其中 体裁 = 图文", "其中 体裁 属于 {图文, 视频}")
    for group in ("", "按 平台")
    if (bound, count, bool(group)) != ("至少", 1, True) and (LONG or not (count == 2 and "属于" in where))
)
WORLDS: dict[str, tuple[Callable[[], Iterator[Fact]], Sequence[str]]] = {
    "states": (accounts, STATES),
    "numbers": (units, NUMBERS),
    "agreement": (
        units,
        (
            "对每个 单位 应当 账号 的 平台 一致",
            "对每个 单位 应当 有 至多 1 个 账号",
            "对每个 单位 应当 有 至少 2 个 账号",
        ),
    ),
}


@cache
def known(world: str) -> tuple[Fact, ...]:
    return tuple(WORLDS[world][0]())


@cache
def judged(world: str, rule: str) -> tuple[frozenset[object], frozenset[object]]:
    """The entities that do not keep the rule, and those that break it."""
    found = findings(pack_of(rule), known(world), LAST, [])
    open_ = {f.subject for f in found if f.verdict is Verdict.UNDECIDED}
    not_kept = {f.subject for f in found if f.verdict in NOT_KEPT}
    return frozenset(not_kept), frozenset({f.subject for f in found if f.verdict in BROKEN} - open_)


DECIDED = {rule for rule in NUMBERS if "其中" not in rule and "按" not in rule and " 0 " not in rule}
"""The numbers of which every question has to be answered; of the others some are left unknown."""


@pytest.mark.parametrize("world", WORLDS)
def test_of_every_two_rules_the_comparison_says_what_is_so(world: str) -> None:
    wrong = []
    judge = comparer(FIRST, LAST)
    for keep, rule in product(WORLDS[world][1], repeat=2):
        one, other = pack_of(keep, name="left"), pack_of(rule, name="right")
        found = judge.implication(rules_of(one), rules_of(other)[0])
        confirm(found, one, other)
        expected = "implied" if judged(world, rule)[1] <= judged(world, keep)[0] else "refuted"
        told = found.outcome != "unknown" or world == "states" or {keep, rule} <= DECIDED
        if told and found.outcome != expected:
            wrong.append(f"{keep} => {rule}: {found.outcome}, but it is {expected}")
    assert wrong == []
