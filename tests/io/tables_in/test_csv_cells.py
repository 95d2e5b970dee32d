"""Records of a CSV are the same as the Python reader's, whatever their quotes, line ends and batches."""

from __future__ import annotations

import io
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykit.io.facts_in.problems import Problem
from policykit.io.facts_in.records import records
from policykit.io.tables_in.csv_cells import Cells, Lines


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        yield made


delimiters = st.sampled_from(list(",;|\t .^-]\\、$"))
pieces = st.sampled_from(
    [
        "a",
        "中",
        "D",
        "D",
        "D",
        '"',
        '"',
        '""',
        '"x"',
        '"D"',
        " ",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\u3000",
        "\x1c",
        "\x0b",
        "\x00",
    ]
) | st.sampled_from(["\u2028", "\x85", "\udc81", '"\n"', "b" * 140_000])


@given(st.lists(pieces, max_size=25).map("".join), delimiters, st.sampled_from([1, 5, 100]))
def test_records_are_the_same(connection: duckdb.DuckDBPyConnection, text: str, delimiter: str, batch: int) -> None:
    text = text.replace("D", delimiter)
    wanted = dict(records(io.StringIO(text, newline="").readlines(), delimiter))
    connection.execute("DROP TABLE IF EXISTS found")
    cells = Cells(connection, "found", delimiter)
    cells.fill(Lines(io.StringIO(text, newline=""), batch), 1)
    found = connection.execute("SELECT line, cells, certain FROM found").fetchall()
    assert {n: cells.undecoded.get(n, held) for n, held, _ in found} == {
        n: held for n, held in wanted.items() if isinstance(held, list)
    }
    assert len({n for n, _, _ in found}) == len(found)
    assert [n for n, _, certain in found if not certain] == list(cells.undecoded)
    assert cells.broken == [n for n, held in wanted.items() if isinstance(held, Problem)]
