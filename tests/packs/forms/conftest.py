"""The example forms as data, a way to change them cell by cell, and the snapshot check."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from policykit.packs.forms import FORMS

ROOT = Path(__file__).parents[3]
SNAPSHOTS = Path(__file__).parent / "snapshots"

Data = dict[str, object]
Make = Callable[..., Data]
Check = Callable[[str, str], None]

SIGNED = {"signed_by": "孙示例", "seal": "兰州新区示例部", "date": "2025-05-20"}


@pytest.fixture(scope="session")
def make() -> Make:
    """A completed form of a jurisdiction as data under English names, with cells replaced.

    `make("jiaxian", {"host.date": None})`: a path leads through groups; the value None leaves the cell out.
    """
    good = {}
    for name in FORMS:
        data = json.loads((ROOT / "examples" / "forms" / f"{name}.json").read_text(encoding="utf-8"))
        form = FORMS[name].model_validate(data)
        good[name] = form.model_dump(mode="json", exclude_none=True)
    good["lanzhou"]["authority"] = SIGNED

    def made(name: str, changes: dict[str, object] | None = None) -> Data:
        data: Data = copy.deepcopy(good[name])
        for path, value in (changes or {}).items():
            *groups, last = path.split(".")
            group = data
            for part in groups:
                inner = group[part]
                assert isinstance(inner, dict)
                group = inner
            if value is None:
                del group[last]
            else:
                group[last] = value
        return data

    return made


@pytest.fixture(scope="session")
def check() -> Check:
    """Compares text with a file under snapshots/; UPDATE_SNAPSHOTS=1 writes the file instead."""

    def same(name: str, found: str) -> None:
        path = SNAPSHOTS / name
        if os.environ.get("UPDATE_SNAPSHOTS") == "1":
            path.write_text(found, encoding="utf-8", newline="\n")
        assert path.is_file(), f"no snapshot {name}; make it with UPDATE_SNAPSHOTS=1"
        assert found == path.read_text(encoding="utf-8")

    return same
