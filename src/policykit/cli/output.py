"""Where results and notes go: results to standard output or, whole or not at all, to a file; notes to standard error.

A result is made in full before its first byte is written: an error or an interruption leaves nothing half-written.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from policykit.model.errors import PolicykitError
from policykit.model.text import Text

# Controls of terminals and of writing direction: no file and no fact may steer a terminal through a message.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class OutputError(PolicykitError):
    """A file cannot be written."""


def put(data: bytes) -> None:
    """Write a result to standard output. A reader that has gone away (`| head`) is no error."""
    stream = getattr(sys.stdout, "buffer", None)
    try:
        if stream is None:
            sys.stdout.write(data.decode("utf-8"))
        else:
            sys.stdout.flush()
            stream.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_standard_output()


def put_text(text: str) -> None:
    """Write lines to standard output, in UTF-8 on every system."""
    put(f"{text}\n".encode("utf-8", errors="backslashreplace"))


def _forget_standard_output() -> None:
    """Let what is still to be flushed at exit go nowhere, quietly."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def note(text: str) -> None:
    """Write lines to standard error, controls escaped. A reader that has gone away is no error."""
    try:
        sys.stderr.write(_CONTROLS.sub(lambda m: f"\\x{ord(m[0]):02x}", text) + "\n")
        sys.stderr.flush()
    except BrokenPipeError:
        return


def write_file(path: Path, data: bytes) -> None:
    """Put `data` into the file at once: it holds all of it, or what it held before. Its permissions stay.

    What is no regular file (a device, a pipe) is written to directly. Raises `OutputError` if it cannot be written.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                stream.write(data)
        else:
            _replace(target, data)
    except OSError as error:
        raise OutputError(_trouble(path, error)) from error


@contextmanager
def growing(path: Path | None) -> Iterator[BinaryIO]:
    """A stream for a result that is written as it comes: to standard output or, whole or not at all, to a file.

    Raises `OutputError` if the file cannot be written.
    """
    if path is None:
        sys.stdout.flush()
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            _forget_standard_output()
        return
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                yield stream
        else:
            with _draft_of(target) as stream:
                yield stream
    except OSError as error:
        raise OutputError(_trouble(path, error)) from error


def _replace(target: Path, data: bytes) -> None:
    with _draft_of(target) as stream:
        stream.write(data)


@contextmanager
def _draft_of(target: Path) -> Iterator[BinaryIO]:
    """A file beside the target that takes its place in the end, unless something goes wrong."""
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _trouble(path: Path, error: OSError) -> Text:
    match error:
        case FileNotFoundError():
            return Text(f"无法写入 {path}:目录不存在", f"cannot write {path}: there is no such folder")
        case PermissionError():
            return Text(f"无法写入 {path}:没有权限", f"cannot write {path}: no permission")
        case IsADirectoryError():
            return Text(f"无法写入 {path}:这是目录", f"cannot write {path}: it is a folder")
        case _:
            return Text(f"无法写入 {path}(系统错误号 {error.errno})", f"cannot write {path}: {error.strerror}")
