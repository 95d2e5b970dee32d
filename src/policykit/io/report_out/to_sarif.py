"""SARIF 2.1.0: findings for tools that gather the results of checkers.

A finding has no place in a file: it is located by the account, the unit and the subject, as logical locations. Rejected
rows do have one, and are notifications of the run. The records of the JSON format stand in full in the property bags.
"""

from __future__ import annotations

from typing import BinaryIO
from urllib.parse import quote

from pydantic import JsonValue

from policykit.io.report_out.records import (
    FindingRecord,
    JudgedRecord,
    RejectRecord,
    ReportRecord,
    json_bytes,
    json_value,
    report_record,
)
from policykit.model.finding import Verdict
from policykit.model.policy.rule import Modality
from policykit.model.report import Report
from policykit.model.text import Lang

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_Object = dict[str, JsonValue]

_KINDS = {Verdict.MET: "pass", Verdict.EXCUSED: "notApplicable", Verdict.UNDECIDED: "open"}
"""Verdicts that are no failure; SARIF (3.27.10) has them without a level."""


def write_sarif(report: Report, lang: Lang, stream: BinaryIO, *, include: frozenset[Verdict]) -> None:
    """Write the report as one SARIF log with one run."""
    record = report_record(report, lang, include)
    log: _Object = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(record, lang)]}
    stream.write(json_bytes(log, indent=2))
    stream.write(b"\n")


def _run(report: ReportRecord, lang: Lang) -> _Object:
    rules: dict[str, _Object] = {}
    sources: list[JudgedRecord | FindingRecord] = [*report.judged, *report.findings]
    for rule in sources:
        rule_id = f"{rule.jurisdiction}/{rule.rule}"
        rules.setdefault(rule_id, _rule(rule_id, rule.jurisdiction, rule.clause, rule.title, rule.modality))
    order = {rule_id: index for index, rule_id in enumerate(rules)}
    whole = json_value(report)
    return {
        "tool": {"driver": {"name": "policykit", "rules": list(rules.values())}},
        "language": "zh-CN" if lang is Lang.ZH else "en",
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": True, "toolExecutionNotifications": [_notification(r) for r in report.rejects]}
        ],
        "results": [_result(f, order) for f in report.findings],
        "properties": {
            key: whole[key] for key in ("as_of", "packs", "facts_read", "facts_after_as_of", "summary", "judged")
        },
    }


def _rule(rule_id: str, jurisdiction: str, clause: str, title: str, modality: str) -> _Object:
    return {
        "id": rule_id,
        "shortDescription": {"text": title},
        "fullDescription": {"text": f"{clause} {title}"},
        "defaultConfiguration": {"level": _level_of_breach(modality)},
        "properties": {"jurisdiction": jurisdiction, "clause": clause, "modality": modality},
    }


def _level_of_breach(modality: str) -> str:
    if modality not in set(Modality):
        return "error"
    strength = Modality(modality)
    if strength.advice or strength is Modality.MAY:
        return "note"
    return "warning" if strength.in_principle else "error"


def _result(finding: FindingRecord, order: dict[str, int]) -> _Object:
    rule_id = f"{finding.jurisdiction}/{finding.rule}"
    result: _Object = {"ruleId": rule_id, "ruleIndex": order[rule_id]}
    if finding.verdict in _KINDS:
        result |= {"kind": _KINDS[finding.verdict], "level": "none"}
    else:
        result["level"] = _level_of_breach(finding.modality) if finding.verdict.is_breach else "note"
    places = _logical_locations(finding)
    return result | {
        "message": {"text": finding.message},
        "locations": [{"logicalLocations": places}] if places else [],
        "partialFingerprints": {"findingId/v1": finding.id},
        "properties": {key: value for key, value in json_value(finding).items() if key != "message"},
    }


def _logical_locations(finding: FindingRecord) -> list[JsonValue]:
    """The subject, its account, its unit: the nearest first, each with the path from the unit down."""
    path: list[str] = []
    places: list[JsonValue] = []
    for kind, name in (("unit", finding.unit), ("account", finding.account), ("subject", finding.subject)):
        if name is not None:
            # A slash inside an id must not look like a step of the path.
            path.append(quote(name, safe="", errors="surrogatepass"))
            places.insert(0, {"name": name, "kind": kind, "fullyQualifiedName": "/".join(path)})
    return places


def _notification(reject: RejectRecord) -> _Object:
    file = quote(reject.file.replace("\\", "/"), safe="/", errors="surrogatepass")
    place: _Object = {"artifactLocation": {"uri": file}, "region": {"startLine": reject.line}}
    return {
        "descriptor": {"id": reject.code},
        "level": "error",
        "message": {"text": reject.reason},
        "locations": [{"physicalLocation": place}],
        "properties": {"field": reject.field, "found": reject.found},
    }
