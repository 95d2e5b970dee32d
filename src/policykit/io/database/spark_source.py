"""Facts in from Spark: Parquet that a session reads, or tables of its catalogue, as the columnar engine's source.

Each event type is a table of its own, as in `io.database.source`; what is checked first is the same, in one pass over
each. Rows are not read here but where rules are judged, by the session.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from policykit.engine.columnar.evaluate import Source
from policykit.engine.columnar.natural import NaturalColumn, columns_of, natural_names
from policykit.engine.columnar.spark import Spark
from policykit.io.database.errors import DatabaseError
from policykit.io.database.refusing import (
    guess,
    is_of_plugin,
    mistyped,
    refused_rows,
    twice,
    unknown_types,
    wrong_rows,
)
from policykit.io.database.schema import SPARK, checks_of
from policykit.io.database.source import Database
from policykit.model.text import Text, join
from policykit.model.vocabulary import EventType, Kind, Vocabulary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_WHOLE = ("bigint", "int", "smallint", "tinyint")
_TYPES: Mapping[Kind, tuple[str, ...]] = {
    Kind.TRUTH: ("boolean",),
    Kind.NUMBER: _WHOLE,
    Kind.DATE: ("date",),
    Kind.INSTANT: ("timestamp",),
    Kind.SET: ("array<string>",),
}
"""The types, as Spark calls them, of which a column may be; text where nothing is said."""


@contextmanager
def open_spark(
    session: SparkSession, vocabulary: Vocabulary, folder: Path | None = None, *, schema: str = "facts"
) -> Iterator[Database]:
    """The facts of a session, which stays its owner's: of a folder that it can read, or of a schema of its catalogue.

    The folder holds `type=post.published/` and so on, a folder of Parquet for each event type; the schema a table for
    each, named as the type. Optional columns may be missing. Event types that have none are not covered by the records.
    Raises `DatabaseError` if there is none, columns do not fit, or a row is no fact.
    """
    tables = _in_folder(session, folder) if folder is not None else _in_catalogue(session, schema, vocabulary)
    place = str(folder) if folder is not None else schema
    if not tables:
        raise DatabaseError(
            Text(
                f"{place} 中没有任何事件类型的表;应以事件类型的英文名命名,目录如 type=post.published",
                f"{place} has no table of an event type; they are named as these are, folders as type=post.published",
            )
        )
    troubles = [*unknown_types(tables, vocabulary)]
    sound: dict[str, DataFrame] = {}
    for type_ in sorted(tables.keys() & vocabulary.events.keys()):
        wrong = [*_of_columns(vocabulary.events[type_], tables[type_])]
        troubles += wrong
        if not wrong:
            sound[type_] = _completed(vocabulary.events[type_], tables[type_])
    _refuse(place, troubles)
    _refuse(place, [t for type_, table in sound.items() for t in _of_rows(vocabulary.events[type_], table)])
    _refuse(place, [*_shared_ids(sound)])
    views = {type_: f"policykit_facts_{number}" for number, type_ in enumerate(sound)}
    for type_, view in views.items():
        sound[type_].createOrReplaceTempView(view)
    backend = Spark(session, views, vocabulary)
    types = frozenset(sound)
    try:
        yield Database(Source(backend, types, None if types == frozenset(vocabulary.events) else types), types)
    finally:
        backend.close()
        for view in views.values():
            session.catalog.dropTempView(view)


def _in_folder(session: SparkSession, folder: Path) -> dict[str, DataFrame]:
    named = {p.name.removeprefix("type="): p for p in sorted(folder.glob("type=*")) if p.is_dir()}
    return {type_: session.read.parquet(str(path)) for type_, path in named.items()}


def _in_catalogue(session: SparkSession, schema: str, vocabulary: Vocabulary) -> dict[str, DataFrame]:
    """The tables of the schema that are named as event types, or as only these are: with a dot."""
    if not session.catalog.databaseExists(schema):
        return {}
    names = [t.name for t in session.catalog.listTables(schema)]
    return {n: session.table(f"`{schema}`.`{n}`") for n in names if "." in n or n in vocabulary.events}


def _refuse(place: str, troubles: list[Text]) -> None:
    if troubles:
        listed = join(troubles, zh=";", en="; ")
        raise DatabaseError(Text(f"{place} 不合要求:{listed.zh}", f"{place} does not fit: {listed.en}"))


# ---------------------------------------------------------------- columns


def _taken(column: NaturalColumn) -> tuple[str, ...]:
    if column.fractional:
        return ("double", "float", *_WHOLE)
    return _TYPES.get(column.kind, ("string",))


def _of_columns(event: EventType, table: DataFrame) -> Iterator[Text]:
    taken = {"id": ("string",), "occurred_at": _TYPES[Kind.INSTANT], "recorded_at": _TYPES[Kind.INSTANT]}
    taken |= {c.name: _taken(c) for c in columns_of(event)}
    required = {"id", "occurred_at", *(c.name for c in columns_of(event) if c.field.required)}
    found = dict(table.dtypes)
    for column in sorted(required - found.keys()):
        yield Text(f"{event.name}.{column} 缺少该列({taken[column][0]})", f"{event.name}.{column} is missing")
    for column, type_ in found.items():
        place = f"{event.name}.{column}"
        if column not in taken:
            meant = guess(column, taken)
            yield Text(f"{place} 不是字段{meant.zh}", f"{place} is no field{meant.en}")
        elif type_ not in (*taken[column], "void"):
            yield mistyped(place, taken[column][0], type_, zoneless=type_ == "timestamp_ntz")


def _completed(event: EventType, table: DataFrame) -> DataFrame:
    """The table with the columns that it lacks, unsaid."""
    taken = {"recorded_at": "timestamp"} | {c.name: _taken(c)[0] for c in columns_of(event)}
    lacking = [f"CAST(NULL AS {t}) AS `{n}`" for n, t in taken.items() if n not in table.columns]
    return table.selectExpr("*", *lacking)


# ---------------------------------------------------------------- rows


def _of_rows(event: EventType, table: DataFrame) -> Iterator[Text]:
    """How many rows fail which conditions."""
    checks = list(checks_of(event, SPARK))
    counts = [f"count(CASE WHEN NOT ({check.holds}) THEN 1 END)" for check in checks]
    (found,) = table.selectExpr(*counts).collect()
    yield from wrong_rows(event, checks, found)
    if not any(found) and is_of_plugin(event):
        names = [f"`{n}`" for n in natural_names(event)]
        yield from refused_rows(event, table.select(*names).toLocalIterator())


def _shared_ids(tables: Mapping[str, DataFrame]) -> Iterator[Text]:
    """How many ids more than one row has, be they of one table or of several."""
    every: DataFrame | None = None
    for table in tables.values():
        ids = table.select("id")
        every = ids if every is None else every.unionAll(ids)
    if every is not None:
        yield from twice(every.groupBy("id").count().where("count > 1").count())
