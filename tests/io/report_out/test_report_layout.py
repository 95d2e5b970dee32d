"""Columns by display width: examples, then properties over any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from policykit.io.report_out.layout import GAP, Table, column_widths, natural_width, pad, paint, wrap

MIXED = st.text(alphabet="ab1-_ 佳县《》，。（）m", max_size=60)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("留言", None, ["留言"]),
        ("not answered yet", 12, ["not answered", "yet"]),
        ("五个工作日内答复", 8, ["五个工作", "日内答复"]),
        ("五个工作日内答复", 9, ["五个工作", "日内答复"]),
        ("留言 m1 没有答复", 8, ["留言 m1", "没有答复"]),
        ("答复留言，至今没有", 8, ["答复留", "言，至今", "没有"]),
        ("办法（jiaxian）", 8, ["办法", "（jiaxia", "n）"]),
        ("post-2025-10-01", 6, ["post-2", "025-10", "-01"]),
        ("2025-09-30 10:00", 10, ["2025-09-30", "10:00"]),
    ],
)
def test_wrap(text: str, width: int | None, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(MIXED, st.integers(2, 40))
def test_wrapped_lines_fit_and_keep_every_character_but_blanks(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.text(alphabet="ab 中文，", max_size=40))
def test_text_that_fits_is_not_touched(text: str) -> None:
    assert wrap(text, cell_len(text)) == [text]


def test_padding_counts_display_columns() -> None:
    assert pad("佳县", 6) == "佳县  "
    assert pad("12", 4, right=True) == "  12"
    assert pad("佳县", 2) == "佳县"


def test_paint_leaves_blanks_and_unstyled_text_alone() -> None:
    assert paint("x", "bold red") == "\x1b[1;31mx\x1b[0m"
    assert paint("x", "") == "x"
    assert paint("  ", "bold") == "  "


@pytest.mark.parametrize(
    ("columns", "room", "widths"),
    [
        ([["单位"], ["abc"]], None, [4, 3]),
        # Times break at their blank before any id is folded.
        ([["2025-09-30 10:00"], ["an-id-of-sixteen"]], 30, [10, 16]),
        ([["2025-09-30 10:00"], ["an-id-of-sixteen"]], 22, [10, 10]),
        # Even where there is no room at all, a column keeps a few characters.
        ([["abcdefgh"], ["abcdefgh"]], 1, [3, 3]),
    ],
)
def test_column_widths(columns: list[list[str]], room: int | None, widths: list[int]) -> None:
    assert column_widths(columns, room) == widths


def test_chinese_and_latin_columns_line_up() -> None:
    rows = [["佳县发布", "m1", "3"], ["a2", "留言二", "1,204"]]
    table = Table(["账号", "subject", "次"], rows, None, right=frozenset({2}))
    assert [*table.head(), *table.row(rows[0]), *table.row(rows[1])] == [
        "账号      subject     次",
        "────────  ───────  ─────",
        "佳县发布  m1           3",
        "a2        留言二   1,204",
    ]


@given(st.lists(st.tuples(MIXED, MIXED, MIXED), min_size=1, max_size=5), st.integers(24, 100))
def test_a_table_keeps_to_its_room(rows: list[tuple[str, str, str]], room: int) -> None:
    table = Table(None, rows, room)
    assert sum(table.widths) + GAP * 2 <= room
    for row in rows:
        for line in table.row(row):
            assert cell_len(line) <= room


def test_natural_width() -> None:
    assert natural_width([["佳县", "x"], ["a", "yy"]]) == 4 + GAP + 2
