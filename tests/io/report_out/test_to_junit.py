"""JUnit: what fails, what is skipped, that counts agree, that it is XML whatever the ids are."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policykit.io.report_out import ReportFormat
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang

Write = Callable[..., bytes]

BREACHES = frozenset({Verdict.VIOLATED, Verdict.MET_LATE})


def parsed(data: bytes) -> ET.Element:
    return ET.fromstring(data.decode("utf-8").partition("\n")[2])  # noqa: S314 - our own bytes


def suite(root: ET.Element, name: str) -> ET.Element:
    (found,) = [s for s in root if s.get("name") == name]
    return found


def test_a_suite_for_every_rule_and_one_for_rejected_rows(report: Report, write: Write) -> None:
    root = parsed(write(report, ReportFormat.JUNIT))
    names = [f"{j.jurisdiction}/{j.rule}" for j in report.judged]
    assert [s.get("name") for s in root] == [*names, "policykit/rejects"]


@pytest.mark.parametrize(
    ("rule", "counts"),
    [
        ("jiaxian/name_agrees", {"tests": 3, "failures": 1, "errors": 0, "skipped": 0}),
        ("jiaxian/answer_in_five_workdays", {"tests": 5, "failures": 2, "errors": 0, "skipped": 2}),
        ("jiaxian/answer_same_day", {"tests": 2, "failures": 0, "errors": 0, "skipped": 0}),
        ("linyi/review_before_publishing", {"tests": 2, "failures": 1, "errors": 0, "skipped": 0}),
        # Its one met obligation is listed by itself, so that nothing is left to sum up.
        ("linyi/correct_promptly", {"tests": 1, "failures": 0, "errors": 0, "skipped": 0}),
        ("policykit/rejects", {"tests": 2, "failures": 0, "errors": 2, "skipped": 0}),
    ],
)
def test_counts(report: Report, write: Write, rule: str, counts: dict[str, int]) -> None:
    found = suite(parsed(write(report, ReportFormat.JUNIT)), rule)
    assert {key: int(found.get(key, "-1")) for key in counts} == counts


def test_totals_are_the_sums(report: Report, write: Write) -> None:
    root = parsed(write(report, ReportFormat.JUNIT))
    assert [root.get(key) for key in ("tests", "failures", "errors", "skipped")] == ["15", "4", "2", "2"]
    assert len(root.findall("testsuite/testcase")) == 15


def test_what_is_not_listed_is_still_a_case(report: Report, write: Write) -> None:
    root = parsed(write(report, ReportFormat.JUNIT, Lang.EN, frozenset({Verdict.PENDING})))
    cases = {c.get("name"): [e.tag for e in c] for c in suite(root, "jiaxian/answer_in_five_workdays").iter("testcase")}
    assert cases == {
        "a2 m3 2025-10-29 09:00 [a3289df7c7d8a010]": ["skipped"],
        "met: 1,203, not listed one by one": [],
        "met late: 1, not listed one by one": ["failure"],
        "violated: 1, not listed one by one": ["failure"],
        "undecided: 1, not listed one by one": ["skipped"],
    }


def test_a_failure_says_why_and_by_what(report: Report, write: Write) -> None:
    root = parsed(write(report, ReportFormat.JUNIT, Lang.EN, BREACHES))
    failure = next(f for f in root.iter("failure") if f.get("type") == "met_late")
    assert failure.get("message") == "message m2 was answered 9 d 4 h late"
    assert failure.text == "\n".join(
        [
            "第十条(四) Answered within five working days",
            "account: a2",
            "subject: m2",
            "since: 2025-09-08 16:30",
            "due: 2025-09-15 23:59",
            "settled: 2025-09-25 04:25",
            "late by: 9 d 4 h",
            "verdict: met late",
            "evidence: e3 e9",
            "consequence: interview, ordered rectification",
            "setting: working days as the State Council arranges them",
            "opening unknown: account a2 has no opening",
        ]
    )


def test_no_failure_without_violations(clean: Report, write: Write) -> None:
    root = parsed(write(clean, ReportFormat.JUNIT, Lang.EN, BREACHES))
    assert (root.get("failures"), root.get("errors"), root.get("tests")) == ("0", "0", "5")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(), max_size=8))
def test_any_id_gives_xml(report: Report, write: Write, name: str) -> None:
    finding = report.findings[0].model_copy(update={"account": name, "evidence": (name,)})
    root = parsed(write(report.model_copy(update={"findings": (finding,)}), ReportFormat.JUNIT))
    assert root.tag == "testsuites"
