"""A page with a table on it, as both formats draw it: boxes in rows, and the room that each row gets on A4.

In: rows of boxes with the least height of each. Out: a `Page` whose rows fill the room for the table, in the largest
size of type in which all of them fit. Lengths are in millimetres, sizes of type in points.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PAPER = (210.0, 297.0)
"""A4, upright."""

MARGIN = (20.0, 25.0)
"""Above and below, left and right."""

ROOM = 218.0
"""The height for the table: what margins, title, mark and note leave, and some millimetres more."""

PADDING = (1.5, 2.0)
"""Between the text of a box and its lines, above and below, left and right."""

SIZES = (12.0, 10.5, 9.0)
"""Sizes of type to try: 小四, 五号, 小五."""

LEADING = 1.5
"""The distance of lines, in sizes of type."""

POINT = 25.4 / 72

INDENT = 0.25
"""Where the foot of a box begins, as a part of its width: the rest of a signature's line is for signing by hand."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the table: lines of text, and at its foot the lines of a signature, the last of them flush right."""

    lines: tuple[str, ...] = ()
    head: bool = False
    centred: bool = True
    columns: int = 1
    rows: int = 1
    foot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of boxes, at least so high in the largest size of type. Boxes that reach down from above are not repeated.

    `wide` rows share the height that is left on the page.
    """

    boxes: tuple[Box, ...]
    height: float
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page: title, the table with the widths of its columns, a note beneath, and whose copy it is."""

    title: str
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    note: str
    copy: str = ""
    size: float = SIZES[0]

    @property
    def line(self) -> float:
        """The height of a line of text."""
        return self.size * POINT * LEADING


def head(text: str, *, columns: int = 1, rows: int = 1) -> Box:
    """A box with a printed name."""
    return Box((text,), head=True, columns=columns, rows=rows)


def short(text: str | None, *, columns: int = 1) -> Box:
    """A box with a short value, centred; empty if there is none."""
    return Box(_lines(text), columns=columns)


def long(text: str | None, *, columns: int = 1) -> Box:
    """A box with running text, from the left; empty if there is none."""
    return Box(_lines(text), centred=False, columns=columns)


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def fitted(page: Page) -> Page:
    """The page with the largest size of type that fits, and with rows as high as they become.

    Where not even the smallest size fits, the rows are as high as they must be and run on to another page.
    """
    for size in SIZES:
        heights = _heights(page, size)
        if sum(heights) <= ROOM:
            break
    wide = sum(row.wide for row in page.rows)
    spare = max(0.0, ROOM - sum(heights)) / wide if wide else 0.0
    rows = tuple(
        Row(row.boxes, round(height + spare if row.wide else height, 2), row.wide)
        for row, height in zip(page.rows, heights, strict=True)
    )
    return Page(page.title, page.widths, rows, page.note, page.copy, size)


def _heights(page: Page, size: float) -> list[float]:
    """How high each row must be, all its boxes filled. Boxes over several rows are names, and short."""
    heights = [row.height * size / SIZES[0] for row in page.rows]
    for n, column, box in placed(page):
        if box.rows == 1:
            width = sum(page.widths[column : column + box.columns])
            heights[n] = max(heights[n], lines_in(box, width, size) * size * POINT * LEADING + 2 * PADDING[0])
    return heights


def placed(page: Page) -> Iterator[tuple[int, int, Box]]:
    """Every box of a page with its row and its first column, from 0."""
    # For each column, how many rows a box from above, or from this row, still takes.
    taken = [0] * len(page.widths)
    for n, row in enumerate(page.rows):
        column = 0
        for box in row.boxes:
            while taken[column]:
                column += 1
            yield n, column, box
            taken[column : column + box.columns] = [box.rows] * box.columns
            column += box.columns
        taken = [max(0, left - 1) for left in taken]


def lines_in(box: Box, width: float, size: float) -> int:
    """How many lines the text of a box so wide takes, estimated from the widths of characters."""
    inside = width - 2 * PADDING[1]
    foot = sum(_lines_of(text, inside * (1 - INDENT), size) for text in box.foot)
    return foot + sum(_lines_of(text, inside, size) for text in box.lines)


def _lines_of(text: str, width: float, size: float) -> int:
    # One character a line is lost to punctuation that may not begin a line.
    room = max(1.0, width / (size * POINT) - 1)
    return max(1, math.ceil(_length(text) / room)) if _length(text) > room + 1 else 1


def _length(text: str) -> float:
    """The width of a text in Chinese characters; Latin ones are taken to be rather wide, so that no line is missed."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.9 if c.isupper() else 0.6 for c in text)


def rows_of(rows: Sequence[Row | Sequence[Row]]) -> tuple[Row, ...]:
    """Rows and groups of rows in a row."""
    return tuple(r for row in rows for r in ([row] if isinstance(row, Row) else row))
