"""Templates over the columns of a row: `{city}-{account}`, with `{#}` for the running number among identical rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

_PIECE = re.compile(r"(?P<brace>\{\{|\}\})|\{(?P<name>[^{}]+)\}|(?P<text>[^{}]+)")


class _Number(Enum):
    NUMBER = "#"


Piece = str | int | _Number


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template: text, column indexes and the running number in a row; `columns` are the names it uses."""

    pieces: tuple[Piece, ...]
    columns: tuple[str, ...]

    @property
    def numbered(self) -> bool:
        """Whether it holds `{#}`."""
        return _Number.NUMBER in self.pieces

    @property
    def indexes(self) -> tuple[int, ...]:
        """The columns that it reads."""
        return tuple(p for p in self.pieces if isinstance(p, int))

    def fill(self, cells: Sequence[str], number: int) -> str:
        """The text for a row; empty if one of its cells is, since half an id would pass for a whole one."""
        parts: list[str] = []
        for piece in self.pieces:
            if isinstance(piece, str):
                parts.append(piece)
            elif isinstance(piece, int):
                if not cells[piece]:
                    return ""
                parts.append(cells[piece])
            else:
                parts.append(str(number))
        return "".join(parts)


def columns_in(text: str) -> tuple[str, ...]:
    """The names of the columns in a template, each once. Raises `ValueError` for a brace that is not closed."""
    found = [m["name"] for m in _pieces(text) if m["name"] is not None]
    return tuple(dict.fromkeys(n for n in found if n != "#"))


def parse_template(text: str, columns: Mapping[str, int]) -> Template:
    """The template over columns at these indexes. Raises `ValueError` for a brace that is not closed."""
    pieces: list[Piece] = []
    for match in _pieces(text):
        name = match["name"]
        if name is None:
            pieces.append(match["text"] or match["brace"][0])
        else:
            pieces.append(_Number.NUMBER if name == "#" else columns[name])
    return Template(tuple(pieces), columns_in(text))


def _pieces(text: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    at = 0
    while at < len(text):
        match = _PIECE.match(text, at)
        if match is None:
            raise ValueError(text)
        found.append(match)
        at = match.end()
    return found
