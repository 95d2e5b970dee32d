"""The columnar engine on DuckDB says of every case of the corpus what the reference evaluator says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from policykit.engine.columnar.backend import WORK, Backend, DuckDB
from policykit.engine.columnar.rows import NOBODY
from policykit.io.tables_in.objects import tables_of
from policykit.model.facts import Fact
from policykit.model.vocabulary import Vocabulary

from .. import corpus
from . import agreeing

SAMPLES = {s.name: s for s in corpus.samples()}


class Strict(DuckDB):
    """A connection by which nothing is joined by the id of nobody: DuckDB loses rows, of some facts only."""

    def keep(self, query: str) -> str:
        assert f"id = {NOBODY}" not in query
        return super().keep(query)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as opened:
        yield opened


@pytest.mark.parametrize("sample", SAMPLES)
def test_corpus_on_duckdb(sample: str, connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    @contextmanager
    def loaded(facts: Sequence[Fact], vocabulary: Vocabulary) -> Iterator[Backend]:
        connection.execute(f"DETACH DATABASE IF EXISTS {WORK}")
        connection.execute("DROP SCHEMA IF EXISTS facts CASCADE")
        tables_of(facts, vocabulary, connection)
        yield Strict(connection)

    cases = agreeing.of_sample(SAMPLES[sample], tmp_path)
    assert list(agreeing.disagreements(cases, loaded)) == []
