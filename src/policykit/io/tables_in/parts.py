"""Tables that are read where they are: each event type is a view over them, and only rows at fault are looked at.

A `Part` is a table whose rows all have the same columns: some Parquet files, or a table in DuckDB. Its rows are judged
in one pass of SQL. Those of which SQL is not sure are put aside, so that no view shows them, and read one by one by the
Python reader.
"""

# ruff: noqa: S608 - names in statements are quoted

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

from policykit.io.facts_in.gather import Gathered
from policykit.io.facts_in.parse import parse_fact
from policykit.io.tables_in.binding import Bound, TableShape, bind
from policykit.io.tables_in.columns import literal, name
from policykit.io.tables_in.readings import all_neat, end_range, is_aware, is_text, neat
from policykit.io.tables_in.rows import Raw, RowSql, row_sql, select_list
from policykit.io.tables_in.session import seen_as
from policykit.io.tables_in.store import STORED
from policykit.model.facts import Fact
from policykit.model.vocabulary import EventType, Vocabulary

ASIDE = f'{STORED}."#aside"'
"""The rows that views leave out: the number of the part, of the file in it, and of the row (from 0)."""

_FETCHED = 10_000


def make_aside(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table of rows that are put aside."""
    connection.execute(f'CREATE TABLE {ASIDE} (part INTEGER, "file" BIGINT, "row" BIGINT)')


@dataclass(frozen=True, slots=True)
class Place:
    """Where rows are: an SQL source, and expressions for the number of the file in the part and of the row."""

    source: str
    file: str
    row: str


@dataclass(slots=True)
class Judged:
    """What is known of a type's rows in a part."""

    rows: int = 0
    plain: bool = True


@dataclass
class Part:
    """A table in DuckDB. `numbers` are its files as sources of rejects, by their place in the part."""

    connection: duckdb.DuckDBPyConnection
    vocabulary: Vocabulary
    number: int
    table: TableShape
    relation: str
    numbers: Sequence[int]
    judged: dict[str, Judged] = field(default_factory=dict)
    _bound: dict[str, Bound] = field(default_factory=dict)
    _sql: dict[str, RowSql] = field(default_factory=dict)
    _aside: list[int] | None = None

    def place(self, files: Sequence[int] | None = None) -> Place:
        """Where the rows of these files are (all, if not said)."""
        del files
        return Place(f"{self.relation} s", "0", "s.rowid")

    def judge(self, connection: duckdb.DuckDBPyConnection) -> int:
        """Judge all rows and put aside those of which SQL is not sure; how many rows there are.

        The connection may be another one to the same database, so that parts can be judged side by side. Raises
        `FactsError` for columns that can be right in no row.
        """
        place = self.place()
        # A name that is spelled with spaces around it is left to the Python reader.
        events = {kind: self.vocabulary.event(kind) for kind in self._kinds(connection, place)}
        sqls = {kind: self._row_sql(event) for kind, event in events.items() if event is not None}
        found, tidy = self._tidy(connection, place, sqls)
        judged: list[tuple[object, ...]] = [(kind, rows, True) for kind, rows in found]
        if not tidy:
            sound = self._cases({kind: sql.sound for kind, sql in sqls.items()}, "FALSE")
            plain = self._cases({kind: sql.plain for kind, sql in sqls.items()}, "TRUE")
            query = f"SELECT {self._kind} AS kind, {sound} AS sound, {plain} AS plain FROM {place.source}"
            counted = f"SELECT kind, count(*) FILTER (WHERE sound), bool_and(plain) FROM ({query}) GROUP BY kind"
            judged = connection.execute(counted).fetchall()
            connection.execute(
                f"INSERT INTO {ASIDE} SELECT {self.number}, {place.file}, {place.row} FROM {place.source}"
                f" WHERE NOT {sound}"
            )
        for kind, rows, is_plain in judged:
            event = events.get(str(kind)) if kind is not None else None
            if event is not None:
                about = self.judged.setdefault(event.name, Judged())
                about.rows += _int(rows)
                about.plain &= bool(is_plain)
        return sum(rows for _, rows in found)

    def _tidy(
        self, connection: duckdb.DuckDBPyConnection, place: Place, sqls: Mapping[str, RowSql]
    ) -> tuple[list[tuple[object, int]], bool]:
        """How many rows there are of each kind, and whether all of them are sound and plain."""
        tidy = self._cases({kind: sql.tidy for kind, sql in sqls.items()}, "FALSE")
        ends = list(dict.fromkeys(text for sql in sqls.values() for text in sql.ends))
        ranges = "".join(f", {extreme}" for text in ends for extreme in end_range(text))
        grouped = "" if self.table.type_column is None else " GROUP BY 1"
        found = connection.execute(
            f"SELECT {self._kind}, count(*), count(*) FILTER (WHERE NOT {tidy}){ranges} FROM {place.source}{grouped}"
        ).fetchall()
        counts = [(kind, _int(rows)) for kind, rows, *_ in found]
        if any(_int(untidy) for _, _, untidy, *_ in found):
            return counts, False
        # What a range leaves open, such as English names among Chinese ones, is asked text by text.
        open_ends = [
            text
            for i, text in enumerate(ends)
            if not all(all_neat(*row[start : start + 2]) for row in found for start in (3 + 4 * i, 5 + 4 * i))
        ]
        if not open_ends:
            return counts, True
        all_are = " AND ".join(f"coalesce({neat(text)}, TRUE)" for text in open_ends)
        asked = f"SELECT count(*) FILTER (WHERE NOT ({all_are})) FROM {place.source}"
        ((untidy,),) = connection.execute(asked).fetchall()
        return counts, untidy == 0

    def facts(self, event: EventType) -> str | None:
        """A query for the facts of a type, with the relation's columns; None if there are none."""
        if not self.count(event):
            return None
        aside = self._files_aside
        parts = [self._select(event, files, aside=is_aside) for files, is_aside in self._divided(aside) if files]
        return " UNION ALL ".join(parts)

    def count(self, event: EventType) -> int:
        """How many facts of a type there are."""
        return self.judged[event.name].rows if event.name in self.judged else 0

    def places(self, event: EventType) -> str | None:
        """The same with where they were said: `#source`, `#line`, `#address` (which is unique) and `#recorded`."""
        if not self.count(event):
            return None
        place = self.place()
        numbers = f"CAST([{', '.join(map(str, self.numbers))}][CAST({place.file} AS BIGINT) + 1] AS INTEGER)"
        more = (
            f', {numbers} AS "#source", CAST({place.row} AS BIGINT) + 1 AS "#line",'
            f' (CAST({place.file} AS BIGINT) << 40) | CAST({place.row} AS BIGINT) AS "#address",'
            f' {self._row_sql(event).recorded} AS "#recorded"'
        )
        return self._select(event, None, aside=bool(self._files_aside), more=more)

    def drop(self, event: EventType, addresses: str) -> None:
        """Put aside the rows at these addresses, a query of one column `a`."""
        self.connection.execute(
            f"INSERT INTO {ASIDE} SELECT {self.number}, a >> 40, a & ((1::BIGINT << 40) - 1) FROM ({addresses})"
        )
        dropped = self._rows(f"SELECT count(*) FROM ({addresses})")
        self.judged[event.name].rows -= _int(dropped[0][0])
        self._aside = None

    def read_aside(self, into: Gathered) -> None:
        """Give all rows that were put aside to the Python reader."""
        for file in self._files_aside:
            rows = self._rows(f'SELECT "row" FROM {ASIDE} WHERE part = {self.number} AND "file" = {file} ORDER BY 1')
            self._read(file, [_int(row) for (row,) in rows], into)

    def read_again(self, number: int, lines: Sequence[int], into: Gathered) -> None:
        """Give the rows of a source at these lines (from 1) to the Python reader."""
        self._read(self.numbers.index(number), [line - 1 for line in lines], into)

    # ------------------------------------------------------------ one by one

    def _read(self, file: int, rows: Sequence[int], into: Gathered) -> None:
        into.back_to(self.numbers[file])
        for row, kind, values in self._fetched(file, rows):
            event = self.vocabulary.event(kind.strip()) if kind is not None else None
            bound = None if event is None else self._bind(event)
            said = dict(zip((c.name for c in self.table.columns), values, strict=True))
            names = {} if bound is None else {field: column.name for field, column in bound.fields.items()}
            data: dict[str, object] = {"type": kind}
            if bound is not None:
                data |= {c.name: said[c.name] for c in bound.unknown} | {f: said[n] for f, n in names.items()}
            fact = parse_fact(data, self.vocabulary)
            if isinstance(fact, Fact):
                into.add(row + 1, fact, names.get("id"))
                continue
            for problem in fact:
                into.reject(row + 1, replace(problem, field=names.get(problem.field or "", problem.field)))

    def _fetched(self, file: int, rows: Sequence[int]) -> Iterator[tuple[int, str | None, Sequence[object]]]:
        """Rows of a file with their event type and the values of their columns, in order."""
        place = self.place([file])
        columns = ", ".join([place.row, self._kind, *(fetched(c.raw) for c in self.table.columns)])
        query = (
            f"SELECT {columns} FROM {place.source} SEMI JOIN wanted_rows w ON w.wanted = {place.row}"
            f" WHERE {place.row} BETWEEN {rows[0]} AND {rows[-1]} ORDER BY 1"
        )
        # A cursor of its own: what is read goes into the database in between.
        with self.connection.cursor() as cursor:
            wanted = pa.table({"wanted": pa.array(rows, pa.int64())})
            with seen_as(cursor, "wanted_rows", wanted):
                cursor.execute(query)
                while batch := cursor.fetchmany(_FETCHED):
                    for row, kind, *values in batch:
                        yield row, kind, values

    # ------------------------------------------------------------ SQL

    def _kinds(self, connection: duckdb.DuckDBPyConnection, place: Place) -> list[str]:
        if self.table.type_name is not None:
            return [self.table.type_name]
        found = connection.execute(f"SELECT DISTINCT {self._kind} FROM {place.source}").fetchall()
        return [str(kind) for (kind,) in found if kind is not None]

    @property
    def _kind(self) -> str:
        """The event type as text."""
        if self.table.type_column is None:
            return literal(self.table.type_name or "")
        return f"CAST({self.table.type_column.sql} AS VARCHAR)"

    def _bind(self, event: EventType) -> Bound:
        if event.name not in self._bound:
            self._bound[event.name] = bind(self.table, event)
        return self._bound[event.name]

    def _row_sql(self, event: EventType) -> RowSql:
        if event.name not in self._sql:
            bound = self._bind(event)
            self._sql[event.name] = row_sql(event, bound.raws, [c.raw for c in bound.unknown])
        return self._sql[event.name]

    def _cases(self, by_kind: Mapping[str, str], otherwise: str) -> str:
        if self.table.type_name is not None:
            return next(iter(by_kind.values()), otherwise)
        whens = " ".join(f"WHEN {literal(kind)} THEN {sql}" for kind, sql in by_kind.items())
        return f"CASE {self._kind} {whens} ELSE {otherwise} END" if whens else otherwise

    def _select(self, event: EventType, files: Sequence[int] | None, *, aside: bool, more: str = "") -> str:
        place, sql = self.place(files), self._row_sql(event)
        values = sql.shorts if self.judged[event.name].plain else sql.values
        conditions = []
        if self.table.type_column is not None:
            conditions.append(f"{self._kind} IN ({literal(event.name)}, {literal(event.label.zh)})")
        source = place.source
        if aside:
            source += (
                f' ANTI JOIN (SELECT "file", "row" FROM {ASIDE} WHERE part = {self.number}) x'
                f' ON x."file" = {place.file} AND x."row" = {place.row}'
            )
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return f"SELECT {select_list(event, values)}{more} FROM {source}{where}"

    def _divided(self, aside: Sequence[int]) -> Iterable[tuple[Sequence[int], bool]]:
        """Files of which all rows are shown, and those of which some are put aside."""
        yield [i for i in range(len(self.numbers)) if i not in set(aside)], False
        yield aside, True

    @property
    def _files_aside(self) -> list[int]:
        """The files of which some rows are put aside."""
        if self._aside is None:
            rows = self._rows(f'SELECT DISTINCT "file" FROM {ASIDE} WHERE part = {self.number} ORDER BY 1')
            self._aside = [_int(file) for (file,) in rows]
        return self._aside

    def _rows(self, query: str) -> list[tuple[object, ...]]:
        return self.connection.execute(query).fetchall()


def fetched(raw: Raw) -> str:
    """The expression by which a raw value comes to Python: times and dates as text, which the reader reads."""
    if is_aware(raw.type) or raw.type == "DATE" or (is_text(raw.type) and raw.type != "VARCHAR"):
        return f"CAST({raw.sql} AS VARCHAR)"
    if "TIME ZONE" in raw.type or "TIMESTAMPTZ" in raw.type:  # inside a list or struct, which says no field anyway
        return f"CASE WHEN {raw.sql} IS NOT NULL THEN {{'value': 0}} END"
    return raw.sql


def column(text: str, sql_type: str) -> Raw:
    """A column of a table by its name and type."""
    return Raw(name(text), sql_type)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
