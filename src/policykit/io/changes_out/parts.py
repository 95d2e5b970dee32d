"""What a page of changes is made of: sections of items and tables, and the reader that puts values into one language.

In: texts of packs and of ours, a language. Out: strings; every one that came from outside has passed `visible`.
"""

from __future__ import annotations

from dataclasses import dataclass

from policykit.io.changes_out import words
from policykit.io.report_out.rows import visible
from policykit.language.words import write_citation_en
from policykit.model.finding import Message
from policykit.model.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Item:
    """A line, with the name of a rule after it if it is about one, and what is said below it."""

    text: str
    code: str = ""
    under: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `right` are the columns of numbers."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """A part under a title. `kind` says which it is, in English: a relation, or `added`, `removed` and so on."""

    kind: str
    title: str
    blocks: tuple[Item | Grid, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Changes as people read them."""

    lang: Lang
    title: str
    head: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


class Reader:
    """Puts values into words of one language."""

    def __init__(self, lang: Lang) -> None:
        """Read in `lang`."""
        self.lang = lang

    def show(self, text: Text) -> str:
        """A text of ours."""
        return text.show(self.lang)

    def say(self, message: Message | None) -> str:
        """A text of a pack, on one line; empty for None."""
        if message is None:
            return ""
        return visible(" ".join((message.zh if self.lang is Lang.ZH else message.en).split()))

    def clause(self, citation: str) -> str:
        """A citation."""
        return visible(citation if self.lang is Lang.ZH else write_citation_en(citation))

    def line(self, label: Text, value: str) -> str:
        """`label: value`."""
        return self.show(words.labelled(self.show(label), value))
