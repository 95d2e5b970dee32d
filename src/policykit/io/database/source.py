"""Facts in from PostgreSQL: tables that are sound, as the columnar engine's source.

Rows are not read here but where rules are judged, in the database. What is checked first is that every row is a fact:
one pass over each table. Facts of a plug-in's types are put to its models.
"""

# ruff: noqa: S608 - names in statements are quoted

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policykit.engine.columnar.evaluate import Source
from policykit.engine.columnar.natural import natural_names
from policykit.engine.columnar.postgres import BY_CODE_POINT, Postgres, table
from policykit.engine.columnar.sql import name
from policykit.io.database.columns import types_in
from policykit.io.database.errors import DatabaseError, Row, connected
from policykit.io.database.refusing import is_of_plugin, refused_rows, twice, wrong_rows
from policykit.io.database.schema import checks_of
from policykit.model.text import Text, join
from policykit.model.vocabulary import EventType, Vocabulary

if TYPE_CHECKING:
    import psycopg

_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Database:
    """Facts in a schema of a database, which are those of one moment: what others write meanwhile is not seen.

    `types` are the event types that have a table, and no others are recorded at all.
    """

    source: Source
    types: frozenset[str]


@contextmanager
def open_database(url: str, vocabulary: Vocabulary, *, schema: str = "facts") -> Iterator[Database]:
    """The facts of a database. Nothing is written to it but what is gone when it is closed.

    `url` is what libpq takes: `postgresql://user@host/database`. Event types without a table are not covered by the
    records. Raises `DatabaseError` if the database cannot be used, tables or columns do not fit, or a row is no fact.
    """
    with connected(url) as connection:
        backend = Postgres(connection, schema, vocabulary)
        types = types_in(connection, schema, vocabulary)
        _refuse_what_is_no_fact(connection, schema, [vocabulary.events[t] for t in sorted(types)])
        covered = None if types == frozenset(vocabulary.events) else types
        yield Database(Source(backend, types, covered), types)


def _refuse_what_is_no_fact(connection: psycopg.Connection[Row], schema: str, events: list[EventType]) -> None:
    troubles = [t for event in events for t in _wrong(connection, schema, event)]
    troubles += twice(_shared_ids(connection, schema, events))
    if troubles:
        listed = join(troubles, zh=";", en="; ")
        raise DatabaseError(
            Text(
                f"模式 {schema} 中有的行不是事实:{listed.zh}", f"rows of the schema {schema} are no facts: {listed.en}"
            )
        )


def _wrong(connection: psycopg.Connection[Row], schema: str, event: EventType) -> Iterator[Text]:
    """How many rows of the type's table fail which conditions."""
    checks = list(checks_of(event))
    counts = ", ".join(f"count(*) FILTER (WHERE NOT ({check.holds}))" for check in checks)
    (found,) = connection.execute(f"SELECT {counts} FROM {table(schema, event.name)}")
    yield from wrong_rows(event, checks, found)
    if not any(found) and is_of_plugin(event):
        yield from refused_rows(event, _rows(connection, schema, event))


def _rows(connection: psycopg.Connection[Row], schema: str, event: EventType) -> Iterator[Row]:
    columns = ", ".join(map(name, natural_names(event)))
    with connection.cursor("policykit_rows") as cursor:
        cursor.execute(f"SELECT {columns} FROM {table(schema, event.name)}")
        while rows := cursor.fetchmany(_BATCH):
            yield from rows


def _shared_ids(connection: psycopg.Connection[Row], schema: str, events: list[EventType]) -> object:
    """How many ids more than one row has, be they of one table or of several."""
    every = " UNION ALL ".join(f"SELECT id {BY_CODE_POINT} AS id FROM {table(schema, e.name)}" for e in events)
    ((found,),) = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM ({every}) f GROUP BY id HAVING count(*) > 1) t"
    )
    return found
