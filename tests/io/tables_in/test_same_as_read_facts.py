"""Tables hold what `read_facts` reads, and reject what it rejects: random good and bad rows, read both ways."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policykit.io.facts_in import Source, read_facts
from policykit.io.tables_in import csv_cells, facts_from, json_lines, open_tables, repeats
from policykit.io.tables_in.columns import columns_of, row_of
from policykit.model.facts import Fact
from policykit.model.report import Reject
from policykit.model.vocabulary import EventType, FieldType, Kind, base_vocabulary

VOCABULARY = base_vocabulary()
EXAMPLES = int(os.environ.get("POLICYKIT_EXAMPLES", "25"))
"""Each example opens a database; set the variable to look longer."""

Row = tuple[str, tuple[object, ...]]


def rows(facts: Sequence[Fact]) -> list[Row]:
    """What tables hold of facts: `recorded_at` is lost where it is the same as `occurred_at`."""
    return sorted((f.type, row_of(f, columns_of(VOCABULARY.events[f.type]))) for f in facts)


def both_ways(*sources: Source) -> None:
    """Read the sources with both readers and compare everything."""
    loaded = read_facts(sources, VOCABULARY)
    with open_tables(sources, VOCABULARY) as tables:
        found = facts_from(tables, tables.types)
        assert rows(found) == rows(loaded.facts)
        assert tables.rejects == loaded.rejects
        assert tables.covered == loaded.covers
        assert (tables.count, tables.rows, tables.merged) == (len(loaded.facts), loaded.rows, loaded.merged)
        assert set(tables.types) == {f.type for f in loaded.facts}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files be read in several batches."""
    monkeypatch.setattr(json_lines, "BATCH", 300)
    monkeypatch.setattr(json_lines, "HELD", 900)
    monkeypatch.setattr(csv_cells, "BATCH", 60)
    monkeypatch.setattr(repeats, "AT_ONCE", 3)


# ------------------------------------------------------------ JSONL

EVENTS = [VOCABULARY.events[n] for n in ("post.published", "staff.left", "account.changed", "assessment.published")]
ids = st.sampled_from(["e1", "e2", "e3", " e1", "e4\u3000", "编号", "\u200b", "\x85e", "ａ", "🙂", "a\tb", "e\\u0000"])
unique = st.uuids().map(str)
moments = st.sampled_from(
    [
        "2025-10-14T10:00:00+08:00",
        "2025-10-14 02:00:00Z",
        "2025-10-14T10:00+0800",
        "2025-10-14T10:00:00.5 +08:00",
        "2025-10-14T10:00:00.1234567+08",
        "2025-10-14T23:59:59.999999+23:59",
        "1992-01-01T00:00:00+08:00",
        "1991-12-31T16:00:00Z",
        "1991-12-31T15:59:59Z",
        "1992-12-31T00:00:00+08:00",
        "9999-12-31T23:59:59+08:00",
        "9998-12-31T23:59:59-23:00",
    ]
)
bad_moments = st.sampled_from(
    [
        "2025-02-30T10:00:00+08:00",
        "2025-10-14T24:00:00+08:00",
        "2025-10-14T23:59:60+08:00",
        "2025-10-14T10:00:00",
        "2025-10-14",
        "2025-10-14T10:00:00+24:00",
        "0000-10-14T10:00:00+08:00",
        "２０２５-10-14T10:00:00+08:00",
        " 2025-10-14T10:00:00+08:00 ",
        "",
        "infinity",
        "1970-01-01T00:00:00Z",
    ]
)
scalars = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        2,
        -1,
        1.0,
        1.5,
        1e400,
        -0.0,
        "1",
        "01",
        "+1",
        " 1",
        "true",
        "是",
        "on",
        "TRUE",
        "",
        " ",
        "x",
    ]
) | st.text(max_size=3)
junk = scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.sampled_from(["a", "b"]), scalars, max_size=1)


def values(kind: FieldType) -> st.SearchStrategy[object]:
    """Values of a field as JSON has them; most are good."""
    if kind.element is not None:
        return st.lists(values(kind.element), max_size=3)
    if kind.choices is not None:
        return st.sampled_from([n for c in kind.choices for n in (c.value, c.zh)])
    match kind.kind:
        case Kind.TRUTH:
            return st.booleans()
        case Kind.NUMBER:
            return st.integers(0, 5)
        case Kind.DATE:
            return st.sampled_from(["2025-10-14", "0001-01-01", "9999-12-31", "1969-12-31"])
        case Kind.INSTANT:
            return moments
        case _:
            return ids


@st.composite
def said(draw: st.DrawFn, own_id: st.SearchStrategy[str] = ids) -> dict[str, object]:
    """What a line says: a fact, perhaps with something wrong."""
    event: EventType = draw(st.sampled_from(EVENTS))
    data: dict[str, object] = {"id": draw(own_id), "type": draw(st.sampled_from([event.name, event.label.zh]))}
    data["occurred_at"] = draw(moments)
    if draw(st.integers(0, 3)) == 0:
        data["recorded_at"] = draw(moments)
    for field in event.fields.values():
        if field.name != "occurred_at" and (field.required or draw(st.integers(0, 5)) == 0):
            data[field.name] = draw(values(field.type))
    if draw(st.integers(0, 2)) == 0:
        name = draw(
            st.sampled_from(
                [*data, "last_day", "items", "progress", "original", "medium", "关系", "单位", "recorded_at"]
            )
        )
        data[name] = draw(junk | bad_moments)
    if draw(st.integers(0, 9)) == 0:
        del data[draw(st.sampled_from(list(data)))]
    return data


def spelled(data: dict[str, object], ascii_only: bool, spaces: tuple[int, int]) -> str:
    """The data as JSON, with white space around it."""
    left, right = spaces
    return " " * left + json.dumps(data, ensure_ascii=ascii_only) + "\t" * right


lines = st.builds(spelled, said(), st.booleans(), st.tuples(st.integers(0, 1), st.integers(0, 1)))


@st.composite
def broken(draw: st.DrawFn) -> str:
    """A line with a character put in, taken out or changed, so that it may or may not be JSON."""
    line: str = draw(lines)
    at = draw(st.integers(0, len(line)))
    cut = draw(st.integers(0, 2))
    put = draw(
        st.sampled_from(
            ["", ",", '"', "}", "]", "\\", "\x00", "\x01", "\u2028", "\xa0", "NaN", ",}", ":", " ", "0", "//"]
        )
    )
    return line[:at] + put + line[at + cut :]


odd_lines = st.sampled_from(
    [
        b"",
        b" \t\x0b",
        b"\xa0",
        b"[]",
        b"1",
        b"null",
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b'{"id":"a","id":"a"}',
        b'{"id":"n1","type":"post.removed","occurred_at":"2025-10-14T10:00:00Z","post":"p",}',
        b'{"id":"n1","type":"post.removed","occurred_at":"2025-10-14T10:00:00Z","post":"p","post":"p"}',
        b'{"id":"n1","type":"post.removed","occurred_at":"2025-10-14T10:00:00Z","post":"p","\\u0070ost":"q"}',
        b'{"id":"n2","type":"post.removed","occurred_at":"2025-10-14T10:00:00Z","post":"\\ud800"}',
        b'{"id":"n2","type":"post.removed","occurred_at":"2025-10-14T10:00:00Z","post":"\\u0000"}',
        b'{"id":"n3","type":"post.removed","occurred_at":"2025-10-14T10:00:00Z","post":",}"}',
        b'{"id":"n4","type":"post.removed","occurred_at":"2025-10-14T10:00:00Z","post":"a\\nb"}\r',
        b'{"id":"n5","type":" post.removed ","occurred_at":"2025-10-14T10:00:00Z","post":"\\ud83d\\ude00"}',
        b'{"id":"n6","type":"post.published","occurred_at":"2025-10-14T10:00:00Z","post":"p","account":"a","items":-0}',
        b'{"id":"n6","type":"post.published","occurred_at":"2025-10-14T10:00:00Z","post":"p","account":"a","items":NaN}',
        b'{"id":"n7","type":"post.published","occurred_at":"2025-10-14T10:00:00Z","post":"p","account":"a","progress":[]}',
        b'{"id":"n8","type":"post.published","occurred_at":"2025-10-14T10:00:00Z","post":"p","account":"a","progress":[1]}',
        b'{"id":"n8","type":"post.published","occurred_at":"2025-10-14T10:00:00Z","post":"p","account":"a","progress":[null]}',
        b"[" * 2000,
    ]
)
anything = lines.map(str.encode) | broken().map(lambda s: s.encode("utf-8", "surrogatepass")) | odd_lines


@given(st.lists(st.lists(anything, max_size=12), min_size=1, max_size=2), st.booleans())
@settings(max_examples=EXAMPLES)
def test_jsonl(files: list[list[bytes]], mark: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for i, written in enumerate(files):
            path = Path(folder, f"{i}.jsonl")
            path.write_bytes((b"\xef\xbb\xbf" if mark else b"") + b"\n".join(written))
            sources.append(Source(path))
        both_ways(*sources)


# ------------------------------------------------------------ Parquet


def as_texts(data: dict[str, object]) -> dict[str, object]:
    """What can stand in columns of text and of lists of text, whose names may be Chinese ones."""
    made: dict[str, object] = {}
    for field, value in data.items():
        if field in {"progress", "changes"}:
            if isinstance(value, list) and all(isinstance(v, str) for v in value):
                made[field] = value
        elif value is not None and field != "单位":
            made[field] = str(value)
    return made


@given(st.lists(said().map(as_texts), max_size=12), st.booleans())
@settings(max_examples=EXAMPLES)
def test_parquet_of_texts(written: list[dict[str, object]], in_folders: bool) -> None:
    kinds = sorted({str(row.get("type")) for row in written}) if in_folders else [""]
    with tempfile.TemporaryDirectory() as folder:
        parquet, lines_of = Path(folder, "p"), list[tuple[Path, Source]]()
        for n, kind in enumerate(kinds):
            rows_of_kind = [row for row in written if not in_folders or str(row.get("type")) == kind]
            columns = {"id": None, "occurred_at": None, **dict.fromkeys(f for row in rows_of_kind for f in row)}
            arrays = {
                field: pa.array(
                    [row.get(field) for row in rows_of_kind],
                    pa.list_(pa.string()) if field in {"progress", "changes"} else pa.string(),
                )
                for field in columns
                if field != "type" or not in_folders
            }
            if not in_folders:
                arrays.setdefault("type", pa.nulls(len(rows_of_kind), pa.string()))
            path = parquet / (f"type={quote(kind, safe='')}" if in_folders else "") / "rows.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.table(arrays), path, row_group_size=4)
            lines = Path(folder, f"{n}.jsonl")
            in_folder = {"type": kind} if in_folders else {}
            lines.write_text("".join(json.dumps(row | in_folder) + "\n" for row in rows_of_kind), encoding="utf-8")
            lines_of.append((path, Source(lines)))
        ordered = [source for _, source in sorted(lines_of, key=lambda pair: pair[0])]
        loaded = read_facts(ordered, VOCABULARY)
        with open_tables([Source(parquet)] if written else [], VOCABULARY) as tables:
            assert rows(facts_from(tables, tables.types)) == rows(loaded.facts)
            assert places(tables.rejects) == places(loaded.rejects)
            assert (tables.count, tables.rows, tables.merged) == (len(loaded.facts), loaded.rows, loaded.merged)


def places(rejects: Sequence[Reject]) -> list[tuple[int, str, str, str]]:
    """The rejects of each line, without the names of the files."""
    return sorted((r.line, r.code, r.field or "", r.found or "") for r in rejects)


# ------------------------------------------------------------ CSV

COLUMNS = ("编号", "时间", "记录", "账号", "信息", "体裁", "条数", "原创", "转载", "内容", "日", "类别")
WHOLE_MAP = """
time_zone = "+08:00"
date_only = "{date_only}"
identical_rows = "{identical}"
rows_without_fact = "{without}"
covers = ["删除信息"]
delimiter = "{delimiter}"
encoding = "{encoding}"

[[fact]]
type = "发布信息"
when = {{ column = "类别", one_of = ["发", "两"] }}
{own_id}
[fact.fields]
occurred_at = {{ column = "时间"{pattern} }}
recorded_at = "记录"
account = "账号"
"信息" = {{ template = "{{账号}}-{{信息}}" }}
medium = {{ column = "体裁", values = {{ "图" = "text", "影" = "视频", "" = "client", "无" = "" }} }}
items = "条数"
original = {{ column = "原创", values = {{ "是" = true, "否" = false }} }}
reposted = "转载"
progress = {{ column = "内容", split = "、"{items} }}
source = {{ value = " 本 单位 " }}
advertising = {{ value = false }}

[[fact]]
type = "staff.left"
when = "日"
identical_rows = "{identical_left}"
{left_id}
[fact.fields]
occurred_at = {{ column = "时间"{pattern} }}
staff = "编号"
account = {{ template = "{{{{{{账号}}" }}
last_day = {{ column = "日"{day_pattern} }}
"""
_ITEMS = ', values = { "措施" = "measures", "调查" = "investigation", "无" = "", "measures" = "measures" }'


def mostly(good: st.SearchStrategy[str], *bad: str) -> st.SearchStrategy[str]:
    """Values of which one in thirty is odd, if not bad."""
    return st.integers(0, 30).flatmap(lambda n: st.sampled_from(bad) if n == 0 else good)


names = st.sampled_from(["a", "甲", "a b", "甲,乙", 'x"y', "\\", "é", "𠮷", "b", "c", "丁"])
texts = mostly(names, "", " ", "\u3000丙", "\x1c", "a\nb", "\x1f1", "\x00", "{#}")
moments_written = st.datetimes(datetime(2025, 10, 1), datetime(2025, 10, 9), allow_imaginary=False).map(
    lambda at: at.replace(minute=0, second=0, microsecond=0).isoformat()
)
cell_rows = st.fixed_dictionaries(
    {
        "编号": texts,
        "时间": mostly(
            moments_written,
            "2025-10-14 10:00",
            "2025-10-14 10:00:00.25",
            "2025-10-14T10:00:00Z",
            "2025-10-14",
            "2025/1/4 9:05",
            "2025/02/30 10:00",
            "2025-02-30 10:00",
            "1991-12-31 10:00",
            "1992-01-01",
            "2025-10-14 25:00",
            "",
            "x",
        ),
        "记录": mostly(st.sampled_from(["", "2025-10-15 10:00"]), "2025-10-13", "2025-10-14T10:00:00+08:00"),
        "账号": texts,
        "信息": texts,
        "体裁": mostly(st.sampled_from(["图", "影", "", "无"]), "文", "text"),
        "条数": mostly(st.sampled_from(["", "1", "2"]), "0", "01", "1.0", "x", "99999999999999999"),
        "原创": mostly(st.sampled_from(["是", "否", ""]), "true", "0"),
        "转载": mostly(st.sampled_from(["true", "false", "", "1"]), "True", "tRue", "2", "是"),
        "内容": mostly(st.sampled_from(["", "measures", "measures、 measures、"]), "、", "无、措施", "错", "采取措施"),
        "日": mostly(st.sampled_from(["", "2025-10-14"]), "2025/10/14", "14.10.2025", "2025-02-30", "0001-01-01"),
        "类别": mostly(st.sampled_from(["发", "两"]), "", "别"),
    }
)
maps = st.builds(
    lambda **said: said,
    date_only=st.sampled_from(["reject", "start-of-day", "end-of-day"]),
    identical=st.sampled_from(["reject", "merge", "number"]),
    identical_left=st.sampled_from(["reject", "merge"]),
    without=st.sampled_from(["reject", "skip"]),
    delimiter=st.sampled_from([",", ";", r"\t", "、", "|"]),
    encoding=st.sampled_from(["utf-8-sig", "utf-8-sig", "gb18030", "utf-16"]),
    named=st.booleans(),
    left_named=st.booleans(),
    pattern=st.sampled_from(
        ["", "", ', format = "%Y/%m/%d %H:%M"', ', format = "%Y%m%d"', ', format = "%Y-%m-%dT%H:%M:%S%z"']
    ),
    day_pattern=st.sampled_from(["", "", ', format = "%Y/%m/%d"', ', format = "%d.%m.%Y"']),
    items=st.sampled_from(["", _ITEMS]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)


def map_of(said: dict[str, object]) -> str:
    """The text of a map."""
    number = "-{#}" if said["identical"] == "number" else ""
    own_id = f'id = "post-{{信息}}-{{编号}}{number}"' if said["named"] else ""
    left_id = 'id = "left-{编号}"' if said["left_named"] else ""
    return WHOLE_MAP.format(**{**said, "own_id": own_id, "left_id": left_id})


def table_of(rows: Sequence[dict[str, str]], said: dict[str, object], spoilt: Sequence[tuple[int, str]]) -> str:
    """The rows as CSV, with some texts put in at random places."""
    delimiter = "\t" if said["delimiter"] == r"\t" else str(said["delimiter"])
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if said["quoting"] == csv.QUOTE_ALL else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting)
    writer.writerow(COLUMNS)
    start = len(out.getvalue())
    for row in rows:
        shown = {
            **row,
            "时间": written_as(row["时间"], str(said["pattern"])),
            "日": written_as(row["日"], str(said["day_pattern"])),
        }
        writer.writerow([shown[c] for c in COLUMNS])
    text = out.getvalue()
    for place, put in spoilt:
        at = start + place % (len(text) - start + 1)
        text = text[:at] + put + text[at:]
    return text


def written_as(text: str, key: str) -> str:
    """A time as the map's pattern has it, if it can be written so."""
    try:
        return datetime.fromisoformat(text).strftime(key.split('"')[1]) if key else text
    except ValueError:
        return text


@given(
    st.lists(cell_rows, max_size=9),
    st.integers(0, 3),
    maps,
    st.lists(
        st.tuples(st.integers(0, 500), st.sampled_from(['"', "\n", "\r", ",", "\udc81", "x", '""', "\x00"])), max_size=1
    ),
    st.booleans(),
)
@settings(max_examples=EXAMPLES)
def test_csv(
    written: list[dict[str, str]],
    repeated: int,
    said: dict[str, object],
    spoilt: list[tuple[int, str]],
    twice: bool,
) -> None:
    text = table_of(written + written[:repeated], said, spoilt)
    errors = "replace" if said["encoding"] == "utf-16" else "surrogateescape"
    with tempfile.TemporaryDirectory() as folder:
        path, map_path = Path(folder, "t.csv"), Path(folder, "map.toml")
        path.write_bytes(text.encode(str(said["encoding"]), errors))
        map_path.write_text(map_of(said), encoding="utf-8")
        both_ways(*[Source(path, map_path)] * (2 if twice else 1))
