"""An existing DuckDB file with facts: a table or view for each event type, or tables with a column for it.

The file is opened for reading only. Tables are read where they are; views are copied, since their rows have no number.
"""

# ruff: noqa: S608 - names in statements are quoted

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from policykit.io.facts_in.errors import FactsError, os_trouble
from policykit.io.facts_in.problems import listed
from policykit.io.tables_in.binding import TYPE_NAMES, RawColumn
from policykit.io.tables_in.columns import literal, name
from policykit.io.tables_in.data import columns_of_table
from policykit.io.tables_in.store import STORED
from policykit.model.text import Text
from policykit.model.vocabulary import Vocabulary

DUCKDB = frozenset({".duckdb", ".ddb"})


@dataclass(frozen=True, slots=True)
class DuckTable:
    """A table of the file that holds facts: what it is called, where it is, and the event type that its name says."""

    called: str
    relation: str
    columns: tuple[RawColumn, ...]
    named: str | None


def attach(connection: duckdb.DuckDBPyConnection, path: Path, alias: str) -> None:
    """Open a DuckDB file under a name, for reading only. Raises `FactsError` if it is none or another writes to it."""
    try:
        path.open("rb").close()
        connection.execute(f"ATTACH {literal(str(path))} AS {name(alias)} (READ_ONLY)")
    except OSError as error:
        raise FactsError(os_trouble(path, error)) from error
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise FactsError(
            Text(
                f"无法打开 DuckDB 文件 {path};请确认它完整,且没有别的程序正在写入。DuckDB:{error}",
                f"cannot open the DuckDB file {path}; check that it is whole and no other program writes to it."
                f" DuckDB: {error}",
            )
        ) from error


def tables_in(
    connection: duckdb.DuckDBPyConnection, path: Path, alias: str, vocabulary: Vocabulary, *, copy: bool
) -> tuple[list[DuckTable], tuple[Text, ...]]:
    """The tables and views that hold facts, and what is to be said of the others; with `copy`, all are copied.

    Those whose name is an event type's, or which have a column for it. Raises `FactsError` if there are none.
    """
    found: list[DuckTable] = []
    others: list[str] = []
    for schema, table, is_view in _relations(connection, alias):
        event = vocabulary.event(table)
        relation = ".".join(map(name, (alias, schema, table)))
        columns = columns_of_table(connection, relation)
        called = table if schema == "main" else f"{schema}.{table}"
        if event is None and not any(c.name in TYPE_NAMES for c in columns):
            others.append(called)
            continue
        if is_view or copy:
            copied = f"{STORED}.{name(f'#{alias} {called}')}"
            connection.execute(f"CREATE TABLE IF NOT EXISTS {copied} AS SELECT * FROM {relation}")
            relation = copied
        found.append(DuckTable(f"{path}:{called}", relation, columns, event.name if event else None))
    names = listed(others)
    if not found:
        raise FactsError(
            Text(
                f"{path} 中没有以事件类型为名、或有 type(事件)列的表;现有:{names.zh}",
                f"{path} has no table that is named for an event type or has a column type; it has {names.en}",
            )
        )
    note = Text(
        f"{path}:未读取 {names.zh}(表名不是事件类型,也没有 type 列)",
        f"{path}: not read: {names.en} (not named for an event type, and without a column type)",
    )
    return found, (note,) if others else ()


def _relations(connection: duckdb.DuckDBPyConnection, alias: str) -> Iterator[tuple[str, str, bool]]:
    """Schema, name and whether it is a view, of every table and view."""
    for source, column, is_view in (("duckdb_tables()", "table_name", False), ("duckdb_views()", "view_name", True)):
        query = (
            f"SELECT schema_name, {column} FROM {source} WHERE database_name = ? AND NOT internal"
            " ORDER BY schema_name, 2"
        )
        for schema, table in connection.execute(query, [alias]).fetchall():
            yield schema, table, is_view
