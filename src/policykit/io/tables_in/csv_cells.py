"""From the lines of a CSV to a table of cells in the database, each record with the line on which it starts.

Lines are split as the Python reader does it. DuckDB splits those that are a whole record by themselves; where quotes do
not pair up on one line, Python's `csv` reads on from there, as the Python reader would. Cells are stripped.
"""

# ruff: noqa: S608 - names in statements are quoted

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

import duckdb
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

from policykit.io.facts_in.problems import Problem
from policykit.io.facts_in.records import BROKEN
from policykit.io.facts_in.table import UNDECODED
from policykit.io.tables_in.columns import literal
from policykit.io.tables_in.readings import neat
from policykit.io.tables_in.session import seen_as
from policykit.model.facts.base import SPACES

BATCH = 32 << 20
"""How many characters of a file are read at a time."""

# What `str.strip` takes off.
CELL_SPACES = SPACES + "\x1c\x1d\x1e\x1f"

_LINES, _SPLIT = "csv_lines", "split_lines"
_LONGEST = 131_072
"""Python's `csv` refuses longer cells."""


class Lines:
    """The lines of a file by number (from 1), read on as far as they are asked for."""

    def __init__(self, file: TextIO, batch: int = BATCH) -> None:
        """Start at the first line."""
        self._file, self._batch = file, batch
        self._held: list[str] = []
        self._first = 1

    def batch(self, start: int) -> list[str]:
        """The lines that are held from `start` on, at least one if there is one; those before it are let go."""
        while start >= self._first + len(self._held):
            if not self._more():
                return []
        del self._held[: start - self._first]
        self._first = start
        return list(self._held)

    def from_line(self, start: int) -> Iterator[str]:
        """The lines from `start` on, to the end of the file."""
        number = start
        while number < self._first + len(self._held) or self._more():
            yield self._held[number - self._first]
            number += 1

    def _more(self) -> bool:
        more = self._file.readlines(self._batch)
        self._held += more
        return bool(more)


def record_at(lines: Lines, start: int, delimiter: str) -> tuple[list[str] | None, int]:
    """The cells of the record that starts on a line, and the line after it; no cells, and the next line, if broken.

    Raises `StopIteration` if there is no such line.
    """
    used = 0

    def counted() -> Iterator[str]:
        nonlocal used
        for line in lines.from_line(start):
            used += 1
            yield line

    try:
        cells = next(csv.reader(counted(), delimiter=delimiter, strict=True))
    except csv.Error:
        return None, start + 1
    return [cell.strip() for cell in cells], start + used


@dataclass(slots=True)
class Cells:
    """The table of a file's records: `line`, `cells` and whether they are `certain` to be what the file says.

    `undecoded` are the cells of records with bytes that do not fit the encoding; in the table they stand changed.
    `broken` are the lines with quotes that do not pair up.
    """

    connection: duckdb.DuckDBPyConnection
    table: str
    delimiter: str
    undecoded: dict[int, list[str]] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)

    def fill(self, lines: Lines, start: int) -> None:
        """Put all records from a line on into the table, but for blank ones."""
        self.connection.execute(f"CREATE TABLE {self.table} (line BIGINT, cells VARCHAR[], certain BOOLEAN)")
        while batch := lines.batch(start):
            start = self._fill(lines, start, batch)

    def problems(self) -> Iterator[tuple[int, Problem]]:
        """What is wrong with the broken lines."""
        for line in self.broken:
            yield line, BROKEN

    def _fill(self, lines: Lines, start: int, batch: list[str]) -> int:
        """Put the records of a batch into the table; the line after them."""
        texts, odd = _texts(batch, start)
        with seen_as(self.connection, _LINES, texts):
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {_SPLIT} AS {self._split()}")
        found = self.connection.execute(f"SELECT line FROM {_SPLIT} WHERE cells IS NULL").fetchall()
        after, taken, records = start + len(batch), set[int](), list[tuple[int, list[str]]]()
        end = start
        for line in sorted([*odd, *(line for (line,) in found)]):
            if line < end:
                continue
            cells, end = record_at(lines, line, self.delimiter)
            taken.update(range(line, end))
            if cells is None:
                self.broken.append(line)
            elif any(cells):
                records.append((line, cells))
        skipped = pa.table({"line": pa.array(sorted(taken), pa.int64())})
        with seen_as(self.connection, "taken_lines", skipped):
            self.connection.execute(
                f"INSERT INTO {self.table} SELECT line, cells, TRUE FROM {_SPLIT} ANTI JOIN taken_lines USING (line)"
                " WHERE list_contains(list_transform(cells, lambda c: c <> ''), TRUE)"
            )
        self.connection.execute(f"DROP TABLE {_SPLIT}")
        self._add(records)
        return max(after, end)

    def _add(self, records: list[tuple[int, list[str]]]) -> None:
        """Add records that Python has read."""
        if not records:
            return
        for line, cells in records:
            if UNDECODED.search("".join(cells)):
                self.undecoded[line] = cells
        shown = [[UNDECODED.sub("\ufffd", c) for c in cells] if n in self.undecoded else cells for n, cells in records]
        data = pa.table(
            {
                "line": pa.array([n for n, _ in records], pa.int64()),
                "cells": pa.array(shown, pa.list_(pa.string())),
                "certain": pa.array([n not in self.undecoded for n, _ in records], pa.bool_()),
            }
        )
        with seen_as(self.connection, "read_records", data) as source:
            self.connection.execute(f"INSERT INTO {self.table} SELECT * FROM {source}")

    def _split(self) -> str:
        """A query for the lines with their cells; NULL where SQL does not see a whole record on one line."""
        d = self.delimiter
        text = r"regexp_replace(text, '(\r\n|\n|\r)$', '')"
        cell = f'"(?:[^"]|"")*"|[^"{_in_class(d)}]*'
        whole = f"{_in_pattern(d)}({cell})"
        unquoted = "CASE WHEN c[1] = '\"' THEN replace(c[2:-2], '\"\"', '\"') ELSE c END"
        quoted = f"list_transform(regexp_extract_all({literal(d)} || t, {literal(whole)}, 1), lambda c: {unquoted})"
        stripped = f"CASE WHEN {neat('c')} OR c = '' THEN c ELSE trim(c, {literal(CELL_SPACES)}) END"
        return (
            f"SELECT line, list_transform(CASE WHEN strlen(t) > {_LONGEST} OR contains(t, chr(0)) THEN NULL"
            f" WHEN NOT contains(t, '\"') THEN string_split(t, {literal(d)})"
            f" WHEN regexp_full_match({literal(d)} || t, {literal(f'(?:{whole})+')}) THEN {quoted} END,"
            f" lambda c: {stripped}) AS cells FROM (SELECT line, {text} AS t FROM {_LINES})"
        )


def _texts(batch: list[str], start: int) -> tuple[pa.Table, list[int]]:
    """The lines as an Arrow table, and the numbers of those with bytes that do not fit the encoding."""
    odd: list[int] = []
    try:
        texts = pa.array(batch, pa.large_string())
    except (UnicodeEncodeError, pa.ArrowInvalid):
        odd = [n for n, line in enumerate(batch, start=start) if UNDECODED.search(line)]
        bad = set(odd)
        texts = pa.array(["" if n in bad else line for n, line in enumerate(batch, start=start)], pa.large_string())
    return pa.table({"line": pa.array(range(start, start + len(batch)), pa.int64()), "text": texts}), odd


def _in_pattern(delimiter: str) -> str:
    return re.escape(delimiter)


def _in_class(delimiter: str) -> str:
    return "\\" + delimiter if delimiter in "]^-\\" else delimiter
