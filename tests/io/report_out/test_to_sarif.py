"""SARIF 2.1.0: the keys that the standard requires, levels, places, fingerprints."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from policykit.io.report_out import ReportFormat
from policykit.model.finding import Verdict
from policykit.model.policy.rule import Modality
from policykit.model.report import Report

Write = Callable[..., bytes]

Json = dict[str, Any]


@pytest.fixture
def run(report: Report, write: Write) -> Json:
    log = json.loads(write(report, ReportFormat.SARIF))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    assert set(log) == {"$schema", "version", "runs"}
    runs: list[Json] = log["runs"]
    assert len(runs) == 1
    return runs[0]


def test_required_keys(run: Json) -> None:
    driver = run["tool"]["driver"]
    assert driver["name"] == "policykit"
    assert run["columnKind"] == "unicodeCodePoints"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
    for result in run["results"]:
        assert result["message"]["text"]
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        # SARIF 3.27.10: whatever is no failure has no level.
        assert result.get("kind", "fail") == "fail" or result["level"] == "none"


def test_every_rule_that_was_judged_is_listed(report: Report, run: Json) -> None:
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        f"{j.jurisdiction}/{j.rule}" for j in report.judged
    ]


@pytest.mark.parametrize(
    ("rule", "verdict", "kind", "level"),
    [
        ("jiaxian/answer_in_five_workdays", "violated", "fail", "error"),
        ("jiaxian/answer_in_five_workdays", "met_late", "fail", "error"),
        ("jiaxian/answer_in_five_workdays", "pending", "fail", "note"),
        ("jiaxian/answer_in_five_workdays", "undecided", "open", "none"),
        ("jiaxian/answer_same_day", "advised", "fail", "note"),
        ("jiaxian/name_agrees", "violated", "fail", "warning"),
        ("jiaxian/name_agrees", "excused", "notApplicable", "none"),
        ("linyi/review_before_publishing", "violated", "fail", "error"),
        ("linyi/correct_promptly", "met", "pass", "none"),
    ],
)
def test_level_and_kind(run: Json, rule: str, verdict: str, kind: str, level: str) -> None:
    (result,) = [r for r in run["results"] if (r["ruleId"], r["properties"]["verdict"]) == (rule, verdict)]
    assert (result.get("kind", "fail"), result["level"]) == (kind, level)


@pytest.mark.parametrize(
    ("modality", "level"),
    [
        *((m.value, "error") for m in (Modality.MUST, Modality.SHALL, Modality.MUST_NOT, Modality.PROHIBITED)),
        *((m.value, "warning") for m in (Modality.MUST_IN_PRINCIPLE, Modality.MUST_NOT_IN_PRINCIPLE)),
        *((m.value, "note") for m in (Modality.ENCOURAGED, Modality.STRIVE, Modality.MAY)),
        ("a word of a plug-in", "error"),
    ],
)
def test_level_of_a_rule(report: Report, write: Write, modality: str, level: str) -> None:
    judged = report.judged[0].model_copy(update={"modality": modality})
    small = report.model_copy(update={"judged": (judged,), "findings": ()})
    log = json.loads(write(small, ReportFormat.SARIF))
    assert log["runs"][0]["tool"]["driver"]["rules"][0]["defaultConfiguration"] == {"level": level}


def test_fingerprints_are_finding_ids(report: Report, run: Json) -> None:
    assert [r["partialFingerprints"] for r in run["results"]] == [{"findingId/v1": f.id} for f in report.findings]


def test_places_are_subject_account_and_unit(run: Json) -> None:
    (result,) = [r for r in run["results"] if r["ruleId"] == "linyi/review_before_publishing"]
    (location,) = result["locations"]
    post = "post-20251001-0001-of-a-long-id"
    assert location["logicalLocations"] == [
        {"name": post, "kind": "subject", "fullyQualifiedName": f"u7/linyi-gov/{post}"},
        {"name": "linyi-gov", "kind": "account", "fullyQualifiedName": "u7/linyi-gov"},
        {"name": "u7", "kind": "unit", "fullyQualifiedName": "u7"},
    ]


def test_properties_are_the_record_without_its_message(report: Report, write: Write, run: Json) -> None:
    record = json.loads(write(report, ReportFormat.JSON))["findings"][0]
    message = record.pop("message")
    assert run["results"][0]["properties"] == record
    assert run["results"][0]["message"] == {"text": message}


def test_rejected_rows_are_notifications(run: Json) -> None:
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    first = invocation["toolExecutionNotifications"][0]
    assert first["descriptor"] == {"id": "naive_time"}
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "facts/%E7%95%99%E8%A8%80.jsonl"},
        "region": {"startLine": 17},
    }


def test_a_file_name_becomes_a_valid_uri_and_ids_no_false_path(hostile: Report, write: Write) -> None:
    (run,) = json.loads(write(hostile, ReportFormat.SARIF))["runs"]
    place = run["invocations"][0]["toolExecutionNotifications"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b/%3Cb%3E/c.csv"
    unit = run["results"][0]["locations"][0]["logicalLocations"][-1]
    assert "/" not in unit["fullyQualifiedName"]


def test_findings_of_an_uncounted_rule_have_a_rule(report: Report, write: Write) -> None:
    bare = report.model_copy(update={"judged": ()})
    (run,) = json.loads(write(bare, ReportFormat.SARIF, include=frozenset(Verdict)))["runs"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(ids[r["ruleIndex"]] == r["ruleId"] for r in run["results"])
    assert len(ids) == len(report.judged)
