"""Opens sources of all kinds as tables: each by its own loader, all of them settled together at the end."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from policykit.engine.columnar.backend import break_off, within_memory
from policykit.io.facts_in.errors import FactsError
from policykit.io.facts_in.read import CSV, JSONL, Source, map_missing, map_unwanted
from policykit.io.tables_in.binding import RawColumn, shape
from policykit.io.tables_in.columns import relation as relation_of
from policykit.io.tables_in.csv_rows import CsvRows
from policykit.io.tables_in.data import Data, columns_of_table, copied
from policykit.io.tables_in.duck import DUCKDB, attach, tables_in
from policykit.io.tables_in.json_lines import JsonLines
from policykit.io.tables_in.parquet import PARQUET, files_of, groups_of, part_of
from policykit.io.tables_in.parts import Part, make_aside
from policykit.io.tables_in.repeats import Holder, settle
from policykit.io.tables_in.session import Session
from policykit.io.tables_in.settling import Settling
from policykit.io.tables_in.store import Store
from policykit.io.tables_in.tables import Tables
from policykit.model.errors import MapError
from policykit.model.text import Text
from policykit.model.vocabulary import Vocabulary

_BESIDE = 2
"""How many parts are judged at once. A large one alone occupies all cores."""


class Reader(Protocol):
    """What can read the rows of a source again, one by one."""

    def read_again(self, number: int, lines: Sequence[int], into: Settling) -> None:
        """Give the rows of a source at these lines to the Python reader."""


def open_tables(
    sources: Sequence[Source | Data], vocabulary: Vocabulary, *, memory: str | None = None, database: Path | None = None
) -> Tables:
    """The facts of all sources as tables; close them when done.

    What is a fact, and what is said of a row that is none, is the same as with `read_facts`, whatever the source.
    DuckDB takes at most `memory`, such as '4GB', and spills to a temporary folder; with `database` the tables are kept
    in a new file there. Raises `FactsError` for a source that cannot be read at all, or with columns that can be right
    in no row, `MapError` for maps, and `MemoryExceeded` where that is too little memory; a bad row raises nothing.
    """
    session = Session(memory, database)
    try:
        with within_memory(session.connection):
            opening = _Opening(session, vocabulary)
            for source in sources:
                opening.load(source)
            return opening.tables().ending(session.close)
    except BaseException:
        session.close()
        raise


@dataclass
class _Opening:
    """The sources on their way into tables."""

    session: Session
    vocabulary: Vocabulary
    parts: list[Part] = field(default_factory=list)
    readers: dict[int, Reader] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)
    attached: dict[Path, str] = field(default_factory=dict)
    finished: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the store."""
        self.connection = self.session.connection
        self.store = Store(self.connection, self.vocabulary)
        self.into = Settling(store=self.store)
        make_aside(self.connection)

    @property
    def holders(self) -> Sequence[Holder]:
        """What holds the facts."""
        return [self.store, *self.parts]

    def load(self, source: Source | Data) -> None:
        """Load a source by the reader for its kind."""
        if isinstance(source, Data):
            self.into.cover(None)
            table = copied(self.connection, source, len(self.parts))
            self._table(source.name, table, columns_of_table(self.connection, table), source.type)
        else:
            self._file(source)
        self.into.flush()

    def _file(self, source: Source) -> None:
        path, extension = source.path, source.path.suffix.lower()
        if extension not in CSV and source.map_path is not None:
            raise MapError(map_unwanted(path, source.map_path))
        if path.is_dir() or extension in PARQUET:
            self._parquet(path)
        elif extension in JSONL:
            reader = JsonLines(path, self._number(str(path)), self.store)
            self.readers[reader.number] = reader
            reader.load(self.into)
        elif extension in CSV:
            if source.map_path is None:
                raise MapError(map_missing(path))
            rows = CsvRows(path, source.map_path, self._number(str(path)), self.store)
            self.readers[rows.number] = rows
            self.finished.append(rows.done)
            rows.load(self.into)
        elif extension in DUCKDB:
            self._duckdb(path)
        else:
            raise FactsError(_unknown(path))

    def _parquet(self, root: Path) -> None:
        paths = files_of(root)
        self.into.cover(None)
        first = self._number(*map(str, paths))
        groups, notes = groups_of(self.connection, root, paths, self.vocabulary)
        self.notes += notes
        parts = [
            part_of(self.connection, self.vocabulary, number, group, first)
            for number, group in enumerate(groups, len(self.parts))
        ]
        with closing(self._judged(parts)) as judged:
            for part, rows in zip(parts, judged, strict=True):
                self._part(part, rows)

    def _judged(self, parts: Sequence[Part]) -> Generator[int]:
        """How many rows each part has, in order. They are judged side by side: one of few rows takes one core."""
        cursors, pool = [self.connection.cursor() for _ in parts], ThreadPoolExecutor(_BESIDE)

        def interrupt() -> None:
            for cursor in cursors:
                cursor.interrupt()

        begun = [pool.submit(part.judge, cursor) for part, cursor in zip(parts, cursors, strict=True)]
        try:
            for each in begun:
                yield each.result()
        finally:
            break_off([pool], begun, interrupt)
            for cursor in cursors:
                cursor.close()

    def _duckdb(self, path: Path) -> None:
        where = path.absolute()
        if where not in self.attached:
            self.attached[where] = f"source {len(self.attached)}"
            attach(self.connection, path, self.attached[where])
        self.into.cover(None)
        found, notes = tables_in(self.connection, path, self.attached[where], self.vocabulary, copy=self.session.stays)
        self.notes += notes
        for table in found:
            self._table(table.called, table.relation, table.columns, table.named)

    def _table(self, called: str, relation: str, columns: Sequence[RawColumn], named: str | None) -> None:
        """Read a table of the database, which stands for a file of this name."""
        table = shape(called, columns, named)
        part = Part(self.connection, self.vocabulary, len(self.parts), table, relation, [self._number(called)])
        self._part(part, part.judge(self.connection))

    def _part(self, part: Part, rows: int) -> None:
        self.into.rows += rows
        part.read_aside(self.into)
        self.parts.append(part)
        self.readers |= dict.fromkeys(part.numbers, part)

    def _number(self, *files: str) -> int:
        """The number of the first of these files as sources."""
        for file in files:
            self.into.source(file)
        return self.into.current - len(files) + 1

    def tables(self) -> Tables:
        """Settle facts of the same id and make the relations."""
        repeats = settle(self.connection, self.vocabulary, self.holders)
        self.into.only = repeats.ids
        for number, lines in repeats.places.items():
            self.readers[number].read_again(number, lines, self.into)
        loaded = self.into.loaded()
        self.store.add([(fact, -1, 0) for fact in loaded.facts])
        for finish in self.finished:
            finish()
        sizes = {kind: count for kind in sorted(self.vocabulary.events) if (count := self._relation(kind))}
        return Tables(
            self.connection,
            self.vocabulary,
            sizes=sizes,
            covered=loaded.covers,
            rejects=loaded.rejects,
            rows=loaded.rows,
            merged=loaded.merged + repeats.merged,
            notes=tuple(self.notes),
        )

    def _relation(self, kind: str) -> int:
        """Make the relation of an event type, if it has facts; how many."""
        event = self.vocabulary.events[kind]
        count = sum(holder.count(event) for holder in self.holders)
        if count:
            queries = [query for holder in self.holders if (query := holder.facts(event)) is not None]
            self.connection.execute(f"CREATE VIEW {relation_of(kind)} AS {' UNION ALL '.join(queries)}")
        return count


def _unknown(path: Path) -> Text:
    known = ", ".join(sorted(JSONL | CSV | PARQUET | DUCKDB))
    found = path.suffix or path.name
    return Text(
        f"{path}:不认识扩展名 {found};可读的有 {known},或 Parquet 文件的目录",
        f"{path}: unknown extension {found}; readable are {known}, or a folder of Parquet files",
    )
