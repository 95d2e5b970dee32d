"""What holds of every report, whatever the history."""

from __future__ import annotations

import random
from datetime import datetime

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from policykit.engine.reference.history import History
from policykit.model.facts import Fact
from policykit.model.facts.procedure import WaiverApproved
from policykit.model.finding import Finding, Verdict
from policykit.model.policy.requirements import Form
from policykit.model.time import day_start, instant
from policykit.model.vocabulary import RUNS_ACCOUNT

from .strategies_history import FORMS, PLUGINS, as_ofs, by_id, covers, histories, judge

few = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

_FINAL = {Verdict.MET, Verdict.MET_LATE, Verdict.EXCUSED, Verdict.IDENTIFIED}
"""Verdicts that nothing can change that happens later, but for another attestation."""

_BROKEN_FOR_GOOD = set(Form) - {Form.RESPONSE, Form.SILENCE}
"""Forms whose violations no later act can turn into late fulfilment."""


@few
@given(histories(), as_ofs, covers, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_is_no_matter(
    facts: list[Fact], as_of: datetime, covered: frozenset[str] | None, chance: random.Random
) -> None:
    shuffled = list(facts)
    chance.shuffle(shuffled)
    assert (
        judge(shuffled, as_of, covered=covered).model_dump_json()
        == judge(facts, as_of, covered=covered).model_dump_json()
    )


@few
@given(histories(), as_ofs, as_ofs, covers)
def test_a_unit_runs_an_account_just_when_it_has_a_member_that_lives(
    facts: list[Fact], as_of: datetime, when: datetime, covered: frozenset[str] | None
) -> None:
    history = History(facts, instant(as_of), PLUGINS.vocabulary, covered)
    unseen = history.not_listed(PLUGINS.vocabulary.entities["account"]) or False
    for at in {instant(when), *(fact.at for fact in history.facts)}:
        for unit in history.register.all("unit"):
            seen = any(history.register.members("account", unit, at))
            assert unit.value(RUNS_ACCOUNT, at) == (unit.living(at) is not None and (seen or unseen))


@few
@given(histories(), as_ofs, covers)
def test_facts_recorded_after_as_of_change_nothing(
    facts: list[Fact], as_of: datetime, covered: frozenset[str] | None
) -> None:
    known = [f for f in facts if f.known_at <= instant(as_of)]
    with_later, without = judge(facts, as_of, covered=covered), judge(known, as_of, covered=covered)
    assert with_later.findings == without.findings
    assert with_later.judged == without.judged
    assert with_later.facts_read - with_later.facts_after_as_of == without.facts_read


@few
@given(histories(), as_ofs, as_ofs, covers)
def test_what_happens_later_leaves_final_verdicts_as_they_are(
    facts: list[Fact], one: datetime, other: datetime, covered: frozenset[str] | None
) -> None:
    first, second = sorted((one, other))
    assume(first < second)
    known = [f for f in facts if f.known_at <= instant(first)]
    later = [f for f in facts if instant(first) < f.at and not _reaches_back(f, first)]
    before, after = judge(known, first, covered=covered), by_id(judge(known + later, second, covered=covered))
    for finding in before.findings:
        if _form(finding) is Form.ATTESTATION:
            continue  # the last attestation decides, whenever it comes
        broken_for_good = finding.verdict is Verdict.VIOLATED and _form(finding) in _BROKEN_FOR_GOOD
        if finding.verdict in _FINAL or broken_for_good:
            assert _outcome(after[finding.id]) == _outcome(finding)
        elif finding.verdict is Verdict.VIOLATED:
            assert after[finding.id].verdict.is_breach
        elif finding.verdict is Verdict.ADVISED:
            assert after[finding.id].verdict is Verdict.ADVISED


def _form(finding: Finding) -> Form:
    return FORMS[finding.jurisdiction, finding.rule]


def _reaches_back(fact: Fact, as_of: datetime) -> bool:
    """Whether a fact is a waiver that says a first day from before it was approved and before `as_of`."""
    return isinstance(fact, WaiverApproved) and fact.from_day is not None and day_start(fact.from_day) <= instant(as_of)


def _outcome(finding: Finding) -> tuple[object, ...]:
    return finding.verdict, finding.triggered_at, finding.due, finding.settled_at, finding.account, finding.unit


@few
@given(histories(), as_ofs, covers)
def test_every_report_is_sound(facts: list[Fact], as_of: datetime, covered: frozenset[str] | None) -> None:
    report = judge(facts, as_of, covered=covered)
    ids = {f.id for f in facts if f.known_at <= instant(as_of)}
    assert len(by_id(report)) == len(report.findings)
    assert [f.sort_key for f in report.findings] == sorted(f.sort_key for f in report.findings)
    assert sum(report.totals.values()) == len(report.findings)
    for finding in report.findings:
        assert set(finding.evidence) <= ids, finding
        assert finding.message.zh, finding
        assert finding.message.en, finding
        _times_fit(finding, as_of)


def _times_fit(finding: Finding, as_of: datetime) -> None:
    start, due, settled, verdict = finding.triggered_at, finding.due, finding.settled_at, finding.verdict
    assert start is not None, finding
    assert start <= as_of, finding
    assert due is None or start <= due, finding
    assert settled is None or start <= settled <= as_of, finding
    assert (settled is None) if verdict in {Verdict.PENDING, Verdict.UNDECIDED} else True, finding
    assert (finding.late_by_seconds or 0) >= 0, finding
    if verdict is Verdict.MET:
        assert settled is not None, finding
        assert due is None or settled <= due, finding
    elif verdict is Verdict.MET_LATE:
        assert settled is not None, finding
        assert due is not None, finding
        assert settled > due, finding
        assert finding.late_by_seconds is not None, finding
    elif verdict is Verdict.PENDING:
        assert due is None or as_of < due, finding
    elif verdict is Verdict.EXCUSED:
        assert settled is not None, finding
