"""The error of a fact file that cannot be read at all.

A single bad row is a reject, not an error; a bad map is a `MapError` (`policykit.model.errors`).
"""

from __future__ import annotations

from pathlib import Path

from policykit.model.errors import PolicykitError
from policykit.model.text import Text


class FactsError(PolicykitError):
    """A file of facts cannot be read (or rejects cannot be written) at all: missing, no right to, unknown format."""


def os_trouble(path: Path, error: OSError) -> Text:
    """What the operating system says about `path`, in both languages."""
    match error:
        case FileNotFoundError():
            return Text(f"找不到文件 {path}", f"there is no file {path}")
        case IsADirectoryError():
            return Text(f"{path} 是目录,不是文件", f"{path} is a directory, not a file")
        case PermissionError():
            return Text(f"没有权限访问 {path}", f"no permission to use {path}")
        case _:
            return Text(f"无法访问 {path}(系统错误号 {error.errno})", f"cannot use {path}: {error.strerror}")
