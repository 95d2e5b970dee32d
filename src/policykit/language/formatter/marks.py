"""Names, texts and citations as they are written: bare where the grammar reads them back so, else between quotes."""

from __future__ import annotations

import re

from policykit.language import syntax as s
from policykit.language.formatter import keywords as k
from policykit.language.parser import Start, terminals_after
from policykit.language.words import write_citation_en
from policykit.model.errors import PolicykitError
from policykit.model.policy.periods import OPEN_WORDS
from policykit.model.text import Lang, Text

_QUOTES = ('""', "“”", "《》", "''")
_TITLE_QUOTES = ("《》", '""', "“”", "''")


class FormatError(PolicykitError):
    """A tree that has no text in the surface asked for."""


def quoted(text: str, pairs: tuple[str, ...] = _QUOTES) -> str:
    """The text between the first pair of quotation marks that it does not close itself.

    Raises `FormatError` if it holds all of them, or a line break.
    """
    pair = next((p for p in pairs if p[1] not in text), None)
    if pair is None or "\n" in text:
        raise FormatError(
            Text(
                f"文字含有全部引号或换行,无法加引号:{text!r}",
                f"the text holds every quotation mark or a line break and cannot be quoted: {text!r}",
            )
        )
    return f"{pair[0]}{text}{pair[1]}"


def text(node: s.TextNode) -> str:
    """A text with its second form, if it has one."""
    return quoted(node.zh) if node.en is None else f"{quoted(node.zh)} / {quoted(node.en)}"


def title(node: s.TextNode, lang: Lang) -> str:
    """A document's title: in the Chinese surface its Chinese form stands in title marks."""
    if lang is Lang.EN:
        return text(node)
    first = quoted(node.zh, _TITLE_QUOTES)
    return first if node.en is None else f"{first} / {quoted(node.en)}"


def heading(node: s.TextNode, lang: Lang) -> str:
    """A clause's heading: bare where the Chinese surface allows it."""
    bare = lang is Lang.ZH and node.en is None and _reads_as_name(node.zh, '文件 a "b" 第一条 ', "document_file")
    return node.zh if bare else text(node)


def citation(node: s.Citation, lang: Lang) -> str:
    """`第十条(四)` or `article "10(4)"`; what is no article is quoted in both."""
    if lang is Lang.EN:
        return f"{k.CLAUSE.en} {quoted(write_citation_en(node.text))}"
    if _is_citation(node.text):
        return node.text
    return f"{k.CLAUSE.zh} {quoted(node.text)}"


def term(name: str, lang: Lang) -> str:
    """An open term's name after 约定."""
    if name in OPEN_WORDS:
        return OPEN_WORDS[name].show(lang)
    return name if _reads_as_name(name, '文件 a "b" 施行 约定 ', "document_file") else quoted(name)


def subject(name: str) -> str:
    """The id of a subject in a case."""
    bare = all(_reads_as_name(name, f'案例 "a" 于 b {line} c ', "case_file") for line in ("2025-01-01", "结果"))
    return name if bare else quoted(name)


def _reads_as_name(name: str, before: str, start: Start) -> bool:
    """Whether the name stands for itself after the text `before`, and no keyword takes it or a part of it."""
    words = terminals_after(before, start)
    if not re.fullmatch(words["NAME"], name):
        return False
    return not any(re.match(pattern, name) for word, pattern in words.items() if word != "NAME")


def _is_citation(written: str) -> bool:
    pattern = terminals_after('文件 a "b" ', "document_file")["CITATION"]
    return re.fullmatch(pattern, written) is not None
