"""Facts that are copied into the database: JSONL, CSV, and what the Python reader accepted.

A table for each event type in the schema `stored`, with the relation's columns and two more: where a fact was said, as
the number of its source and its line, and whether it says `recorded_at`. All three are needed to settle facts of the
same id; the engine does not see them.
"""

# ruff: noqa: S608 - names in statements are quoted

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

from policykit.io.tables_in.columns import definition, name, names_of
from policykit.io.tables_in.objects import arrow_of
from policykit.io.tables_in.session import seen_as
from policykit.model.facts import Fact
from policykit.model.vocabulary import EventType, Vocabulary

STORED = "stored"
SOURCE, LINE, RECORDED = '"#source"', '"#line"', '"#recorded"'

Said = tuple[Fact, int, int]
"""A fact with the number of its source and its line."""


@dataclass(slots=True)
class Store:
    """The tables of copied facts, made as types turn up."""

    connection: duckdb.DuckDBPyConnection
    vocabulary: Vocabulary
    types: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Make the schema."""
        self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {STORED}")

    def table(self, event: EventType) -> str:
        """The table of an event type, made if it is not there."""
        found = table_of(event)
        if event.name not in self.types:
            self.types.add(event.name)
            self.connection.execute(
                f"CREATE TABLE {found} ({definition(event)}, {SOURCE} INTEGER, {LINE} BIGINT, {RECORDED} BOOLEAN)"
            )
        return found

    def add(self, facts: Sequence[Said]) -> None:
        """Copy facts into the tables of their types. Raises `FactsError` for a number beyond 64 bits."""
        by_type: dict[str, list[Said]] = {}
        for said in facts:
            by_type.setdefault(said[0].type, []).append(said)
        for kind, group in by_type.items():
            event = self.vocabulary.events[kind]
            data = arrow_of([fact for fact, _, _ in group], event)
            data = data.append_column("#source", pa.array([source for _, source, _ in group], pa.int32()))
            data = data.append_column("#line", pa.array([line for _, _, line in group], pa.int64()))
            said_it = pa.array([fact.recorded_at is not None for fact, _, _ in group], pa.bool_())
            data = data.append_column("#recorded", said_it)
            with seen_as(self.connection, "read_facts_of_type", data) as arrow:
                self.connection.execute(f"INSERT INTO {self.table(event)} SELECT * FROM {arrow}")

    def lines(self, table: str, column: str, wanted: Sequence[int]) -> list[tuple[int, object]]:
        """A column of the rows of a table that stand on these lines, which are in order; in order."""
        if not wanted:
            return []
        query = (
            f"SELECT line, {column} FROM {table} WHERE line BETWEEN {wanted[0]} AND {wanted[-1]}"
            " AND line IN (SELECT unnest(?::BIGINT[])) ORDER BY line"
        )
        return self.connection.execute(query, [list(wanted)]).fetchall()

    def facts(self, event: EventType) -> str | None:
        """A query for the copied facts of a type, with the relation's columns; None if there are none."""
        if event.name not in self.types:
            return None
        return f"SELECT {', '.join(map(name, names_of(event)))} FROM {table_of(event)}"

    def count(self, event: EventType) -> int:
        """How many copied facts of a type there are."""
        if event.name not in self.types:
            return 0
        found = self.connection.execute(f"SELECT count(*) FROM {table_of(event)}").fetchone()
        return int(found[0]) if found else 0

    def places(self, event: EventType) -> str | None:
        """The same with where they were said: `#source`, `#line`, `#address` (which is unique) and `#recorded`."""
        if event.name not in self.types:
            return None
        columns = ", ".join(map(name, names_of(event)))
        return f'SELECT {columns}, {SOURCE}, {LINE}, rowid AS "#address", {RECORDED} FROM {table_of(event)}'

    def drop(self, event: EventType, addresses: str) -> None:
        """Take out the facts at these addresses, a query of one column."""
        self.connection.execute(f"DELETE FROM {table_of(event)} WHERE rowid IN ({addresses})")


def table_of(event: EventType) -> str:
    """The table of copied facts of a type, as SQL names it."""
    return f"{STORED}.{name(event.name)}"
