"""Reads facts from several files: each by the reader for its extension, all of them into one `Loaded`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policykit.io.facts_in.errors import FactsError
from policykit.io.facts_in.gather import Gathered, Loaded
from policykit.io.facts_in.jsonl import read_jsonl
from policykit.io.facts_in.table import read_csv
from policykit.model.errors import MapError
from policykit.model.text import Text
from policykit.model.vocabulary import Vocabulary

JSONL = frozenset({".jsonl", ".ndjson"})
CSV = frozenset({".csv"})


@dataclass(frozen=True, slots=True)
class Source:
    """A file of facts: JSONL, or CSV with the map that says what its columns mean."""

    path: Path
    map_path: Path | None = None


def read_facts(sources: Sequence[Source], vocabulary: Vocabulary) -> Loaded:
    """All facts of all sources, and a reject for everything that is none.

    Raises `FactsError` if a file cannot be read at all or has an unknown extension, `MapError` if a map is missing, out
    of place or wrong. A bad row raises nothing.
    """
    into = Gathered()
    for source in sources:
        into.source(str(source.path))
        extension = source.path.suffix.lower()
        if extension in CSV:
            if source.map_path is None:
                raise MapError(map_missing(source.path))
            read_csv(source.path, source.map_path, vocabulary, into)
        elif extension in JSONL:
            if source.map_path is not None:
                raise MapError(map_unwanted(source.path, source.map_path))
            read_jsonl(source.path, vocabulary, into)
        else:
            raise FactsError(_unknown_extension(source.path))
    return into.loaded()


def map_missing(path: Path) -> Text:
    """That a CSV was given without its map."""
    return Text(
        f"{path}:读取 CSV 需要一个映射文件,说明各列的含义;请用 --map 映射.toml 指定(写法见 docs/maps.md)",
        f"{path}: a CSV needs a map that says what its columns mean; name one with --map MAP.toml (see docs/maps.md)",
    )


def map_unwanted(path: Path, map_path: Path) -> Text:
    """That a map was given for JSONL, which takes none."""
    return Text(
        f"{path}:JSONL 不用映射文件,它的字段名已是规定的名称;请不要为它指定 {map_path}",
        f"{path}: JSONL takes no map, its field names are the vocabulary's own; do not give it {map_path}",
    )


def _unknown_extension(path: Path) -> Text:
    known = ", ".join(sorted(JSONL | CSV))
    found = path.suffix or path.name
    return Text(
        f"{path}:不认识扩展名 {found};可读的有 {known}。JSON 数组请改为每行一个对象的 .jsonl,Excel 表请另存为 CSV",
        f"{path}: unknown extension {found}; readable are {known}."
        " Turn a JSON array into .jsonl with one object a line, and save an Excel sheet as CSV",
    )
