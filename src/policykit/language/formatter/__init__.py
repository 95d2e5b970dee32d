"""The formatter: syntax tree → the one text that says it, in either surface.

First all names are put into the words of the surface (`translate`), then the tree is written (`rules`, `cases`), then
the comments are put back (`lines`). What was written is parsed again and compared: text that would say anything else is
never given out.
"""

from __future__ import annotations

import re

from policykit.language.diagnostics import RuleFileError
from policykit.language.formatter.cases import case_file
from policykit.language.formatter.lines import assemble
from policykit.language.formatter.marks import FormatError
from policykit.language.formatter.rules import document
from policykit.language.formatter.translate import translate_cases, translate_document
from policykit.language.parser import Comment, Parsed, parse_cases, parse_document
from policykit.language.syntax import CaseFile, DocumentFile
from policykit.model.extension import Extensions
from policykit.model.text import Lang, Text
from policykit.model.vocabulary import Vocabulary

__all__ = ["FormatError", "format_cases", "format_document", "format_source", "in_surface"]


def format_document(
    tree: DocumentFile,
    comments: tuple[Comment, ...],
    surface: Lang,
    vocabulary: Vocabulary,
    extensions: Extensions,
) -> str:
    """The text of a document in the surface. Raises `FormatError` where there is none that says the same."""
    return _written(tree, comments, surface, vocabulary, extensions)[0]


def in_surface(
    tree: DocumentFile, surface: Lang, vocabulary: Vocabulary, extensions: Extensions
) -> tuple[str, DocumentFile]:
    """The text of a document in the surface, without comments, and its syntax: spans are those of the text.

    Raises `FormatError` where there is no text that says the same.
    """
    text, parsed = _written(tree, (), surface, vocabulary, extensions)
    if not isinstance(parsed.tree, DocumentFile):
        raise TypeError("what says the same as a document is one")
    return text, parsed.tree


def _written(
    tree: DocumentFile,
    comments: tuple[Comment, ...],
    surface: Lang,
    vocabulary: Vocabulary,
    extensions: Extensions,
) -> tuple[str, Parsed]:
    translated = translate_document(tree, surface, vocabulary, extensions)
    text = assemble(tuple(document(translated, surface)), comments)
    parsed = parse_document(text, "")
    _must_say(translated, parsed)
    return text, parsed


def format_cases(
    tree: CaseFile,
    comments: tuple[Comment, ...],
    surface: Lang,
    vocabulary: Vocabulary,
    extensions: Extensions,
) -> str:
    """The text of a file of cases in the surface. Raises `FormatError` where there is none that says the same."""
    translated = translate_cases(tree, surface, vocabulary, extensions)
    text = assemble(tuple(case_file(translated, surface)), comments)
    _must_say(translated, parse_cases(text, ""))
    return text


_FIRST_WORD = re.compile(r"(?:[\s\ufeff]|[#＃][^\n]*)*([^\W\d]*)")


def format_source(source: str, path: str, surface: Lang | None, vocabulary: Vocabulary, extensions: Extensions) -> str:
    """A rule file's text in its one layout, in `surface`, or in the one that the file is in (that of its first word).

    A file that begins with a case, or holds nothing but comments, is one of cases; any other is a document. `path` is
    only for messages. Raises `RuleFileError` with every syntax error, `FormatError` where the surface has no text that
    says the same.
    """
    found = _FIRST_WORD.match(source)
    word = found[1] if found else ""
    parsed = parse_cases(source, path) if word in ("", "案例", "case") else parse_document(source, path)
    lang = surface or (Lang.EN if word in ("document", "case") else Lang.ZH)
    match parsed.tree:
        case DocumentFile() as tree:
            return format_document(tree, parsed.comments, lang, vocabulary, extensions)
        case CaseFile() as tree:
            return format_cases(tree, parsed.comments, lang, vocabulary, extensions)
        case None:
            raise RuleFileError(parsed.diagnostics, {path: source})


def _must_say(tree: DocumentFile | CaseFile, written: Parsed) -> None:
    """Raise `FormatError` unless what was written parses to the tree."""
    if written.tree == tree:
        return
    where = next((f"{d.span.line}:{d.span.column}" for d in written.diagnostics), None)
    raise FormatError(
        Text(
            f"写出的文本与原意不符({where or '结构不同'}):可能有名称与关键词相同",
            f"the text would not say the same ({where or 'another structure'}): a name may be a keyword there",
        )
    )
