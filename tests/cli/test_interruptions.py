"""Ctrl-C: status 130, no traceback, and nothing half-written, whatever was being done."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from policykit.cli.batch import Batch
from policykit.cli.interruptions import interruptions

from .conftest import HERE, Run

SAMPLE = HERE.parents[1] / "examples" / "sample" / "facts.jsonl"
COMMAND = [sys.executable, "-c", "from policykit.cli import program; program()"]
CHECK = ["check", "jiaxian", "zhejiang", "baoji", "--facts", str(SAMPLE), "--as-of", "2025-11-30"]


@pytest.fixture(autouse=True)
def nobody_sees_to_interruptions() -> Iterator[None]:
    """What a library of another test installed is put back."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("format_", ["jsonl", "parquet"])
def test_a_check_that_is_interrupted_as_it_writes_leaves_nothing(tmp_path: Path, format_: str) -> None:
    to = tmp_path / "findings"
    to.write_bytes(b"as before")
    options = ["--engine", "columnar", "--format", format_, "--output", str(to)]
    with subprocess.Popen([*COMMAND, *CHECK, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while process.poll() is None and len(list(tmp_path.iterdir())) == 1:
            time.sleep(0.01)
        # The draft is there, and some hundred rules are still to be judged.
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")
    assert [p.name for p in tmp_path.iterdir()] == ["findings"]
    assert to.read_bytes() == b"as before"


def test_what_a_library_makes_of_it_is_no_crash(policykit: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise RuntimeError("Query interrupted") from None

    monkeypatch.setattr(Batch, "report", interrupted)
    ran = policykit("check", "jiaxian", "--facts", str(SAMPLE), "--as-of", "2025-11-30", "--engine", "columnar")
    assert (ran.status, ran.out, ran.err) == (130, "", "")


def test_it_is_noticed_only_within_the_block() -> None:
    with interruptions() as interrupted:
        assert not interrupted()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        assert interrupted()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_who_sees_to_interruptions_himself_still_does() -> None:
    seen: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: seen.append(number))
    try:
        with interruptions() as interrupted:
            signal.raise_signal(signal.SIGINT)
            assert not interrupted()
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    assert seen == [signal.SIGINT]


def test_another_thread_asks_for_nothing() -> None:
    told: list[bool] = []

    def work() -> None:
        with interruptions() as interrupted:
            told.append(interrupted())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told == [False]
