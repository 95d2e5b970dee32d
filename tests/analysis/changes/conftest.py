"""Two small versions of a document that differ in every way, and packs made of a few lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from policykit.analysis.changes import Changes, changes
from policykit.packs import Pack, load_pack

VERSIONS = Path(__file__).parent / "versions"
FIRST, LAST = date(2025, 9, 1), date(2025, 10, 31)

Make = Callable[..., Pack]


@pytest.fixture(scope="session")
def old() -> Pack:
    return load_pack(str(VERSIONS / "old" / "small"))


@pytest.fixture(scope="session")
def new() -> Pack:
    return load_pack(str(VERSIONS / "new" / "small"))


@pytest.fixture(scope="session")
def found(old: Pack, new: Pack) -> Changes:
    return changes(old, new, first=FIRST, last=LAST)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A pack `small` in a folder of that version, of rules by name, with further lines of the head and the clause."""

    def pack(
        version: str, rules: dict[str, str], *, first_day: str = "2024-01-01", says: str = "", plugin: str = ""
    ) -> Pack:
        folder = tmp_path / version / "small"
        folder.mkdir(parents=True)
        written = "".join(f'  规则 {name} "{name}"\n    {text}\n' for name, text in rules.items())
        lines = f'文件 small 《小》 / "Small"\n  施行 {first_day}\n\n第一条\n{says}{written}'
        (folder / "small.policy").write_text(lines, "utf-8")
        if plugin:
            (folder / "plugin.py").write_text(plugin, "utf-8")
        return load_pack(str(folder), with_plugins=True)

    return pack
