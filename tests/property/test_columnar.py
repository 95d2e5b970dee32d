"""The columnar engine and the reference evaluator give the same findings, byte for byte.

Histories are directed by the rules: dense around deadlines, holidays, ends of periods and of force, disturbed by late
records, equal times and fields left out. `POLICYKIT_LONG=1` tries many more of them.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policykit.engine.check import Task, check
from policykit.engine.columnar.backend import DuckDB
from policykit.engine.columnar.check import TableCheck
from policykit.engine.columnar.evaluate import Source
from policykit.engine.settings import Settings
from policykit.io.tables_in.objects import tables_of
from policykit.model.facts import Fact
from policykit.model.facts.procedure import WaiverApproved
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import Form
from policykit.model.policy.rule import Modality, Rule
from policykit.model.time import instant, moment
from policykit.packs import Pack, installed_packs, load_pack
from policykit.testing import house_settings, judged_histories
from policykit.testing.examples import Example

EXAMPLES = int(os.environ.get("POLICYKIT_EXAMPLES") or (1000 if os.environ.get("POLICYKIT_LONG") == "1" else 12))
EVERY = frozenset(Verdict)

some = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
pack_named = cache(load_pack)


def agree(
    pack: Pack,
    facts: Sequence[Fact],
    example: Example,
    chosen: Settings,
    *,
    only: frozenset[str],
    covered: frozenset[str] | None = None,
) -> None:
    """Assert that both engines say the same."""
    task = Task(pack.document, pack.plugins)
    expected = check([task], facts, example.as_of, settings=chosen, covered=covered, only=only)
    with duckdb.connect() as connection:
        tables = tables_of(facts, pack.plugins.vocabulary, connection)
        source = Source(DuckDB(connection), frozenset(tables.types), covered, sizes=tables.sizes)
        found = TableCheck([task], source, example.as_of, chosen, only).report(EVERY)
    assert [f.model_dump_json() for f in found.findings] == [f.model_dump_json() for f in expected.findings]
    assert [(j.rule, Counter(j.counts)) for j in found.judged] == [(j.rule, Counter(j.counts)) for j in expected.judged]
    assert (found.facts_read, found.facts_after_as_of) == (expected.facts_read, expected.facts_after_as_of)


def rules_of(pack: Pack, form: Form) -> list[str]:
    return [r.name for r in pack.document.rules if r.form is form]


@pytest.mark.parametrize("form", sorted(Form))
@pytest.mark.parametrize("name", installed_packs())
def test_every_form_of_every_pack(name: str, form: Form) -> None:
    pack = pack_named(name)
    rules = rules_of(pack, form)
    if not rules:
        pytest.skip("the pack has no such rule")

    @some
    @given(st.data())
    def same(data: st.DataObject) -> None:
        rule = data.draw(st.sampled_from(rules))
        others = data.draw(st.lists(st.sampled_from([r.name for r in pack.document.rules]), max_size=1))
        house = house_settings(pack) if data.draw(st.booleans()) else Settings()
        example = data.draw(judged_histories(pack, [rule, *others], settings=house_settings(pack)))
        types = sorted({f.type for f in example.facts})
        covered = None
        if types and data.draw(st.integers(0, 4)) == 4:
            covered = frozenset(data.draw(st.lists(st.sampled_from(types), max_size=len(types))))
            example = Example(tuple(f for f in example.facts if f.type in covered), example.as_of)
        agree(pack, example.facts, example, house, only=frozenset({rule, *others}), covered=covered)

    same()


# ---------------------------------------------------------------- waivers

HOUR = 3_600_000_000
NEAR = (-40 * 24 * HOUR, -24 * HOUR, -1, 0, 0, 0, 1, 24 * HOUR, 5 * 24 * HOUR, 30 * 24 * HOUR)
"""How far from a fact, or from the end, a waiver is approved, in microseconds."""

DAYS = (-30, -1, 0, 0, 1, 14, 15, 40)


def in_principle(pack: Pack, rule: Rule) -> Pack:
    """The pack with the rule said to hold in principle."""
    negative = rule.modality.negative
    changed = replace(rule, modality=Modality.MUST_NOT_IN_PRINCIPLE if negative else Modality.MUST_IN_PRINCIPLE)
    rules = tuple(changed if r is rule else r for r in pack.document.rules)
    return replace(pack, document=replace(pack.document, rules=rules))


@st.composite
def waivers(draw: st.DrawFn, rule: Rule, example: Example) -> list[Fact]:
    """Waivers of the rule around the facts: for everybody, or for one of the accounts and units, or for another."""
    end = instant(example.as_of)
    times = [*(f.at for f in example.facts), end]
    named = {k: sorted({str(f.value(k)) for f in example.facts if f.value(k)}) for k in ("account", "unit")}
    found: list[Fact] = []
    for number in range(draw(st.integers(1, 3))):
        at = max(min(draw(st.sampled_from(times)) + draw(st.sampled_from(NEAR)), end), 0)
        said: dict[str, object] = {
            k: draw(st.sampled_from([*ids, "another"])) for k, ids in named.items() if draw(st.integers(0, 3)) == 3
        }
        days = sorted(
            moment(draw(st.sampled_from(times))).date() + timedelta(days=draw(st.sampled_from(DAYS))) for _ in range(2)
        )
        said |= {k: d for k, d in zip(("from_day", "until_day"), days, strict=True) if draw(st.booleans())}
        names = {"waiver": f"w{number}", "rule": draw(st.sampled_from((rule.name, rule.id)))}
        found.append(WaiverApproved.model_validate({"id": f"W{number}", "occurred_at": moment(at), **names, **said}))
    return found


@pytest.mark.parametrize("form", sorted(set(Form) - {Form.CONSEQUENCE}))
def test_waivers_of_every_form(form: Form) -> None:
    rules = [
        (pack, rule)
        for pack in map(pack_named, installed_packs())
        for rule in pack.document.rules
        if rule.form is form and rule.modality is not Modality.MAY
    ]

    @some
    @given(st.data())
    def same(data: st.DataObject) -> None:
        pack, rule = data.draw(st.sampled_from(rules), label="rule")
        pack = in_principle(pack, rule)
        house = house_settings(pack)
        example = data.draw(judged_histories(pack, [rule.name], settings=house))
        facts = (*example.facts, *data.draw(waivers(rule, example)))
        agree(pack, facts, example, house, only=frozenset({rule.name}))

    same()
