"""A folder of answers found before, so that a comparison is not made twice: one small file an answer."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, MutableMapping
from pathlib import Path


class FolderMemory(MutableMapping[str, str]):
    """Texts by key, each in a file of its own. Keys are names of files; several processes may share the folder."""

    def __init__(self, folder: Path) -> None:
        """Remember in the folder, which is made when the first text is kept."""
        self._folder = folder

    def __getitem__(self, key: str) -> str:
        """The text kept under the key. Raises `KeyError` if there is none."""
        try:
            return self._path(key).read_text("utf-8")
        except FileNotFoundError:
            raise KeyError(key) from None

    def __setitem__(self, key: str, text: str) -> None:
        """Keep a text: whole, or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(self._path(key))

    def __delitem__(self, key: str) -> None:
        """Forget a text. Raises `KeyError` if there is none."""
        try:
            self._path(key).unlink()
        except FileNotFoundError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        """The keys."""
        return (p.stem for p in sorted(self._folder.glob("*.json"))) if self._folder.is_dir() else iter(())

    def __len__(self) -> int:
        """How many texts are kept."""
        return sum(1 for _ in self)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"
