"""The columns of the tables that the columnar engine reads, derived from the vocabulary.

One relation for each event type that occurs, in the schema `facts`, named as the type. Its columns are `id`, `at` (when
it occurred) and `known` (when it was recorded, or occurred), then every other field of the type by its English name.
Instants are microseconds since 1970-01-01T00:00Z, dates are days since 1970-01-01, choices are their English names,
sets are lists without repeats in the order of their code points. NULL: the fact does not say it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

from policykit.model.facts import Fact
from policykit.model.time import instant
from policykit.model.vocabulary import EventType, FieldDef, Kind

SCHEMA = "facts"
_EPOCH = date(1970, 1, 1).toordinal()

SQL_TYPES: Mapping[Kind, str] = {
    Kind.TEXT: "VARCHAR",
    Kind.ID: "VARCHAR",
    Kind.CHOICE: "VARCHAR",
    Kind.TRUTH: "BOOLEAN",
    Kind.NUMBER: "BIGINT",
    Kind.DATE: "INTEGER",
    Kind.INSTANT: "BIGINT",
    Kind.SET: "VARCHAR[]",
}
_ARROW_TYPES: Mapping[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "BOOLEAN": pa.bool_(),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "VARCHAR[]": pa.list_(pa.string()),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a type's relation: the field that it holds and its SQL type."""

    field: FieldDef
    sql: str

    @property
    def name(self) -> str:
        """The English name of the field."""
        return self.field.name


def name(text: str) -> str:
    """`text` as a quoted SQL name."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` as an SQL string. NUL, which a statement cannot hold, is spelled by its number."""
    if "\0" in text:
        return f"({' || chr(0) || '.join(map(literal, text.split(chr(0))))})"
    return "'" + text.replace("'", "''") + "'"


def constant(value: object) -> str:
    """A value of a fact as SQL, as its column holds it."""
    held = stored(value)
    match held:
        case None:
            return "NULL"
        case bool():
            return str(held).upper()
        case int() | float():
            return str(held)
        case list():
            return f"CAST([{', '.join(literal(str(v)) for v in held)}] AS VARCHAR[])"
        case _:
            return literal(str(held))


def relation(event: str) -> str:
    """The relation of an event type, as SQL names it."""
    return f"{SCHEMA}.{name(event)}"


def columns_of(event: EventType) -> tuple[Column, ...]:
    """The columns of the type's fields, those after `id`, `at` and `known`."""
    return tuple(
        Column(field, "DOUBLE" if _fractional(event, field) else SQL_TYPES[field.type.kind])
        for field in event.fields.values()
        if field.name != "occurred_at"
    )


def _fractional(event: EventType, field: FieldDef) -> bool:
    """Whether a plug-in's model lets the number have a fraction."""
    return field.type.kind is Kind.NUMBER and "float" in str(event.model.model_fields[field.name].annotation)


def definition(event: EventType) -> str:
    """The column list of the type's table for CREATE TABLE, without parentheses."""
    types = ["VARCHAR", "BIGINT", "BIGINT", *(c.sql for c in columns_of(event))]
    return ", ".join(f"{name(n)} {sql}" for n, sql in zip(names_of(event), types, strict=True))


def names_of(event: EventType) -> tuple[str, ...]:
    """The names of all columns of a type's relation, in order."""
    return ("id", "at", "known", *(c.name for c in columns_of(event)))


def arrow_schema(event: EventType) -> pa.Schema:
    """The columns of the type's relation in Arrow."""
    fields = [pa.field("id", pa.string()), pa.field("at", pa.int64()), pa.field("known", pa.int64())]
    return pa.schema([*fields, *(pa.field(c.name, _ARROW_TYPES[c.sql]) for c in columns_of(event))])


def stored(value: object) -> object:
    """A value of a fact as its column holds it."""
    match value:
        case Enum():
            return value.value
        case datetime():
            return instant(value)
        case date():
            return day_number(value)
        case frozenset():
            return sorted(v.value if isinstance(v, Enum) else str(v) for v in value)
        case _:
            return value


def row_of(fact: Fact, columns: tuple[Column, ...]) -> tuple[object, ...]:
    """The row of a fact: `id`, `at`, `known` and the values of its fields."""
    return (fact.id, fact.at, fact.known_at, *(stored(getattr(fact, c.name)) for c in columns))


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The date that lies so many days after 1970-01-01."""
    return date.fromordinal(number + _EPOCH)
