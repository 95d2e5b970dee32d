"""Scenes and repairs of what no installed pack need have.

Days that triggers say, what follows from breaches, and units with an account or without one.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from policykit.model.finding import Verdict
from policykit.model.policy.requirements import AFTER_BREACHES
from policykit.packs import Pack, load_pack
from policykit.testing import Conflict, Example, aims, examples_of, judged_histories, repair, tightened, verdicts

SOURCE = """文件 scenes 《各种情形》
  施行 2024-01-01

第一条 事实写明的期限
  规则 by_the_order "整改期限前"
    每当 责令整改
    应当 于 整改期限 前 完成整改
  规则 ten_days_more "期满后十日内"
    每当 责令整改
    应当 于 整改期限 + 10 天 前 报送报告
  规则 not_long "期限不太远的"
    每当 责令整改 其中 整改期限 <= 发生时间 + 1 个月
    应当 于 整改期限 前 完成整改

第二条 违反之后
  规则 silent "连续超过十四天不更新"
    对每个 账号
    不得 连续 超过 14 天 没有 发布信息
  规则 four_eyes "审核人不是编辑人"
    每当 发布信息
    应当 审核人 不是 编辑人
  规则 at_last "逾期之后"
    每当 违反 by_the_order
    应当 于 整改期限 + 2 个月 前 完成整改
  规则 explained "三个工作日内说明"
    每当 违反 silent
    应当 在 3 个工作日 内 报送报告
  规则 not_closed "间断之后十天内不得关停"
    每当 违反 silent
    不得 在 10 天 内 关停账号
  规则 not_removed "违反分设的三个工作日内不得删除"
    每当 违反 four_eyes
    不得 在 3 个工作日 内 删除信息
  规则 talked_to "间断之后约谈"
    每当 违反 silent
    应当 人工核查 "是否已约谈?"
  规则 looked_into "违反分设的查明"
    每当 违反 four_eyes
    应当 人工核查 "是否查明?"

第三条 有账号与没有账号
  规则 led "有账号的有审核人员"
    对每个 单位 其中 有账号
    应当 有 至少 1 个 人员 其中 角色 = 审核人员
  规则 patrolled "有账号的每周巡检"
    对每个 单位 其中 有账号
    应当 每周 至少 1 次 日常巡检
  规则 small "没有账号的不巡检"
    对每个 单位 其中 非 有账号
    不得 每周 超过 3 次 日常巡检
  规则 reported "没有账号的单位报送"
    每当 发现事件 其中 非 单位.有账号
    应当 在 5 个自然日 内 报送报告
  规则 settled "有账号的单位处置"
    每当 发现事件 其中 单位.有账号
    应当 在 5 个自然日 内 处置事件
"""
RULES = [line.split()[1] for line in SOURCE.splitlines() if line.startswith("  规则 ")]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = tmp_path_factory.mktemp("packs") / "scenes"
    folder.mkdir()
    (folder / "scenes.policy").write_text(SOURCE, "utf-8")
    return load_pack(str(folder))


def test_every_form_that_may_follow_from_a_breach_is_there(pack: Pack) -> None:
    assert {r.form for r in pack.document.rules if r.scope.breach_of} == AFTER_BREACHES


@pytest.mark.parametrize("name", RULES)
def test_every_verdict_of_a_rule_is_reached(pack: Pack, name: str) -> None:
    for verdict in aims(pack.document.rule(name)):
        assert next(examples_of(pack, name, verdict), None) is not None, verdict


@pytest.mark.parametrize("name", ["by_the_order", "ten_days_more", "not_long", "at_last"])
def test_the_day_that_a_trigger_says_is_its_last_instant(pack: Pack, name: str) -> None:
    assert next(examples_of(pack, name, Verdict.MET_LATE), None) is not None
    found = (
        f
        for e in examples_of(pack, name, Verdict.MET)
        for f in verdicts(pack, e.facts, e.as_of, only=frozenset({name})).findings
    )
    assert any(f.verdict is Verdict.MET and f.settled_at == f.due for f in found)
    assert list(tightened(pack.document.rule(name))) == []


@pytest.mark.parametrize("name", RULES)
def test_every_violation_can_be_repaired(pack: Pack, name: str) -> None:
    example = next(examples_of(pack, name, Verdict.VIOLATED))
    repaired = repair(pack, example.facts, example.as_of)
    assert not isinstance(repaired, Conflict), repaired.rules
    assert verdicts(pack, repaired, example.as_of).violations == ()


def test_every_history_is_judged_and_can_be_repaired(pack: Pack) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(judged_histories(pack))
    def repaired_history_breaks_nothing(example: Example) -> None:
        report = verdicts(pack, example.facts, example.as_of)
        assert len({f.id for f in report.findings}) == len(report.findings)
        repaired = repair(pack, example.facts, example.as_of)
        assert not isinstance(repaired, Conflict), repaired.rules

    repaired_history_breaks_nothing()


@pytest.mark.parametrize("requirement", ["应当 有账号", "不得 有账号"])
def test_units_are_given_an_account_or_lose_theirs(tmp_path: Path, requirement: str) -> None:
    folder = tmp_path / "only"
    folder.mkdir()
    rule = (
        f'文件 only 《一条》\n  施行 2024-01-01\n第一条 "一"\n  规则 only "账号"\n    对每个 单位\n    {requirement}\n'
    )
    (folder / "only.policy").write_text(rule, "utf-8")
    pack = load_pack(str(folder))
    for verdict in aims(pack.document.rule("only")):
        assert next(examples_of(pack, "only", verdict), None) is not None, verdict
    example = next(examples_of(pack, "only", Verdict.VIOLATED))
    repaired = repair(pack, example.facts, example.as_of)
    assert not isinstance(repaired, Conflict)
    report = verdicts(pack, repaired, example.as_of)
    assert report.findings
    assert report.violations == ()
