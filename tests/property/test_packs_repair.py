"""A history that breaks rules can be repaired: so the rules of a pack can be kept together."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from policykit.model.finding import Verdict
from policykit.packs import installed_packs, load_pack
from policykit.testing import Conflict, Example, aims, examples_of, judged_histories, repair, verdicts

LONG = os.environ.get("POLICYKIT_LONG") == "1"
PACKS = installed_packs()
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", PACKS)
def test_every_violation_can_be_repaired(name: str, part: int) -> None:
    """One broken example for each rule (each third one, unless long); after the repair no rule is broken."""
    pack = load_pack(name)
    step = PARTS if LONG else 3 * PARTS
    for rule in [r for r in pack.document.rules if Verdict.VIOLATED in aims(r)][part::step]:
        example = next(examples_of(pack, rule.name, Verdict.VIOLATED))
        repaired = repair(pack, example.facts, example.as_of)
        assert not isinstance(repaired, Conflict), (rule.name, repaired.rules)
        report = verdicts(pack, repaired, example.as_of)
        assert report.violations == ()
        if not rule.modality.negative and rule.scope.breach_of is None:
            assert rule.name in {f.rule for f in report.findings}, "kept, not escaped"


AGAINST_EACH_OTHER = """
文件 torn 《自相矛盾的文件》
  施行 2024-01-01

第一条 "开"
  规则 letters_on "私信开启"
    对每个 账号
    应当 私信功能 = 开启

第二条 "关"
  规则 letters_off "私信关闭"
    对每个 账号
    应当 私信功能 = 关闭
"""


def test_rules_against_each_other_are_reported(tmp_path: Path) -> None:
    folder = tmp_path / "torn"
    folder.mkdir()
    (folder / "torn.policy").write_text(AGAINST_EACH_OTHER, encoding="utf-8")
    pack = load_pack(str(folder))
    example = next(examples_of(pack, "letters_on", Verdict.VIOLATED))
    conflict = repair(pack, example.facts, example.as_of)
    assert isinstance(conflict, Conflict)
    assert set(conflict.rules) <= {"letters_on", "letters_off"}
    assert verdicts(pack, conflict.facts, example.as_of).violations


@pytest.mark.parametrize("name", PACKS)
def test_every_history_can_be_repaired(name: str) -> None:
    pack = load_pack(name)

    @settings(
        max_examples=200 if LONG else 5,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(judged_histories(pack, scenes=2))
    def repaired_history_breaks_nothing(example: Example) -> None:
        repaired = repair(pack, example.facts, example.as_of)
        assert not isinstance(repaired, Conflict), repaired.rules
        assert verdicts(pack, repaired, example.as_of).violations == ()

    repaired_history_breaks_nothing()
