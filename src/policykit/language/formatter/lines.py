"""Lines of output, and the comments that go between and behind them.

In: lines with the part of the source that each came from, and the comments of that source. Out: the text. A comment on
a line of its own goes before the line of what follows it; one behind code stays behind the line of that code; one
inside something that is written as one line goes to that line. None is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policykit.language.parser import Comment
from policykit.language.syntax import Span


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its depth of indentation (in steps of two spaces), its text, where it began and ended in the source.

    `gap`: a blank line goes before it.
    """

    depth: int
    text: str
    begin: Span
    end: int
    gap: bool = False


def assemble(lines: Sequence[Line], comments: Sequence[Comment]) -> str:
    """The text of the lines with the comments; ends with a line break unless it is empty."""
    before: list[list[Comment]] = [[] for _ in range(len(lines) + 1)]
    behind: list[list[Comment]] = [[] for _ in lines]
    for comment in comments:
        if comment.own_line:
            before[_first_ending_after(lines, comment.start)].append(comment)
        else:
            behind[_last_beginning_before(lines, comment.start)].append(comment)
    out: list[str] = []
    for line, own, trailing in zip(lines, before, behind, strict=False):
        if line.gap and out:
            out.append("")
        out += _block(own, line)
        out.append("  ".join(["  " * line.depth + line.text, *(c.text for c in trailing)]))
    if before[-1]:
        out += [*([""] if out else []), *_block(before[-1], None)]
    return "".join(f"{line}\n" for line in out)


def _first_ending_after(lines: Sequence[Line], position: int) -> int:
    return next((i for i, line in enumerate(lines) if line.end > position), len(lines))


def _last_beginning_before(lines: Sequence[Line], position: int) -> int:
    return max(i for i, line in enumerate(lines) if line.begin.start <= position)


def _block(comments: Sequence[Comment], line: Line | None) -> list[str]:
    """Comments on their own lines, as deep as the line that follows; a blank line after one of them stays.

    Those from inside the line come last and keep none: what stood around them has moved.
    """
    outside = [c for c in comments if line is None or c.start < line.begin.start]
    next_lines = [*(c.line for c in outside[1:]), line.begin.line if line else 0]
    out: list[str] = []
    for comment, following in zip(outside, next_lines, strict=False):
        out += [comment.text, *([""] if following - comment.line > 1 else [])]
    out += [c.text for c in comments[len(outside) :]]
    indent = "  " * (line.depth if line else 0)
    return [f"{indent}{text}" if text else "" for text in out]
