"""Tables hold what `read_facts` reads, and reject what it rejects: random good and bad rows, read both ways."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policykit.io.facts_in import Source, read_facts
from policykit.io.tables_in import csv_cells, facts_from, json_lines, open_tables
from policykit.io.tables_in.columns import columns_of, row_of
from policykit.model.facts import Fact
from policykit.model.vocabulary import EventType, FieldType, Kind, base_vocabulary

VOCABULARY = base_vocabulary()
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
    monkeypatch.setattr(csv_cells, "BATCH", 60)


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
    [None, True, False, 0, 1, 2, -1, 1.0, 1.5, 1e400, -0.0, "1", "01", "+1", " 1", "true", "是", "on", "TRUE", "", " ", "x"]
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
        name = draw(st.sampled_from([*data, "last_day", "items", "progress", "original", "medium", "关系", "单位", "recorded_at"]))
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
    put = draw(st.sampled_from(["", ",", '"', "}", "]", "\\", "\x00", "\x01", "\u2028", "\xa0", "NaN", ",}", ":", " ", "0", "//"]))
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
@settings(max_examples=400)
def test_jsonl(files: list[list[bytes]], mark: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for i, written in enumerate(files):
            path = Path(folder, f"{i}.jsonl")
            path.write_bytes((b"\xef\xbb\xbf" if mark else b"") + b"\n".join(written))
            sources.append(Source(path))
        both_ways(*sources)
