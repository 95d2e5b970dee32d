"""From the raw columns of a row to the columns of an event type's relation, as SQL; and when a row is a fact.

What comes in is a `Raw` for each field that the row may say; what goes out is a `RowSql`. Its `sound` is the condition
under which the fact model is certain to accept the row as these values. What is not sound is judged by the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from policykit.io.facts_in.parse import shape_of
from policykit.io.tables_in.columns import columns_of, constant, name, names_of
from policykit.io.tables_in.models import is_plain
from policykit.io.tables_in.readings import Reading, never, read
from policykit.model.vocabulary import EventType, FieldDef


@dataclass(frozen=True, slots=True)
class Raw:
    """An SQL expression over what a source holds, and its DuckDB type."""

    sql: str
    type: str


@dataclass(frozen=True, slots=True)
class RowSql:
    """SQL for one event type over a source's rows.

    `values` and `shorts` are expressions for the columns `names_of(event)`; `shorts` may be taken where `plain` holds
    in all rows. Rows are both sound and plain, as most rows of most sources are, where `tidy` holds and each of the
    texts `ends` is `neat`. `recorded` says whether the row says `recorded_at`.
    """

    values: tuple[str, ...]
    shorts: tuple[str, ...]
    sound: str
    plain: str
    recorded: str
    tidy: str = "FALSE"
    ends: tuple[str, ...] = ()


def row_sql(event: EventType, raws: Mapping[str, Raw], unknown: Sequence[Raw] = ()) -> RowSql:
    """The SQL for rows that say these fields, by English name; what is in an `unknown` column makes a row unsound."""
    shape = shape_of(event)
    types = {c.name: c.sql for c in columns_of(event)} | {"id": "VARCHAR"}
    readings = {
        field: read(raw.sql, raw.type, shape.fields[field].type, types.get(field, "BIGINT"))
        for field, raw in raws.items()
    }
    conditions = ["TRUE" if is_plain(event.model) else "FALSE"]
    conditions += [f"{raws[f].sql} IS NOT NULL" if f in raws else "FALSE" for f in _required(shape.fields)]
    conditions += [f"{raw.sql} IS NULL" for raw in unknown]
    said = raws.get("recorded_at")
    if said is not None and "occurred_at" in readings:
        conditions.append(f"({said.sql} IS NULL OR {readings['recorded_at'].value} >= {readings['occurred_at'].value})")
    sounds = [reading.sound for reading in readings.values()]
    tidy = [
        reading.sound if reading.plain == "TRUE" else f"coalesce({reading.plain}, TRUE)"
        for reading in readings.values()
        if reading.ends is None
    ]
    made = assembled(event, readings, [*conditions, *sounds], "FALSE" if said is None else f"{said.sql} IS NOT NULL")
    ends = tuple(reading.ends for reading in readings.values() if reading.ends is not None)
    return replace(made, tidy=all_of([*conditions, *tidy]), ends=ends)


def assembled(event: EventType, readings: Mapping[str, Reading], conditions: Sequence[str], recorded: str) -> RowSql:
    """The SQL for a row whose fields are read in these ways and which is a fact under all of these conditions."""
    plains = [r.plain for r in readings.values() if r.plain != "TRUE"]
    return RowSql(
        tuple(_values(event, {f: r.value for f, r in readings.items()})),
        tuple(_values(event, {f: r.short for f, r in readings.items()})),
        all_of(conditions),
        " AND ".join(f"coalesce({p}, TRUE)" for p in plains) or "TRUE",
        recorded,
    )


def all_of(conditions: Sequence[str]) -> str:
    """The condition that all of these hold."""
    wanted = [c for c in dict.fromkeys(conditions) if c != "TRUE"]
    return f"coalesce({' AND '.join(f'({c})' for c in wanted)}, FALSE)" if wanted else "TRUE"


def _required(fields: Mapping[str, FieldDef]) -> list[str]:
    return [f.name for f in fields.values() if f.required]


def _values(event: EventType, said: Mapping[str, str]) -> list[str]:
    nothing = never("BIGINT").value
    at = said.get("occurred_at", nothing)
    known = said.get("recorded_at")
    columns = [said.get("id", "CAST(NULL AS VARCHAR)"), at, at if known is None else f"coalesce({known}, {at})"]
    for column in columns_of(event):
        default = event.model.model_fields[column.name].default
        value = said.get(column.name, f"CAST(NULL AS {column.sql})")
        columns.append(value if default is None or column.field.required else f"coalesce({value}, {constant(default)})")
    return columns


def select_list(event: EventType, values: Sequence[str]) -> str:
    """The values under the names of the relation's columns."""
    return ", ".join(f"{value} AS {name(column)}" for column, value in zip(names_of(event), values, strict=True))
