"""Arrow data, dataframes and DuckDB files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policykit.io.facts_in import FactsError, Source, parse_fact
from policykit.io.tables_in import Data, Tables, facts_from, open_tables
from policykit.model.errors import MapError, MemoryExceeded
from policykit.model.facts import Fact
from policykit.model.vocabulary import base_vocabulary

VOCABULARY = base_vocabulary()
AT = datetime(2025, 10, 14, 2, tzinfo=UTC)
COLUMNS = {"id": ["e1", "e2", ""], "occurred_at": [AT, AT, AT], "post": ["p", "p", "p"], "单位": ["财政局", None, None]}


def removed(fact_id: str, **fields: object) -> Fact:
    made = parse_fact({"id": fact_id, "type": "post.removed", "occurred_at": AT, "post": "p", **fields}, VOCABULARY)
    assert isinstance(made, Fact), made
    return made


class Stream:
    """Nothing but the Arrow C stream."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


class Frame:
    """Nothing but the dataframe interchange."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __dataframe__(self, **options: bool) -> object:
        return self.table.__dataframe__(**options)


def pandas(**options: object) -> object:
    return pytest.importorskip("pandas").DataFrame(COLUMNS, **options)


TABLE = pa.table(COLUMNS)


@pytest.mark.parametrize(
    "made",
    [
        lambda: TABLE,
        TABLE.to_reader,
        lambda: TABLE.to_batches()[0],
        lambda: Stream(TABLE),
        lambda: Frame(TABLE),
        pandas,
        lambda: pandas(index=[7, 8, 9]),
        lambda: pytest.importorskip("polars").DataFrame(COLUMNS),
    ],
    ids=["table", "reader", "batch", "stream", "interchange", "pandas", "index", "polars"],
)
def test_data_in_memory(made: Callable[[], object]) -> None:
    with open_tables([Data(made(), "posts", "删除信息")], VOCABULARY) as tables:
        assert facts_from(tables, tables.types) == [removed("e1", unit="财政局"), removed("e2")]
        assert [(r.file, r.line, r.field, r.code) for r in tables.rejects] == [("posts", 3, "id", "bad_value")]
        assert (tables.rows, tables.covered) == (3, None)


def test_the_type_of_data_may_be_a_column() -> None:
    with open_tables([Data(pa.table({**COLUMNS, "type": ["post.removed"] * 3}))], VOCABULARY) as tables:
        assert tables.types == ("post.removed",)


def test_what_is_no_data() -> None:
    with pytest.raises(FactsError, match="posts: list is no Arrow table or dataframe"):
        open_tables([Data([1], "posts")], VOCABULARY)
    with pytest.raises(FactsError, match="posts: nothing says of which event type the rows are"):
        open_tables([Data(TABLE, "posts")], VOCABULARY)
    with pytest.raises(FactsError, match="holds times without a zone"):
        open_tables(
            [Data(pa.table({"id": ["e"], "occurred_at": [datetime(2025, 1, 1)]}), type="post.removed")], VOCABULARY
        )


# ------------------------------------------------------------ DuckDB


def duck(path: Path, *statements: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


ONE = "SELECT 'e1' AS id, '2025-10-14 10:00:00+08'::TIMESTAMPTZ AS occurred_at, 'p' AS post"


def read(path: Path) -> Tables:
    return open_tables([Source(path)], VOCABULARY)


def test_a_table_for_each_type(tmp_path: Path) -> None:
    path = duck(
        tmp_path / "facts.duckdb",
        f'CREATE TABLE "post.removed" AS {ONE}',
        'INSERT INTO "post.removed" SELECT \'\', occurred_at, post FROM "post.removed"',
        f'CREATE VIEW "更正信息" AS {ONE.replace("e1", "e2")} UNION ALL {ONE.replace("e1", " ")}',
        "CREATE TABLE notes (x INTEGER)",
    )
    with read(path) as tables:
        assert [(f.id, f.type) for f in facts_from(tables, tables.types)] == [
            ("e1", "post.removed"),
            ("e2", "post.corrected"),
        ]
        assert [(r.file, r.line, r.code) for r in tables.rejects] == [
            (f"{path}:post.removed", 2, "bad_value"),
            (f"{path}:更正信息", 2, "bad_value"),
        ]
        assert [n.en for n in tables.notes] == [
            f"{path}: not read: notes (not named for an event type, and without a column type)"
        ]


def test_one_table_with_a_column_for_the_type(tmp_path: Path) -> None:
    path = duck(
        tmp_path / "facts.duckdb",
        "CREATE SCHEMA s",
        f"CREATE TABLE s.events AS SELECT *, 'post.removed'::ENUM('post.removed', 'x') AS type FROM ({ONE})",
    )
    with open_tables([Source(path), Source(path)], VOCABULARY, database=tmp_path / "kept.duckdb") as tables:
        assert facts_from(tables, tables.types) == [removed("e1")]
        assert tables.merged == 1
    with duckdb.connect(str(tmp_path / "kept.duckdb"), read_only=True) as kept:
        assert kept.execute('SELECT id FROM facts."post.removed"').fetchall() == [("e1",)]


def test_files_that_are_no_database_of_facts(tmp_path: Path) -> None:
    (tmp_path / "bad.duckdb").write_text("no database")
    duck(tmp_path / "other.duckdb", "CREATE TABLE notes (x INTEGER)")
    for name, said in (
        ("none.duckdb", "there is no file"),
        ("bad.duckdb", "cannot open the DuckDB file"),
        ("other.duckdb", "has no table that is named for an event type or has a column type; it has notes"),
    ):
        with pytest.raises(FactsError, match=said):
            read(tmp_path / name)


# ------------------------------------------------------------ what the caller asks


def test_maps_belong_to_csv(tmp_path: Path) -> None:
    for name in ("facts.parquet", "facts.jsonl", "facts.duckdb"):
        with pytest.raises(MapError):
            open_tables([Source(tmp_path / name, tmp_path / "map.toml")], VOCABULARY)
    with pytest.raises(MapError):
        open_tables([Source(tmp_path / "facts.csv")], VOCABULARY)


def test_the_database_is_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "kept.duckdb"
    with open_tables([Data(TABLE, "posts", "post.removed")], VOCABULARY, memory="1GB", database=path) as tables:
        limit = tables.connection.execute("SELECT current_setting('memory_limit')").fetchone()
        assert limit == ("953.6 MiB",)
    with pytest.raises(FactsError, match="exists already"):
        open_tables([], VOCABULARY, database=path)
    with pytest.raises(FactsError, match="cannot open the database"):
        open_tables([], VOCABULARY, memory="much")
    with pytest.raises(FactsError, match="cannot open the database"):
        open_tables([], VOCABULARY, database=tmp_path / "no" / "folder.duckdb")


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with open_tables([Data(TABLE, "posts", "post.removed")], VOCABULARY) as tables:
        assert len(list(tmp_path.iterdir())) == 1
        assert tables.connection.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FactsError):
        open_tables([Source(tmp_path / "none.parquet")], VOCABULARY)
    assert list(tmp_path.iterdir()) == []


def test_no_sources() -> None:
    with open_tables([], VOCABULARY) as tables:
        assert (tables.types, tables.count, tables.covered, tables.rejects) == ((), 0, None, ())


def test_too_little_memory_is_not_taken_for_data_that_cannot_be_read(tmp_path: Path) -> None:
    parquet, database = tmp_path / "post.removed.parquet", tmp_path / "facts.duckdb"
    pq.write_table(TABLE, parquet)
    with duckdb.connect(str(database)) as connection:
        connection.register("told", TABLE)
        connection.execute('CREATE TABLE "post.removed" AS SELECT * FROM told')
    for source in (Data(TABLE, "posts", "post.removed"), Source(parquet), Source(database)):
        with pytest.raises(MemoryExceeded, match=r"DuckDB may take 195\.3 KiB"):
            open_tables([source], VOCABULARY, memory="200KB")
