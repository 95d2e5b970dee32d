"""What holds of the comparison whatever the rules are: small random ones, and those of the installed packs."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from policykit.analysis.compare.comparer import Comparer
from policykit.analysis.compare.proofs import Prover
from policykit.analysis.compare.results import Implication, Pair, Relation, Witness
from policykit.analysis.compare.sourced import Sourced
from policykit.calendar import NationalCalendar
from policykit.engine.check import Task, check
from policykit.engine.settings import Settings
from policykit.language import read_document
from policykit.model.facts import Fact
from policykit.model.finding import Verdict
from policykit.model.policy import conditions as m
from policykit.model.policy.requirements import Form, Response
from policykit.model.policy.rule import Rule
from policykit.packs import Pack, installed_packs, load_pack
from policykit.plugins import load_plugins
from policykit.testing import judged_histories, tightened, with_rule

LONG = os.environ.get("POLICYKIT_LONG") == "1"
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
AUTUMN = date(2025, 9, 1), date(2025, 10, 31)

T = TypeVar("T")

some = settings(
    max_examples=1000 if LONG else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
cached = cache(load_pack)
BROKEN = frozenset({Verdict.VIOLATED, Verdict.MET_LATE, Verdict.ADVISED})


# ---------------------------------------------------------------- small rules

_KINDS = ("咨询", "投诉", "建议")
_LIMITS = ("1 个工作日", "3 个工作日", "5 个工作日", "3 天", "7 天", "10 个自然日", "1 周", "24 小时", "当日", "1 个月")


@st.composite
def answers(draw: st.DrawFn) -> str:
    """How soon which messages are answered how."""
    kinds = draw(st.lists(st.sampled_from(_KINDS), unique=True, max_size=2))
    where = f"其中 留言类别 属于 {{{', '.join(kinds)}}}" if kinds else ""
    modality = draw(st.sampled_from(("应当", "应当", "必须", "鼓励")))
    act = draw(st.sampled_from(("", "其中 自动回复 = 否")))
    exception = draw(st.sampled_from(("", '除非 渠道 = "电话"', '除非 留言类别 = 投诉 且 渠道 = "电话"')))
    return f"每当 收到留言 {where} {modality} 在 {draw(st.sampled_from(_LIMITS))} 内 答复留言 {act} {exception}"


@st.composite
def rhythms(draw: st.DrawFn) -> str:
    """How often is posted, or how long not."""
    scope = draw(st.sampled_from(("", "其中 体裁 = 图文", "其中 体裁 属于 {图文, 视频}")))
    where = draw(st.sampled_from(("", "其中 原创")))
    if draw(st.booleans()):
        return f"对每个 账号 {scope} 不得 连续 超过 {draw(st.integers(1, 40))} 天 没有 发布信息 {where}"
    each = draw(st.sampled_from(("每周", "每月", "每个工作日")))
    bound = draw(st.sampled_from(("至少", "至少", "至多")))
    return f"对每个 账号 {scope} 应当 {each} {bound} {draw(st.integers(1, 4))} 次 发布信息 {where}"


_LEAVES = (
    "原创",
    "非 转载",
    "商业广告",
    "信息体裁 = 图文",
    "信息体裁 属于 {视频, 图文}",
    "条数 <= 3",
    "条数 > 1",
    '来源 = "甲"',
)


@st.composite
def demands(draw: st.DrawFn) -> str:
    """What a post must be, or must not."""
    leaves = draw(st.lists(st.sampled_from(_LEAVES), unique=True, min_size=1, max_size=3))
    condition = draw(st.sampled_from((" 且 ", " 或 "))).join(leaves)
    scope = draw(st.sampled_from(("", "", "其中 原创", "其中 信息体裁 属于 {图文, 视频} 且 条数 <= 3")))
    return f"每当 发布信息 {scope} {draw(st.sampled_from(('应当', '不得')))} {condition}"


@st.composite
def states(draw: st.DrawFn) -> str:
    """What an account must be, and how many a unit may have."""
    if draw(st.booleans()):
        where = draw(st.sampled_from(("", "其中 体裁 = 图文")))
        bound = draw(st.sampled_from(("至少", "至多")))
        return f"对每个 单位 应当 有 {bound} {draw(st.integers(1, 3))} 个 账号 {where}"
    condition = draw(st.sampled_from(("留言功能 = 开启", "等保级别 >= 2", "等保级别 >= 3", "体裁 属于 {图文, 视频}")))
    return f"对每个 账号 {draw(st.sampled_from(('', '其中 体裁 = 图文', '其中 在线')))} 应当 {condition}"


FAMILIES = {"answers": answers(), "rhythms": rhythms(), "demands": demands(), "states": states()}


@cache
def pack_of(*rules: str, name: str = "left") -> Pack:
    """A pack in force for the year of the comparison."""
    plugins = load_plugins()
    said = "\n".join(f'规则 r{n} "规则" {rule}' for n, rule in enumerate(rules, 1))
    source = f"文件 {name} 《办法》 施行 2025-01-01 有效期 1 年\n第一条 规定\n{said}\n"
    read = read_document(source, f"{name}.policy", plugins.vocabulary, plugins.extensions)
    assert read.document is not None, [str(d.message) for d in read.diagnostics]
    return Pack(Path(), read.document, plugins, source)


def rules_of(pack: Pack) -> list[Sourced]:
    return [Sourced(pack, rule) for rule in pack.document.rules]


@cache
def comparer(first: date = FIRST, last: date = LAST) -> Comparer:
    return Comparer(first, last, NationalCalendar(), Settings(), {})


def pair_of(left: Pack, right: Pack) -> Pair:
    return comparer().pair(rules_of(left), rules_of(right), (left.name, right.name))


def implication(left: str, right: str) -> Implication:
    return comparer().implication(rules_of(pack_of(left)), rules_of(pack_of(right, name="right"))[0])


def verdicts(pack: Pack, facts: tuple[Fact, ...], witness: Witness) -> set[Verdict]:
    task = Task(pack.document, pack.plugins)
    found = check([task], facts, witness.as_of, settings=Settings(assume_in_force=True))
    return {f.verdict for f in found.findings}


# ---------------------------------------------------------------- small rules: what holds


@pytest.mark.parametrize("family", FAMILIES)
def test_a_rule_is_as_strict_as_itself(family: str) -> None:
    @some
    @given(FAMILIES[family])
    def equal(rule: str) -> None:
        assert pair_of(pack_of(rule), pack_of(rule, name="right")).relation is Relation.EQUAL

    equal()


@pytest.mark.parametrize("family", FAMILIES)
def test_seen_from_the_other_side_it_is_the_reverse(family: str) -> None:
    @some
    @given(FAMILIES[family], FAMILIES[family])
    def reversed_(left: str, right: str) -> None:
        there = pair_of(pack_of(left), pack_of(right, name="right"))
        back = pair_of(pack_of(right, name="right"), pack_of(left))
        assert back.relation is there.relation.reverse

    reversed_()


@pytest.mark.parametrize("family", FAMILIES)
def test_what_a_rule_implies_implies_for_it(family: str) -> None:
    """Transitive; and what keeps a rule keeps whatever the rule implies, by the evaluator's word."""

    @some
    @given(FAMILIES[family], FAMILIES[family], FAMILIES[family])
    def transitive(one: str, two: str, three: str) -> None:
        first, second, third = implication(one, two), implication(two, three), implication(one, three)
        if first.outcome == "implied" and second.outcome == "implied":
            assert third.outcome != "refuted"
        if first.outcome == "implied" and third.witness is not None and third.witness.keeps:
            events = pack_of(one).plugins.vocabulary.events
            facts = tuple(events[f.type].model.model_validate(f.fact) for f in third.witness.facts)
            assert not verdicts(pack_of(two), facts, third.witness) & BROKEN

    transitive()


@pytest.mark.parametrize("family", [name for name in FAMILIES if name != "demands"])
def test_a_tighter_number_never_asks_less(family: str) -> None:
    @some
    @given(FAMILIES[family], st.data())
    def no_less(text: str, data: st.DataObject) -> None:
        pack = pack_of(text)
        stricter = list(tightened(pack.document.rules[0]))
        assume(stricter)
        rule = data.draw(st.sampled_from(stricter))
        other = replace(pack, document=with_rule(pack.document, rule))
        assert pair_of(other, pack_of(text, name="right")).relation in (Relation.EQUAL, Relation.STRICTER)

    no_less()


@pytest.mark.parametrize("family", FAMILIES)
def test_names_and_order_say_nothing(family: str) -> None:
    @some
    @given(FAMILIES[family], FAMILIES[family], FAMILIES[family], st.integers(0, 1000))
    def the_same(one: str, two: str, three: str, seed: int) -> None:
        left, right = pack_of(one, two), pack_of(three, name="right")
        otherwise = [renamed(shuffled(p, random.Random(seed)), f"other_{p.name}") for p in (left, right)]  # noqa: S311
        assert pair_of(otherwise[0], otherwise[1]).relation is pair_of(left, right).relation
        assert pair_of(left, otherwise[0]).relation is Relation.EQUAL

    the_same()


@pytest.mark.parametrize("family", FAMILIES)
def test_no_history_refutes_what_is_proved(family: str) -> None:
    """Histories directed by both rules never keep the one and break the other."""

    @some
    @given(FAMILIES[family], FAMILIES[family], st.data())
    def never(one: str, two: str, data: st.DataObject) -> None:
        prover = Prover(FIRST, LAST, NationalCalendar(), Settings())
        proof = prover.implied(rules_of(pack_of(one)), rules_of(pack_of(two, name="right"))[0])
        assume(proof is not None and not proof.assumes)
        both = pack_of(one, two)
        for _ in range(8):
            example = data.draw(judged_histories(both, settings=Settings()))
            task = Task(both.document, both.plugins)
            found = check([task], example.facts, example.as_of).findings
            if any(f.rule == "r2" and f.verdict in BROKEN for f in found):
                assert any(f.rule == "r1" and f.verdict in BROKEN | {Verdict.UNDECIDED} for f in found)

    never()


# ---------------------------------------------------------------- the installed packs


def renamed(pack: Pack, name: str) -> Pack:
    """The pack as one of another jurisdiction, with other names of its rules, in the other order."""
    rules = tuple(
        replace(
            rule,
            jurisdiction=name,
            name=f"other_{rule.name}",
            scope=replace(rule.scope, breach_of=rule.scope.breach_of and f"other_{rule.scope.breach_of}"),
        )
        for rule in reversed(pack.document.rules)
    )
    return replace(pack, document=replace(pack.document, name=name, rules=rules))


def shuffled(pack: Pack, chance: random.Random) -> Pack:
    """The pack with the parts of its conditions, and the members of its sets, in another order."""
    return replace(pack, document=replace(pack.document, rules=_shuffled(pack.document.rules, chance)))


def _shuffled(node: T, chance: random.Random) -> T:
    if isinstance(node, tuple):
        return cast("T", tuple(_shuffled(part, chance) for part in node))
    if not is_dataclass(node) or isinstance(node, type):
        return node
    changed = {f.name: _shuffled(getattr(node, f.name), chance) for f in fields(node)}
    for name, kinds in (("items", (m.And, m.Or)), ("options", (m.Member,)), ("values", (m.Contains,))):
        if isinstance(node, kinds):
            changed[name] = tuple(chance.sample(changed[name], len(changed[name])))
    return replace(node, **{k: v for k, v in changed.items() if v is not getattr(node, k)})


def with_numbers() -> Iterator[tuple[Pack, Rule, Rule]]:
    """The rules of all packs, with each stricter one. The day of a date is left out: it moves whom the rule binds."""
    for name in installed_packs():
        pack = cached(name)
        for rule in pack.document.rules:
            dated = isinstance(rule.requirement, Response) and isinstance(rule.requirement.limit, date)
            for other in () if dated else tightened(rule):
                yield pack, rule, other


@pytest.mark.parametrize("name", installed_packs())
def test_every_rule_is_as_strict_as_itself_under_another_name(name: str) -> None:
    pack = cached(name)
    other = renamed(shuffled(pack, random.Random(name)), "other")  # noqa: S311 - test data
    judge = comparer(*AUTUMN)
    for rule in pack.document.rules:
        copy = Sourced(other, other.document.rule(f"other_{rule.name}"))
        found = [judge.implication([Sourced(pack, rule)], copy), judge.implication([copy], Sourced(pack, rule))]
        assert "refuted" not in {f.outcome for f in found}, rule.id
        if rule.form not in (Form.ATTESTATION, Form.CONSEQUENCE):
            assert {f.outcome for f in found} == {"implied"}, rule.id


def test_no_rule_of_a_pack_asks_less_with_a_tighter_number() -> None:
    every = list(with_numbers())
    assert len(every) > 50
    judge = comparer(*AUTUMN)
    for pack, rule, other in every:
        tight = Sourced(replace(pack, document=with_rule(pack.document, other)), other)
        assert judge.implication([tight], Sourced(pack, rule)).outcome == "implied", (rule.id, other.requirement)
