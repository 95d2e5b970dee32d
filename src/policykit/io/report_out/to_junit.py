"""JUnit XML: findings for continuous integration. A rule is a suite, a finding a case.

Breaches fail, undecided and pending obligations are skipped, the rest pass. What is counted but not listed is one
case a verdict, so that no suite looks better than its rule. Rejected rows are errors in a suite of their own.
"""

from __future__ import annotations

from typing import BinaryIO
from xml.etree import ElementTree as ET

from policykit.io.report_out import words
from policykit.io.report_out.rows import FindingRow, RejectRow, ReportView, RuleGroup, view
from policykit.io.report_out.words import Column
from policykit.model.finding import Verdict
from policykit.model.report import Report
from policykit.model.text import Lang

_SKIPPED = frozenset({Verdict.PENDING, Verdict.UNDECIDED})


def write_junit(report: Report, lang: Lang, stream: BinaryIO, *, include: frozenset[Verdict]) -> None:
    """Write the report as one `testsuites` element."""
    shown = view(report, lang, include)
    root = ET.Element("testsuites", name="policykit")
    for group in shown.groups:
        root.append(_suite(group, shown, lang))
    if shown.rejects:
        root.append(_rejects(shown.rejects, lang))
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ET.indent(root)
    stream.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    stream.write(ET.tostring(root, encoding="utf-8"))
    stream.write(b"\n")


def _suite(group: RuleGroup, report: ReportView, lang: Lang) -> ET.Element:
    suite = ET.Element("testsuite", name=group.id)
    properties = ET.SubElement(suite, "properties")
    about = {"clause": group.clause, "title": group.title, "modality": group.modality, "as_of": report.as_of}
    for name, value in about.items():
        ET.SubElement(properties, "property", name=name, value=value)
    for row in group.rows:
        suite.append(_case(group, row, lang))
    for verdict in Verdict:
        count = group.not_listed(verdict)
        if count:
            text = words.not_listed(verdict, count).show(lang)
            case = ET.SubElement(suite, "testcase", classname=group.id, name=text)
            _judge(case, verdict, text, "")
    return _counted(suite)


def _case(group: RuleGroup, row: FindingRow, lang: Lang) -> ET.Element:
    about = [row.cells[c] for c in (Column.UNIT, Column.ACCOUNT, Column.SUBJECT, Column.SINCE) if row.cells[c]]
    case = ET.Element("testcase", classname=group.id, name=f"{' '.join(about)} [{row.id}]".lstrip())
    lines = [f"{group.clause} {group.title}"]
    lines += [words.line(c.label, row.cells[c]).show(lang) for c in group.columns if row.cells[c]]
    lines += [*group.notes, *row.notes]
    _judge(case, row.verdict, row.message, "\n".join(lines))
    return case


def _judge(case: ET.Element, verdict: Verdict, message: str, details: str) -> None:
    if verdict.is_breach:
        ET.SubElement(case, "failure", type=verdict.value, message=message).text = details
    elif verdict in _SKIPPED:
        ET.SubElement(case, "skipped", message=message)
    elif details:
        ET.SubElement(case, "system-out").text = f"{message}\n{details}"


def _rejects(rejects: tuple[RejectRow, ...], lang: Lang) -> ET.Element:
    suite = ET.Element("testsuite", name="policykit/rejects")
    for reject in rejects:
        case = ET.SubElement(suite, "testcase", classname="policykit/rejects", name=reject.place)
        error = ET.SubElement(case, "error", type=reject.code, message=reject.reason)
        said = [(words.FIELD, reject.field), (words.FOUND, reject.found)]
        error.text = "\n".join(words.line(label, value).show(lang) for label, value in said if value)
    return _counted(suite)


def _counted(suite: ET.Element) -> ET.Element:
    kinds = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    suite.set("tests", str(len(suite.findall("testcase"))))
    for key, tag in kinds.items():
        suite.set(key, str(len(suite.findall(f"testcase/{tag}"))))
    return suite
