"""Parquet: files, folders, columns by either name, natural types, and rows at fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policykit.io.facts_in import FactsError, Source, parse_fact
from policykit.io.tables_in import Tables, facts_from, open_tables
from policykit.model.facts import Fact
from policykit.model.vocabulary import base_vocabulary

VOCABULARY = base_vocabulary()
AT = datetime(2025, 10, 14, 2, tzinfo=UTC)
MOMENT = pa.timestamp("us", "UTC")


def fact(kind: str, fact_id: str, at: datetime = AT, **fields: object) -> Fact:
    made = parse_fact({"id": fact_id, "type": kind, "occurred_at": at, **fields}, VOCABULARY)
    assert isinstance(made, Fact), made
    return made


def write(path: Path, columns: Mapping[str, object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(dict(columns)), path)
    return path


def times(*found: datetime | None, unit: str = "us") -> pa.Array:
    return pa.array(found, pa.timestamp(unit, "Asia/Shanghai"))


def read(*paths: Path) -> Tables:
    return open_tables([Source(p) for p in paths], VOCABULARY)


def all_of(tables: Tables) -> list[Fact]:
    return facts_from(tables, tables.types)


def told(tables: Tables) -> list[tuple[str, int, str | None, str]]:
    return [(Path(r.file).name, r.line, r.field, r.code) for r in tables.rejects]


def posts(ids: Sequence[str], **more: object) -> dict[str, object]:
    return {
        "id": ids,
        "occurred_at": times(*[AT] * len(ids)),
        "post": [f"p-{i}" for i in ids],
        "account": ["a"] * len(ids),
        **more,
    }


def test_natural_types(tmp_path: Path) -> None:
    write(
        tmp_path / "type=post.published" / "part-0.parquet",
        posts(
            ["e1", "e2"],
            recorded_at=times(AT + timedelta(hours=1), None),
            medium=pa.array(["text", None]).dictionary_encode(),
            items=pa.array([3, None], pa.int16()),
            original=[True, None],
            progress=pa.array([["measures", "intervention", "measures"], []]),
        ),
    )
    write(
        tmp_path / "type=人员离任" / "part-0.parquet",
        {"编号": ["e3"], "发生时间": times(AT, unit="ns"), "人员": ["s"], "最后工作日": [date(2025, 10, 1)]},
    )
    with read(tmp_path) as tables:
        assert told(tables) == []
        assert (tables.types, tables.count, tables.rows, tables.covered) == (
            ("post.published", "staff.left"),
            3,
            3,
            None,
        )
        assert all_of(tables) == [
            fact(
                "post.published",
                "e1",
                recorded_at=AT + timedelta(hours=1),
                post="p-e1",
                account="a",
                medium="text",
                items=3,
                original=True,
                progress=["measures", "intervention"],
            ),
            fact("post.published", "e2", post="p-e2", account="a", progress=[]),
            fact("staff.left", "e3", staff="s", last_day="2025-10-01"),
        ]


@pytest.mark.parametrize(
    "items", [pa.array([2.0, None]), pa.array([2, None], pa.decimal128(5, 0)), pa.array(["2", None])]
)
def test_numbers_of_other_types(tmp_path: Path, items: pa.Array) -> None:
    path = write(tmp_path / "post.published.parquet", posts(["e1", "e2"], items=items, original=pa.array([1, 0])))
    with read(path) as tables:
        assert [(f.value("items"), f.value("original")) for f in all_of(tables)] == [(2, True), (1, False)]


def test_the_type_as_a_column(tmp_path: Path) -> None:
    path = write(
        tmp_path / "all.parquet",
        {
            "事件": ["post.published", "删除信息", " post.removed ", None, "post.remove", "post.removed"],
            "编号": ["e1", "e2", "e3", "e4", "e5", "e6"],
            "occurred_at": times(*[AT] * 6),
            "信息": ["p", "p", "p", "p", "p", "p"],
            "账号": ["a", None, None, "a", "a", None],
            "体裁": [None] * 6,
            "条数": [None, None, None, None, None, 2],
            "信息体裁": ["图文", None, None, None, None, None],
        },
    )
    with read(path) as tables:
        assert all_of(tables) == [
            fact("post.published", "e1", post="p", account="a", medium="text"),
            fact("post.removed", "e2", post="p"),
            fact("post.removed", "e3", post="p"),
        ]
        assert told(tables) == [
            ("all.parquet", 4, "type", "missing_field"),
            ("all.parquet", 5, "type", "unknown_type"),
            ("all.parquet", 6, "条数", "unknown_field"),
        ]


def test_each_bad_row_costs_only_itself(tmp_path: Path) -> None:
    early, last = datetime(1991, 12, 31, 15, tzinfo=UTC), datetime(9999, 12, 31, 20, tzinfo=UTC)
    ids = [
        "good",
        "  ",
        None,
        "choice",
        "least",
        "account",
        "recorded",
        "early",
        "last",
        "tidy\u3000",
        "unknown",
        "good2",
    ]
    columns = posts(
        [i or "" for i in ids],
        medium=[None, None, None, "painting", None, None, None, None, None, "视频", None, None],
        items=pa.array([None, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1]),
        recorded_at=times(*[None] * 6, AT - timedelta(seconds=1), *[None] * 5),
        mood=[None] * 10 + ["good", None],
    )
    columns["id"] = ids
    columns["occurred_at"] = times(*[AT] * 7, early, last, AT, AT, AT)
    columns["account"] = ["a"] * 5 + [None] + ["a"] * 6
    path = write(tmp_path / "post.published.parquet", columns)
    with read(path) as tables:
        assert [f.id for f in all_of(tables)] == ["good", "good2", "tidy"]
        assert [f.value("medium") for f in all_of(tables)] == [None, None, "video"]
        assert [(line, field, code) for _, line, field, code in told(tables)] == [
            (2, "id", "bad_value"),
            (3, "id", "missing_field"),
            (4, "medium", "bad_value"),
            (5, "items", "bad_value"),
            (6, "account", "missing_field"),
            (7, "recorded_at", "recorded_early"),
            (8, "occurred_at", "time_out_of_range"),
            (9, "occurred_at", "time_out_of_range"),
            (11, "mood", "unknown_field"),
        ]
        assert tables.rows == 12


def test_the_same_id_in_several_files(tmp_path: Path) -> None:
    write(tmp_path / "type=post.published/a.parquet", posts(["e1", "e2"]))
    write(tmp_path / "type=post.published/b.parquet", posts(["e3", "e1", "e2"], items=[1, 1, 2]))
    write(tmp_path / "type=post.removed/c.parquet", {"id": ["e3"], "occurred_at": times(AT), "post": ["p-e3"]})
    with read(tmp_path) as tables:
        assert [(f.id, f.type) for f in all_of(tables)] == [
            ("e1", "post.published"),
            ("e2", "post.published"),
            ("e3", "post.published"),
        ]
        assert (tables.count, tables.rows, tables.merged) == (3, 6, 1)
        assert told(tables) == [("a.parquet", 2, "id", "duplicate_id"), ("c.parquet", 1, "id", "duplicate_id")]
    with read(tmp_path, tmp_path) as again:
        assert (again.count, again.rows, again.merged, len(again.rejects)) == (3, 12, 5, 4)


def test_a_time_that_is_recorded_as_it_occurs_differs_from_one_that_is_not_said(tmp_path: Path) -> None:
    write(tmp_path / "post.published.parquet", posts(["e1", "e1"], recorded_at=times(AT, None)))
    with read(tmp_path) as tables:
        assert (tables.count, tables.merged, [r.code for r in tables.rejects]) == (1, 0, ["duplicate_id"])


def test_folders_say_values(tmp_path: Path) -> None:
    root = tmp_path / "type=message.received"
    for day, unit in (
        ("2025-10-14", "财政局"),
        ("2025-10-15", "%E6%95%99%E8%82%B2%E5%B1%80"),
        ("x", "__HIVE_DEFAULT_PARTITION__"),
    ):
        data = {"id": [f"m-{day}"], "occurred_at": times(AT), "message": ["m"]}
        write(root / f"day={day}" / f"单位={unit}" / "part.parquet", data)
    (root / "_SUCCESS").touch()
    write(root / "_temporary" / "part.parquet", {"x": [1]})
    with read(root) as tables:
        assert [(f.id, f.value("unit")) for f in all_of(tables)] == [
            ("m-2025-10-14", "财政局"),
            ("m-2025-10-15", "教育局"),
            ("m-x", None),
        ]
        assert [n.en for n in tables.notes] == [
            f"{root}: day in the names of folders is no field, and taken for a place only"
        ]


def test_folders_and_files_named_for_the_type(tmp_path: Path) -> None:
    write(tmp_path / "删除信息" / "1.pq", {"id": ["e1"], "occurred_at": times(AT), "post": ["p"]})
    write(tmp_path / "post.removed.parquet", {"id": ["e2"], "occurred_at": times(AT), "post": ["p"]})
    with read(tmp_path) as tables:
        assert [f.id for f in all_of(tables)] == ["e1", "e2"]


def test_an_unknown_type_in_a_folders_name(tmp_path: Path) -> None:
    write(tmp_path / "type=post.moved" / "a.parquet", {"id": ["e1", "e2"], "occurred_at": times(AT, AT)})
    with read(tmp_path) as tables:
        assert (tables.count, tables.types) == (0, ())
        assert told(tables) == [("a.parquet", 1, "type", "unknown_type"), ("a.parquet", 2, "type", "unknown_type")]
        assert "post.removed" in tables.rejects[0].reason.en


def test_odd_names_of_files(tmp_path: Path) -> None:
    path = write(tmp_path / "a[1]*'?" / "post.removed.parquet", {"id": ["e1"], "occurred_at": times(AT), "post": ["p"]})
    with read(path.parent) as tables:
        assert [f.id for f in all_of(tables)] == ["e1"]


def test_nothing_in_a_file(tmp_path: Path) -> None:
    path = write(
        tmp_path / "post.removed.parquet",
        {"id": pa.array([], pa.string()), "occurred_at": times(), "post": pa.nulls(0)},
    )
    with read(path) as tables:
        assert (tables.types, tables.count, tables.rows) == ((), 0, 0)


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (
            {"id": ["e"], "occurred_at": pa.array([datetime(2025, 10, 14)], pa.timestamp("us"))},
            "the column occurred_at holds times without a zone (TIMESTAMP), which leaves open when they were; store"
            " times with a zone: for Beijing time, occurred_at AT TIME ZONE 'Asia/Shanghai' in SQL,"
            " df['occurred_at'].dt.tz_localize('Asia/Shanghai') in pandas",
        ),
        (
            {"id": ["e"], "发生时间": [date(2025, 10, 14)]},
            "the column 发生时间 is DATE, which is no moment; store times with a zone",
        ),
        (
            {"id": ["e"], "occurred_at": times(AT), "last_day": times(AT)},
            "the column last_day is TIMESTAMP WITH TIME ZONE, but the field is a date; which day a time belongs to"
            " depends on the zone, so store a DATE",
        ),
        (
            {"occurred_at": times(AT)},
            "there is no column id (or 编号), which every fact must say; its columns are occurred_at",
        ),
        (
            {"id": ["e"], "at": times(AT)},
            "there is no column occurred_at (or 发生时间), which every fact must say; its columns are id, at",
        ),
        (
            {"id": ["e"], "编号": ["e"], "occurred_at": times(AT)},
            "id is said more than once (id, 编号), which leaves its value open; keep one",
        ),
        (
            {"id": [7], "occurred_at": times(AT)},
            "the column id is BIGINT, but the field is text; the zeros before an id are part of it, so store text, as"
            " with CAST(id AS VARCHAR) in SQL",
        ),
        (
            {"id": ["e"], "type": ["staff.left"], "事件": ["staff.left"], "occurred_at": times(AT)},
            "type is said more than once (type, 事件), which leaves its value open; keep one",
        ),
        (
            {"id": ["e"], "type": [1], "occurred_at": times(AT)},
            "the column type is BIGINT; an event type should be text, such as post.published",
        ),
    ],
)
def test_what_can_be_right_in_no_row_is_an_error(tmp_path: Path, columns: Mapping[str, object], found: str) -> None:
    path = write(tmp_path / "staff.left.parquet", columns)
    with pytest.raises(FactsError) as error:
        read(path)
    assert str(error.value) == f"{path}: {found}"
    assert error.value.text.zh.startswith(f"{path}:")


def test_nothing_says_the_type(tmp_path: Path) -> None:
    path = write(tmp_path / "facts.parquet", {"id": ["e"], "occurred_at": times(AT)})
    with pytest.raises(FactsError, match="nothing says of which event type the rows are"):
        read(path)


def test_a_type_said_by_folder_and_column(tmp_path: Path) -> None:
    write(tmp_path / "type=staff.left" / "a.parquet", {"id": ["e"], "type": ["staff.left"], "occurred_at": times(AT)})
    with pytest.raises(FactsError, match="type is said more than once"):
        read(tmp_path)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 and nothing else")
    (tmp_path / "facts.xlsx").touch()
    for path, said in (
        (tmp_path / "none.parquet", "there is no file or folder"),
        (tmp_path / "empty", "holds no Parquet file"),
        (tmp_path / "bad.parquet", "cannot read Parquet from"),
        (
            tmp_path / "facts.xlsx",
            "unknown extension .xlsx; readable are .csv, .ddb, .duckdb, .jsonl, .ndjson, .parquet, .pq",
        ),
    ):
        with pytest.raises(FactsError, match=said):
            read(path)


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (["a", "甲", "乙 b", None], ["a", "甲", "乙 b", None]),
        (["a", "é", "甲", "b\x7f"], ["a", "é", "甲", "b\x7f"]),
        (["a", "甲\u3000", "\u00a0b", "c\n"], ["a", "甲", "b", "c"]),
        ([None] * 4, [None] * 4),
        ([" x", "x", "x", "x"], ["x"] * 4),
    ],
)
def test_white_space_around_names_is_taken_off(tmp_path: Path, names: list[str | None], kept: list[str | None]) -> None:
    data = pa.array(names, pa.string())
    for path, more in (("post.published.parquet", {}), ("all.parquet", {"type": ["发布信息"] * 4})):
        with read(write(tmp_path / path, posts(["1", "2", "3", "4"], editor=data, **more))) as tables:
            assert [f.value("editor") for f in all_of(tables)] == kept
            assert tables.rejects == ()
