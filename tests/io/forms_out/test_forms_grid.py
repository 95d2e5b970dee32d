"""How a page gives its rows room: they fill it, shrink into it, and run on when nothing helps."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policykit.io.forms_out.grid import ROOM, SIZES, Box, Page, Row, fitted, lines_in, placed
from policykit.io.forms_out.layout import pages
from policykit.packs.forms import FORMS, Form, JiaxianForm

CHARACTER = 12 * 25.4 / 72


def _height(page: Page) -> float:
    return sum(row.height for row in page.rows)


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_form_and_the_example_fill_the_page(name: str, examples: Mapping[str, Form]) -> None:
    for form in (FORMS[name](), examples[name]):
        for page in pages(form):
            assert page.size == SIZES[0]
            assert _height(page) == pytest.approx(ROOM, abs=0.1)


def test_longer_texts_take_room_from_the_signatures_then_smaller_type_then_more_pages() -> None:
    sentence = "机构改革，职能并入新组建的部门。"
    sizes = []
    for times in (1, 18, 25, 50, 200):
        (page,) = pages(JiaxianForm(reason=sentence * times))
        sizes.append(page.size)
        assert (_height(page) > ROOM + 0.1) is (times == 200)
    assert sizes == [12.0, 12.0, 10.5, 9.0, 9.0]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("字" * 10, 1),
        ("字" * 11, 2),
        ("字" * 18, 2),
        ("字" * 19, 3),
        ("a" * 16, 1),
        ("a" * 18, 2),
        ("W" * 11, 1),
        ("W" * 13, 2),
    ],
)
def test_lines_are_estimated_by_the_width_of_characters(text: str, lines: int) -> None:
    assert lines_in(Box((text,)), 10.2 * CHARACTER + 4, 12) == lines


def test_boxes_beside_one_that_reaches_down_keep_their_columns() -> None:
    tall, low = Box(("a",), rows=2), Box(("b",), columns=2)
    page = Page("t", (10, 10, 10), (Row((tall, low), 5), Row((low,), 5), Row((low, tall), 5)), "n")
    assert [(n, column) for n, column, _ in placed(page)] == [(0, 0), (0, 1), (1, 1), (2, 0), (2, 2)]


@pytest.mark.parametrize("name", FORMS)
def test_every_row_of_a_form_is_full(name: str) -> None:
    for page in pages(FORMS[name]()):
        cells = [
            (n + down, column + right)
            for n, column, box in placed(page)
            for down in range(box.rows)
            for right in range(box.columns)
        ]
        assert sorted(cells) == [(n, column) for n in range(len(page.rows)) for column in range(len(page.widths))]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.text(max_size=300), st.floats(5, 60), st.booleans()), min_size=1, max_size=8))
def test_a_page_is_never_lower_than_its_rows_need(rows: list[tuple[str, float, bool]]) -> None:
    page = fitted(Page("t", (150,), tuple(Row((Box((text,)),), height, wide) for text, height, wide in rows), "n"))
    assert page.size in SIZES
    for row, (text, height, _) in zip(page.rows, rows, strict=True):
        assert row.height >= round(height * page.size / SIZES[0], 2) - 0.01
        assert row.height + 0.01 >= lines_in(Box((text,)), 150, page.size) * page.line
    if page.size > SIZES[-1]:
        assert _height(page) <= ROOM + 0.1
