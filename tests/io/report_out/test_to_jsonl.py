"""JSON lines: each is the JSON of the finding's record, byte for byte."""

from __future__ import annotations

import errno
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykit.io.report_out import ReportFormat, to_jsonl, writing
from policykit.io.report_out.records import finding_record, json_bytes, json_value
from policykit.io.report_out.to_jsonl import write_findings
from policykit.model.errors import PolicykitError
from policykit.model.finding import Finding, Message, RestsOn, Verdict
from policykit.model.report import Report
from policykit.model.text import Lang
from policykit.model.time import moment

_TEXTS = st.text(st.characters(), max_size=8)
_MAYBE = st.none() | _TEXTS
_TIMES = st.none() | st.integers(694_195_200_000_000, 4_000_000_000_000_000).map(moment)
_MESSAGES = st.builds(Message, zh=_TEXTS, en=_TEXTS)
_FINDINGS = st.builds(
    Finding,
    id=_TEXTS,
    jurisdiction=_TEXTS,
    rule=_TEXTS,
    clause=_TEXTS,
    title=_MESSAGES,
    modality=_TEXTS,
    verdict=st.sampled_from(Verdict),
    unit=_MAYBE,
    account=_MAYBE,
    subject=_MAYBE,
    triggered_at=_TIMES,
    due=_TIMES,
    settled_at=_TIMES,
    late_by_seconds=st.none() | st.integers(0, 10**9),
    evidence=st.lists(_TEXTS, max_size=3).map(tuple),
    message=_MESSAGES,
    consequence=st.lists(_TEXTS, max_size=2).map(tuple),
    rests_on=st.lists(st.builds(RestsOn, kind=_TEXTS, zh=_TEXTS, en=_TEXTS), max_size=2).map(tuple),
    policy_version=_TEXTS,
)


def lines(*findings: Finding, lang: Lang = Lang.EN) -> bytes:
    stream = io.BytesIO()
    write_findings(findings, lang, stream)
    return stream.getvalue()


def records(*findings: Finding, lang: Lang = Lang.EN) -> bytes:
    return b"".join(json_bytes(json_value(finding_record(f, lang))) + b"\n" for f in findings)


@pytest.mark.parametrize("lang", list(Lang))
def test_the_lines_are_the_records(report: Report, hostile: Report, lang: Lang) -> None:
    findings = (*report.findings, *hostile.findings)
    assert lines(*findings, lang=lang) == records(*findings, lang=lang)


@given(_FINDINGS, st.sampled_from(Lang))
def test_the_line_of_any_finding_is_its_record(finding: Finding, lang: Lang) -> None:
    assert lines(finding, lang=lang) == records(finding, lang=lang)


def test_a_time_of_another_zone_is_shown_in_utc_8(report: Report) -> None:
    due = datetime(2025, 10, 14, 15, 59, 59, 100, tzinfo=UTC)
    finding = report.findings[0].model_copy(update={"due": due})
    assert b'"due": "2025-10-14T23:59:59.000100+08:00"' in lines(finding)
    assert lines(finding) == records(finding)


@given(st.lists(st.lists(_FINDINGS, max_size=2), max_size=5), st.data())
def test_rules_in_any_order_are_put_in_their_places(rules: list[list[Finding]], data: st.DataObject) -> None:
    stream = io.BytesIO()
    with writing(ReportFormat.JSONL, Lang.EN, stream) as write:
        for place in data.draw(st.permutations(range(len(rules)))):
            write(rules[place], place)
    assert stream.getvalue() == lines(*(finding for rule in rules for finding in rule))


def test_lines_that_need_not_wait_are_written_at_once(report: Report) -> None:
    stream, first, second = io.BytesIO(), report.findings[:2], report.findings[2:3]
    with writing(ReportFormat.JSONL, Lang.EN, stream) as write:
        write(first, 0)
        assert stream.getvalue() == lines(*first)
        write((), 2)
        write(second, 1)
        assert stream.getvalue() == lines(*first, *second)


def test_a_temporary_file_that_cannot_be_written_is_an_error(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def writelines(self, _: object, /) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(to_jsonl, "TemporaryFile", lambda buffering: Full())
    with (
        pytest.raises(PolicykitError, match=r"temporary file in .* \(No space left on device\); make room .* TMPDIR"),
        writing(ReportFormat.JSONL, Lang.EN, io.BytesIO()) as write,
    ):
        write(report.findings, 1)


def test_a_time_without_an_offset_is_refused(report: Report) -> None:
    finding = report.findings[0].model_copy(update={"due": datetime(2025, 10, 14)})
    with pytest.raises(ValueError, match="offset"):
        lines(finding)
