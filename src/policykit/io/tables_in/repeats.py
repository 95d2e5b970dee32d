"""Facts with the same id, over all sources: those that say the same become one, those that differ go to the readers.

What comes in are queries for the facts with their places; what goes out is which to drop. Only facts whose id is said
more than once are looked at closely.
"""

# ruff: noqa: S608 - names in statements are quoted, numbers are ours

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol

import duckdb
import numpy as np
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

from policykit.io.tables_in.columns import columns_of, name
from policykit.io.tables_in.session import seen_as
from policykit.model.vocabulary import EventType, Vocabulary

_HASHES, _REPEATED, _AGAIN = "hashes_of_ids", "repeated_ids", "said_again"
AT_ONCE = 25_000_000
"""How many ids are looked at together: what tells them apart must fit into memory, 16 bytes for each."""


class Holder(Protocol):
    """What holds facts: the store, or a part."""

    def count(self, event: EventType) -> int:
        """How many facts of a type there are."""

    def facts(self, event: EventType) -> str | None:
        """A query for the facts of a type, with the relation's columns; None if there are none."""

    def places(self, event: EventType) -> str | None:
        """A query for the facts of a type with `#source`, `#line`, `#address` and `#recorded`."""

    def drop(self, event: EventType, addresses: str) -> None:
        """Leave out the facts at the addresses that a query of one column `a` gives."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """What was found: how many facts became one with another, and the ids that are said in different ways.

    `places` are the lines to read again, by source, in order.
    """

    merged: int = 0
    ids: frozenset[str] = frozenset()
    places: Mapping[int, Sequence[int]] = field(default_factory=dict)


def settle(connection: duckdb.DuckDBPyConnection, vocabulary: Vocabulary, holders: Sequence[Holder]) -> Repeats:
    """Drop facts that another says too, and all facts whose ids are said in different ways."""
    held = [
        (index, kind, query)
        for kind, event in enumerate(vocabulary.events.values())
        for index, holder in enumerate(holders)
        if (query := holder.places(event)) is not None
    ]
    count = sum(holder.count(event) for event in vocabulary.events.values() for holder in holders)
    if not _collect(connection, vocabulary, held, slices=-(-count // AT_ONCE)):
        return Repeats()
    _classify(connection)
    merged = _drop(connection, vocabulary, holders)
    rows = connection.execute(
        f"SELECT source, line FROM {_AGAIN} WHERE fate = 'settle' GROUP BY ALL ORDER BY source, line"
    ).fetchall()
    ids = connection.execute(f"SELECT DISTINCT id FROM {_AGAIN} WHERE fate = 'settle'").fetchall()
    for table in (_REPEATED, _AGAIN):
        connection.execute(f"DROP TABLE {table}")
    places = {source: [line for _, line in group] for source, group in groupby(rows, key=lambda row: int(row[0]))}
    return Repeats(merged, frozenset(i for (i,) in ids), places)


def _collect(
    connection: duckdb.DuckDBPyConnection, vocabulary: Vocabulary, held: Sequence[tuple[int, int, str]], *, slices: int
) -> bool:
    """Gather the facts whose ids seem to be said more than once, in so many slices; False if there are none."""
    every = " UNION ALL ".join(f"SELECT hash(id) AS h FROM ({query})" for _, _, query in held)
    connection.execute(f"CREATE TEMP TABLE {_REPEATED} (h UBIGINT)")
    if slices > 1:  # to read and hash all ids takes longer than to keep what comes of it
        connection.execute(f"CREATE TEMP TABLE {_HASHES} AS {every}")
    for number in range(slices):
        chosen = f"SELECT h FROM {_HASHES} WHERE h % {slices} = {number}" if slices > 1 else every
        # Sorted in one array they take half the time of a GROUP BY, and a third of its memory.
        hashes = connection.execute(chosen).fetchnumpy()["h"]
        hashes.sort()
        again = pa.table({"h": np.unique(hashes[1:][hashes[1:] == hashes[:-1]])})
        with seen_as(connection, "seen_again", again):
            connection.execute(f"INSERT INTO {_REPEATED} SELECT h FROM seen_again")
    connection.execute(f"DROP TABLE IF EXISTS {_HASHES}")
    if connection.execute(f"SELECT h FROM {_REPEATED} LIMIT 1").fetchone() is None:
        connection.execute(f"DROP TABLE {_REPEATED}")
        return False
    connection.execute(
        f"CREATE TEMP TABLE {_AGAIN} (id VARCHAR, holder INTEGER, kind INTEGER, source INTEGER, line BIGINT,"
        " address BIGINT, says VARCHAR, fate VARCHAR)"
    )
    events = list(vocabulary.events.values())
    for holder, kind, query in held:
        # A fact that says `recorded_at` differs from one that does not, even if it is the time when it occurred.
        columns = ["at", "known", "#recorded", *(c.name for c in columns_of(events[kind]))]
        connection.execute(
            f'INSERT INTO {_AGAIN} SELECT id, {holder}, {kind}, "#source", "#line", "#address",'
            f" md5('{kind}' || CAST(to_json([{_texts(columns)}]) AS VARCHAR)), NULL"
            f" FROM ({query}) q SEMI JOIN {_REPEATED} r ON r.h = hash(q.id)"
        )
    return True


def _texts(columns: Sequence[str]) -> str:
    return ", ".join(f"CAST(to_json({name(c)}) AS VARCHAR)" for c in columns)


def _classify(connection: duckdb.DuckDBPyConnection) -> None:
    """Say of every fact gathered whether it is kept, dropped as said before, or to be settled."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_AGAIN} AS SELECT * REPLACE (CASE"
        " WHEN min(says) OVER of_id <> max(says) OVER of_id THEN 'settle'"
        " WHEN row_number() OVER (PARTITION BY id ORDER BY source, line, holder, kind, address) = 1 THEN 'keep'"
        f" ELSE 'drop' END AS fate) FROM {_AGAIN} WINDOW of_id AS (PARTITION BY id)"
    )


def _drop(connection: duckdb.DuckDBPyConnection, vocabulary: Vocabulary, holders: Sequence[Holder]) -> int:
    events = list(vocabulary.events.values())
    fates = connection.execute(
        f"SELECT holder, kind, count(*) FILTER (WHERE fate = 'drop') FROM {_AGAIN} WHERE fate <> 'keep' GROUP BY ALL"
    ).fetchall()
    merged = 0
    for holder, kind, dropped in fates:
        merged += int(dropped)
        addresses = f"SELECT address AS a FROM {_AGAIN} WHERE fate <> 'keep' AND holder = {holder} AND kind = {kind}"
        holders[holder].drop(events[kind], addresses)
    return merged
