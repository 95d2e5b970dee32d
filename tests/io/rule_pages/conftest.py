"""Packs to write pages of: the small one of the command line's tests, one with hostile texts; and a reader of pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

import pytest

from policykit.packs import Pack, load_pack

MINI = Path(__file__).parents[2] / "cli" / "packs" / "mini"

_VOID = {"meta", "input", "br"}

WritePack = Callable[..., Pack]


class Page(HTMLParser):
    """Collects elements and texts, and checks that tags are nested."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.style = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "style":
            self.style += data
        else:
            self.texts.append(data)

    @cached_property
    def text(self) -> str:
        """All of its text."""
        return "".join(self.texts)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """The elements of a tag, as attributes, that have those wanted (`class_`: a class among others)."""
        name = wanted.pop("class_", None)
        return [
            attrs
            for found, attrs in self.elements
            if found == tag
            and all(attrs.get(k) == v for k, v in wanted.items())
            and (name is None or name in (attrs.get("class") or "").split())
        ]

    @property
    def ids(self) -> set[str]:
        """Every id in it; none may be there twice."""
        found = [attrs["id"] or "" for _, attrs in self.elements if "id" in attrs]
        assert len(found) == len(set(found))
        return set(found)

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [attrs["href"] or "" for attrs in self.all("a")]


def read_page(path: Path) -> Page:
    """The page in a file."""
    return Page(path.read_text("utf-8"))


@pytest.fixture(scope="session")
def mini() -> Pack:
    """The small pack."""
    return load_pack(str(MINI))


@pytest.fixture
def write_pack(tmp_path: Path) -> WritePack:
    """Make a pack of a document, cases and further files."""

    def write(document: str, cases: str = "", name: str = "local", **files: str) -> Pack:
        folder = tmp_path / "packs" / name
        folder.mkdir(parents=True)
        (folder / f"{name}.policy").write_text(document, encoding="utf-8")
        if cases:
            (folder / "cases.policy").write_text(cases, encoding="utf-8")
        for stem, text in files.items():
            (folder / f"{stem}.toml").write_text(text, encoding="utf-8")
        return load_pack(str(folder))

    return write
