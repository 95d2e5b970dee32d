"""Arrow data and dataframes in memory: copied into a table of the database, and read as a part from there."""

# ruff: noqa: S608 - names in statements are quoted

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

from policykit.io.facts_in.errors import FactsError
from policykit.io.tables_in.binding import RawColumn
from policykit.io.tables_in.columns import name
from policykit.io.tables_in.parts import column
from policykit.io.tables_in.session import seen_as
from policykit.io.tables_in.store import STORED
from policykit.model.text import Text

# Where pandas puts an index that is no column.
_INDEX = re.compile(r"__index_level_\d+__")


@dataclass(frozen=True, slots=True)
class Data:
    """Facts in memory: an Arrow table, or any object that gives an Arrow stream or a dataframe (pandas, Polars …).

    Columns are named as in Parquet. `name` stands for the file in rejects. `type` is the event type of all rows, where
    no column says it.
    """

    data: object
    name: str = "data"
    type: str | None = None


def copied(connection: duckdb.DuckDBPyConnection, source: Data, number: int) -> str:
    """The table into which the data is copied; `number` tells it apart. Raises `FactsError` if it cannot be read."""
    table = f"{STORED}.{name(f'#data {number}')}"
    try:
        with seen_as(connection, "arrow_data", _arrow(source)) as data:
            columns = connection.execute(f"DESCRIBE SELECT * FROM {data}").fetchall()
            kept = ", ".join(name(c) for c, *_ in columns if not _INDEX.fullmatch(c))
            connection.execute(f"CREATE TABLE {table} AS SELECT {kept} FROM {data}")
    except duckdb.OutOfMemoryException:
        raise
    except (duckdb.Error, pa.ArrowException) as error:
        raise FactsError(
            Text(f"{source.name}:无法读取数据。{error}", f"{source.name}: the data cannot be read: {error}")
        ) from error
    return table


def columns_of_table(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[RawColumn, ...]:
    """The columns of a table or view."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
    return tuple(RawColumn(n, column(n, sql_type)) for n, sql_type, *_ in described)


def _arrow(source: Data) -> object:
    data = source.data
    if isinstance(data, (pa.Table, pa.RecordBatchReader)):
        return data
    if hasattr(data, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(data)
    if hasattr(data, "__arrow_c_array__"):
        return pa.Table.from_batches([pa.record_batch(data)])
    if hasattr(data, "__dataframe__"):
        from pyarrow.interchange import from_dataframe  # type: ignore[import-untyped, unused-ignore]

        return from_dataframe(data)
    kind = type(data).__name__
    raise FactsError(
        Text(
            f"{source.name}:{kind} 不是 Arrow 表或数据框;应为有 __arrow_c_stream__ 或 __dataframe__ 的对象",
            f"{source.name}: {kind} is no Arrow table or dataframe; expected an object with __arrow_c_stream__ or"
            " __dataframe__",
        )
    )
