"""From `Fact` objects to tables, by way of Arrow, and back. For tests, small inputs and the facts of single rows."""

# ruff: noqa: S608 - names in statements are quoted, values are parameters

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import duckdb
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

from policykit.io.facts_in.errors import FactsError
from policykit.io.tables_in.columns import (
    Column,
    arrow_schema,
    columns_of,
    day_of,
    definition,
    name,
    names_of,
    relation,
    row_of,
)
from policykit.io.tables_in.session import in_memory, prepare, seen_as
from policykit.io.tables_in.tables import Tables
from policykit.model.facts import Fact
from policykit.model.text import Text
from policykit.model.time import moment
from policykit.model.vocabulary import EventType, Kind, Vocabulary


def tables_of(
    facts: Sequence[Fact], vocabulary: Vocabulary, connection: duckdb.DuckDBPyConnection | None = None
) -> Tables:
    """The facts as tables; with `connection`, in its database, which stays open when the tables are closed.

    A type's relation that is there already is replaced. Raises `ValueError` for two facts with one id, `FactsError` for
    a number beyond 64 bits.
    """
    if len({fact.id for fact in facts}) < len(facts):
        raise ValueError("two facts have the same id")
    by_type: dict[str, list[Fact]] = {}
    for fact in facts:
        by_type.setdefault(fact.type, []).append(fact)
    arrow = {kind: arrow_of(found, vocabulary.events[kind]) for kind, found in by_type.items()}
    into = in_memory() if connection is None else connection
    prepare(into)
    for kind, table in arrow.items():
        into.execute(f"CREATE OR REPLACE TABLE {relation(kind)} ({definition(vocabulary.events[kind])})")
        with seen_as(into, "facts_of_type", table) as source:
            into.execute(f"INSERT INTO {relation(kind)} SELECT * FROM {source}")
    made = Tables(into, vocabulary, {kind: len(by_type[kind]) for kind in sorted(by_type)}, rows=len(facts))
    return made.ending(into.close) if connection is None else made


def empty_tables(vocabulary: Vocabulary, connection: duckdb.DuckDBPyConnection) -> None:
    """Make an empty relation for every event type."""
    prepare(connection)
    for kind, event in vocabulary.events.items():
        connection.execute(f"CREATE OR REPLACE TABLE {relation(kind)} ({definition(event)})")


def arrow_of(facts: Iterable[Fact], event: EventType) -> pa.Table:
    """Facts of one type as an Arrow table with the columns of the type's relation. Raises `FactsError`."""
    columns = columns_of(event)
    schema = arrow_schema(event)
    rows = [row_of(fact, columns) for fact in facts]
    held = zip(*rows, strict=True) if rows else [()] * len(schema)
    try:
        arrays = [pa.array(values, of.type) for values, of in zip(held, schema, strict=True)]
    except (OverflowError, pa.ArrowInvalid) as error:
        raise FactsError(_too_big(event)) from error
    return pa.Table.from_arrays(arrays, schema=schema)


def _too_big(event: EventType) -> Text:
    return Text(
        f"{event.label.zh}({event.name})中有超出 64 位的数,表中放不下",
        f"a number of {event.name} is beyond 64 bits, which a table cannot hold",
    )


def facts_from(tables: Tables, types: Iterable[str], ids: Collection[str] | None = None) -> list[Fact]:
    """The facts of these types as objects, by time, then id; with `ids`, those of them with these ids alone.

    Times come in UTC+8. A fact whose `recorded_at` is its `occurred_at` does not say it. Raises `KeyError` for a type
    that the vocabulary does not have.
    """
    found: list[Fact] = []
    for kind in dict.fromkeys(types):
        event = tables.vocabulary.events[kind]
        if kind in tables.types:
            found += _read(tables.connection, event, None if ids is None else set(ids))
    return sorted(found, key=lambda fact: (fact.at, fact.id))


def _read(connection: duckdb.DuckDBPyConnection, event: EventType, ids: set[str] | None) -> list[Fact]:
    query = f"SELECT {', '.join(map(name, names_of(event)))} FROM {relation(event.name)}"
    if ids is None:
        rows = connection.execute(query).fetchall()
    else:
        rows = connection.execute(f"{query} WHERE id IN (SELECT unnest(?::VARCHAR[]))", [sorted(ids)]).fetchall()
    columns = columns_of(event)
    return [_fact(event, columns, row) for row in rows]


def _fact(event: EventType, columns: Sequence[Column], row: tuple[object, ...]) -> Fact:
    fact_id, at, known, *values = row
    said: dict[str, object] = {"id": fact_id, "type": event.name, "occurred_at": _moment(at)}
    if known != at:
        said["recorded_at"] = _moment(known)
    said |= {c.name: _value(c, v) for c, v in zip(columns, values, strict=True) if v is not None}
    return event.model.model_validate(said)


def _value(column: Column, value: object) -> object:
    match column.field.type.kind:
        case Kind.DATE if isinstance(value, int):
            return day_of(value)
        case Kind.INSTANT:
            return _moment(value)
        case _:
            return value


def _moment(at: object) -> object:
    return moment(at) if isinstance(at, int) else at
