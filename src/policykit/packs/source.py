"""Fingerprints of the official text: which clauses a pack was written from, and which of them a newer text has changed.

`source.lock` holds, for every clause of the pack, a hash of the smallest part of the official text that holds it;
never the text itself. Parts are found by their numbers: 第…条 and its items, 一、 and (一), chapters, annexes.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from policykit.model.errors import PolicykitError
from policykit.model.policy.document import Document
from policykit.model.text import Text

LOCK_FILE = "source.lock"

_NUMERAL = "[一二三四五六七八九十百零]+"
_CHAPTER = re.compile(rf"第({_NUMERAL})章\s*(?!.*第{_NUMERAL}章)")
_ARTICLE = re.compile(rf"第({_NUMERAL})条")
_SECTION = re.compile(rf"({_NUMERAL})\s*[、.．]")
_ITEM = re.compile(rf"[(（]\s*({_NUMERAL})\s*[)）]")
_NUMBER = re.compile(r"(\d+)\s*[.．、]\s*(?=\D)")
_ANNEX = re.compile(r"附\s*(?:件|表)\s*[:：]|.{2,20}登记表[(（]样表|填(?:表|写)说明\s*[:：]")
_HEADING = 20
"""No heading of a chapter or section is longer; one with parts below it needs no clause of its own."""
_MARKUP = re.compile(r"[#*\s\u3000]+")


class SourceError(PolicykitError):
    """The official text or the lock does not fit the pack."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a newer text changes: clauses that differ, parts that the pack does not cite, clauses that are gone."""

    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def none(self) -> bool:
        """Whether nothing has changed."""
        return not (self.changed or self.added or self.removed)


def parts(text: str) -> dict[str, str]:
    """The numbered parts of an official text, by citation and in order: each with its own words, white space removed.

    What stands before the first part is called `前言`.
    """
    found: dict[str, list[str]] = {"前言": []}
    lines = text.splitlines()
    place = _Place(by_articles=any(_ARTICLE.match(_bare(line)) for line in lines))
    for raw in lines:
        line = _bare(raw)
        if place.is_heading(line):
            continue
        rest = line
        for citation, width in place.enter(line):
            rest = rest[width:]
            found.setdefault(citation, [])
        found[place.citation].append(rest)
    return {c: _plain("".join(lines)) for c, lines in found.items()}


def _bare(line: str) -> str:
    return re.sub(r"^[#*\s\u3000-]+", "", line)


@dataclass
class _Place:
    """Where in the document a line stands. In a document of articles, chapters and sections are headings only."""

    by_articles: bool
    citation: str = "前言"
    top: str = ""
    item: str = ""

    def is_heading(self, line: str) -> bool:
        """Whether the line is only the heading of a chapter or section above the articles."""
        return self.by_articles and bool(_CHAPTER.match(line) or _SECTION.match(line)) and len(line) <= _HEADING

    def enter(self, line: str) -> Iterator[tuple[str, int]]:
        """The parts that begin at the start of the line, each with the width of its number."""
        width = 0
        if match := _ARTICLE.match(line):
            self._begin(f"第{match[1]}条")
            width = match.end()
        elif match := _CHAPTER.match(line):
            self._begin(f"第{match[1]}章")
            width = match.end()
        elif _ANNEX.match(line):
            self._begin("附件")
        elif not self.by_articles and (match := _SECTION.match(line)) and not self.top.startswith("第"):
            self._begin(match[1])
            width = match.end()
        if width or self.citation == "附件":
            yield self.citation, width
        inner = line[width:].lstrip(" \u3000*")
        skipped = len(line) - len(inner)
        if self.top and self.top != "附件" and (match := _ITEM.match(inner)):
            self.item = f"{self.top}({match[1]})"
            self.citation = self.item
            yield self.citation, skipped - width + match.end()
        elif self.item and (match := _NUMBER.match(inner)):
            self.citation = f"{self.item}{match[1]}"
            yield self.citation, skipped - width + match.end()

    def _begin(self, citation: str) -> None:
        self.citation = self.top = citation
        self.item = ""


def _plain(text: str) -> str:
    return _MARKUP.sub("", unicodedata.normalize("NFKC", text))


def enclosing(citation: str, known: dict[str, str]) -> str:
    """The smallest part of the official text that holds a clause: itself, or the part whose number it begins with."""
    inside = [c for c in known if citation.startswith(c) or c in citation.split()]
    if inside:
        return max(inside, key=len)
    return "附件" if citation.startswith("附") and "附件" in known else "前言"


def fingerprints(document: Document, text: str) -> dict[str, str]:
    """A hash for each clause of a document, from its official text.

    A clause that has no part of its own has its part's.
    """
    known = parts(text)
    return {c.citation: _hash(known[enclosing(c.citation, known)]) for c in document.clauses}


def uncited(document: Document, text: str) -> tuple[str, ...]:
    """The parts of the official text with words of their own that no clause of the document cites."""
    known = parts(text)
    cited = {enclosing(c.citation, known) for c in document.clauses}
    return tuple(c for c, words in known.items() if c not in cited and c != "前言" and not _only_heads(c, words, known))


def _only_heads(citation: str, words: str, known: dict[str, str]) -> bool:
    return len(words) <= _HEADING and any(c != citation and c.startswith(citation) for c in known)


def read_text(path: Path) -> str:
    """The official text in a file. Raises `SourceError` if it cannot be read as UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(Text(f"{path} 无法读取:{error}", f"{path} cannot be read: {error}")) from error


def write_lock(folder: Path, document: Document, text: str) -> Path:
    """Write the pack's lock. Raises `SourceError` if the official text has parts that the pack does not cite."""
    missing = uncited(document, text)
    if missing:
        listed = "、".join(missing)
        raise SourceError(
            Text(
                f"规则包缺少原文的这些条款:{listed};每条都要列出,没有规则的写明原因",
                f"the pack lacks these clauses of the text: {listed}; list each, with a reason where it has no rules",
            )
        )
    path = folder / LOCK_FILE
    data = {"document": document.name, "clauses": fingerprints(document, text)}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return path


def read_lock(folder: Path) -> dict[str, str]:
    """The fingerprints by citation. Raises `SourceError` if there is no lock or it is no lock."""
    path = folder / LOCK_FILE
    try:
        data = json.loads(path.read_text("utf-8"))
        clauses = data["clauses"]
    except FileNotFoundError as error:
        raise SourceError(
            Text(
                f"{path} 不存在;先用 policykit source lock 生成",
                f"{path} does not exist; make it with policykit source lock",
            )
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(Text(f"{path} 不是指纹文件:{error}", f"{path} is no source lock: {error}")) from error
    return {str(k): str(v) for k, v in clauses.items()}


def compare(folder: Path, document: Document, text: str) -> Difference:
    """What a text changes against the lock. Raises `SourceError` if there is no usable lock."""
    locked = read_lock(folder)
    now = fingerprints(document, text)
    known = parts(text)
    gone = tuple(c for c in locked if enclosing(c, known) == "前言" and _numbered(c))
    changed = tuple(c for c, value in now.items() if c not in gone and locked.get(c) != value)
    return Difference(changed, uncited(document, text), gone)


def _numbered(citation: str) -> bool:
    return bool(_ARTICLE.match(citation) or _CHAPTER.match(citation))


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:32]
