"""CSV into the store, through its map: SQL makes the facts of rows of which it is sure, the Python reader all others.

The Python reader has a row whenever one of its facts is not sound, or where another row is identical in what a fact
reads and the map wants such rows counted. So what SQL leaves to it is always whole: no count is lost.
"""

# ruff: noqa: S608 - names in statements are quoted

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from policykit.io.facts_in.errors import FactsError, os_trouble
from policykit.io.facts_in.map_model import IdenticalRows, RowsWithoutFact, load_map
from policykit.io.facts_in.map_plan import also_covered, bind
from policykit.io.facts_in.problems import Problem
from policykit.io.facts_in.records import BROKEN
from policykit.io.facts_in.table import Rows, header_of, not_encoded, unknown_encoding
from policykit.io.tables_in import csv_cells
from policykit.io.tables_in.columns import name
from policykit.io.tables_in.csv_cells import Cells, Lines, record_at
from policykit.io.tables_in.csv_sql import PlanSql, plans_sql
from policykit.io.tables_in.rows import all_of, select_list
from policykit.io.tables_in.settling import Settling
from policykit.io.tables_in.store import STORED, Store

_DOUBTFUL = "doubtful_rows"
_FETCHED = 10_000


@dataclass
class CsvRows:
    """A CSV file with its map; `number` is that of the source."""

    path: Path
    map_path: Path
    number: int
    store: Store
    batch: int = field(default_factory=lambda: csv_cells.BATCH)
    left: list[int] = field(default_factory=list)

    def load(self, into: Settling) -> None:
        """Copy the facts into the store. Raises `FactsError` for the file, `MapError` for the map."""
        self.table = load_map(self.map_path)
        self.connection = self.store.connection
        self.cells = Cells(self.connection, f"{STORED}.{name(f'#cells {self.number}')}", self.table.delimiter)
        into.back_to(self.number)
        self._fill(into)
        into.rows += self._count_of(self.cells.table) + len(self.cells.broken)
        for line, problem in self.cells.problems():
            into.reject(line, problem)
        self._store(plans_sql(self.table, self.plans, self.store.vocabulary))
        self._read(self.left, into)

    def read_again(self, number: int, lines: Sequence[int], into: Settling) -> None:
        """Give some rows to the Python reader, with those that it had before: it counts identical ones."""
        into.back_to(number)
        self._read(sorted({*lines, *self.left}), into)

    def done(self) -> None:
        """Let go of the cells."""
        self.connection.execute(f"DROP TABLE {self.cells.table}")

    # ------------------------------------------------------------ lines

    def _fill(self, into: Settling) -> None:
        """Read header and rows."""
        with self._opened() as file:
            try:
                lines = Lines(file, self.batch)
                start = self._header(lines)
                events = [plan.event.name for plan in self.plans]
                into.cover([*events, *also_covered(self.table, self.store.vocabulary, self.map_path)])
                self.cells.fill(lines, start)
            except OSError as error:
                raise FactsError(os_trouble(self.path, error)) from error
            except UnicodeError as error:
                raise FactsError(not_encoded(self.path, self.table)) from error

    def _opened(self) -> TextIO:
        try:
            return self.path.open(encoding=self.table.encoding, errors="surrogateescape", newline="")
        except OSError as error:
            raise FactsError(os_trouble(self.path, error)) from error
        except LookupError as error:
            raise unknown_encoding(self.table, self.map_path) from error

    def _header(self, lines: Lines) -> int:
        """Read the header, which is the first record that is not blank; the line after it."""
        start, found = 1, list[tuple[int, list[str] | Problem]]()
        while not found and lines.batch(start):
            cells, after = record_at(lines, start, self.table.delimiter)
            if cells is None or any(cells):
                found.append((start, BROKEN if cells is None else cells))
            start = after
        self.header = header_of(self.path, self.table, iter(found))
        self.plans = bind(self.table, self.store.vocabulary, self.header, self.map_path)
        return start

    # ------------------------------------------------------------ rows

    def _count_of(self, table: str) -> int:
        found = self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(found[0]) if found else 0

    def _store(self, plans: Sequence[PlanSql]) -> None:
        """Store the facts of all rows of which SQL is sure; the others are `left`."""
        run = self.connection.execute
        run(f"CREATE OR REPLACE TEMP TABLE {_DOUBTFUL} AS {self._uneven(plans)}")
        for index, (bound, plan) in enumerate(zip(self.plans, plans, strict=True)):
            rows = f"FROM {self.cells.table} WHERE len(cells) = {len(self.header)} AND {plan.applies}"
            if bound.identical is not IdenticalRows.MERGE:
                repeated = f"SELECT hash({plan.reads}) AS h {rows} GROUP BY h HAVING count(*) > 1"
                hashed = f"SELECT line, hash({plan.reads}) AS h {rows}"
                run(f"INSERT INTO {_DOUBTFUL} SELECT line FROM ({hashed}) SEMI JOIN ({repeated}) USING (h)")
            run(f"CREATE OR REPLACE TEMP TABLE {_said(index)} AS SELECT line, {plan.said} {rows}")
            run(f"INSERT INTO {_DOUBTFUL} SELECT line FROM {_said(index)} WHERE NOT {plan.row.sound}")
        for index, plan in enumerate(plans):
            columns = f"{select_list(plan.event, plan.row.values)}, {self.number}, line, {plan.row.recorded}"
            run(
                f"INSERT INTO {self.store.table(plan.event)} SELECT {columns} FROM {_said(index)}"
                f" ANTI JOIN {_DOUBTFUL} USING (line)"
            )
            run(f"DROP TABLE {_said(index)}")
        self.left = [line for (line,) in run(f"SELECT DISTINCT line FROM {_DOUBTFUL} ORDER BY line").fetchall()]
        run(f"DROP TABLE {_DOUBTFUL}")

    def _uneven(self, plans: Sequence[PlanSql]) -> str:
        """A query for the lines of rows that have a wrong number of cells, hold odd bytes or give no fact."""
        conditions = ["certain", f"len(cells) = {len(self.header)}"]
        if self.table.rows_without_fact is RowsWithoutFact.REJECT:
            conditions.append(f"({' OR '.join(f'({plan.applies})' for plan in plans)})")
        return f"SELECT line FROM {self.cells.table} WHERE NOT {all_of(conditions)}"

    def _read(self, lines: Sequence[int], into: Settling) -> None:
        """Give rows to the Python reader, in order."""
        reader = Rows(self.table, self.plans, self.header, self.store.vocabulary, into)
        for start in range(0, len(lines), _FETCHED):
            for line, cells in self.store.lines(self.cells.table, "cells", lines[start : start + _FETCHED]):
                found = self.cells.undecoded.get(line, cells)
                reader.read(line, found if isinstance(found, list) else [])


def _said(index: int) -> str:
    """The table of what the rows say of a fact of the map."""
    return f"said_in_cells_{index}"
