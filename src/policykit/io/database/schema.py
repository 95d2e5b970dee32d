"""The schema of a database of facts: a table for each event type, which refuses what is no fact.

In: a vocabulary. Out: PostgreSQL's DDL, and the same conditions one by one, to be asked of tables that came about in
another way. A condition whose value is NULL holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from policykit.engine.columnar.natural import NaturalColumn, columns_of, default_literal
from policykit.engine.columnar.sql import name, text
from policykit.model.facts.base import SPACES
from policykit.model.text import Text
from policykit.model.time import FIRST_DAY
from policykit.model.vocabulary import EventType, FieldType, Kind, Vocabulary

NATURAL = {
    Kind.TEXT: "text",
    Kind.ID: "text",
    Kind.CHOICE: "text",
    Kind.TRUTH: "boolean",
    Kind.NUMBER: "bigint",
    Kind.DATE: "date",
    Kind.INSTANT: "timestamp with time zone",
    Kind.SET: "text[]",
}
"""The type of a column by the kind of its field."""


@dataclass(frozen=True, slots=True)
class Saying:
    """How a database says what is said differently elsewhere: a column's name, and conditions over it."""

    column: Callable[[str], str]
    is_name: Callable[[str], str]
    """That a text is not empty and has no white space at its ends."""
    is_time: Callable[[str], str]
    """That an instant is one that facts can have."""
    is_flat: Callable[[str], str]
    """That an array holds values, not NULL and not arrays."""
    within: Callable[[str, Sequence[str]], str]
    """That an array holds none but these texts."""


ID, MOMENT = FieldType(Kind.ID), FieldType(Kind.INSTANT)
_TEXT, _TIME = "policykit_text", "policykit_time"
_LAST_TIME = f"{date.max} 23:59:59.999999+08"


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on rows, as SQL, and what is wrong where it does not hold. `column` is at fault.

    `by_type`: in the schema made here, the column's type sees to it.
    """

    column: str
    holds: str
    wrong: Text
    by_type: bool = False


def type_of(column: NaturalColumn) -> str:
    """The natural type of a column, as SQL."""
    return "double precision" if column.fractional else NATURAL[column.kind]


def checks_of(event: EventType, saying: Saying | None = None) -> Iterator[Check]:
    """What holds for every row that is a fact of the type, by default in PostgreSQL's words.

    Ids that are said twice are not seen here.
    """
    saying = saying or POSTGRES
    yield _said("id", saying)
    yield from _of_value("id", ID, saying)
    yield _said("occurred_at", saying)
    yield from _of_value("occurred_at", MOMENT, saying)
    yield from _of_value("recorded_at", MOMENT, saying)
    late = Text("记录时间早于发生时间", "it was recorded before it occurred")
    yield Check("recorded_at", "recorded_at >= occurred_at", late)
    for column in columns_of(event):
        if column.field.required:
            yield _said(column.name, saying)
        yield from _of_value(column.name, column.field.type, saying)


def _said(column: str, saying: Saying) -> Check:
    return Check(column, f"{saying.column(column)} IS NOT NULL", Text("缺少该值", "it is missing"), by_type=True)


def _of_value(column: str, type_: FieldType, saying: Saying) -> Iterator[Check]:
    c = saying.column(column)
    match type_.kind:
        case Kind.TEXT | Kind.ID:
            wrong = Text("为空或首尾有空白", "it is empty, or has white space at an end")
            yield Check(column, saying.is_name(c), wrong, by_type=True)
        case Kind.INSTANT:
            wrong = Text(f"早于 {FIRST_DAY} 或晚于 {date.max}", f"it lies before {FIRST_DAY} or after {date.max}")
            yield Check(column, saying.is_time(c), wrong, by_type=True)
        case Kind.DATE:
            wrong = Text("不是公历 1 至 9999 年的日期", "it is no date of the years 1 to 9999")
            yield Check(column, f"{c} BETWEEN DATE '0001-01-01' AND DATE '{date.max}'", wrong)
        case Kind.CHOICE if type_.choices is not None:
            yield Check(column, f"{c} IN ({_listed(type_)})", Text("不是允许的值", "it is none of the values allowed"))
        case Kind.NUMBER if type_.least is not None:
            yield Check(column, f"{c} >= {type_.least}", Text(f"小于 {type_.least}", f"it is less than {type_.least}"))
        case Kind.SET if type_.element is not None:
            yield from _of_set(column, type_.element, saying)


def _of_set(column: str, element: FieldType, saying: Saying) -> Iterator[Check]:
    c = saying.column(column)
    yield Check(column, saying.is_flat(c), Text("不是一列值", "it is not a list of values"))
    if element.choices is not None:
        wrong = Text("含有不允许的值", "a value in it is none of those allowed")
        yield Check(column, saying.within(c, [e.value for e in element.choices]), wrong)


def _listed(type_: FieldType) -> str:
    return ", ".join(text(c.value) for c in type_.choices or ())


_ESCAPED = "".join(f"\\u{ord(c):04x}" for c in SPACES)
POSTGRES = Saying(
    column=name,
    is_name=lambda c: f"({c} <> '' AND {c} = btrim({c}, E'{_ESCAPED}'))",
    is_time=lambda c: f"{c} BETWEEN '{FIRST_DAY} 00:00:00+08' AND '{_LAST_TIME}'",
    is_flat=lambda c: f"coalesce(array_ndims({c}), 1) = 1 AND array_position({c}, NULL) IS NULL",
    within=lambda c, values: f"{c} <@ CAST(ARRAY[{', '.join(map(text, values))}] AS text[])",
)
SPARK = Saying(
    column="`{}`".format,
    is_name=lambda c: f"({c} <> '' AND {c} = btrim({c}, '{_ESCAPED}'))",
    is_time=lambda c: f"{c} BETWEEN TIMESTAMP '{FIRST_DAY} 00:00:00+08:00' AND TIMESTAMP '{_LAST_TIME}:00'",
    is_flat=lambda c: f"NOT exists({c}, v -> v IS NULL)",
    within=lambda c, values: f"forall({c}, v -> v IN ({', '.join(map(text, values))}))",
)


# ---------------------------------------------------------------- DDL


def schema_ddl(vocabulary: Vocabulary, schema: str = "facts") -> str:
    """The statements that make the schema, its tables named as the event types and its columns as their fields.

    Ids are unique within a table; that no two tables share one is seen when the database is opened.
    """
    home = name(schema)
    parts = [
        f"CREATE SCHEMA IF NOT EXISTS {home};",
        f'CREATE DOMAIN {home}.{_TEXT} AS text COLLATE "C"\n    CHECK {POSTGRES.is_name("VALUE")};',
        f"CREATE DOMAIN {home}.{_TIME} AS timestamp with time zone\n    CHECK ({POSTGRES.is_time('VALUE')});",
    ]
    parts += [_table(event, home) for event in vocabulary.events.values()]
    return "\n\n".join(parts) + "\n"


def _table(event: EventType, home: str) -> str:
    known = f"{home}.{name(event.name)}"
    lines = [f"id {home}.{_TEXT} PRIMARY KEY", f"occurred_at {home}.{_TIME} NOT NULL", f"recorded_at {home}.{_TIME}"]
    lines += [_column(c, home) for c in columns_of(event)]
    lines += [f"CHECK ({check.holds})" for check in checks_of(event) if not check.by_type]
    listed = ",\n    ".join(lines)
    comments = [f"COMMENT ON TABLE {known} IS {text(event.label.zh)};"]
    comments += [f"COMMENT ON COLUMN {known}.{name(c.name)} IS {text(c.field.label.zh)};" for c in columns_of(event)]
    return "\n".join([f"CREATE TABLE {known} (\n    {listed}\n);", *comments])


def _column(column: NaturalColumn, home: str) -> str:
    default = default_literal(column)
    match column.kind:
        case Kind.TEXT | Kind.ID:
            type_ = f"{home}.{_TEXT}"
        case Kind.INSTANT:
            type_ = f"{home}.{_TIME}"
        case _:
            type_ = type_of(column)
    always = " NOT NULL" if column.field.required or default is not None else ""
    return f"{name(column.name)} {type_}{always}" + ("" if default is None else f" DEFAULT {default}")
