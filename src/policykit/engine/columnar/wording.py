"""What a form says of its breaches, as SQL: with it the database makes their findings itself.

In: the reference's own texts, with SQL for what each row says of itself. Out: expressions in both languages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter
from typing import NamedTuple

from policykit.engine.columnar import sql
from policykit.model.finding import RestsOn
from policykit.model.text import Lang, Text


class Sql(NamedTuple):
    """An expression in each language."""

    zh: str
    en: str

    def show(self, lang: Lang) -> str:
        """The expression in `lang`."""
        return self.zh if lang is Lang.ZH else self.en


@dataclass(frozen=True)
class Wording:
    """What a form says of its breaches, as SQL over rows `o` that have all columns of an outcome.

    `messages` are by case, of which the first that holds counts. `begins` is `triggered_at`; `seen`, if it is another,
    when the register is asked whose the obligation is. `opening`: findings rest on that it is not registered how the
    life began, where that is so. `source` joins to the rows.
    """

    messages: tuple[tuple[str, Sql], ...]
    identity: str = "o.id"
    begins: str = 'o."at"'
    seen: str | None = None
    rests_on: tuple[RestsOn, ...] = ()
    opening: bool = False
    source: str = ""

    def message(self, lang: Lang) -> str:
        """The message in `lang`."""
        *others, (_, last) = self.messages
        return sql.cases([(when, said.show(lang)) for when, said in others], last.show(lang))


ALWAYS = "TRUE"
"""The case of a form's only message, or of its last."""


def plain(text: Text) -> Sql:
    """A text that all rows say."""
    return Sql(sql.text(text.zh), sql.text(text.en))


def filled(text: Text, **parts: Text | Sql) -> Sql:
    """A text with `{name}` replaced by texts, or by what each row says."""
    held = {name: plain(part) if isinstance(part, Text) else part for name, part in parts.items()}
    return Sql(*(" || ".join(_pieces(text.show(lang), held, lang)) for lang in (Lang.ZH, Lang.EN)))


def _pieces(form: str, parts: dict[str, Sql], lang: Lang) -> Iterable[str]:
    for literal, name, _, _ in Formatter().parse(form):
        if literal:
            yield sql.text(literal)
        if name is not None:
            yield parts[name].show(lang)


def day(number: str) -> Sql:
    """A day, by its number, as a person reads it."""
    return _both(sql.iso_day(number))


def time(at: str) -> Sql:
    """A time as a person reads it, in UTC+8."""
    return _both(f"strftime({sql.clock(at)}, '%Y-%m-%d %H:%M')")


def number(value: str) -> Sql:
    """A whole number."""
    return _both(f"CAST({value} AS VARCHAR)")


def _both(expression: str) -> Sql:
    return Sql(expression, expression)
