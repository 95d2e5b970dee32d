"""Parquet files, alone or in folders: which there are, what their folders' names say, and which belong together.

Folders may say values for all files below them, as in `type=post.published/`. Files with the same columns and the same
such values are one `Part`.
"""

# ruff: noqa: S608 - paths in statements are quoted

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import duckdb

from policykit.io.facts_in.errors import FactsError
from policykit.io.facts_in.problems import listed
from policykit.io.tables_in.binding import TYPE_NAMES, RawColumn, constant_column, shape
from policykit.io.tables_in.columns import literal
from policykit.io.tables_in.parts import Part, Place, column
from policykit.model.text import Text
from policykit.model.vocabulary import Vocabulary

PARQUET = frozenset({".parquet", ".pq"})
_NULL = "__HIVE_DEFAULT_PARTITION__"


@dataclass
class ParquetPart(Part):
    """Parquet files with the same columns."""

    paths: Sequence[Path] = ()

    def place(self, files: Sequence[int] | None = None) -> Place:
        """Where the rows of these files are (all, if not said)."""
        if files is None:
            return Place(f"{scan(self.paths)} s", "CAST(s.file_index AS BIGINT)", "s.file_row_number")
        chosen = [self.paths[i] for i in files]
        number = f"CAST([{', '.join(map(str, files))}][CAST(s.file_index AS BIGINT) + 1] AS BIGINT)"
        return Place(f"{scan(chosen)} s", number, "s.file_row_number")


@dataclass(slots=True)
class Group:
    """Files that belong together: their columns, their places among all files, and their paths."""

    columns: tuple[RawColumn, ...]
    named: str | None
    indexes: list[int] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)


def scan(paths: Sequence[Path]) -> str:
    """The SQL source of Parquet files."""
    listed_paths = ", ".join(literal(_no_glob(str(path))) for path in paths)
    return f"read_parquet([{listed_paths}], hive_partitioning = false)"


def _no_glob(path: str) -> str:
    """A path whose `*`, `?` and `[` mean themselves."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in path)


def files_of(root: Path) -> list[Path]:
    """The Parquet files of a file or folder, in order; those whose name starts with `.` or `_` are passed over.

    Raises `FactsError` if there are none.
    """
    if not root.exists():
        raise FactsError(Text(f"找不到文件或目录 {root}", f"there is no file or folder {root}"))
    if root.is_file():
        return [root]
    found = sorted(
        path
        for path in root.rglob("*")
        if path.suffix.lower() in PARQUET
        and path.is_file()
        and not any(part.startswith((".", "_")) for part in path.relative_to(root).parts)
    )
    if not found:
        raise FactsError(
            Text(
                f"目录 {root} 中没有 Parquet 文件(.parquet、.pq);JSONL 与 CSV 请逐个文件写明",
                f"the folder {root} holds no Parquet file (.parquet, .pq); name JSONL and CSV files one by one",
            )
        )
    return found


def groups_of(
    connection: duckdb.DuckDBPyConnection, root: Path, paths: Sequence[Path], vocabulary: Vocabulary
) -> tuple[list[Group], tuple[Text, ...]]:
    """The files in groups, and what is to be said of names of folders that no field has.

    Raises `FactsError` for a file that is no Parquet.
    """
    fields = {n for e in vocabulary.events.values() for f in e.fields.values() for n in (f.name, f.label.zh)}
    fields |= {*TYPE_NAMES, "id", "编号", "recorded_at", "记录时间"}
    groups: dict[tuple[object, ...], Group] = {}
    odd: dict[str, None] = {}
    columns: dict[str, tuple[RawColumn, ...]] = {}
    signatures = _signatures(connection, paths)
    for index, path in enumerate(paths):
        said = dict(_folders(root, path))
        odd |= dict.fromkeys(k for k in said if k not in fields)
        constants = {k: v for k, v in said.items() if k in fields and (k in TYPE_NAMES or v != _NULL)}
        signature = signatures[index]
        if signature not in columns:
            columns[signature] = _columns(connection, path)
        named = next((e.name for n in (path.stem, path.parent.name) if (e := vocabulary.event(n))), None)
        key = (signature, named, *constants.items())
        if key not in groups:
            more = [constant_column(k, v) for k, v in constants.items()]
            groups[key] = Group((*columns[signature], *more), named)
        groups[key].indexes.append(index)
        groups[key].paths.append(path)
    if not odd:
        return list(groups.values()), ()
    names = listed(odd)
    note = Text(
        f"{root}:目录名中的 {names.zh} 不是字段,只当作存放位置",
        f"{root}: {names.en} in the names of folders is no field, and taken for a place only",
    )
    return list(groups.values()), (note,)


def part_of(
    connection: duckdb.DuckDBPyConnection,
    vocabulary: Vocabulary,
    number: int,
    group: Group,
    first: int,
) -> ParquetPart:
    """The part of a group, whose files are sources from the number `first` on. Raises `FactsError` for its columns."""
    table = shape(str(group.paths[0]), group.columns, group.named)
    numbers = [first + index for index in group.indexes]
    return ParquetPart(connection, vocabulary, number, table, "", numbers, paths=group.paths)


def _folders(root: Path, path: Path) -> Iterator[tuple[str, str]]:
    """What the folders' names say, from the outermost on: those below the root, its own and those right above it."""
    below = path.relative_to(root).parts[:-1] if root.is_dir() else ()
    above = list(root.absolute().parts if root.is_dir() else root.absolute().parent.parts)
    own: list[str] = []
    while above and "=" in above[-1]:
        own.insert(0, above.pop())
    for part in (*own, *below):
        key, separator, value = part.partition("=")
        if separator:
            yield unquote(key), unquote(value)


def _signatures(connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> list[str]:
    """What tells apart the columns of files: the same text for the same columns."""
    files = ", ".join(literal(_no_glob(str(path))) for path in paths)
    query = (
        "SELECT file_name, md5(to_json(list([name, type, repetition_type, CAST(num_children AS VARCHAR),"
        f" converted_type, CAST(logical_type AS VARCHAR)]))) FROM parquet_schema([{files}]) GROUP BY file_name"
    )
    try:
        found = dict(connection.execute(query).fetchall())
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise FactsError(_unreadable(paths, error)) from error
    return [found[str(path)] for path in paths]


def _columns(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[RawColumn, ...]:
    described = connection.execute(f"DESCRIBE SELECT * FROM {scan([path])}").fetchall()
    return tuple(RawColumn(name, column(name, sql_type)) for name, sql_type, *_ in described)


def _unreadable(paths: Sequence[Path], error: duckdb.Error) -> Text:
    where = paths[0] if len(paths) == 1 else paths[0].parent
    return Text(
        f"无法读取 {where} 的 Parquet 文件;请确认文件完整。DuckDB:{error}",
        f"cannot read Parquet from {where}; check that the file is whole. DuckDB: {error}",
    )
