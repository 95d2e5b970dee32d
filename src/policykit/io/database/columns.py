"""Whether the tables of a database can hold facts: which are there, with which columns of which types.

In: a connection, the schema, the vocabulary. Out: the event types that have a table; what is missing is an error that
names all of it at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from policykit.engine.columnar.natural import columns_of
from policykit.io.database.errors import DatabaseError, Row
from policykit.io.database.refusing import mistyped, unknown_types
from policykit.io.database.schema import type_of
from policykit.model.text import Text, join
from policykit.model.vocabulary import EventType, Vocabulary

if TYPE_CHECKING:
    import psycopg

_TEXTS = frozenset({"text", "varchar"})
_TIMES = frozenset({"timestamptz"})
_TAKEN: Mapping[str, frozenset[str]] = {
    "text": _TEXTS,
    "boolean": frozenset({"bool"}),
    "bigint": frozenset({"int2", "int4", "int8"}),
    "double precision": frozenset({"int2", "int4", "int8", "float4", "float8", "numeric"}),
    "date": frozenset({"date"}),
    "timestamp with time zone": _TIMES,
    "text[]": frozenset({"_text", "_varchar"}),
}
"""The types, as the catalogue calls them, of which a column may be."""

_CATALOGUE = """
SELECT c.relname, a.attname, b.typname, format_type(a.atttypid, a.atttypmod)
FROM pg_catalog.pg_namespace n
JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type b ON b.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
WHERE n.nspname = %s
"""


def types_in(connection: psycopg.Connection[Row], schema: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The event types that have a table or view in the schema.

    Raises `DatabaseError` if there is none, or if one lacks a column, has one of another type, or is named as an event
    type might be and is none.
    """
    tables: dict[str, dict[str, tuple[str, str]]] = {}
    for table, column, base, shown in connection.execute(_CATALOGUE, [schema]):
        tables.setdefault(str(table), {})[str(column)] = (str(base), str(shown))
    found = frozenset(tables) & frozenset(vocabulary.events)
    if not found:
        raise DatabaseError(
            Text(
                f"模式 {schema} 中没有任何事件类型的表;表名应为事件类型的英文名,如 post.published",
                f"the schema {schema} has no table of an event type; tables are named as these are, as post.published",
            )
        )
    troubles = [*unknown_types((t for t in tables if "." in t), vocabulary)]
    for type_ in sorted(found):
        troubles += _of_table(vocabulary.events[type_], tables[type_])
    if troubles:
        listed = join(troubles, zh=";", en="; ")
        raise DatabaseError(
            Text(
                f"模式 {schema} 中的表不合要求:{listed.zh}",
                f"the tables of the schema {schema} do not fit: {listed.en}",
            )
        )
    return found


def _of_table(event: EventType, columns: Mapping[str, tuple[str, str]]) -> Iterator[Text]:
    time = "timestamp with time zone"
    wanted = {"id": "text", "occurred_at": time, "recorded_at": time}
    wanted |= {c.name: type_of(c) for c in columns_of(event)}
    for column, type_ in wanted.items():
        place = f"{event.name}.{column}"
        if column not in columns:
            yield Text(f"{place} 缺少该列(应为 {type_})", f"{place} is missing ({type_})")
            continue
        base, shown = columns[column]
        if base not in _TAKEN[type_]:
            yield mistyped(place, type_, shown, zoneless=base == "timestamp")
