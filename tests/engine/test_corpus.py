"""Every case of the corpus comes out as it says, and every rule has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from policykit.model.text import Lang
from policykit.model.vocabulary import base_vocabulary
from policykit.packs.timeline import timeline

from . import corpus

SAMPLES = list(corpus.samples())


@pytest.mark.parametrize("sample", SAMPLES, ids=[s.name for s in SAMPLES])
def test_cases_come_out_as_they_say(sample: corpus.Sample, tmp_path: Path) -> None:
    results = sample.run(tmp_path)
    failed = [timeline(r, base_vocabulary(), Lang.EN) for r in results if not r.passed]
    assert not failed, "\n\n".join(failed)


@pytest.mark.parametrize("sample", SAMPLES, ids=[s.name for s in SAMPLES])
def test_every_rule_has_a_case(sample: corpus.Sample, tmp_path: Path) -> None:
    pack = sample.load(tmp_path)
    with_cases = {r.case.rule for r in sample.run(tmp_path)}
    assert with_cases == {r.name for r in pack.document.rules}
