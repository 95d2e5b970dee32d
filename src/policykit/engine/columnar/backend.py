"""What the engine asks of a database: run a statement, fetch rows, hold a small table. DuckDB is the one embedded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from time import sleep
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from policykit.engine.columnar.sql import name
from policykit.model.errors import MemoryExceeded
from policykit.model.text import Text

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    import duckdb

Row = tuple[object, ...]

FACTS = "facts"
"""The schema of the facts: one relation for each event type, named as the type."""


WORK = "policykit"
"""The database of what a run makes for itself."""

_SCHEMAS = f"SELECT 1 FROM information_schema.schemata WHERE catalog_name = '{WORK}'"
_HANDED = "policykit_handed"

_ROWS = 10_000
"""How many rows are fetched at once."""

_PATIENCE = 0.05
"""How many seconds a database gets to break off."""

_T = TypeVar("_T")


class Backend(Protocol):
    """A database. Statements are written in DuckDB's dialect, and translated where it speaks another."""

    def relation(self, type_: str) -> str:
        """The table of the facts of an event type, as statements name it."""

    def run(self, statement: str) -> None:
        """Run a statement that gives no rows."""

    def rows(self, query: str) -> list[Row]:
        """All rows of a query; for few rows."""

    def stream(self, query: str) -> Iterator[list[Row]]:
        """The rows of a query in batches, as they come."""

    def put(self, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> str:
        """Make a table for this run with these columns (by their types) and rows; returns its name."""

    def keep(self, query: str) -> str:
        """Make a table for this run of what a query gives; returns its name."""

    def drop(self, table: str) -> None:
        """Forget a table made for this run: nothing will ask for it."""


@runtime_checkable
class Writing(Backend, Protocol):
    """A database that makes texts, with all functions of DuckDB."""

    def texts(self, query: str) -> Iterator[memoryview]:
        """What a query of one text gives, row after row in UTF-8, many rows at once; no text is NULL."""


@runtime_checkable
class Concurrent(Protocol):
    """A database that several threads may ask at once."""

    def interrupt(self) -> None:
        """Break off what any thread is waiting for."""


class DuckDB:
    """An embedded DuckDB connection; it is `Concurrent` and `Writing`.

    Where its memory is too little, `MemoryExceeded` is raised.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Speak to the connection, which stays its owner's. Tables of the run go to a database in memory beside it.

        No statement relies on the order of rows that it does not ask for: keeping it would hold them in memory.
        """
        self._opened, self._own, self._tables = connection, threading.local(), count(1)
        self._cursors: list[duckdb.DuckDBPyConnection] = []
        connection.execute(f"ATTACH IF NOT EXISTS ':memory:' AS {WORK}")
        connection.execute("SET preserve_insertion_order = false")
        self._schema = f"run{len(self.rows(_SCHEMAS))}"
        connection.execute(f"CREATE SCHEMA {WORK}.{self._schema}")

    @property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        """The thread's own connection."""
        if not hasattr(self._own, "connection"):
            self._own.connection = self._opened.cursor()
            self._cursors.append(self._own.connection)
        found: duckdb.DuckDBPyConnection = self._own.connection
        return found

    def interrupt(self) -> None:
        """Break off what any thread is waiting for."""
        for cursor in tuple(self._cursors):
            cursor.interrupt()

    def relation(self, type_: str) -> str:
        """The table of the facts of an event type, as statements name it."""
        return f"{FACTS}.{name(type_)}"

    def run(self, statement: str) -> None:
        """Run a statement that gives no rows."""
        with within_memory(self._opened):
            self._connection.execute(statement)

    def rows(self, query: str) -> list[Row]:
        """All rows of a query; for few rows."""
        with within_memory(self._opened):
            return self._connection.execute(query).fetchall()

    def stream(self, query: str) -> Iterator[list[Row]]:
        """The rows of a query in batches, as they come."""
        with within_memory(self._opened), self._connection.cursor() as cursor:
            self._cursors.append(cursor)
            try:
                cursor.execute(query)
                while batch := cursor.fetchmany(_ROWS):
                    yield batch
            finally:
                self._cursors.remove(cursor)

    def texts(self, query: str) -> Iterator[memoryview]:
        """What a query of one text gives, row after row in UTF-8, many rows at once; no text is NULL."""
        with within_memory(self._opened), self._connection.cursor() as cursor:
            self._cursors.append(cursor)
            try:
                for batch in cursor.sql(query).to_arrow_reader(_ROWS):
                    (column,) = batch.columns
                    _, offsets, texts = column.buffers()
                    places = memoryview(offsets).cast("i")
                    yield memoryview(texts)[places[column.offset] : places[column.offset + len(column)]]
            finally:
                self._cursors.remove(cursor)

    def put(self, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> str:
        """Make a table for this run with these columns (by their types) and rows; returns its name."""
        import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

        table = self._fresh()
        self.run(f"CREATE TABLE {table} ({', '.join(f'{name(c)} {t}' for c, t in columns.items())})")
        held = list(zip(*rows, strict=True))
        if held:
            types = {
                "VARCHAR": pa.string(),
                "BIGINT": pa.int64(),
                "INTEGER": pa.int32(),
                "BOOLEAN": pa.bool_(),
                "VARCHAR[]": pa.list_(pa.string()),
            }
            arrays = [pa.array(values, types[t]) for values, t in zip(held, columns.values(), strict=True)]
            self._connection.register(_HANDED, pa.table(arrays, names=list(columns)))
            self.run(f"INSERT INTO {table} SELECT * FROM {_HANDED}")
            self._connection.unregister(_HANDED)
        return table

    def keep(self, query: str) -> str:
        """Make a table for this run of what a query gives; returns its name."""
        table = self._fresh()
        self.run(f"CREATE TABLE {table} AS {query}")
        return table

    def drop(self, table: str) -> None:
        """Forget a table made for this run: nothing will ask for it."""
        self.run(f"DROP TABLE {table}")

    def _fresh(self) -> str:
        return f"{WORK}.{self._schema}.t{next(self._tables)}"


def break_off(pools: Iterable[Executor], begun: Collection[Future[_T]], interrupt: Callable[[], object]) -> None:
    """End the work of threads that a database is asked by: what has not begun never will, what has is interrupted."""
    for pool in pools:
        pool.shutdown(wait=False, cancel_futures=True)
    while not all(each.done() for each in begun):
        interrupt()
        sleep(_PATIENCE)


@contextmanager
def within_memory(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Raise `MemoryExceeded`, with the limit and what to do, where DuckDB runs out of memory within the block."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        ((limit,),) = connection.cursor().execute("SELECT current_setting('memory_limit')").fetchall()
        said = str(error).partition("\n")[0]
        raise MemoryExceeded(
            Text(
                f"内存不够:DuckDB 最多可用 {limit},移到临时文件之后仍然不足;请放宽上限(--memory),或在临时目录"
                f"所在的磁盘上腾出空间。DuckDB:{said}",
                f"not enough memory: DuckDB may take {limit}, which is too little even with what it moves to temporary "
                f"files; raise the limit (--memory), or make room on the disk of the temporary folder. DuckDB: {said}",
            )
        ) from error
