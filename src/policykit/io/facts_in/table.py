"""Reads a table (CSV) through its map: each row gives the facts that the map names.

What comes in is the table's path, its map and the vocabulary; facts and rejects go to the `Gathered`. What is wrong
with one fact of a row does not cost the row's other facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from policykit.io.facts_in.errors import FactsError, os_trouble
from policykit.io.facts_in.gather import Gathered, content_id
from policykit.io.facts_in.map_model import IdenticalRows, RowsWithoutFact, TableMap, load_map, map_error
from policykit.io.facts_in.map_plan import FactPlan, also_covered, bind
from policykit.io.facts_in.parse import parse_fact
from policykit.io.facts_in.problems import Code, Problem, field_name, listed, quoted, show
from policykit.io.facts_in.records import records
from policykit.model.errors import MapError
from policykit.model.facts import Fact
from policykit.model.text import Text
from policykit.model.vocabulary import Vocabulary

UNDECODED = re.compile("[\udc80-\udcff]")


def read_csv(path: Path, map_path: Path, vocabulary: Vocabulary, into: Gathered) -> None:
    """Read every row of `path`. Raises `FactsError` if it has no header or cannot be read, `MapError` for the map."""
    table = load_map(map_path)
    rows = records(_lines(path, table, map_path), table.delimiter)
    header = header_of(path, table, rows)
    plans = bind(table, vocabulary, header, map_path)
    into.cover([*(plan.event.name for plan in plans), *also_covered(table, vocabulary, map_path)])
    reader = Rows(table, plans, header, vocabulary, into)
    for line, cells in rows:
        into.rows += 1
        if isinstance(cells, Problem):
            into.reject(line, cells)
        else:
            reader.read(line, cells)


def _lines(path: Path, table: TableMap, map_path: Path) -> list[str]:
    try:
        # Bytes that do not fit the encoding are carried along, and cost only the facts that read them.
        with path.open(encoding=table.encoding, errors="surrogateescape", newline="") as file:
            return file.readlines()
    except OSError as error:
        raise FactsError(os_trouble(path, error)) from error
    except LookupError as error:
        raise unknown_encoding(table, map_path) from error
    except UnicodeError as error:
        raise FactsError(not_encoded(path, table)) from error


def unknown_encoding(table: TableMap, map_path: Path) -> MapError:
    """The error for an encoding that Python does not know."""
    found = quoted(table.encoding)
    what = Text(
        f"encoding:找到{found.zh};应为文本编码的名称,如 utf-8-sig 或 gb18030",
        f"encoding: found {found.en}; expected the name of a text encoding, such as utf-8-sig or gb18030",
    )
    return map_error(map_path, [what])


def not_encoded(path: Path, table: TableMap) -> Text:
    """That a file is not in the encoding that its map says."""
    return Text(
        f'{path} 不是 {table.encoding} 编码;请在映射中写明其编码,中文 Excel 导出的表常为 encoding = "gb18030"',
        f"{path} is not encoded as {table.encoding}; name it in the map, for tables from a Chinese Excel often"
        ' encoding = "gb18030"',
    )


def header_of(path: Path, table: TableMap, rows: Iterator[tuple[int, list[str] | Problem]]) -> list[str]:
    """The names of the columns. Raises `FactsError` or `MapError` where they cannot be read."""
    first = next(rows, None)
    if first is None:
        raise FactsError(
            Text(f"{path} 是空的;第一行应为列名", f"{path} is empty; its first line should name the columns")
        )
    _, header = first
    if isinstance(header, Problem):
        raise FactsError(
            Text(
                f"{path} 的表头无法读取:{header.reason.zh}", f"the header of {path} cannot be read: {header.reason.en}"
            )
        )
    if UNDECODED.search("".join(header)):
        raise FactsError(not_encoded(path, table))
    return header


@dataclass(slots=True)
class Rows:
    """Runs the plans over the rows, counting identical ones."""

    table: TableMap
    plans: Sequence[FactPlan]
    header: Sequence[str]
    vocabulary: Vocabulary
    into: Gathered
    _first: dict[tuple[int, tuple[str, ...]], int] = field(default_factory=dict)
    _times: dict[tuple[int, tuple[str, ...]], int] = field(default_factory=dict)

    def read(self, line: int, cells: list[str]) -> None:
        """Read one row, whose record starts at `line`."""
        if len(cells) != len(self.header):
            self.into.reject(line, _cell_count(len(cells), len(self.header)))
            return
        wanted = [i for i, p in enumerate(self.plans) if _applies(p, cells)]
        if not wanted and self.table.rows_without_fact is RowsWithoutFact.REJECT:
            self.into.reject(line, self._no_fact(cells))
        told: set[tuple[str | None, Code, str | None]] = set()
        for index in wanted:
            plan = self.plans[index]
            found = self._fact(index, line, cells)
            if isinstance(found, Fact):
                self.into.add(line, found, plan.id_columns)
                continue
            for problem in found:
                # Two facts of a row often stumble over the same cell: once is enough.
                if (key := (problem.field, problem.code, problem.found)) not in told:
                    told.add(key)
                    self.into.reject(line, problem)

    def _fact(self, index: int, line: int, cells: list[str]) -> Fact | tuple[Problem, ...]:
        plan = self.plans[index]
        read = tuple([cells[i] for i in plan.reads])
        first, number = self._count(index, read, line) if plan.identical is not IdenticalRows.MERGE else (line, 1)
        if not all(map(str.isascii, read)) and (broken := self._undecoded(plan, cells)):
            return broken
        fact = _from_cells(plan, cells, number, self.vocabulary)
        if number > 1 and plan.identical is IdenticalRows.REJECT and isinstance(fact, Fact):
            return (_identical(plan, [self.header[i] for i in plan.reads], first),)
        return fact

    def _count(self, index: int, read: tuple[str, ...], line: int) -> tuple[int, int]:
        """The line of the first identical row, and how many there are up to this one."""
        key = (index, read)
        first = self._first.setdefault(key, line)
        if first == line:
            return line, 1
        self._times[key] = self._times.get(key, 1) + 1
        return first, self._times[key]

    def _undecoded(self, plan: FactPlan, cells: list[str]) -> tuple[Problem, ...]:
        encoding = self.table.encoding
        return tuple(
            Problem(
                Code.BAD_ENCODING,
                Text(
                    f"此格不是有效的 {encoding} 编码;请修正此格,或在映射中以 encoding 写明表的编码",
                    f"this cell is not valid {encoding}; mend it, or name the table's encoding in the map",
                ),
                self.header[i],
                show(cells[i]),
            )
            for i in plan.reads
            if UNDECODED.search(cells[i])
        )

    def _no_fact(self, cells: list[str]) -> Problem:
        columns = list(dict.fromkeys(self.header[p.when] for p in self.plans if p.when is not None))
        names = listed(columns)
        return Problem(
            Code.NO_FACT,
            Text(
                f"映射中没有一个 [[fact]] 适用于此行(依据列:{names.zh});"
                '请补充一个,若确可略过此类行,请写 rows_without_fact = "skip"',
                f"no [[fact]] of the map applies to this row (going by {names.en});"
                ' add one, or say rows_without_fact = "skip" if such rows may be passed over',
            ),
            " + ".join(columns),
            show(cells[self.header.index(columns[0])]) if len(columns) == 1 else None,
        )


def _applies(plan: FactPlan, cells: Sequence[str]) -> bool:
    if plan.when is None:
        return True
    cell = cells[plan.when]
    return bool(cell) if plan.one_of is None else cell in plan.one_of


def _from_cells(plan: FactPlan, cells: list[str], number: int, vocabulary: Vocabulary) -> Fact | tuple[Problem, ...]:
    data = dict(plan.constants)
    problems: list[Problem] = []
    told = set()
    for source in plan.fields:
        value: object = source.text(cells, number)
        if source.convert is not None and (value or source.reads_empty):
            value = source.convert(str(value))
        if isinstance(value, Problem):
            told.add(source.field.name)
            problems.append(replace(value, field=source.columns))
        elif value != "":
            data[source.field.name] = value
        elif source.field.required:
            told.add(source.field.name)
            problems.append(_empty(plan, source.columns, field_name(source.field)))
    data["id"] = "-" if plan.id is None else plan.id.fill(cells, number)
    if not data["id"]:
        told.add("id")
        problems.append(_empty(plan, plan.id_columns or "", Text("编号(id)", "`id`")))
    fact = parse_fact(data, vocabulary)
    if isinstance(fact, Fact):
        if problems:
            return tuple(problems)
        return fact if plan.id is not None else fact.model_copy(update={"id": content_id(fact, number)})
    columns = {f.field.name: f.columns for f in plan.fields} | {"id": plan.id_columns}
    problems += [
        replace(p, field=columns.get(p.field, p.field) if p.field else None) for p in fact if p.field not in told
    ]
    return tuple(problems)


def _empty(plan: FactPlan, columns: str, name: Text) -> Problem:
    return Problem(
        Code.MISSING_FIELD,
        Text(
            f"列 {columns} 为空,{plan.event.label.zh}({plan.event.name})缺少必填的{name.zh};"
            f'请补上,若空格表示没有此事实,请在映射的 [[fact]] 下写 when = "…"',
            f"the column {columns} is empty, so {plan.event.name} lacks {name.en}, which it must say;"
            ' fill it in, or say when = "…" in the map\'s [[fact]] if an empty cell means that there is no such fact',
        ),
        columns,
    )


def _cell_count(found: int, expected: int) -> Problem:
    return Problem(
        Code.CELL_COUNT,
        Text(
            f"此行有 {found} 格,表头有 {expected} 列;单元格内含分隔符时请整格加引号,缺的格请留空但保留分隔符",
            f"this row has {found} cells, the header {expected}; put a cell that holds a separator in quotes, and keep"
            " the separators of empty cells",
        ),
        None,
        str(found),
    )


def _identical(plan: FactPlan, columns: Sequence[str], first: int) -> Problem:
    names = listed(columns)
    return Problem(
        Code.IDENTICAL_ROW,
        Text(
            f"此行的 {names.zh} 与第 {first} 行完全相同,无法确定是同一{plan.event.label.zh}还是又一次;"
            '请在映射中写 identical_rows = "merge"(同一事实)或 "number"(各为一个事实)',
            f"{names.en} are the same as on line {first}, which leaves open whether this is the same {plan.event.name}"
            ' or one more; say in the map identical_rows = "merge" (one fact) or "number" (a fact each)',
        ),
        " + ".join(columns),
    )
