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
_LEAST_OF_ALL = 3
_WIDEST_CHARACTER = 2
_LONGEST_RULE = 40
_NOT_FIRST = frozenset("，。、；：！？）》」』】〕”’…·,.;:!?)]}%")
_NOT_LAST = frozenset("（《「『【〔“‘([{")


def paint(text: str, style: str) -> str:
    """The text in a style (`bold red`) for a terminal of sixteen colours."""
    return Style.parse(style).render(text, color_system=ColorSystem.STANDARD) if style and text.strip() else text


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
    room = max(_WIDEST_CHARACTER, width)
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
    if room is None or sum(widths) + GAP * (len(widths) - 1) <= room:
        return widths
    spare = room - GAP * (len(widths) - 1)
    longest_words = [
        max((cell_len(word) for cell in cells for word in cell.split(" ")), default=0) for cells in columns
    ]
    for floors in (
        [min(max(_WIDEST_CHARACTER, longest), w) for longest, w in zip(longest_words, widths, strict=True)],
        [min(_LEAST, w) for w in widths],
        [min(_LEAST_OF_ALL, w) for w in widths],
    ):
        while sum(widths) > spare:
            slack = [w if w > f else 0 for w, f in zip(widths, floors, strict=True)]
            widest = max(slack, default=0)
            if widest == 0:
                break
            widths[slack.index(widest)] -= 1
    # A time that breaks after its day needs no more room than the day.
    return [
        max((cell_len(line) for cell in cells for line in wrap(cell, width)), default=0)
        for cells, width in zip(columns, widths, strict=True)
    ]


def natural_width(rows: Sequence[Sequence[str]]) -> int:
    """How wide a table of these rows is where nothing wraps."""
    widths = column_widths(list(zip(*rows, strict=True)), None)
    return sum(widths) + GAP * (len(widths) - 1)


class Table:
    """Rows under a head, every column as wide as `column_widths` makes it in `room` columns.

    `right` are the columns flush right. Without `color` no style is painted.
    """

    def __init__(
        self,
        heads: Sequence[str] | None,
        rows: Sequence[Sequence[str]],
        room: int | None,
        *,
        color: bool = False,
        right: frozenset[int] = frozenset(),
    ) -> None:
        """Measure the heads (None: a table without) and all rows."""
        self.heads, self.color, self.right = heads, color, right
        self.widths = column_widths(list(zip(*([heads] if heads else []), *rows, strict=True)), room)

    def head(self) -> list[str]:
        """The head's lines and a rule under them."""
        heads = self.heads or ()
        # The last column may be a long list of ids on one line: the rule under its head need not follow it.
        widths = [*self.widths[:-1], min(self.widths[-1], _LONGEST_RULE)]
        rule = (" " * GAP).join("─" * w for w in widths)
        return [*self.row(heads, ["bold"] * len(heads)), paint(rule, "dim") if self.color else rule]

    def row(self, cells: Sequence[str], styles: Sequence[str] = ()) -> list[str]:
        """One row as lines; `styles` has one a cell, from the first on."""
        wrapped = [wrap(cell, width) for cell, width in zip(cells, self.widths, strict=True)]
        return [
            self._line([lines[n] if n < len(lines) else "" for lines in wrapped], styles)
            for n in range(max(len(lines) for lines in wrapped))
        ]

    def _line(self, parts: Sequence[str], styles: Sequence[str]) -> str:
        last = max((n for n, part in enumerate(parts) if part), default=-1)
        filled = []
        for n, part in enumerate(parts[: last + 1]):
            flush_right = n in self.right
            text = part if n == last and not flush_right else pad(part, self.widths[n], right=flush_right)
            filled.append(paint(text, styles[n]) if self.color and n < len(styles) else text)
        return (" " * GAP).join(filled)
