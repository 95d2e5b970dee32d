"""Comparisons as JSON: all of it, in both languages, read back as it was."""

from __future__ import annotations

import json

from policykit.analysis.compare.results import Comparison
from policykit.io.comparison_out import ComparisonFormat
from policykit.model.text import Lang

from .conftest import Check, Write

JSON = ComparisonFormat.JSON


def test_snapshot(comparison: Comparison, write: Write, check_snapshot: Check) -> None:
    check_snapshot("comparison.json", write(comparison, JSON))


def test_is_read_back_as_it_was(comparison: Comparison, write: Write) -> None:
    assert Comparison.model_validate_json(write(comparison, JSON)) == comparison


def test_holds_both_languages_whatever_is_shown(comparison: Comparison, write: Write) -> None:
    data = write(comparison, JSON, Lang.ZH)
    assert data == write(comparison, JSON, Lang.EN)
    assert json.loads(data)["rows"][0]["label"] == {"zh": "更新频率", "en": "updates"}
    assert "更新频率" in data.decode("utf-8")
