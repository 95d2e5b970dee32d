"""The engine's corpus and the packs' cases on PostgreSQL and Spark: findings as the reference evaluator has them.

Cases are thinned out, a different part of each document; the forms are tried on all of them on DuckDB.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from policykit.engine.columnar.backend import Backend, Row
from policykit.engine.columnar.natural import columns_of, natural_names, natural_row
from policykit.engine.columnar.postgres import Postgres, table
from policykit.engine.columnar.sql import name
from policykit.io.database import schema_ddl
from policykit.io.database.schema import type_of
from policykit.model.facts import Fact
from policykit.model.vocabulary import Vocabulary, base_vocabulary
from policykit.packs import installed_packs

from .. import corpus
from . import agreeing

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
            with self.connection.cursor() as cursor:
                load(cursor, schema, facts, vocabulary)
            yield Postgres(self.connection, schema, vocabulary)
        finally:
            self.connection.rollback()


def load(cursor: psycopg.Cursor[Row], schema: str, facts: Sequence[Fact], vocabulary: Vocabulary) -> None:
    """Copy facts into the tables of their types."""
    for type_ in sorted({f.type for f in facts}):
        event = vocabulary.events[type_]
        columns = ", ".join(map(name, natural_names(event)))
        with cursor.copy(f"COPY {table(schema, type_)} ({columns}) FROM STDIN") as copy:
            copy.set_types(["text", "timestamptz", "timestamptz", *map(type_of, columns_of(event))])
            for fact in facts:
                if fact.type == type_:
                    copy.write_row(natural_row(fact, event))


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
