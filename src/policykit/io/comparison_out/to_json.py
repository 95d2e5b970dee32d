"""JSON: the whole comparison as one object in both languages, indented, with a newline at its end."""

from __future__ import annotations

from typing import BinaryIO

from policykit.analysis.compare.results import Comparison
from policykit.io.report_out.records import json_bytes, json_value


def write_json(comparison: Comparison, stream: BinaryIO) -> None:
    """Write the comparison as it is: `Comparison.model_validate_json` reads it back."""
    stream.write(json_bytes(json_value(comparison), indent=2))
    stream.write(b"\n")
