"""JSONL into the store: DuckDB reads the lines of which it is sure, the Python reader all others.

Lines are split as the Python reader does it, so that line numbers are the same.
"""

# ruff: noqa: S608 - names in statements are quoted

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

from policykit.io.facts_in.errors import FactsError, os_trouble
from policykit.io.facts_in.jsonl import read_line
from policykit.io.tables_in.json_sql import parsed, said, sql_of
from policykit.io.tables_in.rows import RowSql, select_list
from policykit.io.tables_in.session import seen_as
from policykit.io.tables_in.settling import Settling
from policykit.io.tables_in.store import Store
from policykit.model.vocabulary import EventType

BATCH = 64 << 20
"""How many bytes of a file are read at a time."""

HELD = 1 << 30
"""How many bytes of lines are parsed before they are sorted by event type: each type takes a statement."""

_LINES, _PARSED, _SAID = "json_lines", "parsed_json", "said_in_json"
_FETCHED = 10_000


@dataclass(slots=True)
class JsonLines:
    """A JSONL file; `number` is that of the source."""

    path: Path
    number: int
    store: Store
    batch: int = field(default_factory=lambda: BATCH)

    def load(self, into: Settling) -> None:
        """Copy the facts into the store. Raises `FactsError` if the file cannot be opened."""
        into.cover(None)
        into.back_to(self.number)
        held = 0
        for first, lines in self._batches():
            numbered = {n: line for n, line in enumerate(lines, start=first) if line.strip()}
            into.rows += len(numbered)
            for n in self._parse(numbered, new=held == 0):
                read_line(numbered[n], n, self.store.vocabulary, into)
            held += sum(map(len, lines))
            if held >= HELD:
                self._store(into)
                held = 0
        if held:
            self._store(into)

    def read_again(self, number: int, lines: Sequence[int], into: Settling) -> None:
        """Give some lines to the Python reader."""
        into.back_to(number)
        wanted = iter(lines)
        line = next(wanted, None)
        for first, batch in self._batches():
            while line is not None and line < first + len(batch):
                read_line(batch[line - first], line, self.store.vocabulary, into)
                line = next(wanted, None)

    def _batches(self) -> Iterator[tuple[int, list[bytes]]]:
        """The lines of the file in batches, each with the number of its first."""
        try:
            with self.path.open("rb") as file:
                first = 1
                while lines := file.readlines(self.batch):
                    if first == 1:
                        lines[0] = lines[0].removeprefix(codecs.BOM_UTF8)
                    yield first, lines
                    first += len(lines)
        except OSError as error:
            raise FactsError(os_trouble(self.path, error)) from error

    def _parse(self, numbered: dict[int, bytes], *, new: bool) -> list[int]:
        """Parse lines into a table, which may be new; the numbers of those that are no UTF-8."""
        good, bad = _decoded(numbered)
        with seen_as(self.store.connection, _LINES, good):
            put = f"CREATE OR REPLACE TEMP TABLE {_PARSED} AS" if new else f"INSERT INTO {_PARSED}"
            self.store.connection.execute(f"{put} {parsed(_LINES, self.store.vocabulary)}")
        return bad

    def _store(self, into: Settling) -> None:
        """Store the parsed lines that are sound, and give the others to the Python reader."""
        connection = self.store.connection
        left: list[int] = []
        for kind, rows in connection.execute(f"SELECT kind, count(*) FROM {_PARSED} GROUP BY kind").fetchall():
            doubtful = f"SELECT line FROM {_PARSED} WHERE kind IS NULL"
            if kind is not None:
                event = self.store.vocabulary.events[kind]
                connection.execute(f"CREATE OR REPLACE TEMP TABLE {_SAID} AS {said(_PARSED, event)}")
                sql = sql_of(event)
                if self._insert(event, sql) == rows:
                    continue
                doubtful = f"SELECT line FROM {_SAID} WHERE NOT {sql.sound}"
            left += [line for (line,) in connection.execute(doubtful).fetchall()]
        left.sort()
        for start in range(0, len(left), _FETCHED):
            for line, text in self.store.lines(_PARSED, "text", left[start : start + _FETCHED]):
                read_line(str(text).encode(), line, self.store.vocabulary, into)
        for table in (_PARSED, _SAID):
            connection.execute(f"DROP TABLE IF EXISTS {table}")

    def _insert(self, event: EventType, sql: RowSql) -> int:
        """Store the sound rows of what is said; how many."""
        columns = f"{select_list(event, sql.values)}, {self.number}, line, {sql.recorded}"
        added = self.store.connection.execute(
            f"INSERT INTO {self.store.table(event)} SELECT {columns} FROM {_SAID} WHERE {sql.sound}"
        ).fetchone()
        return int(added[0]) if added else 0


def _decoded(numbered: dict[int, bytes]) -> tuple[pa.Table, list[int]]:
    """The lines that are UTF-8 as an Arrow table, and the numbers of those that are not."""
    try:
        texts = pa.array(numbered.values(), pa.large_binary()).cast(pa.large_string())
    except pa.ArrowInvalid:
        good = {n: line for n, line in numbered.items() if _is_utf8(line)}
        return _decoded(good)[0], [n for n in numbered if n not in good]
    return pa.table({"line": pa.array(numbered.keys(), pa.int64()), "text": texts}), []


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
