"""Which rule files are meant: packs, single files, folders of either.

In: what is typed. Out: packs by folder, and `.policy` files by kind. A folder below without a `.policy` file is passed
over; one that has some, but not the one that makes it a pack, is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from policykit.model.errors import PackNotFound
from policykit.model.text import Text
from policykit.packs import find_pack, installed_packs
from policykit.packs.pack import CASES_FILE, read_source, rule_file

_CASES = re.compile(r"(?:[\s\ufeff]|[#＃][^\n]*)*(?:案例|case)(?![^\W\d])")


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A `.policy` file: its path as typed, its text, and whether it holds cases rather than a document."""

    path: Path
    source: str
    cases: bool


def packs_in(names: Sequence[str]) -> list[str]:
    """The packs that are meant: names and folders of packs as they are, the packs in a folder that is none.

    All installed ones if nothing is named. Raises `PackNotFound` for what is no pack and holds none.
    """
    return [pack for name in names or _installed() for pack in _packs(name)]


def _installed() -> tuple[str, ...]:
    names = installed_packs()
    if not names:
        raise PackNotFound(Text("没有已安装的规则包,请写明路径", "no pack is installed: name a path"))
    return names


def _packs(name: str) -> Iterator[str]:
    folder = Path(name)
    if not folder.is_dir() or rule_file(folder).is_file():
        find_pack(name)
        yield name
        return
    below = [f for f in sorted(folder.iterdir()) if f.is_dir() and any(f.glob("*.policy"))]
    if not below:
        raise PackNotFound(Text(f"{name} 里没有规则包", f"there is no pack in {name}"))
    for pack in below:
        find_pack(str(pack))
        yield str(pack)


def files_in(names: Sequence[str]) -> list[RuleFile]:
    """The `.policy` files that are meant, each once: a file itself, all in a folder, those of a pack given by name.

    Those of all installed packs if nothing is named. Raises `PackNotFound` for what is none and holds none,
    `RuleFileError` for a file that is not UTF-8.
    """
    paths = dict.fromkeys(path for name in names or _installed() for path in _files(name))
    return [rule_file_at(path) for path in paths]


def _files(name: str) -> Iterable[Path]:
    path = Path(name)
    if path.is_file():
        return [path]
    folder = path if path.is_dir() else find_pack(name)
    found = sorted(folder.rglob("*.policy"))
    if not found:
        raise PackNotFound(Text(f"{name} 里没有 .policy 文件", f"there is no .policy file in {name}"))
    return found


def rule_file_at(path: Path) -> RuleFile:
    """The file, read. It holds cases if it is called so or begins with one."""
    source = read_source(path)
    return RuleFile(path, source, path.name == CASES_FILE or _CASES.match(source) is not None)
