"""Columns of text that line up: display width counted (a Chinese character is two columns), wrapped, never cut off.

In: strings. Out: lines. Rich knows how wide characters are and how a style is written for a terminal, and is used for
nothing else, so that neither the environment nor the size of a terminal can change the bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style

GAP = 2
"""Blank columns between two columns of a table."""

_LEAST = 6
_NOT_FIRST = frozenset("，。、；：！？）》」』】〕”’…·,.;:!?)]}%")
_NOT_LAST = frozenset("（《「『【〔“‘([{")


def paint(text: str, style: str) -> str:
    """The text in a style (`bold red`) for a terminal of sixteen colours."""
    return Style.parse(style).render(text, color_system=ColorSystem.STANDARD) if style and text else text


def pad(text: str, width: int, *, right: bool = False) -> str:
    """The text filled up with blanks to `width` columns, to the left of it if `right`."""
    blanks = " " * max(0, width - cell_len(text))
    return blanks + text if right else text + blanks


def _pieces(text: str) -> list[str]:
    """The text in pieces between which a line may break: after a blank, and beside a wide character.

    Closing punctuation stays with what it closes, opening punctuation with what it opens.
    """
    pieces: list[str] = []
    for char in text:
        before = pieces[-1][-1] if pieces else ""
        narrow = cell_len(char) < 2 and cell_len(before) < 2
        breaks = before == " " or not (narrow or char in _NOT_FIRST or before in _NOT_LAST)
        if before and (char == " " or not breaks):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def wrap(text: str, width: int | None) -> list[str]:
    """The text in lines of at most `width` columns (at least 2; None: one line); only blanks at breaks are lost.

    Lines break at blanks and beside wide characters; what is longer than a line, such as an id, is folded.
    """
    if width is None or cell_len(text) <= width:
        return [text]
    room = max(2, width)
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if cell_len((line + piece).rstrip()) <= room:
            line += piece
            continue
        if line:
            lines.append(line.rstrip())
        line = piece
        while cell_len(line.rstrip()) > room:
            head = _head(line, room)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _head(text: str, room: int) -> str:
    used = 0
    for i, char in enumerate(text):
        used += cell_len(char)
        if used > room:
            return text[:i]
    return text


def column_widths(columns: Sequence[Sequence[str]], room: int | None) -> list[int]:
    """How wide each column of cells becomes: as its widest cell, or, where `room` is too narrow, the widest ones less.

    Columns whose cells have blanks (times, durations) first give way down to their longest word.
    """
    widths = [max((cell_len(cell) for cell in cells), default=0) for cells in columns]
    if room is None:
        return widths
    spare = room - GAP * (len(widths) - 1)
    for floors in (
        [max((cell_len(w) for cell in cells for w in cell.split(" ")), default=0) for cells in columns],
        [min(_LEAST, w) for w in widths],
    ):
        while sum(widths) > spare:
            slack = [w if w > f else 0 for w, f in zip(widths, floors, strict=True)]
            widest = max(slack, default=0)
            if widest == 0:
                break
            widths[slack.index(widest)] -= 1
    return widths


def table_line(
    cells: Sequence[str],
    widths: Sequence[int],
    styles: Sequence[str] | None = None,
    right: frozenset[int] = frozenset(),
) -> list[str]:
    """One row of a table as lines; `styles` (None: no colour) has one a cell, `right` the columns flush right."""
    wrapped = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for i in range(max((len(w) for w in wrapped), default=0)):
        parts = [w[i] if i < len(w) else "" for w in wrapped]
        last = max((n for n, part in enumerate(parts) if part), default=-1)
        filled = [
            pad(part, widths[n], right=True) if n in right else part if n == last else pad(part, widths[n])
            for n, part in enumerate(parts[: last + 1])
        ]
        if styles is not None:
            filled = [paint(part, style) for part, style in zip(filled, styles, strict=False)]
        lines.append((" " * GAP).join(filled))
    return lines
