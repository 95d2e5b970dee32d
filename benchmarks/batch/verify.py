"""Checks generated facts: ids are unique, columns have the types of the source form, sampled rows are valid facts.

    verify.py FOLDER --rows 200

In: a folder that `generate` wrote. Out: what was checked, on standard output; the first row that is no valid fact is
an error.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]

from policykit.model.facts import Fact
from policykit.model.vocabulary import EventType, FieldDef, Kind, base_vocabulary

_ARROW = {
    Kind.TRUTH: pa.bool_(),
    Kind.NUMBER: pa.int64(),
    Kind.DATE: pa.date32(),
    Kind.INSTANT: pa.timestamp("us", "UTC"),
    Kind.SET: pa.list_(pa.string()),
}
_TIME = pa.timestamp("us", "UTC")


def arrow_type(field: FieldDef) -> pa.DataType:
    """The type of the field's column in the source form."""
    return _ARROW.get(field.type.kind, pa.string())


def check_columns(event: EventType, schema: pa.Schema) -> None:
    """Raise `ValueError` where the columns are not those of the type, by name, type and order."""
    fields = [(f.name, arrow_type(f)) for f in event.fields.values() if f.name != "occurred_at"]
    expected = [("id", pa.string()), ("occurred_at", _TIME), ("recorded_at", _TIME), *fields]
    found = list(zip(schema.names, schema.types, strict=True))
    for one, other in zip(found, expected, strict=True):
        if one[0] != other[0] or not (one[1] == other[1] or (pa.types.is_list(one[1]) and pa.types.is_list(other[1]))):
            raise ValueError(f"{event.name}: column {one}, expected {other}")


def facts_of(event: EventType, file: Path, rows: int) -> list[Fact]:
    """So many facts of a file, evenly spread, built by their model. Raises pydantic's `ValidationError`."""
    table = pq.read_table(file, partitioning=None)
    step = max(1, table.num_rows // rows)
    sample = table.take(pa.array(range(0, table.num_rows, step))).to_pylist()
    return [event.model.model_validate({"type": event.name, **_said(row)}) for row in sample]


def _said(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if value is not None}


def unique_ids(folder: Path) -> int:
    """How many facts the folder holds. Raises `ValueError` where two have the same id."""
    query = f"SELECT count(*), count(DISTINCT id) FROM read_parquet('{folder}/*/*.parquet', union_by_name = true)"
    row = duckdb.connect().execute(query).fetchone()
    total, distinct = row or (0, 0)
    if total != distinct:
        raise ValueError(f"{total - distinct} ids occur more than once")
    return int(total)


def main() -> None:
    """Check the folder and say how much was looked at."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=200, help="rows of each type to build the models of")
    options = parser.parse_args()
    events = base_vocabulary().events
    built, types = 0, 0
    for folder in sorted(options.folder.glob("type=*")):
        event = events[folder.name.removeprefix("type=")]
        types += 1
        for file in folder.glob("*.parquet"):
            check_columns(event, pq.read_schema(file))
            built += len(facts_of(event, file, options.rows))
    total = unique_ids(options.folder)
    missing = sorted(set(events) - {f.name.removeprefix("type=") for f in options.folder.glob("type=*")})
    print(f"{total:,} facts of {types} types, ids unique, {built:,} built as models; no facts of: {missing or 'none'}")


if __name__ == "__main__":
    main()
