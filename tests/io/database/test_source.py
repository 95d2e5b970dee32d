"""Facts of a database are judged as the same facts of a file; what does not fit is refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest

from policykit.engine.check import Task, check
from policykit.engine.columnar.backend import Row
from policykit.engine.columnar.check import TableCheck
from policykit.engine.columnar.natural import columns_of
from policykit.io.database import DatabaseError, open_database, schema_ddl
from policykit.io.database.schema import type_of
from policykit.io.facts_in.read import Source as File
from policykit.io.facts_in.read import read_facts
from policykit.model.finding import Verdict
from policykit.model.vocabulary import base_vocabulary
from policykit.packs import load_pack

from ...postgres_server import load

VOCABULARY = base_vocabulary()
AS_OF = date(2025, 11, 30)
HISTORY = Path(__file__).resolve().parents[3] / "examples" / "sample" / "facts.jsonl"


@pytest.fixture
def schema(postgres_url: str) -> Iterator[psycopg.Connection[Row]]:
    """A committed schema `facts` with the sample history, and a connection that changes it at once."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(schema_ddl(VOCABULARY))
        facts = read_facts([File(HISTORY)], VOCABULARY).facts
        load(connection, "facts", facts, VOCABULARY)
        yield connection
        connection.execute("DROP SCHEMA facts CASCADE")


def test_the_sample_history(schema: psycopg.Connection[Row], postgres_url: str) -> None:
    pack = load_pack("jiaxian")
    tasks = [Task(pack.document, pack.plugins)]
    with open_database(postgres_url, VOCABULARY) as database:
        found = TableCheck(tasks, database.source, AS_OF).report(frozenset(Verdict))
    assert database.types == frozenset(VOCABULARY.events)
    expected = check(tasks, read_facts([File(HISTORY)], VOCABULARY).facts, AS_OF)
    by_key = sorted(expected.findings, key=lambda f: f.sort_key)
    assert sorted(found.findings, key=lambda f: f.sort_key) == by_key
    assert (found.facts_read, found.judged) == (expected.facts_read, expected.judged)


def test_types_without_a_table_are_not_covered(schema: psycopg.Connection[Row], postgres_url: str) -> None:
    schema.execute('DROP TABLE facts."notice.posted"')
    with open_database(postgres_url, VOCABULARY) as database:
        assert database.source.covered == frozenset(VOCABULARY.events) - {"notice.posted"}


def refused(postgres_url: str, schema: str = "facts") -> str:
    with (
        pytest.raises(DatabaseError) as error,
        open_database(postgres_url, VOCABULARY, schema=schema),
    ):
        pass
    assert error.value.text.zh != error.value.text.en
    return error.value.text.en


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('ALTER TABLE facts."post.published" DROP items', "post.published.items is missing (bigint)"),
        (
            'ALTER TABLE facts."post.published" ALTER items DROP DEFAULT, ALTER items TYPE text',
            "post.published.items should be bigint, not text",
        ),
        (
            'ALTER TABLE facts."post.published" ALTER occurred_at TYPE timestamp',
            "post.published.occurred_at should be timestamp with time zone, not timestamp without time zone, for a time"
            " without a zone leaves open when it was",
        ),
        (
            'ALTER TABLE facts."post.published" RENAME TO "post.publisht"',
            "post.publisht is no event type, perhaps post.published was meant",
        ),
    ],
)
def test_tables_that_do_not_fit(schema: psycopg.Connection[Row], postgres_url: str, change: str, said: str) -> None:
    if "TYPE text" in change:
        schema.execute('ALTER TABLE facts."post.published" DROP CONSTRAINT "post.published_items_check"')
    schema.execute(change)
    assert refused(postgres_url) == f"the tables of the schema facts do not fit: {said}"


def test_no_tables_at_all(schema: psycopg.Connection[Row], postgres_url: str) -> None:
    assert refused(postgres_url, "elsewhere").startswith("the schema elsewhere has no table of an event type")


def test_rows_that_are_no_facts(schema: psycopg.Connection[Row], postgres_url: str) -> None:
    schema.execute('DROP TABLE facts."message.received"')
    schema.execute('CREATE TABLE facts."message.received" (id text, occurred_at timestamptz, recorded_at timestamptz)')
    for column in columns_of(VOCABULARY.events["message.received"]):
        schema.execute(f'ALTER TABLE facts."message.received" ADD "{column.name}" {type_of(column)}')
    schema.execute("""
        INSERT INTO facts."message.received" (id, occurred_at, recorded_at, message, account) VALUES
        ('m1', '2025-01-01 00:00+08', NULL, 'm', 'a'),
        ('m1', '2025-01-01 00:00+08', '2024-12-31 00:00+08', ' m', 'a'),
        (NULL, '1990-01-01 00:00+08', NULL, 'm', NULL)
    """)
    assert refused(postgres_url) == (
        "rows of the schema facts are no facts: message.received: in 1 rows, id: it is missing; "
        "message.received: in 1 rows, occurred_at: it lies before 1992-01-01 or after 9999-12-31; "
        "message.received: in 1 rows, recorded_at: it was recorded before it occurred; "
        "message.received: in 1 rows, message: it is empty, or has white space at an end; "
        "1 ids are those of more than one fact"
    )


def test_an_id_of_two_types(schema: psycopg.Connection[Row], postgres_url: str) -> None:
    schema.execute("""
        INSERT INTO facts."unit.dissolved" (id, occurred_at, unit) SELECT id, now(), 'u' FROM facts."post.published"
        LIMIT 2
    """)
    assert refused(postgres_url) == "rows of the schema facts are no facts: 2 ids are those of more than one fact"


def test_what_is_written_meanwhile_is_not_seen(schema: psycopg.Connection[Row], postgres_url: str) -> None:
    with open_database(postgres_url, VOCABULARY) as database:
        backend = database.source.backend
        query = f"SELECT count(*) FROM {backend.relation('post.published')}"
        before = backend.rows(query)
        schema.execute('DELETE FROM facts."post.published"')
        assert backend.rows(query) == before
        assert before > [(0,)]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("no address", "this is no address of a database; write it as postgresql://user@host/database"),
        ("postgresql://user:secret@[host/x", "this is no address of a database"),
        ("postgresql://user:secret@127.0.0.1:port/x", "cannot connect to the database: "),
    ],
)
def test_no_database(url: str, said: str) -> None:
    found = refused(url)
    assert found.startswith(said)
    assert "secret" not in found


def test_a_database_that_is_not_there(postgres_url: str) -> None:
    assert refused(postgres_url + "_not").startswith("cannot connect to the database: ")
