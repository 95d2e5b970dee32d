"""Frequencies and silences over a few days, against every life that an account can have there.

For every two of many small rules the true relation is known: whether some life keeps the one and breaks the other. That
is asked of an evaluator of its own (`lives`), which is first held against the reference evaluator.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import combinations, islice, product

import pytest

from policykit.analysis.compare.proofs import Prover
from policykit.calendar import NationalCalendar
from policykit.engine.settings import Settings
from policykit.model.finding import Verdict

from . import lives
from .lives import DayRule, Life
from .small import BROKEN, comparer, confirm, findings, pack_of, rules_of

LONG = os.environ.get("POLICYKIT_LONG") == "1"

FIRST = date(2025, 9, 28)
"""A worked Sunday; the whole week after it runs into the next month and into Golden Week."""

SIZE = 9 if LONG else 8
UNIVERSES = {
    "plain": list(lives.plain(SIZE)),
    "doubled": list(lives.doubled(SIZE)),
    "switched": list(lives.switched(SIZE)),
    "switched and doubled": list(lives.switched(6, count=2)),
    "reopened": list(lives.reopened(SIZE, at_once=False)),
    "reopened at once": list(lives.reopened(SIZE, at_once=True)),
}
ASSUMED_AWAY = {"reopened at once"}
"""Proofs may rest on there being none of these, which they then say."""

LAST = FIRST + timedelta(days=SIZE - 1)

_MINIMA = [(1, "每周"), (2, "每周"), (1, "每日"), (1, "每个工作日")]
_MAXIMA = [(0, "每周"), (1, "每周"), (3, "每周"), (0, "每日"), (1, "每日"), (0, "每个工作日"), (1, "每月")]
ALWAYS = [
    *(DayRule("at least", n, each) for n, each in _MINIMA),
    *(DayRule("at most", n, each) for n, each in _MAXIMA),
    *(DayRule("silence", n) for n in (1, 3, 5, 6, 7)),
]
_SWITCHED = {
    ("at least", 1, "每周"),
    ("at most", 0, "每日"),
    ("at most", 1, "每周"),
    ("silence", 5, ""),
    ("silence", 3, ""),
}
SWITCHED = [
    DayRule(rule.kind, rule.count, rule.each, binds)
    for rule in ALWAYS
    for binds in ("on", "unless off")
    if LONG or (rule.kind, rule.count, rule.each) in _SWITCHED
]
RULES = [*ALWAYS, *SWITCHED]
PACKS = {name: pack_of(*(r.text for r in RULES), name=name) for name in ("left", "right")}
LEFT, RIGHT = rules_of(PACKS["left"]), rules_of(PACKS["right"])


@cache
def broken(universe: str, rule: DayRule) -> int:
    """The lives of a universe that break the rule, as the bits of a number."""
    return int("".join("1" if rule.is_broken(life, FIRST) else "0" for life in UNIVERSES[universe]), 2)


def counterexamples(keep: Iterable[DayRule], rule: DayRule) -> set[str]:
    """The universes in which some life keeps the ones and breaks the other."""
    found = set()
    for name in UNIVERSES:
        left = broken(name, rule)
        for other in keep:
            left &= ~broken(name, other)
        if left:
            found.add(name)
    return found


# ---------------------------------------------------------------- the evaluator of lives


def by_reference(chosen: Sequence[Life], as_of: date) -> set[tuple[int, int]]:
    """Which of the lives break which of the rules, by their places: in one run over all of them."""
    facts = [f for number, life in enumerate(chosen) for f in life.facts(f"a{number}", FIRST)]
    found = findings(PACKS["left"], facts, as_of, [])
    assert not any(f.verdict is Verdict.UNDECIDED for f in found)
    return {(int((f.account or "")[1:]), int(f.rule[1:]) - 1) for f in found if f.verdict in BROKEN}


@pytest.mark.parametrize("universe", UNIVERSES)
def test_lives_are_judged_as_the_reference_evaluator_does(universe: str) -> None:
    every = UNIVERSES[universe]
    chosen = every if LONG else random.Random(universe).sample(every, 120)  # noqa: S311 - test data
    some = iter(chosen)
    while batch := list(islice(some, 2000)):
        size = len(batch[0].posts)
        expected = by_reference(batch, FIRST + timedelta(days=size - 1))
        assert {
            (n, place)
            for n, life in enumerate(batch)
            for place, rule in enumerate(RULES)
            if rule.is_broken(life, FIRST)
        } == expected


def test_judged_on_a_day_a_life_is_as_if_it_had_ended_then() -> None:
    """So one instant of judging is enough, where lives end on every day: nothing else can be broken before."""
    every = list(lives.open_ended(9))
    chosen = every if LONG else random.Random(0).sample(every, 60)  # noqa: S311 - test data
    for day in range(1, 9):
        cut = [Life((*life.posts[:day], *(0,) * (9 - day)), life.opened, closed=day) for life in chosen]
        cut_short = by_reference(cut, FIRST + timedelta(days=8))
        so_far = by_reference(chosen, FIRST + timedelta(days=day - 1))
        started = {n for n, life in enumerate(chosen) if life.opened < day}
        assert {p for p in cut_short if p[0] in started} == {p for p in so_far if p[0] in started}


# ---------------------------------------------------------------- proofs


def wrong_proofs(questions: Iterable[tuple[tuple[int, ...], int]]) -> list[str]:
    """The questions of which something is proved that some life refutes."""
    prover = Prover(FIRST, LAST, NationalCalendar(), Settings())
    found = []
    for keep, rule in questions:
        proof = prover.implied([LEFT[k] for k in keep], RIGHT[rule])
        if proof is None:
            continue
        needed = {int(id_.removeprefix("left/r")) - 1 for id_ in proof.premises}
        assert needed <= set(keep)
        where = counterexamples([RULES[k] for k in needed], RULES[rule]) - (ASSUMED_AWAY if proof.assumes else set())
        if where:
            found.append(f"{' and '.join(str(RULES[k]) for k in keep)} => {RULES[rule]}: broken by {sorted(where)}")
    return found


def test_of_two_rules_nothing_is_proved_that_a_life_refutes() -> None:
    places = range(len(RULES))
    assert wrong_proofs(((one,), other) for one in places for other in places) == []


def test_nor_of_three() -> None:
    chance = random.Random(2)  # noqa: S311 - test data
    places = range(len(RULES))
    every = [(pair, rule) for pair in combinations(places, 2) for rule in places]
    assert wrong_proofs(every if LONG else chance.sample(every, 800)) == []


# ---------------------------------------------------------------- answers


def is_told(keep: DayRule, rule: DayRule) -> bool:
    """Whether the comparison has to know how the rules stand, even over so few days.

    Of maxima over different periods, and of those whom a rule does not bind, it may leave something unknown.
    """
    if keep.binds != "all" or rule.binds != "all" or rule.each == "每月":
        return False
    return "at most" not in (keep.kind, rule.kind) or (keep.kind, keep.each) == (rule.kind, rule.each)


def test_of_every_two_rules_the_comparison_says_what_is_so() -> None:
    judge, wrong = comparer(FIRST, LAST), []
    for keep, rule in product(range(len(RULES)), repeat=2):
        if not is_told(RULES[keep], RULES[rule]):
            continue
        implication = judge.implication([LEFT[keep]], RIGHT[rule])
        where = counterexamples([RULES[keep]], RULES[rule])
        if implication.proof is not None and implication.proof.assumes:
            where -= ASSUMED_AWAY
        if implication.outcome != ("refuted" if where else "implied"):
            wrong.append(f"{RULES[keep]} => {RULES[rule]}: {implication.outcome}, broken by {sorted(where)}")
        confirm(implication, PACKS["left"], PACKS["right"])
    assert wrong == []


def test_where_nothing_is_asked_for_every_rule_can_be_broken() -> None:
    judge = comparer(FIRST, LAST)
    for place, rule in enumerate(RULES):
        if is_told(rule, rule):
            assert counterexamples([], rule)
            implication = judge.implication([], RIGHT[place])
            assert implication.outcome == "refuted", str(rule)
            confirm(implication, PACKS["left"], PACKS["right"])
