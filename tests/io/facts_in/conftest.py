"""Fixtures that read facts from text: the test says what stands in the files."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

from policykit.io.facts_in import Loaded, Source, read_facts
from policykit.model.vocabulary import Vocabulary, base_vocabulary


class ReadJsonl(Protocol):
    def __call__(self, *files: str | bytes) -> Loaded: ...


class ReadCsv(Protocol):
    def __call__(self, map_text: str, *tables: str | bytes) -> Loaded: ...


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return base_vocabulary()


@pytest.fixture
def read_jsonl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vocabulary: Vocabulary) -> ReadJsonl:
    """Read the texts as the files 1.jsonl, 2.jsonl …"""
    monkeypatch.chdir(tmp_path)

    def read(*files: str | bytes) -> Loaded:
        sources = []
        for number, text in enumerate(files, start=1):
            path = Path(f"{number}.jsonl")
            path.write_bytes(_bytes(text))
            sources.append(Source(path))
        return read_facts(sources, vocabulary)

    return read


@pytest.fixture
def read_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vocabulary: Vocabulary) -> ReadCsv:
    """Read the tables as the files 1.csv, 2.csv … through the one map, map.toml."""
    monkeypatch.chdir(tmp_path)

    def read(map_text: str, *tables: str | bytes) -> Loaded:
        Path("map.toml").write_text(map_text, encoding="utf-8")
        sources = []
        for number, text in enumerate(tables, start=1):
            path = Path(f"{number}.csv")
            path.write_bytes(_bytes(text))
            sources.append(Source(path, Path("map.toml")))
        return read_facts(sources, vocabulary)

    return read
