"""Parquet: the columns of the findings' records, whole in however many parts they come."""

from __future__ import annotations

import io
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policykit.io.report_out import ReportFormat, to_parquet, writing
from policykit.io.report_out.records import FindingRecord, finding_record
from policykit.model.errors import PolicykitError
from policykit.model.finding import Finding, Verdict
from policykit.model.report import Report
from policykit.model.text import Lang
from policykit.model.time import SHANGHAI


def written(*parts: tuple[Finding, ...], lang: Lang = Lang.EN) -> pa.Table:
    stream = io.BytesIO()
    with writing(ReportFormat.PARQUET, lang, stream) as write:
        for place, part in enumerate(parts):
            write(part, place)
    return pq.read_table(io.BytesIO(stream.getvalue()))


@pytest.mark.parametrize("lang", list(Lang))
def test_the_rows_are_the_records(report: Report, lang: Lang) -> None:
    table = written(report.findings, lang=lang)
    expected = [finding_record(f, lang).model_dump() for f in report.findings]
    found = [
        {
            **row,
            "verdict": Verdict(row["verdict"]),
            **{c: tuple(row[c]) for c in ("evidence", "consequence", "rests_on")},
        }
        for row in table.to_pylist()
    ]
    assert found == expected
    assert table.column_names == list(FindingRecord.model_fields)


def test_times_are_instants_shown_in_utc_8(report: Report) -> None:
    table = written(report.findings)
    assert {table.schema.field(c).type for c in ("triggered_at", "due", "settled_at")} == {pa.timestamp("us", "+08:00")}
    assert datetime(2025, 10, 14, 23, 59, 59, 999999, tzinfo=SHANGHAI) in table["due"].to_pylist()


def test_what_a_record_always_says_is_never_null(report: Report) -> None:
    schema = written(report.findings).schema
    nullable = {name for name, field in FindingRecord.model_fields.items() if "None" in str(field.annotation)}
    assert {f.name for f in schema if f.nullable} == nullable


def test_parts_are_joined_and_groups_are_bounded(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_parquet, "_ROWS", 4)
    stream = io.BytesIO()
    with writing(ReportFormat.PARQUET, Lang.EN, stream) as write:
        for place, part in enumerate((report.findings[:3], (), report.findings[3:])):
            write(part, place)
    file = pq.ParquetFile(io.BytesIO(stream.getvalue()))
    groups = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert groups[:-1] == [4] * (len(groups) - 1)
    assert file.read() == written(report.findings)


def test_a_rule_out_of_its_place_is_refused(report: Report) -> None:
    with writing(ReportFormat.PARQUET, Lang.EN, io.BytesIO()) as write:
        write(report.findings[:3], 0)
        with pytest.raises(ValueError, match="place 2 instead of 1"):
            write(report.findings[3:], 2)


def test_no_finding_gives_a_table_without_rows() -> None:
    table = written()
    assert (table.num_rows, table.column_names) == (0, list(FindingRecord.model_fields))


def test_half_a_surrogate_pair_becomes_an_escape(report: Report) -> None:
    finding = report.findings[0].model_copy(update={"subject": "a\ud800", "evidence": ("\udfff",)})
    (row,) = written((finding,)).to_pylist()
    assert (row["subject"], row["evidence"]) == ("a\\ud800", ["\\udfff"])


def test_without_pyarrow_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_parquet, "find_spec", lambda _: None)
    with pytest.raises(PolicykitError, match=r"policykit\[columnar\]"):
        written()


def test_a_format_that_says_something_of_the_whole_is_not_streamed() -> None:
    with pytest.raises(ValueError, match="html"), writing(ReportFormat.HTML, Lang.EN, io.BytesIO()):
        pass
