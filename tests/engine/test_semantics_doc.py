"""The examples of docs/semantics.md mean what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from policykit.model.text import Lang
from policykit.model.vocabulary import base_vocabulary
from policykit.packs.timeline import timeline

from . import corpus

EXAMPLES = list(corpus.examples())


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 10


@pytest.mark.parametrize("sample", EXAMPLES, ids=[s.name for s in EXAMPLES])
def test_the_example_means_what_it_says(sample: corpus.Sample, tmp_path: Path) -> None:
    failed = [timeline(r, base_vocabulary(), Lang.EN) for r in sample.run(tmp_path) if not r.passed]
    assert not failed, "\n\n".join(failed)
