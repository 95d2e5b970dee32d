"""The columnar engine and the reference evaluator give the same findings, byte for byte.

Histories are directed by the rules: dense around deadlines, holidays, ends of periods and of force, disturbed by late
records, equal times and fields left out. `POLICYKIT_LONG=1` tries many more of them.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
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
from policykit.model.finding import Verdict
from policykit.model.policy.requirements import Form
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
        tables_of(facts, pack.plugins.vocabulary, connection)
        source = Source(DuckDB(connection), frozenset(f.type for f in facts), covered)
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
