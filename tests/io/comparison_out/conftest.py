"""The comparison made by hand, the call that writes one, a hostile one, and the snapshot check."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from policykit.analysis.compare.results import Comparison
from policykit.io.comparison_out import ComparisonFormat, write_comparison
from policykit.model.finding import Message
from policykit.model.text import Lang

from .sample import COMPARISON

SNAPSHOTS = Path(__file__).parent / "snapshots"

HOSTILE = "</script><img src=x onerror=alert(1)> | {{ 7 * 7 }} **b** `c` \x1b[31m=1+1\u202e"

Write = Callable[..., bytes]
Check = Callable[[str, bytes], None]


@pytest.fixture
def comparison() -> Comparison:
    return COMPARISON


@pytest.fixture
def hostile() -> Comparison:
    """The comparison with a rule whose every text is an attack."""
    bad = Message(zh=HOSTILE, en=HOSTILE)
    rule = COMPARISON.entries["linyi/weekly"]
    normal = rule.normal.model_copy(update={"who": bad, "what": bad})
    texts = {"title": bad, "gist": bad, "normal": normal, "interpretations": (bad,), "zh": HOSTILE, "en": HOSTILE}
    entries = {**COMPARISON.entries, rule.id: rule.model_copy(update=texts)}
    return COMPARISON.model_copy(update={"entries": entries})


@pytest.fixture
def write() -> Write:
    """Write a comparison and return the bytes."""

    def write(comparison: Comparison, format_: ComparisonFormat, lang: Lang = Lang.EN, **more: object) -> bytes:
        stream = io.BytesIO()
        write_comparison(comparison, format_, lang, stream, **more)  # type: ignore[arg-type]
        return stream.getvalue()

    return write


@pytest.fixture
def check_snapshot() -> Check:
    """Compare with `snapshots/NAME`; UPDATE_SNAPSHOTS=1 writes it."""

    def check(name: str, data: bytes) -> None:
        path = SNAPSHOTS / name
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        assert data.decode("utf-8") == path.read_text("utf-8")

    return check
