"""Findings are upserted: a later run brings up to date what changed, and leaves the rest."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.rows import dict_row

from policykit.io.database import DatabaseError, write_findings
from policykit.io.report_out import FindingRecord
from policykit.model.finding import Finding, Message, RestsOn, Verdict
from policykit.model.time import moment


def finding(id_: str, verdict: Verdict = Verdict.VIOLATED, **said: object) -> Finding:
    values = {
        "id": id_,
        "jurisdiction": "jiaxian",
        "rule": "answered_in_time",
        "clause": "第十条",
        "title": Message(zh="限期答复", en="Answered in time"),
        "modality": "must",
        "verdict": verdict,
        "account": "政务'号",
        "triggered_at": moment(1_740_000_000_000_001),
        "evidence": ("e1", "e,2", '{"'),
        "message": Message(zh="未答复", en="no answer"),
        "rests_on": (RestsOn(kind="setting", zh="设置", en="a setting"),),
    }
    return Finding.model_validate(values | said)


@pytest.fixture
def table(postgres_url: str) -> Iterator[psycopg.Connection[dict[str, object]]]:
    """A connection that reads the table of findings, which is gone afterwards."""
    with psycopg.connect(postgres_url, autocommit=True, row_factory=dict_row) as connection:
        yield connection
        connection.execute("DROP TABLE IF EXISTS findings")


def test_what_is_written(table: psycopg.Connection[dict[str, object]], postgres_url: str) -> None:
    assert write_findings(postgres_url, [finding("1")]) == 1
    (row,) = table.execute("SELECT * FROM findings").fetchall()
    assert row["evidence"] == ["e1", "e,2", '{"']
    assert row["triggered_at"] == moment(1_740_000_000_000_001)
    assert row["rests_on"] == [{"kind": "setting", "zh": "设置", "en": "a setting"}]
    assert (row["message_zh"], row["message_en"]) == ("未答复", "no answer")
    assert (row["verdict"], row["account"], row["unit"]) == ("violated", "政务'号", None)


def test_every_field_of_the_record_has_a_column(
    table: psycopg.Connection[dict[str, object]], postgres_url: str
) -> None:
    write_findings(postgres_url, [])
    columns = [c.name for c in table.execute("SELECT * FROM findings").description or ()]
    fields = dict.fromkeys(c.removesuffix("_zh").removesuffix("_en") for c in columns)
    assert set(fields) == set(FindingRecord.model_fields)


def test_a_later_run(table: psycopg.Connection[dict[str, object]], postgres_url: str) -> None:
    write_findings(postgres_url, [finding("1"), finding("2")])
    before = _versions(table)
    later = [finding("1", Verdict.MET_LATE), finding("2"), finding("3"), finding("3", Verdict.MET)]
    assert write_findings(postgres_url, later) == 4
    verdicts = {str(r["id"]): r["verdict"] for r in table.execute("SELECT id, verdict FROM findings")}
    assert verdicts == {"1": "met_late", "2": "violated", "3": "met"}
    after = _versions(table)
    assert after["2"] == before["2"]  # what did not change was not written again
    assert after["1"] != before["1"]


def _versions(table: psycopg.Connection[dict[str, object]]) -> dict[str, str]:
    return {str(r["id"]): str(r["v"]) for r in table.execute("SELECT id, xmin::text AS v FROM findings")}


@pytest.mark.parametrize("character", ["\0", "\ud800"])
def test_what_a_database_cannot_hold(
    table: psycopg.Connection[dict[str, object]], postgres_url: str, character: str
) -> None:
    write_findings(postgres_url, [finding("1")])
    with pytest.raises(DatabaseError, match="the finding 2 of answered_in_time holds a character"):
        write_findings(postgres_url, [finding("1", Verdict.MET), finding("2", account=character)])
    assert table.execute("SELECT verdict FROM findings").fetchall() == [{"verdict": "violated"}]


def test_a_table_that_is_another(table: psycopg.Connection[dict[str, object]], postgres_url: str) -> None:
    table.execute("CREATE TABLE findings (id text PRIMARY KEY, rule text)")
    with pytest.raises(DatabaseError, match="the table findings lacks the columns jurisdiction, clause"):
        write_findings(postgres_url, [finding("1")])
