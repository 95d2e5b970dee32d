"""Diagnostics: what is wrong in a rule file, where, and what to do.

The same object feeds the terminal, JSON and an editor. Each code has a page in `docs/errors/`; a test holds the two
together. Carets are placed by display width: a Chinese character takes two columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from policykit.language.syntax import Span
from policykit.model.errors import PolicykitError
from policykit.model.text import Lang, Text, display_width, join


class Severity(StrEnum):
    """How grave a diagnostic is: an error keeps the file from being used, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """The codes. 1xx: the text cannot be read. 2xx: names and types. 3xx: what a rule says. 4xx: packs and cases.

    5xx: what rules say together. No reading of a file finds those, but the analysis of a whole pack.
    """

    UNEXPECTED_WORD = "PK101"
    UNREADABLE = "PK102"
    ENDS_EARLY = "PK103"
    IMPOSSIBLE_VALUE = "PK104"
    UNKNOWN_EVENT = "PK201"
    UNKNOWN_ENTITY = "PK202"
    UNKNOWN_FIELD = "PK203"
    UNKNOWN_VALUE = "PK204"
    TYPES_DIFFER = "PK205"
    UNKNOWN_FUNCTION = "PK206"
    UNKNOWN_RULE = "PK207"
    UNKNOWN_MEASURE = "PK208"
    NOT_TRUTH = "PK209"
    UNKNOWN_TOPIC = "PK210"
    DUPLICATE_RULE = "PK301"
    FORM_WITHOUT_SCOPE = "PK302"
    MODALITY_AND_FORM = "PK303"
    NOT_CORRELATED = "PK304"
    PERIOD_NOT_ALLOWED = "PK305"
    BREACH_CYCLE = "PK306"
    NO_OBLIGATION = "PK307"
    COUNT_NOT_ALLOWED = "PK308"
    HEADER = "PK401"
    DUPLICATE_CLAUSE = "PK402"
    CLAUSE_WITHOUT_REASON = "PK403"
    ONE_LANGUAGE = "PK404"
    CASE = "PK405"
    NEVER_BINDS = "PK501"
    REDUNDANT = "PK502"
    CONTRADICTION = "PK503"
    NUMBERS_DIFFER = "PK504"
    LOOSER_THAN_ABOVE = "PK505"
    EXPLAINS_NOTHING = "PK506"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong: its code, where it stands, the message (one line) and help (what to do)."""

    code: Code
    path: str
    span: Span
    message: Text
    help: Text | None = None
    severity: Severity = Severity.ERROR

    def render(self, source: str, lang: Lang) -> str:
        """The diagnostic with its line of source and carets under what is meant: several lines, no trailing newline."""
        lines = source.split("\n")
        row = max(1, min(self.span.line, len(lines)))
        line = lines[row - 1].replace("\t", " ").rstrip()
        offset = max(0, self.span.column - 1)
        length = max(1, min(self.span.end - self.span.start, len(line) - offset))
        gutter = " " * len(str(row))
        pad = " " * display_width(line[:offset])
        carets = "^" * max(1, display_width(line[offset : offset + length]))
        out = [
            f"{self.code}{self._gravity(lang)}: {self.message.show(lang)}",
            f"{gutter}--> {self.path}:{self.span.line}:{self.span.column}",
            f"{gutter} |",
            f"{row} | {line}".rstrip(),
            f"{gutter} | {pad}{carets}",
        ]
        if self.help:
            label = "帮助:" if lang is Lang.ZH else "help: "
            out.append(f"{gutter} = {label}{self.help.show(lang)}")
        return "\n".join(out)

    def _gravity(self, lang: Lang) -> str:
        """What stands behind the code of a warning."""
        return "" if self.severity is Severity.ERROR else Text("(警告)", " (warning)").show(lang)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics by file and position, each once."""
    return sorted(set(diagnostics), key=lambda d: (d.path, d.span.start, d.code))


class RuleFileError(PolicykitError):
    """Rule files that cannot be used. `diagnostics` holds everything found, by position; `sources` the files' texts."""

    def __init__(self, diagnostics: Sequence[Diagnostic], sources: dict[str, str]) -> None:
        """Collect the diagnostics of all files; `sources` maps each path to its text."""
        self.diagnostics = tuple(in_order(diagnostics))
        self.sources = sources
        super().__init__(Text(self._rendered(Lang.ZH), self._rendered(Lang.EN)))

    def _rendered(self, lang: Lang) -> str:
        return "\n\n".join(d.render(self.sources.get(d.path, ""), lang) for d in self.diagnostics)


def did_you_mean(found: str, known: Iterable[str]) -> Text | None:
    """Help that offers the nearest known names, or None where nothing is near."""
    near = get_close_matches(found, list(known), n=3, cutoff=0.5)
    if not near:
        return None
    zh = "、".join(f"`{n}`" for n in near)
    en = " or ".join(f"`{n}`" for n in near)
    return Text(f"是否想写 {zh}?", f"did you mean {en}?")


def one_of(known: Iterable[Text]) -> Text:
    """Help that lists what is known."""
    listed = join([Text(f"`{k.zh}`", f"`{k.en}`") for k in known])
    return Text(f"可用:{listed.zh}", f"available: {listed.en}")
