"""What holds of every installed pack on every history that its rules direct."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policykit.engine.check import Task, check
from policykit.model.policy.requirements import Form
from policykit.model.policy.rule import Rule
from policykit.packs import Pack, installed_packs, load_pack
from policykit.testing import Example, aims, examples_of, house_settings, judged_histories, tightened, with_rule

LONG = os.environ.get("POLICYKIT_LONG") == "1"
PACKS = installed_packs()

some = settings(
    max_examples=600 if LONG else 30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
cached = cache(load_pack)


def breaches(pack: Pack, rule: Rule, example: Example) -> frozenset[str]:
    """The ids of the obligations that the rule, put in place of the one of its name, finds broken."""
    task = Task(with_rule(pack.document, rule), pack.plugins)
    report = check([task], example.facts, example.as_of, settings=house_settings(pack), only=frozenset({rule.id}))
    return frozenset(f.id for f in report.findings if f.verdict.is_breach or f.verdict.value == "advised")


@pytest.mark.parametrize("name", PACKS)
def test_no_rule_crashes(name: str) -> None:
    pack = cached(name)

    @some
    @given(judged_histories(pack))
    def every_rule_judges(example: Example) -> None:
        task = Task(pack.document, pack.plugins)
        report = check([task], example.facts, example.as_of, settings=house_settings(pack))
        assert len(report.judged) == len(pack.document.rules)
        assert len({f.id for f in report.findings}) == len(report.findings)

    every_rule_judges()


def with_numbers(pack: Pack) -> Iterator[Rule]:
    """The rules that have a number to tighten."""
    return (rule for rule in pack.document.rules if next(tightened(rule), None) is not None)


@pytest.mark.parametrize("name", PACKS)
def test_a_tighter_number_never_removes_a_violation(name: str) -> None:
    pack = cached(name)
    stricter = [(rule, other) for rule in with_numbers(pack) for other in tightened(rule)]

    @some
    @given(st.sampled_from(stricter).flatmap(lambda p: st.tuples(st.just(p), judged_histories(pack, [p[0].name]))))
    def stricter_finds_as_much(drawn: tuple[tuple[Rule, Rule], Example]) -> None:
        (rule, other), example = drawn
        assert breaches(pack, rule, example) <= breaches(pack, other, example)

    stricter_finds_as_much()


@pytest.mark.parametrize("name", PACKS)
def test_a_tighter_number_keeps_the_violation_of_every_example(name: str) -> None:
    pack = cached(name)
    for rule in with_numbers(pack):
        for verdict in aims(rule):
            example = next(examples_of(pack, rule.name, verdict))
            before = breaches(pack, rule, example)
            for other in tightened(rule):
                assert before <= breaches(pack, other, example), (rule.name, verdict, other.requirement)


def test_numbers_are_there_to_tighten() -> None:
    forms = {rule.form for name in PACKS for rule in with_numbers(cached(name))}
    assert forms == {Form.RESPONSE, Form.ABSTENTION, Form.FREQUENCY, Form.SILENCE, Form.CARDINALITY}
