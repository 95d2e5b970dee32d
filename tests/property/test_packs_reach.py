"""Every rule of every installed pack can be kept, broken and left open: its examples show it."""

from __future__ import annotations

import pytest

from policykit.model.finding import Verdict
from policykit.packs import installed_packs, load_pack
from policykit.testing import aims, examples_of, verdicts

PACKS = installed_packs()

OUT_OF_REACH: dict[tuple[str, str, Verdict], str] = {}
"""What a rule cannot come to beyond what its form excludes, with the reason: nothing, so far."""


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_reaches_every_verdict_of_its_form(name: str) -> None:
    pack = load_pack(name)
    expected = {(rule.name, verdict) for rule in pack.document.rules for verdict in aims(rule)}
    reached = {
        (rule, verdict) for rule, verdict in expected if next(examples_of(pack, rule, verdict), None) is not None
    }
    excluded = {(rule, verdict) for jurisdiction, rule, verdict in OUT_OF_REACH if jurisdiction == name}
    assert sorted(expected - reached) == sorted(excluded)


@pytest.mark.parametrize("name", PACKS)
def test_deadlines_can_be_missed_by_an_instant(name: str) -> None:
    """An act right after its deadline is late, wherever a rule counts one."""
    pack = load_pack(name)
    due = [r.name for r in pack.document.rules if r.form.value in {"response", "silence"} and not r.modality.advice]
    missing = [rule for rule in due if next(examples_of(pack, rule, Verdict.MET_LATE), None) is None]
    assert missing == []


@pytest.mark.parametrize("name", PACKS)
def test_deadlines_can_be_met_at_the_last_instant(name: str) -> None:
    """An act at the very end of its limit is in time: the limit is counted here by the calendar, not by the engine."""
    pack = load_pack(name)
    due = [r.name for r in pack.document.rules if r.form.value in {"response", "silence"}]
    missing = []
    for rule in due:
        reports = (
            verdicts(pack, e.facts, e.as_of, only=frozenset({rule})) for e in examples_of(pack, rule, Verdict.MET)
        )
        met = (f for report in reports for f in report.findings if f.verdict is Verdict.MET)
        if not any(f.settled_at == f.due for f in met):
            missing.append(rule)
    assert missing == []


@pytest.mark.parametrize("name", PACKS)
def test_examples_are_repeatable(name: str) -> None:
    pack = load_pack(name)
    rule = pack.document.rules[0]
    verdict = aims(rule)[0]
    assert list(examples_of(pack, rule.name, verdict)) == list(examples_of(pack, rule.name, verdict))
