"""PostgreSQL and Spark: findings as the reference evaluator has them.

On PostgreSQL the engine's corpus and the packs' cases are thinned out, a different part of each document; the forms are
tried on all of them on DuckDB. On Spark, where a statement takes a second be the facts many or few, the sample history
is judged by one rule of each form.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policykit.engine.check import Task, as_of_instant, calendar_of, check
from policykit.engine.columnar.backend import Backend, Row
from policykit.engine.columnar.evaluate import Columnar
from policykit.engine.columnar.natural import columns_of, natural_names, natural_row
from policykit.engine.columnar.postgres import Postgres
from policykit.engine.columnar.spark import session_at
from policykit.engine.settings import Settings
from policykit.io.database import DatabaseError, open_spark, schema_ddl
from policykit.io.facts_in.read import Source as File
from policykit.io.facts_in.read import read_facts
from policykit.model.facts import Fact
from policykit.model.finding import Finding, Verdict
from policykit.model.policy.requirements import Form
from policykit.model.vocabulary import EventType, Kind, Vocabulary, base_vocabulary
from policykit.packs import installed_packs, load_pack

from ... import postgres_server
from .. import corpus
from . import agreeing

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ONE_IN_CORPUS, ONE_IN_PACK = 4, 40
SAMPLES = {s.name: (place, s) for place, s in enumerate(corpus.samples())}


class FactsInPostgres:
    """A schema of facts of policykit's own types; facts stay until the transaction ends."""

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self.connection = connection
        self._schemas: dict[frozenset[str], str] = {}
        self._made(base_vocabulary())

    def _made(self, vocabulary: Vocabulary) -> str:
        types = frozenset(vocabulary.events)
        if types not in self._schemas:
            self._schemas[types] = f"facts {len(self._schemas)}"
            self.connection.execute(schema_ddl(vocabulary, self._schemas[types]))
            self.connection.commit()
        return self._schemas[types]

    @contextmanager
    def loaded(self, facts: Sequence[Fact], vocabulary: Vocabulary) -> Iterator[Backend]:
        schema = self._made(vocabulary)
        try:
            postgres_server.load(self.connection, schema, facts, vocabulary)
            yield Postgres(self.connection, schema, vocabulary)
        finally:
            self.connection.rollback()


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> Iterator[FactsInPostgres]:
    with psycopg.connect(postgres_url) as connection:
        yield FactsInPostgres(connection)
        connection.rollback()


@pytest.mark.parametrize("sample", SAMPLES)
def test_corpus_on_postgres(sample: str, postgres: FactsInPostgres, tmp_path: Path) -> None:
    place, document = SAMPLES[sample]
    cases = agreeing.of_sample(document, tmp_path)[place % ONE_IN_CORPUS :: ONE_IN_CORPUS]
    assert list(agreeing.disagreements(cases, postgres.loaded)) == []


@pytest.mark.parametrize("pack", installed_packs())
def test_packs_on_postgres(pack: str, postgres: FactsInPostgres) -> None:
    cases = agreeing.of_pack(pack)[::ONE_IN_PACK]
    assert list(agreeing.disagreements(cases, postgres.loaded)) == []


# ---------------------------------------------------------------- Spark

AS_OF = date(2025, 11, 30)
HISTORY = Path(__file__).resolve().parents[3] / "examples" / "sample" / "facts.jsonl"
QUICK = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.log.level": "ERROR",
}
"""A few hundred facts are soon worked out; what takes time is planning and compiling."""

ARROW = {
    Kind.TRUTH: pa.bool_(),
    Kind.NUMBER: pa.int64(),
    Kind.DATE: pa.date32(),
    Kind.INSTANT: pa.timestamp("us", tz="UTC"),
    Kind.SET: pa.list_(pa.string()),
}


def natural_table(facts: Sequence[Fact], event: EventType) -> pa.Table:
    """Facts of one type as a system of its own would hold them."""
    types = [pa.string(), ARROW[Kind.INSTANT], ARROW[Kind.INSTANT]]
    types += [ARROW.get(c.kind, pa.string()) for c in columns_of(event)]
    held = zip(*(natural_row(f, event) for f in facts), strict=True)
    arrays = [pa.array(values, type_) for values, type_ in zip(held, types, strict=True)]
    return pa.table(arrays, names=list(natural_names(event)))


def telling(findings: Sequence[Finding]) -> tuple[bool, int]:
    """How much a rule shows: all of it in the database's own words, and as many verdicts as may be."""
    verdicts = {f.verdict for f in findings}
    return Verdict.UNDECIDED not in verdicts, len(verdicts)


def refused_by_spark(session: SparkSession, vocabulary: Vocabulary, folder: Path) -> None:
    """A folder with one thing wrong at a time is refused, and it is said what is wrong."""
    sound = pq.read_table(folder / "type=post.published" / "part-0.parquet")
    one = folder / "one"
    post = one / "type=post.published" / "part-0.parquet"
    post.parent.mkdir(parents=True)
    late = pa.array([None] * (sound.num_rows - 1) + [datetime(2020, 1, 1, tzinfo=UTC)], ARROW[Kind.INSTANT])
    for held, said in (
        (sound.drop_columns(["id"]), "post.published.id is missing"),
        (sound.rename_columns({"account": "acount"}), "post.published.acount is no field, perhaps account was meant"),
        (sound.set_column(1, "occurred_at", sound["occurred_at"].cast(pa.timestamp("us"))), "not timestamp_ntz, for a"),
        (sound.set_column(2, "recorded_at", late), "post.published: in 1 rows, recorded_at: it was recorded before"),
        (pa.concat_tables([sound, sound]), f"{sound.num_rows} ids are those of more than one fact"),
    ):
        pq.write_table(held, post)
        with pytest.raises(DatabaseError, match=re.escape(said)), open_spark(session, vocabulary, one):
            pass
    post.parent.rename(one / "type=post.publishd")
    with pytest.raises(DatabaseError, match="is no event type, perhaps"), open_spark(session, vocabulary, one):
        pass


def test_sample_history_on_spark(tmp_path: Path) -> None:
    if shutil.which("java") is None:
        postgres_server.missing("Java (Debian package openjdk-17-jre-headless)")
    pack = load_pack("jiaxian")
    vocabulary, task, settings = pack.plugins.vocabulary, Task(pack.document, pack.plugins), Settings()
    facts = read_facts([File(HISTORY)], vocabulary).facts
    expected = check([task], facts, AS_OF, settings=settings).findings
    of_rule = {r.name: [f for f in expected if f.rule == r.name] for r in pack.document.rules}
    asked: dict[Form, str] = {}
    for rule in sorted(pack.document.rules, key=lambda r: (*telling(of_rule[r.name]), r.name)):
        asked[rule.form] = rule.name

    session = session_at("spark://local[2]", QUICK)
    try:
        zone = session.conf.get("spark.sql.session.timeZone")
        for type_ in {f.type for f in facts}:
            held = natural_table([f for f in facts if f.type == type_], vocabulary.events[type_])
            (tmp_path / f"type={type_}").mkdir()
            pq.write_table(held, tmp_path / f"type={type_}" / "part-0.parquet")
        with open_spark(session, vocabulary, tmp_path) as database:
            source, calendar = replace(database.source, covered=None), calendar_of(pack.plugins, settings)
            engine = Columnar(source, task, as_of_instant(AS_OF), calendar, settings)
            for form, name_ in asked.items():
                result = engine.judge(pack.document.rule(name_), frozenset(Verdict))
                wanted = sorted(of_rule[name_], key=lambda f: f.sort_key)
                assert [f.model_dump_json() for f in result.findings] == [f.model_dump_json() for f in wanted], form
                assert +result.counts == Counter(f.verdict for f in wanted)
        assert session.sql("SHOW VIEWS").collect() == []
        assert session.conf.get("spark.sql.session.timeZone") == zone
        refused_by_spark(session, vocabulary, tmp_path)
    finally:
        session.stop()
