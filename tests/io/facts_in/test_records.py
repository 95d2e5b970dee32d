"""Records of a CSV: where they start, and that a broken one costs no other."""

from __future__ import annotations

import pytest

from policykit.io.facts_in.problems import Code, Problem
from policykit.io.facts_in.records import records


def read(text: str, delimiter: str = ",") -> list[tuple[int, list[str] | Code]]:
    return [
        (line, found.code if isinstance(found, Problem) else found)
        for line, found in records(text.splitlines(keepends=True), delimiter)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1, 2 \n", [(1, ["a", "b"]), (2, ["1", "2"])]),
        ("a,b\r\n1,2", [(1, ["a", "b"]), (2, ["1", "2"])]),
        ("\na,b\n\n , \n1,\n", [(2, ["a", "b"]), (5, ["1", ""])]),
        ('1,"x\ny"\n2,z\n', [(1, ["1", "x\ny"]), (3, ["2", "z"])]),
        ('1,"say ""hi"""\n', [(1, ["1", 'say "hi"'])]),
        ("1,it's 5\" wide\n", [(1, ["1", "it's 5\" wide"])]),
    ],
    ids=["plain", "CRLF", "blank ones", "line break in a cell", "quote in a cell", "quote inside an unquoted cell"],
)
def test_records_and_their_first_lines(text: str, expected: list[tuple[int, list[str]]]) -> None:
    assert read(text) == expected


def test_another_delimiter() -> None:
    assert read("a;b,c\n", ";") == [(1, ["a", "b,c"])]


@pytest.mark.parametrize("position", range(4))
def test_a_quote_that_is_not_closed_costs_its_own_line(position: int) -> None:
    lines = ["1,a", "2,b", '3,"c d"', "4,e"]
    broken = [*lines[:position], '9,"oops', *lines[position:]]
    expected = [["1", "a"], ["2", "b"], ["3", "c d"], ["4", "e"]]
    found = read("\n".join(broken))
    assert [cells for _, cells in found if isinstance(cells, list)] == expected
    assert [line for line, cells in found if cells is Code.BAD_CSV] == [position + 1]


def test_text_after_a_closing_quote_costs_its_own_line() -> None:
    assert read('1,"a"b\n2,c\n') == [(1, Code.BAD_CSV), (2, ["2", "c"])]


def test_a_cell_too_long_to_hold_costs_its_own_line() -> None:
    assert read("1," + "x" * 200_000 + "\n2,c\n") == [(1, Code.BAD_CSV), (2, ["2", "c"])]
