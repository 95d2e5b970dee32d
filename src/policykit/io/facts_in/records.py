"""From the lines of a CSV to its records, each with the line on which it starts, and none lost to a broken neighbour.

What comes in is the physical lines; what goes out are lists of cells, or a problem. Quotes that do not pair up would
make a lenient reader swallow the rows that follow: here the line at fault is given up alone and reading resumes on the
next one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from policykit.io.facts_in.problems import Code, Problem
from policykit.model.text import Text

BROKEN = Problem(
    Code.BAD_CSV,
    Text(
        '此行的引号未配对、右引号后还有字符,或单元格过长;单元格含分隔符、引号或换行时,请整格加引号,引号写作 ""',
        "the quotes of this line do not pair up, text follows a closing quote, or a cell is too long; put a cell that"
        ' holds a separator, a quote or a line break in quotes, and write a quote inside it as ""',
    ),
)


class _Lines:
    """The lines, from one that can be set."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines, self.next = lines, 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.next >= len(self.lines):
            raise StopIteration
        self.next += 1
        return self.lines[self.next - 1]


def records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str] | Problem]]:
    """Every record with its first line (from 1), cells stripped of surrounding space; blank ones are left out."""
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        start = source.next
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            yield start + 1, BROKEN
            source.next = start + 1
            reader = csv.reader(source, delimiter=delimiter, strict=True)
            continue
        if any(cells):
            yield start + 1, cells
