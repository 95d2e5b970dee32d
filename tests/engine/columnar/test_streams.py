"""Findings as they come: one statement a rule, in the order of findings, with all counts at the end."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import patch

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykit.engine.check import Task, as_of_instant, calendar_of, check
from policykit.engine.columnar.backend import DuckDB, Row
from policykit.engine.columnar.check import AHEAD, TableCheck
from policykit.engine.columnar.evaluate import Columnar, Source, Stream, in_order
from policykit.engine.settings import Settings
from policykit.io.facts_in.read import Source as File
from policykit.io.facts_in.read import read_facts
from policykit.io.tables_in.objects import tables_of
from policykit.model.errors import MemoryExceeded
from policykit.model.facts import Fact
from policykit.model.finding import Finding, Message, Verdict
from policykit.model.policy.requirements import Form
from policykit.model.policy.rule import Rule
from policykit.model.time import HOUR_US, moment
from policykit.packs import Pack, load_pack

SAMPLE = Path(__file__).resolve().parents[3] / "examples" / "sample" / "facts.jsonl"
AS_OF = date(2025, 11, 30)
BREACHES = frozenset({Verdict.VIOLATED, Verdict.MET_LATE})


class Watched(DuckDB):
    """A connection that remembers what was streamed from it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self.streamed: list[list[Row]] = []

    def stream(self, query: str) -> Iterator[list[Row]]:
        found: list[Row] = []
        self.streamed.append(found)
        for batch in super().stream(query):
            found += batch
            yield batch


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("jiaxian")


@pytest.fixture(scope="module")
def facts(pack: Pack) -> list[Fact]:
    return list(read_facts([File(SAMPLE)], pack.plugins.vocabulary).facts)


@pytest.fixture
def backend(pack: Pack, facts: list[Fact]) -> Iterator[Watched]:
    with duckdb.connect() as connection:
        tables_of(facts, pack.plugins.vocabulary, connection)
        yield Watched(connection)


@pytest.fixture
def source(backend: Watched, facts: list[Fact]) -> Source:
    return Source(backend, frozenset(f.type for f in facts))


@pytest.fixture
def engine(pack: Pack, source: Source) -> Columnar:
    settings = Settings()
    calendar = calendar_of(pack.plugins, settings)
    return Columnar(source, Task(pack.document, pack.plugins), as_of_instant(AS_OF), calendar, settings)


@pytest.mark.parametrize(
    "wanted", [BREACHES, frozenset(Verdict), frozenset[Verdict]()], ids=["breaches", "all", "none"]
)
def test_all_rules_come_in_the_order_of_findings(
    pack: Pack, facts: list[Fact], source: Source, wanted: frozenset[Verdict]
) -> None:
    report = check([Task(pack.document, pack.plugins)], facts, AS_OF)
    found: list[Finding] = []
    counts: dict[str, dict[Verdict, int]] = {}
    for stream in TableCheck([Task(pack.document, pack.plugins)], source, AS_OF).streams(wanted):
        found += stream.findings
        counts[stream.rule.name] = dict(+stream.counts)
    expected = sorted((f for f in report.findings if f.verdict in wanted), key=lambda f: f.sort_key)
    assert found == expected
    assert counts == {j.rule: j.counts for j in report.judged}


def test_rules_that_look_at_most_facts_come_first(pack: Pack, facts: list[Fact], source: Source) -> None:
    task = Task(pack.document, pack.plugins)
    expected = [(s.rule.name, tuple(s.findings)) for s in TableCheck([task], source, AS_OF).streams(BREACHES)]
    sized = TableCheck([task], replace(source, sizes=Counter(f.type for f in facts)), AS_OF)
    came: list[Rule] = []
    found: dict[int, tuple[str, tuple[Finding, ...]]] = {}
    for stream in sized.streams(BREACHES, largest_first=True):
        came.append(stream.rule)
        found[stream.place] = stream.rule.name, tuple(stream.findings)
    assert [found[place] for place in range(len(expected))] == expected
    (engine,) = (engine for _, engine in sized.engines())
    keys = [(rule.form is Form.CUSTOM, engine.size(rule)) for rule in came]
    assert keys == sorted(keys, reverse=True)
    assert keys[0][0]
    assert engine.size(pack.document.rule("two_posts_a_week")) == sum(f.type == "post.published" for f in facts)


def test_who_takes_no_more_stops_what_is_done_ahead(pack: Pack, source: Source, backend: Watched) -> None:
    ahead, first = threading.Event(), min(r.name for r in pack.document.rules)
    of_rule = Columnar.stream

    def endless(engine: Columnar, rule: Rule, wanted: frozenset[Verdict]) -> Stream:
        if rule.name != first:
            ahead.set()
            backend.rows("SELECT count(*) FROM range(100_000_000_000) a WHERE a.range % 7 = 3")
        return of_rule(engine, rule, wanted)

    with patch.object(Columnar, "stream", endless):
        streams = TableCheck([Task(pack.document, pack.plugins)], source, AS_OF).streams(BREACHES)
        list(next(streams).findings)
        assert ahead.wait(60)
        streams.close()
    assert backend.rows("SELECT 1") == [(1,)]


def test_of_many_facts_no_rule_is_begun_before_it_is_asked_for(
    pack: Pack, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, of_rule = list[str](), Columnar.stream

    def noted(engine: Columnar, rule: Rule, wanted: frozenset[Verdict]) -> Stream:
        begun.append(rule.name)
        return of_rule(engine, rule, wanted)

    monkeypatch.setattr(Columnar, "stream", noted)
    many = replace(source, sizes={"post.published": AHEAD + 1})
    with closing(TableCheck([Task(pack.document, pack.plugins)], many, AS_OF).streams(BREACHES)) as streams:
        came = [next(streams).rule.name for _ in range(3)]
    assert begun == came


def test_checks_of_plug_ins_are_asked_beside_the_other_rules(pack: Pack, source: Source) -> None:
    other, of_rule = threading.Event(), Columnar.stream

    def in_turn(engine: Columnar, rule: Rule, wanted: frozenset[Verdict]) -> Stream:
        if rule.form is Form.CUSTOM:
            assert other.wait(60)
        else:
            other.set()
        return of_rule(engine, rule, wanted)

    with patch.object(Columnar, "stream", in_turn):
        check = TableCheck([Task(pack.document, pack.plugins)], source, AS_OF)
        streams = check.streams(BREACHES, largest_first=True)
        assert next(streams).rule.form is Form.CUSTOM
        streams.close()


def test_a_rule_is_evaluated_once(pack: Pack, engine: Columnar, backend: Watched) -> None:
    rule = pack.document.rule("two_posts_a_week")
    first = engine.judge(rule, BREACHES)
    backend.streamed.clear()
    assert engine.judge(rule, BREACHES) == first
    (rows,) = backend.streamed
    apart = [row for row in rows if row[0] in BREACHES]
    together = [row for row in rows if row[0] not in BREACHES]
    assert len(apart) == len(first.findings) > 1
    assert together == rows[: len(together)]
    assert all(set(row[1:-1]) == {None} for row in together)
    assert Counter({Verdict(str(row[0])): row[-1] for row in together}) == first.counts - Counter(
        f.verdict for f in first.findings
    )


def test_where_nothing_is_wanted_it_is_only_counted(pack: Pack, engine: Columnar, backend: Watched) -> None:
    result = engine.judge(pack.document.rule("two_posts_a_week"), frozenset())
    rows = backend.streamed[-1]  # what came before fetched facts of accounts that were suspended
    assert {Verdict(str(verdict)): number for verdict, number in rows} == dict(result.counts)
    assert result.findings == ()


# ---------------------------------------------------------------- order


def finding(hours: int, unit: str | None, id_: str) -> Finding:
    said = Message(zh="", en="")
    fields = {"id": id_, "jurisdiction": "j", "rule": "r", "clause": "c", "title": said, "message": said}
    rest = {
        "modality": "must",
        "verdict": Verdict.VIOLATED,
        "unit": unit,
        "triggered_at": moment(hours * HOUR_US + hours),
    }
    return Finding.model_validate(fields | rest)


@given(
    st.lists(
        st.builds(finding, st.integers(200_000, 200_004), st.none() | st.sampled_from("ab"), st.text("xyz", max_size=2))
    )
)
def test_those_of_one_instant_are_sorted(findings: list[Finding]) -> None:
    come = iter(sorted(findings, key=lambda f: f.triggered_at or moment(0)))
    assert list(in_order(come)) == sorted(findings, key=lambda f: f.sort_key)


def test_whole_seconds_come_before_their_parts() -> None:
    whole, part = (finding(0, None, "a").model_copy(update={"triggered_at": moment(t)}) for t in (10**15, 10**15 + 1))
    assert list(in_order(iter([whole, part]))) == sorted([part, whole], key=lambda f: f.sort_key)


def test_going_back_is_refused() -> None:
    with pytest.raises(ValueError, match="after"):
        list(in_order(iter([finding(200_001, None, "a"), finding(200_000, None, "b")])))


@pytest.mark.parametrize(
    "ask",
    [
        lambda database: database.run("CREATE TABLE much AS SELECT list(range) AS l FROM range(10_000_000)"),
        lambda database: database.rows("SELECT len(list(range)) FROM range(10_000_000)"),
        lambda database: next(database.stream("SELECT len(list(range)) FROM range(10_000_000)")),
    ],
)
def test_too_little_memory(ask: Callable[[DuckDB], object]) -> None:
    with duckdb.connect(config={"memory_limit": "20MB", "temp_directory": ""}) as connection:
        database = DuckDB(connection)
        with pytest.raises(MemoryExceeded, match=r"DuckDB may take 19\.0 MiB.*--memory.*Out of Memory"):
            ask(database)
        assert database.rows("SELECT 1") == [(1,)]
