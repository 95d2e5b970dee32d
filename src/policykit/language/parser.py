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
    r"^[ \t\u3000]*(?:(?:规则|rule|案例|case)(?![^\W\d])|(?P<kept>第[一二三四五六七八九十百零]+[条章]"
    r"|(?:条款|article)\s*\"[^\"\n]*\"))",
    re.MULTILINE,
)
"""Where a rule, a case or a clause begins. A clause's citation is kept when the rest of it is blanked."""


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


def first_error(text: str, start: Start) -> UnexpectedInput | None:
    """Lark's error where a text cannot be read on; None if all of it can."""
    from lark.exceptions import UnexpectedInput

    try:
        _lark().parse(text, start=start)
    except UnexpectedInput as error:
        return error
    return None


def parse_document(source: str, path: str) -> Parsed:
    """Parse a `.policy` file of a document. `path` is only for messages."""
    return _parse(source, path, "document_file")


def parse_cases(source: str, path: str) -> Parsed:
    """Parse a `cases.policy` file. `path` is only for messages."""
    return _parse(source, path, "case_file")


def _parse(source: str, path: str, start: Start) -> Parsed:
    from lark.exceptions import UnexpectedInput, VisitError

    from policykit.language.from_tree import BadToken, FromTree
    from policykit.language.syntax_errors import diagnose

    diagnostics: list[Diagnostic] = []
    text = source
    while len(diagnostics) < _MOST_ERRORS:
        try:
            tree = _lark().parse(text, start=start)
            node = cast("DocumentFile | CaseFile", FromTree().transform(tree))
        except UnexpectedInput as error:
            found = diagnose(error, source, path, start)
        except VisitError as error:
            if not isinstance(error.orig_exc, BadToken):
                raise
            bad = error.orig_exc
            found = Diagnostic(Code.IMPOSSIBLE_VALUE, path, bad.span, bad.text)
        else:
            return Parsed(None if diagnostics else node, _comments(source), tuple(diagnostics))
        again = bool(diagnostics) and diagnostics[-1].span == found.span
        if not again:
            diagnostics.append(found)
        blanked = _without_part(text, found.span.start, again=again)
        if blanked == text:
            break
        text = blanked
    return Parsed(None, _comments(source), tuple(diagnostics))


def _without_part(text: str, at: int, *, again: bool) -> str:
    """The text with the part at fault replaced by spaces, so that positions stay.

    An error at the very beginning of a part is the fault of the part before it, which breaks off; if the same error
    comes `again`, it was the fault of the part itself, all of it.
    """
    parts = list(_PART.finditer(text))
    here = max((i for i, p in enumerate(parts) if p.start() <= at), default=None)
    if here is None:
        return text
    begins = not text[parts[here].start() : at].strip()
    if begins and here and not again:
        here -= 1
    part = parts[here]
    begin = part.start() if again or part["kept"] is None else part.end("kept")
    end = parts[here + 1].start() if here + 1 < len(parts) else len(text)
    return text[:begin] + re.sub(r"[^\n]", " ", text[begin:end]) + text[end:]


_COMMENT_OR_STRING = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|《[^》\n]*》|'[^'\n]*'|[#＃][^\n]*")


def _comments(source: str) -> tuple[Comment, ...]:
    found = []
    for match in _COMMENT_OR_STRING.finditer(source):
        if match[0][0] in "#＃":
            line_start = source.rfind("\n", 0, match.start()) + 1
            own = not source[line_start : match.start()].strip().strip("\ufeff")
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
