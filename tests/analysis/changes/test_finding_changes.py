"""What two versions say of the same facts: what appears, vanishes and moves, told by the obligation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policykit.analysis.changes import Changes, FindingChanges, finding_changes
from policykit.analysis.changes.results import Change, FindingChange
from policykit.engine.check import Task, check
from policykit.engine.settings import Settings
from policykit.io.facts_in import Source, read_facts
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.packs import Pack

from .conftest import VERSIONS, Make

AS_OF = date(2025, 8, 31)

# rule: what changed, before and after, of whom, since when
EXPECTED = {
    ("small/weekly", Change.MOVED, Verdict.MET, Verdict.VIOLATED, "a1", "2025-06-02"),
    ("small/answered", Change.MOVED, Verdict.MET, Verdict.MET_LATE, "m1", "2025-06-04"),
    ("small/answered", Change.VANISHED, Verdict.VIOLATED, None, "m2", "2025-06-05"),
    ("small/back_online", Change.MOVED, Verdict.MET_LATE, Verdict.MET, "a1", "2025-06-09"),
    ("small/late_return_reported", Change.VANISHED, Verdict.VIOLATED, None, "a1", "2025-07-10"),
    ("small/two_staff", Change.VANISHED, Verdict.VIOLATED, None, "u1", "2025-01-02"),
    ("small/incidents_reported", Change.APPEARED, None, Verdict.VIOLATED, "i1", "2025-06-04"),
    ("small/complaints", Change.VANISHED, Verdict.MET, None, "m1", "2025-06-04"),
}


def judged(pack: Pack, facts: Path = VERSIONS / "facts.jsonl", **settings: bool) -> Report:
    loaded = read_facts([Source(facts)], pack.plugins.vocabulary)
    assert loaded.rejects == ()
    return check([Task(pack.document, pack.plugins)], loaded.facts, AS_OF, settings=Settings(**settings))


@pytest.fixture(scope="module")
def findings(old: Pack, new: Pack, found: Changes) -> FindingChanges:
    return finding_changes(judged(old), judged(new), found.renamed)


def told(change: FindingChange) -> tuple[object, ...]:
    before, after = change.before, change.after
    since = change.triggered_at.date().isoformat() if change.triggered_at else ""
    return (change.rule, change.change, before and before.verdict, after and after.verdict, change.subject, since)


def test_what_appears_vanishes_and_moves(findings: FindingChanges) -> None:
    assert {told(c) for c in findings.findings} == EXPECTED
    assert len(findings.findings) == len(EXPECTED)


def test_a_moved_finding_keeps_its_id_and_shows_both_times(findings: FindingChanges) -> None:
    moved = next(c for c in findings.findings if c.subject == "m1" and c.change is Change.MOVED)
    assert moved.before is not None
    assert moved.after is not None
    assert moved.before.id == moved.after.id
    assert (f"{moved.before.due:%m-%d}", f"{moved.after.due:%m-%d}") == ("06-11", "06-09")


def test_a_breach_on_either_side_matters(findings: FindingChanges) -> None:
    assert {c.rule for c in findings.findings if not c.matters} == {"small/complaints"}


def test_findings_of_a_renamed_rule_are_the_same(findings: FindingChanges) -> None:
    count = next(c for c in findings.rules if c.rule == "small/consultations_answered")
    assert (count.same, count.changed, count.before, count.after) == (
        1,
        False,
        {Verdict.VIOLATED: 1},
        {Verdict.VIOLATED: 1},
    )


def test_counts_by_rule_agree_with_the_reports(findings: FindingChanges, old: Pack, new: Pack, found: Changes) -> None:
    assert [c.rule for c in findings.rules] == [*(r.id for r in new.document.rules), "small/complaints"]
    after = {f"small/{j.rule}": j.counts for j in judged(new).judged}
    before = {found.renamed.get(f"small/{j.rule}", f"small/{j.rule}"): j.counts for j in judged(old).judged}
    for count in findings.rules:
        assert (count.before, count.after) == (before.get(count.rule, {}), after.get(count.rule, {}))
        assert count.vanished + count.moved + count.same == sum(count.before.values())
        assert count.appeared + count.moved + count.same == sum(count.after.values())


def test_the_same_report_has_no_changes(new: Pack) -> None:
    same = finding_changes(judged(new), judged(new), {})
    assert same.findings == ()
    assert not any(c.changed for c in same.rules)


def test_the_time_of_force_decides_unless_it_is_assumed(old: Pack, make: Make) -> None:
    rules = {"answered": "每当 收到留言 应当 在 5 个工作日 内 答复留言"}
    one, other = make("one", rules), make("other", rules, first_day="2026-01-01")
    found = finding_changes(judged(one), judged(other), {})
    assert {c.change for c in found.findings} == {Change.VANISHED}
    assert (found.old_in_force, found.new_in_force) == ("2024-01-01..", "2026-01-01..")
    assumed = finding_changes(judged(one, assume_in_force=True), judged(other, assume_in_force=True), {})
    assert assumed.findings == ()


def test_two_findings_of_one_place_and_time_are_told_apart_by_their_facts(make: Make, tmp_path: Path) -> None:
    row = (
        '{{"id": "{id}", "type": "message.received", "occurred_at": "2025-06-04T09:00:00+08:00", "account": "a1", '
        '"message": "m1", "kind": "{kind}"}}\n'
    )
    facts = tmp_path / "facts.jsonl"
    facts.write_text(row.format(id="x1", kind="enquiry") + row.format(id="x2", kind="complaint"), "utf-8")
    rule = "每当 收到留言 应当 在 5 个工作日 内 答复留言"
    old, new = make("old", {"a": rule}), make("new", {"b": rule})
    same = finding_changes(judged(old, facts), judged(new, facts), {"small/a": "small/b"})
    assert (same.findings, same.rules[0].same) == ((), 2)
    fewer = make("fewer", {"b": "每当 收到留言 其中 留言类别 = 投诉 应当 在 5 个工作日 内 答复留言"})
    one = finding_changes(judged(old, facts), judged(fewer, facts), {"small/a": "small/b"})
    assert (one.rules[0].vanished, one.rules[0].same) == (1, 1)
    gone = next(f for f in judged(old, facts).findings if f.evidence == ("x1",))
    assert [c.before and c.before.id for c in one.findings] == [gone.id]


def test_a_waiver_goes_by_the_name_that_it_gives(make: Make, tmp_path: Path) -> None:
    facts = tmp_path / "facts.jsonl"
    facts.write_text(
        '{"id": "x0", "type": "waiver.approved", "occurred_at": "2025-06-01T09:00:00+08:00", "waiver": "w1", '
        '"rule": "small/a", "account": "a1"}\n'
        '{"id": "x1", "type": "message.received", "occurred_at": "2025-06-04T09:00:00+08:00", "account": "a1", '
        '"message": "m1"}\n',
        "utf-8",
    )
    rule = "每当 收到留言 原则上应当 在 5 个工作日 内 答复留言"
    old, new = make("old", {"a": rule}), make("new", {"b": rule})
    (moved,) = finding_changes(judged(old, facts), judged(new, facts), {"small/a": "small/b"}).findings
    assert told(moved)[1:4] == (Change.MOVED, Verdict.EXCUSED, Verdict.VIOLATED)


def test_reports_of_two_instants_are_refused(new: Pack) -> None:
    late = judged(new).model_copy(update={"as_of": judged(new).as_of.replace(year=2026)})
    with pytest.raises(ValueError, match="instants"):
        finding_changes(judged(new), late, {})
