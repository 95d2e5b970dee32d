"""Rule file text → syntax tree, with every syntax error that is there.

Lark's LALR parser stops at the first error. To report the others too, the part that holds it (a clause's rule, a case)
is blanked and the text is parsed again; positions stay what they were.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Literal, cast

from policykit.language.diagnostics import Code, Diagnostic
from policykit.language.syntax import CaseFile, DocumentFile, Span

if TYPE_CHECKING:
    from lark import Lark
    from lark.exceptions import UnexpectedInput

Start = Literal["document_file", "case_file"]
_MOST_ERRORS = 20

_PART = re.compile(
    r"^[ \t\u3000]*(?:(?:规则|rule|案例|case|条款|article)(?![^\W\d])|第[一二三四五六七八九十百零]+[条章])",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its position; `own_line` if nothing stands before it on its line."""

    text: str
    start: int
    line: int
    own_line: bool


@dataclass(frozen=True, slots=True)
class Parsed:
    """What came of a text: the tree (None if it has errors), the comments, the diagnostics."""

    tree: DocumentFile | CaseFile | None
    comments: tuple[Comment, ...]
    diagnostics: tuple[Diagnostic, ...]


@lru_cache(maxsize=1)
def _lark() -> Lark:
    from lark import Lark

    grammar = resources.files("policykit.language").joinpath("grammar.lark").read_text("utf-8")
    return Lark(
        grammar,
        start=["document_file", "case_file"],
        parser="lalr",
        lexer="contextual",
        propagate_positions=True,
        maybe_placeholders=False,
    )


@lru_cache(maxsize=64)
def terminals_after(text: str, start: Start) -> Mapping[str, str]:
    """The patterns, by name, of the words that the lexer looks for after the beginning `text` of a file."""
    lark = _lark()
    so_far = lark.parse_interactive(text, start=start)
    so_far.exhaust_lexer()
    choices: Mapping[str, object] = so_far.choices()  # type: ignore[no-untyped-call] # Lark leaves it untyped
    return {t.name: t.pattern.to_regexp() for t in lark.terminals if t.name in choices}


def parse_document(source: str, path: str) -> Parsed:
    """Parse a `.policy` file of a document. `path` is only for messages."""
    return _parse(source, path, "document_file")


def parse_cases(source: str, path: str) -> Parsed:
    """Parse a `cases.policy` file. `path` is only for messages."""
    return _parse(source, path, "case_file")


def _parse(source: str, path: str, start: Start) -> Parsed:
    from lark.exceptions import UnexpectedInput, VisitError

    from policykit.language.from_tree import BadToken, FromTree, token_span
    from policykit.language.syntax_errors import diagnose

    diagnostics: list[Diagnostic] = []
    text = source
    while len(diagnostics) < _MOST_ERRORS:
        try:
            tree = _lark().parse(text, start=start)
            node = cast("DocumentFile | CaseFile", FromTree().transform(tree))
        except UnexpectedInput as error:
            found = diagnose(error, source, path, _lark(), start)
        except VisitError as error:
            if not isinstance(error.orig_exc, BadToken):
                raise
            bad = error.orig_exc
            found = Diagnostic(Code.IMPOSSIBLE_VALUE, path, token_span(bad.token), bad.text)
        else:
            return Parsed(None if diagnostics else node, _comments(source), tuple(diagnostics))
        diagnostics.append(found)
        blanked = _blank_part(text, found.span)
        if blanked == text:
            break
        text = blanked
    return Parsed(None, _comments(source), tuple(diagnostics))


def _blank_part(text: str, at: Span) -> str:
    """The text with the part that holds the position replaced by spaces, the heading that it begins with included."""
    starts = [m.start() for m in _PART.finditer(text)]
    before = [p for p in starts if p <= at.start]
    begin = before[-1] if before else 0
    end = next((p for p in starts if p > max(begin, at.start)), len(text))
    if not before:
        return text
    return text[:begin] + re.sub(r"[^\n]", " ", text[begin:end]) + text[end:]


_COMMENT_OR_STRING = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|《[^》\n]*》|'[^'\n]*'|[#＃][^\n]*")


def _comments(source: str) -> tuple[Comment, ...]:
    found = []
    for match in _COMMENT_OR_STRING.finditer(source):
        if match[0][0] in "#＃":
            line_start = source.rfind("\n", 0, match.start()) + 1
            own = not source[line_start : match.start()].strip()
            found.append(Comment(match[0].rstrip(), match.start(), source.count("\n", 0, match.start()) + 1, own))
    return tuple(found)


def unexpected_span(error: UnexpectedInput, source: str) -> Span:
    """Where an unexpected token or character stands; the end of the text for an unexpected end."""
    token = getattr(error, "token", None)
    if token is not None and token.type != "$END":
        start = token.start_pos or 0
        return Span(start, token.end_pos or start + 1, token.line or 1, token.column or 1)
    if token is None:
        return Span(error.pos_in_stream or 0, (error.pos_in_stream or 0) + 1, error.line, error.column)
    stripped = source.rstrip()
    line = stripped.count("\n") + 1
    column = len(stripped) - (stripped.rfind("\n") + 1) + 1
    return Span(len(stripped), len(stripped) + 1, line, column)
