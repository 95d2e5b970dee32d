"""The command line run in this process, from this folder, with a snapshot check for what it writes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from policykit.cli import main

HERE = Path(__file__).parent
SNAPSHOTS = HERE / "snapshots"
FACTS = ["--facts", "facts.jsonl", "--as-of", "2025-11-01"]


@dataclass(frozen=True)
class Outcome:
    """What one run left behind."""

    status: int
    out: str
    err: str
    raw: bytes


Run = Callable[..., Outcome]
Check = Callable[[str, str], None]


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    monkeypatch.setenv("POLICYKIT_LANG", "en")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def policykit(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run the command line on the arguments."""

    def run(*arguments: str) -> Outcome:
        capsysbinary.readouterr()
        status = main(arguments)
        out, err = capsysbinary.readouterr()
        return Outcome(status, out.decode("utf-8"), err.decode("utf-8"), out)

    return run


@pytest.fixture
def check_snapshot() -> Check:
    """Compare with `snapshots/NAME`; UPDATE_SNAPSHOTS=1 writes it. A pack's version is not compared."""

    def check(name: str, text: str) -> None:
        shown = re.sub(r"\b[0-9a-f]{12}\b", "<version>", text)
        path = SNAPSHOTS / name
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(shown, encoding="utf-8")
        assert shown == path.read_text("utf-8")

    return check
