"""SQL is sure only of what the fact models read alike: every character, many times, every choice."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykit.io.facts_in.problems import Problem
from policykit.io.facts_in.times import Clock, DateOnly, read_day, read_moment
from policykit.io.tables_in.columns import day_number, stored
from policykit.io.tables_in.csv_cells import CELL_SPACES
from policykit.io.tables_in.csv_times import day, moment
from policykit.io.tables_in.readings import from_text, read, trimmed
from policykit.model.facts import Fact
from policykit.model.time import SHANGHAI, instant
from policykit.model.vocabulary import FieldDef, FieldType, Kind, base_vocabulary

VOCABULARY = base_vocabulary()
POST = VOCABULARY.events["post.published"]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        made.execute("SET TimeZone = 'UTC'")
        yield made


def ask(connection: duckdb.DuckDBPyConnection, texts: Iterable[str], *sql: str) -> list[tuple[object, ...]]:
    """What the expressions over `x` give for each text."""
    connection.register("texts", pa.table({"x": pa.array(list(texts), pa.string())}))
    return connection.execute(f"SELECT {', '.join(sql)} FROM texts").fetchall()


EVERY = [chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000]


def test_names_are_stripped_as_the_models_do_it(connection: duckdb.DuckDBPyConnection) -> None:
    name = from_text("x", POST.fields["editor"].type)
    assert name is not None
    texts = [t for c in EVERY for t in (c, f"{c}a{c}")]
    found = ask(connection, texts, name.value, f"coalesce({name.sound}, FALSE)", f"coalesce({name.plain}, FALSE)")
    odd = [c for c in EVERY if c.isspace() or c in "\x7f\x85\u200b\ufeff\x1c" or not c.strip()]
    for text, (value, sound, plain) in zip(texts, found, strict=True):
        if text[0] in odd:
            model = POST.model.model_construct()
            try:
                POST.model.__pydantic_validator__.validate_assignment(model, "editor", text)
                expected = model.__dict__["editor"]
            except ValueError:
                expected = None
            assert (value, sound) == (expected or "", expected is not None), repr(text)
            assert not plain or value == text
        else:
            assert (value, sound) == (text, True), repr(text)


def test_cells_are_stripped_as_python_does_it(connection: duckdb.DuckDBPyConnection) -> None:
    texts = [t for c in EVERY for t in (c, f"{c}a{c}", f"a{c}{c}")]
    found = ask(connection, texts, trimmed("x", CELL_SPACES))
    assert [t for t, (made,) in zip(texts, found, strict=True) if made != t.strip()] == []


@pytest.mark.parametrize("field", ["medium", "source_kind"])
def test_choices_are_read_by_either_name(connection: duckdb.DuckDBPyConnection, field: str) -> None:
    kind = POST.fields[field].type
    assert kind.choices is not None
    reading = from_text("x", kind)
    assert reading is not None
    names = [n for c in kind.choices for n in (c.value, c.zh)]
    found = ask(connection, [*names, "neither", " text"], reading.value, reading.sound)
    assert found == [(kind.choices(n).value, True) for n in names] + [(None, False)] * 2


# ------------------------------------------------------------ times

AT = FieldDef("occurred_at", POST.fields["occurred_at"].label, FieldType(Kind.INSTANT))
DAY = FieldDef("day", POST.fields["occurred_at"].label, FieldType(Kind.DATE))
PATTERNS = [
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y%m%d",
    "%d.%m.%Y",
    "%Y年%m月%d日 %H:%M",
    "%H:%M %Y+%m(%d)",
    "%Y%m%d%H%M%S",
]
ODD_PATTERNS = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S.%f", "%%%Y%m%d", "%Y%m%d%H", "%Y%m%d %M"]

numbers = st.integers(0, 99).map("{:02}".format) | st.sampled_from(["0", "7", "24", "29", "30", "31", "59", "60", "00"])
years = st.sampled_from(["2025", "2024", "1992", "1991", "1993", "9998", "9999", "0001", "0000", "999", "２０２５"])
offsets = st.sampled_from(["Z", "+08:00", "+0800", "+08", "-23:59", "+24:00", " +08:00", "", "z", "+8", "+08:60"])
iso = st.builds(
    "{}-{}-{}{}{}:{}{}{}".format,
    years,
    numbers,
    numbers,
    st.sampled_from("T t"),
    numbers,
    numbers,
    st.sampled_from(["", ":00", ":59", ":60", ":00.5", ":00.123456", ":00.1234567", ":00.", ":7"]),
    offsets,
)
real = st.datetimes(datetime(1992, 1, 1), datetime(2200, 1, 1)).map(lambda d: d.replace(microsecond=0))
written = st.builds(datetime.strftime, real, st.sampled_from(PATTERNS))
unpadded = written.map(lambda text: re.sub(r"(?<![0-9])0(?=[0-9])", "", text))
mangled = st.builds(lambda t, n: t[:n] + t[n + 1 :], iso | written, st.integers(0, 20))
texts = (
    iso
    | written
    | unpadded
    | mangled
    | st.sampled_from(["2025-10-14", "infinity", "today", "epoch", "", "2025-10-14 BC"])
)


def agrees(
    connection: duckdb.DuckDBPyConnection,
    kind: FieldType,
    iso: str | None,
    text: str,
    expected: datetime | date | Problem,
) -> bool:
    """Whether SQL is sure of the text, which it makes `iso` of; if it is, it has to be right."""
    if iso is None:
        return False
    reading = from_text("iso", kind)
    assert reading is not None
    connection.register("texts", pa.table({"x": pa.array([text], pa.string())}))
    ((value, sound),) = connection.execute(
        f"SELECT {reading.value}, coalesce({reading.sound}, FALSE) FROM (SELECT {iso} AS iso FROM texts)"
    ).fetchall()
    if sound:
        assert not isinstance(expected, Problem), text
        wanted = instant(expected) if isinstance(expected, datetime) else day_number(expected)
        assert value == wanted, text
    return bool(sound)


@given(
    texts,
    st.sampled_from([None, *PATTERNS, *ODD_PATTERNS]),
    st.sampled_from(
        [Clock(), Clock(SHANGHAI), Clock(SHANGHAI, DateOnly.START_OF_DAY), Clock(SHANGHAI, DateOnly.END_OF_DAY)]
    ),
)
def test_times_are_read_as_python_does_it(
    connection: duckdb.DuckDBPyConnection, text: str, pattern: str | None, clock: Clock
) -> None:
    agrees(connection, AT.type, moment("x", pattern, clock), text, read_moment(text, AT, clock, pattern))
    dated = "x" if pattern is None else day("x", pattern)
    agrees(connection, DAY.type, dated, text, read_day(text, DAY, pattern))


def test_sql_is_sure_of_numbers_of_one_digit(connection: duckdb.DuckDBPyConnection) -> None:
    clock = Clock(SHANGHAI)
    for pattern, text in (
        ("%Y/%m/%d %H:%M", "2025/1/4 9:05"),
        ("%Y/%m/%d %H:%M", "2025/1/4 9:5"),
        ("%Y/%m/%d %H:%M:%S", "2025/11/4 9:5:7"),
        ("%d.%m.%Y %H:%M", "1.2.2025 3:4"),
        ("%Y年%m月%d日 %H时%M分", "2025年1月2日 3时4分"),
    ):
        assert agrees(connection, AT.type, moment("x", pattern, clock), text, read_moment(text, AT, clock, pattern)), (
            text
        )
    assert not agrees(
        connection, AT.type, moment("x", "%Y%m%d %H:%M", clock), "202514 9:05", read_moment("", AT, clock)
    )
    assert agrees(connection, DAY.type, day("x", "%Y/%m/%d"), "2025/1/4", date(2025, 1, 4))


@given(real, st.sampled_from(PATTERNS))
def test_sql_is_sure_of_what_is_written_as_usual(
    connection: duckdb.DuckDBPyConnection, at: datetime, pattern: str
) -> None:
    if at.year < 1994:
        return
    clock = Clock(SHANGHAI, DateOnly.END_OF_DAY)
    text = at.strftime(pattern)
    assert agrees(connection, AT.type, moment("x", pattern, clock), text, read_moment(text, AT, clock, pattern))
    if "%H" not in pattern:
        assert agrees(connection, DAY.type, day("x", pattern), text, read_day(text, DAY, pattern))
    for spelled in (at.isoformat(), at.isoformat(" "), f"{at.isoformat()}+08:00", at.date().isoformat()):
        assert agrees(connection, AT.type, moment("x", None, clock), spelled, read_moment(spelled, AT, clock))


# ------------------------------------------------------------ other kinds of columns

CASES = [
    ("items", "INTEGER", "3", 3),
    ("items", "INTEGER", "0", None),
    ("items", "UHUGEINT", "340282366920938463463374607431768211455", None),
    ("items", "DOUBLE", "3.0", 3),
    ("items", "DOUBLE", "3.5", None),
    ("items", "DOUBLE", "'NaN'", None),
    ("items", "DOUBLE", "1e300", None),
    ("items", "DECIMAL(5, 2)", "3.00", 3),
    ("items", "BOOLEAN", "TRUE", None),
    ("items", "VARCHAR", "'12'", 12),
    ("items", "VARCHAR", "'1_2'", None),
    ("items", "VARCHAR", "'9999999999999999999'", None),
    ("original", "BOOLEAN", "FALSE", False),
    ("original", "TINYINT", "1", True),
    ("original", "TINYINT", "2", None),
    ("original", "VARCHAR", "'yes'", True),
    ("original", "VARCHAR", "'nein'", None),
    ("editor", "BLOB", "'a'", None),
    ("editor", "INTEGER", "1", None),
    ("editor", "UUID", "'00000000-0000-0000-0000-000000000001'", "00000000-0000-0000-0000-000000000001"),
    ("occurred_at", "TIMESTAMPTZ", "'1970-01-01 00:00:00+00'", None),
    ("occurred_at", "TIMESTAMPTZ", "'infinity'", None),
    ("occurred_at", "TIMESTAMPTZ", "'1992-01-01 00:00:00+08'", 694_195_200_000_000),
    ("occurred_at", "TIMESTAMPTZ_NS", "'1992-01-01 00:00:00.000001999+08'", 694_195_200_000_001),
    ("progress", "VARCHAR[]", "['采取措施', 'measures']", ["measures"]),
    ("progress", "VARCHAR[]", "['x']", None),
    ("progress", "VARCHAR[]", "[NULL]", None),
    ("progress", "VARCHAR[]", "[]", []),
    ("progress", "INTEGER[]", "[1]", None),
    ("medium", "ENUM('text', 'x')", "'text'", "text"),
    ("medium", "ENUM('text', 'x')", "'x'", None),
]


@pytest.mark.parametrize(("field", "sql_type", "value", "expected"), CASES)
def test_columns_of_other_types(
    connection: duckdb.DuckDBPyConnection, field: str, sql_type: str, value: str, expected: object
) -> None:
    connection.execute(f"CREATE OR REPLACE TABLE t AS SELECT CAST({value} AS {sql_type}) AS x")
    described = connection.execute("DESCRIBE t").fetchall()[0][1]
    reading = read("x", described, POST.fields[field].type, "BIGINT")
    ((found, sound),) = connection.execute(f"SELECT {reading.value}, {reading.sound} FROM t").fetchall()
    assert (found if sound else None) == expected
    ((none, is_sound),) = connection.execute(
        f"SELECT {reading.value}, {reading.sound} FROM (SELECT CAST(NULL AS {sql_type}) AS x)"
    ).fetchall()
    assert (none, is_sound) == (None, True)


def test_values_are_stored_as_the_columns_say() -> None:
    assert stored(date(1969, 12, 31)) == -1
    assert stored(frozenset({"b", "a", "中", "Z"})) == ["Z", "a", "b", "中"]
    assert Fact.model_fields.keys() == {"id", "type", "occurred_at", "recorded_at"}
