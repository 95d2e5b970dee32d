"""Changes of every kind, kept as JSON, so that no proof or search can change what the outputs are tested on.

`sample.json` is `policykit.analysis.changes` of the two versions in tests/analysis/changes over September and October
2025, with the findings on their facts.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from policykit.analysis.changes import Changes
from policykit.io.changes_out import ChangesFormat, write_changes
from policykit.model.text import Lang

HERE = Path(__file__).parent

Write = Callable[..., str]


@pytest.fixture
def sample() -> Changes:
    return Changes.model_validate_json((HERE / "sample.json").read_text("utf-8"))


@pytest.fixture
def write() -> Write:
    def written(
        changes: Changes, format_: ChangesFormat, lang: Lang, *, color: bool = False, width: int | None = None
    ) -> str:
        stream = io.BytesIO()
        write_changes(changes, format_, lang, stream, color=color, width=width)
        return stream.getvalue().decode("utf-8")

    return written
