"""Results and notes: whole or not at all, and no crash if the reader goes away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from policykit.cli.output import OutputError, note, write_file

COMMAND = [sys.executable, "-c", "from policykit.cli import program; program()"]


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_file(tmp_path / "new", b"1")
    finally:
        os.umask(old)
    assert (tmp_path / "new").read_bytes() == b"1"
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640


def test_an_old_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"1")
    path.chmod(0o600)
    write_file(path, b"2")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"2", 0o600)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"1")
    (tmp_path / "link").symlink_to("target")
    write_file(tmp_path / "link", b"2")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"2"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_goes_wrong_in_writing_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"1")

    def fail(_: int) -> None:
        raise error

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        write_file(path, b"2")
    assert path.read_bytes() == b"1"
    assert list(tmp_path.iterdir()) == [path]


def test_a_device_is_written_to_directly() -> None:
    write_file(Path(os.devnull), b"1")
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize(("place", "said"), [("no/such/file", "there is no such folder"), (".", "it is a folder")])
def test_a_file_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match=said):
        write_file(Path(place), b"1")
    assert list(tmp_path.iterdir()) == []


def test_a_note_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    note("bad\x1b[31m\u202e\nnext")
    assert capsys.readouterr().err == "bad\\x1b[31m\\x202e\nnext\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    reading, writing = os.pipe()
    process = subprocess.Popen([*COMMAND, "schema", "facts"], stdout=writing, stderr=subprocess.PIPE)
    os.close(reading)
    os.close(writing)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")


def test_output_is_utf8_whatever_the_locale() -> None:
    surroundings = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for command in (["--help", "--lang", "zh"], ["calendar", "due", "2025-09-30", "1day", "--lang", "zh"]):
        ran = subprocess.run([*COMMAND, *command], capture_output=True, env=surroundings, check=True)
        assert any(word in ran.stdout.decode("utf-8") for word in ("用法", "到期"))
