"""The view that the formats for people share."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from policykit.io.report_out.rows import clock, view, visible
from policykit.io.report_out.words import Column
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang

ALL = frozenset(Verdict)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("佳县发布 a-1", "佳县发布 a-1"),
        ("a\tb\nc", "a\\u0009b\\u000ac"),
        ("\x1b[31m", "\\u001b[31m"),
        ("\u202eabc", "\\u202eabc"),
        ("\ud800", "\\ud800"),
        ("👨\u200d👩", "👨\u200d👩"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_clock_is_utc_8_and_cut_off() -> None:
    assert clock(datetime(2025, 10, 14, 15, 59, 59, 999999, tzinfo=UTC)) == "2025-10-14 23:59"
    assert clock(None) == ""


def test_rules_stand_in_the_order_of_judged(report: Report) -> None:
    shown = view(report, Lang.EN, frozenset({Verdict.MET}))
    assert [g.id for g in shown.groups] == [f"{j.jurisdiction}/{j.rule}" for j in report.judged]
    assert [g.id for g in shown.listed] == ["linyi/correct_promptly"]
    assert shown.rows == 1


def test_columns_are_those_that_some_row_fills(report: Report) -> None:
    columns = {g.rule: g.columns for g in view(report, Lang.EN, ALL).listed}
    assert columns["name_agrees"] == (Column.UNIT, Column.VERDICT, Column.EVIDENCE)
    assert Column.UNIT not in columns["answer_in_five_workdays"]
    assert Column.DUE not in columns["review_before_publishing"]


def test_notes_shared_by_all_rows_stand_with_the_rule(report: Report) -> None:
    group = next(g for g in view(report, Lang.EN, ALL).groups if g.rule == "answer_in_five_workdays")
    assert group.notes == ("setting: working days as the State Council arranges them",)
    own = {row.finding.subject: row.notes for row in group.rows}
    consequence = "consequence: interview, ordered rectification"
    assert own == {
        "m1": (consequence,),
        "m2": (consequence, "opening unknown: account a2 has no opening"),
        "m3": (),
        "m4": (),
    }


def test_counted_but_not_listed(report: Report) -> None:
    group = next(g for g in view(report, Lang.EN, ALL).groups if g.rule == "name_agrees")
    assert {v: group.not_listed(v) for v in Verdict if group.not_listed(v)} == {Verdict.MET: 40}


def test_findings_of_a_rule_that_is_not_counted_are_still_shown(report: Report) -> None:
    bare = report.model_copy(update={"judged": report.judged[:1]})
    shown = view(bare, Lang.EN, ALL)
    assert shown.rows == len(report.findings)
    assert shown.groups[1].not_listed(Verdict.VIOLATED) == 0


def test_documents_in_their_own_order_with_their_titles(report: Report) -> None:
    turned = report.model_copy(update={"judged": report.judged[::-1], "packs": report.packs[:1]})
    assert [title for title, _ in view(turned, Lang.EN, ALL).by_pack] == [
        "linyi",
        "Measures of Jiaxian for government new media",
    ]
