"""Lines of a given width, counted in columns: a Chinese character takes two. For the help, which loads no library."""

from __future__ import annotations

from policykit.model.text import display_width

_NOT_FIRST = frozenset("，。、；：！？）》」』】”’…,.;:!?)]}")
_NOT_LAST = frozenset("（《「『【“‘([{")


def pad(text: str, width: int) -> str:
    """The text filled up with blanks to `width` columns."""
    return text + " " * max(0, width - display_width(text))


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken at blanks and beside wide characters; at least one line.

    A word that is wider than a line stays whole.
    """
    lines, line = [], ""
    for piece in _pieces(text):
        if line and display_width((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for char in text:
        before = pieces[-1][-1] if pieces else ""
        wide = display_width(char) > 1 or (before != "" and display_width(before) > 1)
        breaks = before == " " or (wide and char not in _NOT_FIRST and before not in _NOT_LAST)
        if pieces and (char == " " or not breaks):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces
