"""The columnar engine on PostgreSQL. In: a connection, and where the facts stand. Out: a `Backend`.

All statements of a run are one transaction, which sees one state of the facts and never writes to them: what the engine
makes for itself are temporary tables and views, gone when the transaction ends. It is the owner of the connection who
ends it. Texts are ordered by code point, whatever the database's own order is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING

from policykit.engine.columnar.backend import Row
from policykit.engine.columnar.dialects import Dialect, translated
from policykit.engine.columnar.natural import Saying
from policykit.engine.columnar.sql import name
from policykit.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    import psycopg

BY_CODE_POINT = 'COLLATE "C"'
"""The order of texts that does not depend on the database."""

TYPES: Mapping[str, str] = {
    "VARCHAR": f"text {BY_CODE_POINT}",
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "BOOLEAN": "boolean",
    "DOUBLE": "double precision",
    "VARCHAR[]": f"text[] {BY_CODE_POINT}",
}
"""The engine's column types in PostgreSQL."""

SAYING = Saying(
    text=f"CAST({{}} AS text) {BY_CODE_POINT}",
    whole="CAST({} AS bigint)",
    fraction="CAST({} AS double precision)",
    day="({} - DATE '1970-01-01')",
    instant="CAST(extract(epoch FROM {}) * 1000000 AS bigint)",
    texts=f"CASE WHEN {{0}} IS NOT NULL "
    f"THEN ARRAY(SELECT DISTINCT u {BY_CODE_POINT} FROM unnest(CAST({{0}} AS text[])) u ORDER BY 1) END",
)
"""The engine's columns over a table of natural types. Texts are no longer of a domain: lists of them would be of none
that a client knows."""

_COPIED = {"VARCHAR": "text", "BIGINT": "int8", "INTEGER": "int4", "BOOLEAN": "bool", "DOUBLE": "float8"}
_COPIED["VARCHAR[]"] = "text[]"
_ANALYSED = 1_000
_BATCH = 10_000
_runs = count(1)


class Postgres:
    """A connection to PostgreSQL."""

    def __init__(
        self,
        connection: psycopg.Connection[Row],
        relations: Mapping[str, str] | str,
        vocabulary: Vocabulary,
    ) -> None:
        """Speak to the connection, which stays its owner's, from its next transaction on or in the one it is in.

        `relations` is the schema with a table for each event type (`natural`), or for each type a relation, as SQL
        names it, that has the engine's own columns. Raises `ValueError` for a connection that commits each statement.
        """
        import psycopg

        if connection.autocommit:
            raise ValueError("the engine needs a transaction, and the connection commits each statement")
        self._connection, self._relations, self._vocabulary = connection, relations, vocabulary
        self._views: dict[str, str] = {}
        self._prefix, self._tables = f"policykit_{next(_runs)}", count(1)
        if connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE:
            self._execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        self._execute("SET LOCAL jit = off")  # statements are many and small

    def relation(self, type_: str) -> str:
        """The relation of the facts of an event type, as statements name it."""
        if not isinstance(self._relations, str):
            return self._relations[type_]
        if type_ not in self._views:
            view = name(f"{self._prefix} {type_}")
            columns = SAYING.select(self._vocabulary.events[type_])
            self._execute(f"CREATE TEMPORARY VIEW {view} AS SELECT {columns} FROM {table(self._relations, type_)}")
            self._views[type_] = view
        return self._views[type_]

    def run(self, statement: str) -> None:
        """Run a statement that gives no rows."""
        self._execute(translated(statement, Dialect.POSTGRES))

    def _execute(self, statement: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement)

    def rows(self, query: str) -> list[Row]:
        """All rows of a query; for few rows."""
        with self._connection.cursor() as cursor:
            _whole(cursor)
            cursor.execute(translated(query, Dialect.POSTGRES))
            return cursor.fetchall()

    def stream(self, query: str) -> Iterator[list[Row]]:
        """The rows of a query in batches, as they come: they stay at the server until they are asked for."""
        with self._connection.cursor(f"{self._prefix}_{next(self._tables)}") as cursor:
            _whole(cursor)
            cursor.execute(translated(query, Dialect.POSTGRES))
            while batch := cursor.fetchmany(_BATCH):
                yield batch

    def put(self, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> str:
        """Make a table for this run with these columns (by their types) and rows; returns its name."""
        held = list(rows)  # what makes the rows may itself ask the database, which takes nothing else while it copies
        made = self._fresh()
        listed = ", ".join(f"{name(c)} {TYPES[t]}" for c, t in columns.items())
        self._execute(f"CREATE TEMPORARY TABLE {made} ({listed}) ON COMMIT DROP")
        if held:
            with self._connection.cursor() as cursor, cursor.copy(f"COPY {made} FROM STDIN") as copy:
                copy.set_types([_COPIED[t] for t in columns.values()])
                for row in held:
                    copy.write_row(row)
        self._analyse(made, len(held))
        return made

    def keep(self, query: str) -> str:
        """Make a table for this run of what a query gives; returns its name."""
        made = self._fresh()
        with self._connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE {made} ON COMMIT DROP AS {translated(query, Dialect.POSTGRES)}")
            self._analyse(made, cursor.rowcount)
        return made

    def drop(self, table: str) -> None:
        """Forget a table made for this run: nothing will ask for it."""
        self._execute(f"DROP TABLE {table}")

    def _fresh(self) -> str:
        return f"{self._prefix}_t{next(self._tables)}"

    def _analyse(self, made: str, rows: int) -> None:
        """Let the planner know of a table that is not small: nobody else looks at temporary ones."""
        if rows >= _ANALYSED:
            self._execute(f"ANALYZE {made}")


def table(schema: str, type_: str) -> str:
    """The table of an event type in a schema, as SQL names it."""
    return f"{name(schema)}.{name(type_)}"


def _whole(cursor: psycopg.Cursor[Row] | psycopg.ServerCursor[Row]) -> None:
    """Sums come as `numeric`; all that the engine sums is whole."""
    from psycopg.adapt import Loader

    class Whole(Loader):
        def load(self, data: bytes | bytearray | memoryview) -> int:
            return int(bytes(data))

    cursor.adapters.register_loader("numeric", Whole)
