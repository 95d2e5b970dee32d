"""Writes rejects as JSONL: one a line, with file, line, field, code, reason in both languages and the value found."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from policykit.io.facts_in.errors import FactsError, os_trouble
from policykit.model.report import Reject


def write_rejects(rejects: Iterable[Reject], path: Path) -> None:
    """Write one reject a line to `path`, in UTF-8, replacing what was there. Raises `FactsError` if it cannot."""
    try:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(reject.model_dump_json() + "\n" for reject in rejects)
    except OSError as error:
        raise FactsError(os_trouble(path, error)) from error
