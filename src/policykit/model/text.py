"""Words on screen, in both languages.

Every text that a person may read is a `Text`: a Chinese and an English form side by side, so that neither can be
missing. `Lang` says which one is shown.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Lang(StrEnum):
    """A language of the screen."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Chinese and in English."""

    zh: str
    en: str

    def show(self, lang: Lang) -> str:
        """The form in `lang`."""
        return self.zh if lang is Lang.ZH else self.en

    def fill(self, **values: object) -> Text:
        """The same text with `{name}` replaced in both forms; a `Text` or a `Choice` value fills each with its own."""
        zh, en = dict(values), dict(values)
        for name, value in values.items():
            if isinstance(value, Text):
                zh[name], en[name] = value.zh, value.en
            elif type(value) is not str and type(value) is not int:
                zh[name], en[name] = localise(value, Lang.ZH), localise(value, Lang.EN)
        return Text(self.zh.format_map(zh), self.en.format_map(en))


def localise(value: object, lang: Lang) -> str:
    """`value` as it is written in `lang`: a `Text`, anything with a `label` (a `Choice`), or its `str`."""
    if isinstance(value, Text):
        return value.show(lang)
    label = getattr(value, "label", None)
    return label.show(lang) if isinstance(label, Text) else str(value)


def join(parts: list[Text], zh: str = "、", en: str = ", ") -> Text:
    """The parts in a row, separated as each language does it."""
    return Text(zh.join(p.zh for p in parts), en.join(p.en for p in parts))


def fold(text: str) -> str:
    """A name as it is compared: trimmed, full-width forms folded (reading 17)."""
    return unicodedata.normalize("NFKC", text).strip()


def display_width(text: str) -> int:
    """How many columns a text takes on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)
