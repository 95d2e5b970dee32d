"""JSON: all changes as one object in both languages, indented, with a newline at its end."""

from __future__ import annotations

from typing import BinaryIO

from policykit.analysis.changes.results import Changes
from policykit.io.report_out.records import json_bytes, json_value


def write_json(changes: Changes, stream: BinaryIO) -> None:
    """Write the changes as they are: `Changes.model_validate_json` reads them back."""
    stream.write(json_bytes(json_value(changes), indent=2))
    stream.write(b"\n")
