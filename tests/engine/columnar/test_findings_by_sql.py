"""Findings that the database makes itself: their lines are, to the byte, those of the reference's findings."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from json.encoder import encode_basestring

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykit.engine.check import Task, check
from policykit.engine.columnar import findings, sql
from policykit.engine.columnar.backend import WORK, DuckDB
from policykit.engine.columnar.check import TableCheck
from policykit.engine.columnar.evaluate import Source, Stream
from policykit.engine.columnar.findings import FindingTable
from policykit.engine.settings import Settings
from policykit.io.report_out.to_jsonl import write_findings
from policykit.io.tables_in.objects import tables_of
from policykit.model.errors import MemoryExceeded
from policykit.model.facts import Fact
from policykit.model.finding import Finding, Verdict
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.text import Lang
from policykit.packs import Pack, load_pack

BREACHES = frozenset(v for v in Verdict if v.is_breach)
AS_OF = date(2025, 12, 31)
TABLES = f"SELECT count(*) FROM duckdb_tables() WHERE database_name = '{WORK}'"
HOSTILE = ("plain", '"', "\\", "a\r\nb", "\x00\x1f\x0b", "'", "单位", "e\u0301\t", "{}")
"""Ids that SQL and JSON have to take as they are."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("jiaxian")


@pytest.fixture(autouse=True)
def be_they_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "MANY", 0)


def history(pack: Pack) -> list[Fact]:
    """Units, accounts and staff with hostile names that break some rules of each form that SQL words.

    One unit follows by reference; posts do not say of which unit they are, and one account was moved to another.
    """
    said: list[tuple[str, dict[str, object]]] = []
    for n, id_ in enumerate(HOSTILE):
        registered = {"unit": f"u{id_}", "unit_name": "n"}
        said.append(("unit.registered", registered | ({"by_reference": True} if n == 1 else {})))
        begins = "account.listed" if n % 2 else "account.opened"
        said.append((begins, {"account": f"a{id_}", "unit": f"u{id_}", "platform": "wechat", "account_name": "n"}))
        said.append(("post.published", {"post": f"p{id_}", "account": f"a{id_}", "advertising": True}))
        said.append(("message.received", {"message": f"m{id_}", "account": f"a{id_}", "kind": "enquiry"}))
    said.append(("account.changed", {"account": "aplain", "unit": "u'"}))
    said.append(("post.published", {"post": "later", "account": "aplain", "advertising": True}))
    said.append(("message.answered", {"message": "mplain", "account": "aplain", "automatic": False}))
    events = pack.plugins.vocabulary.events
    found: list[Fact] = []
    for number, (type_, fields) in enumerate(said):
        event, month = events[type_], 3 if number < 4 * len(HOSTILE) else 6
        assert not fields.keys() - event.fields.keys()
        at = f"2025-{month:02}-01T08:{number:02}:00.{number:06}+08:00"
        found.append(
            event.model.model_validate({"id": f"f{number} {number}", "type": type_, "occurred_at": at, **fields})
        )
    return found


@contextmanager
def tables(pack: Pack, facts: Sequence[Fact]) -> Iterator[tuple[DuckDB, Source]]:
    with duckdb.connect() as connection:
        made = tables_of(facts, pack.plugins.vocabulary, connection)
        backend = DuckDB(connection)
        yield backend, Source(backend, frozenset(made.types), sizes=made.sizes)


def streams(pack: Pack, source: Source, settings: Settings | None = None) -> Iterator[Stream]:
    return TableCheck([Task(pack.document, pack.plugins)], source, AS_OF, settings or Settings()).streams(BREACHES)


def lines(found: Iterable[Finding], lang: Lang = Lang.EN) -> bytes:
    written = io.BytesIO()
    write_findings(found, lang, written)
    return written.getvalue()


def expected(pack: Pack, facts: Sequence[Fact], settings: Settings | None = None) -> dict[str, list[Finding]]:
    """The breaches that the reference evaluator finds, by rule."""
    report = check([Task(pack.document, pack.plugins)], facts, AS_OF, settings=settings or Settings())
    found: dict[str, list[Finding]] = {rule.name: [] for rule in pack.document.rules}
    for finding in sorted(report.findings, key=lambda f: f.sort_key):
        if finding.verdict in BREACHES:
            found[finding.rule].append(finding)
    return found


def made(found: Stream) -> FindingTable:
    assert isinstance(found.findings, FindingTable), found.rule.name
    return found.findings


# ---------------------------------------------------------------- what is made


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("at_once", [200_000, 3])
def test_lines_are_those_of_the_reference(
    pack: Pack, lang: Lang, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "_AT_ONCE", at_once)
    facts = history(pack)
    wanted, by_sql = expected(pack, facts), set[str]()
    with tables(pack, facts) as (_, source):
        for stream in streams(pack, source):
            if isinstance(stream.findings, FindingTable):
                by_sql.add(stream.rule.form.value)
            assert lines(stream.findings, lang) == lines(wanted[stream.rule.name], lang), stream.rule.name
    assert by_sql >= {"condition", "frequency", "silence", "response", "chain"}


def test_what_findings_rest_on_is_told_of_each(pack: Pack) -> None:
    facts = history(pack)
    with tables(pack, facts) as (_, source):
        found = {s.rule.name: lines(s.findings).decode() for s in streams(pack, source)}
    posts = found["two_posts_a_week"].splitlines()
    assert any('"kind": "unknown_opening"' in line for line in posts)
    assert not all('"kind": "unknown_opening"' in line for line in posts)
    of_all = found["no_commercial_advertising"].splitlines()
    by_reference = [line for line in of_all if '"kind": "by_reference"' in line]
    assert by_reference == [line for line in of_all if '"unit": "u\\""' in line] != []
    assert ['"unit": "u\'"' in line for line in of_all if '"subject": "later"' in line] == [True]
    assert ['"unit": "uplain"' in line for line in of_all if '"subject": "pplain"' in line] == [True]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_is_written_as_json_writes_it(value: str) -> None:
    with duckdb.connect() as connection:
        ((found,),) = connection.execute(f"SELECT {sql.json_text('v')} FROM (SELECT ? AS v)", [value]).fetchall()
    assert found == encode_basestring(value)


@pytest.mark.parametrize("value", [chr(n) for n in range(128)])
def test_every_ascii_character_is_written_as_json_writes_it(value: str) -> None:
    with duckdb.connect() as connection:
        ((found,),) = connection.execute(f"SELECT {sql.json_text('v')} FROM (SELECT ? AS v)", [value]).fetchall()
    assert found == encode_basestring(value)


def test_the_unit_of_who_left_is_that_of_the_post() -> None:
    pack, house = load_pack("zhejiang"), Settings(terms={"promptly": Period(3, PeriodUnit.HOUR)})
    rule = pack.document.rule("password_changed_on_departure")
    facts = [
        pack.plugins.vocabulary.events[type_].model.model_validate({"id": id_, "type": type_, "occurred_at": at} | said)
        for id_, type_, at, said in (
            ("f1", "unit.registered", "2025-01-01T08:00:00+08:00", {"unit": "u1"}),
            ("f2", "account.opened", "2025-01-02T08:00:00+08:00", {"account": "a1", "unit": "u1"}),
            ("f3", "staff.assigned", "2025-01-03T08:00:00+08:00", {"staff": "s1", "unit": "u1"}),
            ("f4", "staff.left", "2025-03-03T08:00:00+08:00", {"staff": "s1", "last_day": "2025-03-03"}),
            ("f5", "password.changed", "2025-06-03T08:00:00+08:00", {"account": "a1", "staff": "s1"}),
        )
    ]
    wanted = expected(pack, facts, house)[rule.name]
    assert [f.unit for f in wanted] == ["u1"]
    with tables(pack, facts) as (_, source):
        (found,) = (s for s in streams(pack, source, house) if s.rule is rule)
        assert lines(made(found)) == lines(wanted)


# ---------------------------------------------------------------- by whom


def test_few_are_made_in_python(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = history(pack)
    number = len(expected(pack, facts)["no_commercial_advertising"])
    for many, by_sql in ((number, True), (number + 1, False)):
        monkeypatch.setattr(findings, "MANY", many)
        with tables(pack, facts) as (_, source):
            found = {s.rule.name: s for s in streams(pack, source)}
            assert isinstance(found["no_commercial_advertising"].findings, FindingTable) is by_sql


def test_they_are_objects_where_these_are_asked_for(pack: Pack) -> None:
    facts = history(pack)
    wanted = expected(pack, facts)
    with tables(pack, facts) as (backend, source):
        for stream in streams(pack, source):
            if isinstance(stream.findings, FindingTable):
                kept = stream.findings.kept
                assert list(stream.findings) == wanted[stream.rule.name]
                if not kept.shared:
                    with pytest.raises(duckdb.CatalogException):
                        backend.rows(f"SELECT 1 FROM {kept.table}")


def test_counts_are_known_at_once(pack: Pack) -> None:
    facts = history(pack)
    wanted = {j.rule: j.counts for j in check([Task(pack.document, pack.plugins)], facts, AS_OF).judged}
    with tables(pack, facts) as (_, source):
        for stream in streams(pack, source):
            if isinstance(stream.findings, FindingTable):
                assert +stream.counts == wanted[stream.rule.name]
                assert stream.findings.number == sum(n for v, n in stream.counts.items() if v in BREACHES)


@pytest.mark.parametrize("at_once", [200_000, 3])
def test_what_was_written_is_forgotten(pack: Pack, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "_AT_ONCE", at_once)
    with tables(pack, history(pack)) as (backend, source):
        stream = next(s for s in streams(pack, source) if s.rule.name == "no_commercial_advertising")
        table = made(stream).kept.table
        held = f"SELECT 1 FROM {table} LIMIT 1"
        assert backend.rows(held) == [(1,)]
        before = backend.rows(TABLES)[0][0]
        lines(made(stream))
        with pytest.raises(duckdb.CatalogException):
            backend.rows(held)
        assert backend.rows(TABLES)[0][0] == int(str(before)) - 1


def test_a_provisional_calendar_is_told_of_by_the_reference(pack: Pack) -> None:
    facts = history(pack)
    settings = Settings(provisional=True)
    with tables(pack, facts) as (_, source):
        assert any(isinstance(s.findings, FindingTable) for s in streams(pack, source, settings))
    later = [f.model_copy(update={"occurred_at": f.occurred_at.replace(year=2027)}) for f in facts]
    task = Task(pack.document, pack.plugins)
    as_of = date(2027, 12, 31)
    settings = replace(settings, assume_in_force=True)
    report = check([task], later, as_of, settings=settings)
    with tables(pack, later) as (_, source):
        for stream in TableCheck([task], source, as_of, settings).streams(BREACHES):
            assert not isinstance(stream.findings, FindingTable)
            assert list(stream.findings) == sorted(
                (f for f in report.findings if f.rule == stream.rule.name and f.verdict in BREACHES),
                key=lambda f: f.sort_key,
            )
    assert any(r.kind == "provisional_calendar" for f in report.findings for r in f.rests_on)


def test_a_provisional_due_date_of_a_duty_broken_before_is_told_of(pack: Pack) -> None:
    facts = [
        pack.plugins.vocabulary.events[type_].model.model_validate({"id": id_, "type": type_, "occurred_at": at} | said)
        for id_, type_, at, said in (
            ("f1", "account.opened", "2025-03-03T08:00:00+08:00", {"account": "a1", "unit": "u1"}),
            (
                "f2",
                "message.received",
                "2026-12-29T08:00:00+08:00",
                {"message": "m", "account": "a1", "kind": "enquiry"},
            ),
            ("f3", "matter.closed", "2026-12-29T09:00:00+08:00", {"trigger": "f2"}),
        )
    ]
    settings, as_of = Settings(provisional=True, assume_in_force=True), date(2026, 12, 29)
    task, rule = Task(pack.document, pack.plugins), "answer_in_five_workdays"
    report = check([task], facts, as_of, settings=settings)
    wanted = [f for f in report.findings if f.rule == rule]
    assert [r.kind for f in wanted for r in f.rests_on][-1] == "provisional_calendar"
    with tables(pack, facts) as (_, source):
        found = {s.rule.name: s for s in TableCheck([task], source, as_of, settings).streams(BREACHES)}
        assert lines(found[rule].findings) == lines(wanted)


def test_too_little_memory_for_texts() -> None:
    with duckdb.connect(config={"memory_limit": "20MB", "temp_directory": ""}) as connection:
        database = DuckDB(connection)
        with pytest.raises(MemoryExceeded, match=r"DuckDB may take 19\.0 MiB"):
            list(database.texts("SELECT repeat('x', 1000) FROM range(1_000_000) ORDER BY hash(range)"))
        assert list(database.texts("SELECT 'a'")) == [b"a"]
