"""What is said to be contained is: no history breaks it and keeps what contains it. Named rules can all be dropped."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policykit.analysis.consistency import Ground, Inconsistency, Kind, inconsistencies
from policykit.language import read_document
from policykit.model.finding import Verdict
from policykit.packs import Pack, load_pack
from policykit.plugins import load_plugins
from policykit.testing import Example, examples_of, judged_histories, verdicts

BROKEN = {Verdict.VIOLATED, Verdict.MET_LATE, Verdict.ADVISED}
CONTAINED = {Kind.EQUAL, Kind.IMPLIED, Kind.NUMBERS}

POOL = (
    "每当 收到留言 应当 在 5 个工作日 内 答复留言",
    "每当 收到留言 应当 在 7 个自然日 内 答复留言",
    "每当 收到留言 应当 在 20 天 内 答复留言",
    "每当 收到留言 其中 留言类别 = 投诉 应当 在 3 个工作日 内 答复留言 其中 自动回复 = 否",
    "每当 收到留言 力争 在 1 个月 内 答复留言",
    "每当 发布信息 应当 此前 已有 审核信息 其中 审核结果 = 通过",
    "每当 发布信息 应当 此前 依次 已有 审核信息 其中 审核结果 = 通过, 校对信息",
    "每当 发布信息 其中 转载 应当 此前 30 天 内 已有 审核信息",
    "每当 发布信息 应当 审核人 不是 编辑人 且 审核人 不是 发布人",
    "每当 发布信息 其中 原创 不得 审核人 = 编辑人",
    "每当 发布公告 不得 在 30 个自然日 内 撤下公告",
    "每当 发布公告 其中 公告事项 = 开设 不得 在 10 个自然日 内 撤下公告",
    "对每个 账号 应当 每周 至少 2 次 发布信息",
    "对每个 账号 应当 每周 至少 1 条 发布信息 其中 原创",
    "对每个 账号 应当 每月 至少 4 次 发布信息",
    "对每个 账号 不得 连续 超过 14 天 没有 发布信息",
    "对每个 账号 不得 连续 超过 5 天 没有 发布信息",
    "对每个 账号 不得 每月 超过 2 次 临时下线",
    "对每个 账号 不得 每年 超过 1 次 临时下线",
    "对每个 账号 应当 留言功能 = 开启",
    "对每个 账号 其中 体裁 = 图文 应当 留言功能 = 开启 或 评论功能 = 开启",
    "对每个 单位 不得 有 超过 1 个 账号",
    "对每个 单位 不得 有 超过 2 个 账号 按 平台",
    "对每个 单位 应当 有 至少 2 个 人员 其中 专职",
    "对每个 单位 应当 有 至少 1 个 人员",
)
"""Rules of which some contain others, together or alone."""

documents = st.lists(st.sampled_from(POOL), min_size=2, max_size=6)


def pack_of(rules: Iterable[str]) -> Pack:
    plugins = load_plugins()
    lines = ["文件 demo 《办法》 施行 2024-01-01", "第一条 规定"]
    lines += [f'规则 r{number} "规则" {text}' for number, text in enumerate(rules)]
    source = "\n".join(lines) + "\n"
    document = read_document(source, "demo.policy", plugins.vocabulary, plugins.extensions).document
    assert document is not None
    return Pack(Path(), document, plugins, source)


@cache
def contained_in(pack_name: str) -> tuple[Pack, tuple[Inconsistency, ...]]:
    pack = pack_of(POOL) if pack_name == "pool" else load_pack(pack_name)
    return pack, tuple(i for i in inconsistencies(Ground(pack)) if i.kind in CONTAINED)


def is_kept_by(pack: Pack, found: Inconsistency, example: Example) -> bool:
    """Whether the rule is kept, or one of those that contain it is not, or is undecided."""
    names = frozenset({found.rule.name, *found.others})
    report = verdicts(pack, example.facts, example.as_of, only=names)
    broken = {f.rule for f in report.findings if f.verdict in BROKEN}
    unsure = {f.rule for f in report.findings if f.verdict is Verdict.UNDECIDED}
    return found.rule.name not in broken or bool((broken | unsure) & set(found.others))


def test_much_of_the_pool_is_contained() -> None:
    _, found = contained_in("pool")
    assert len(found) >= 8


@pytest.mark.parametrize("name", ["pool", "baoji", "zhejiang"])
def test_whatever_breaks_it_breaks_what_contains_it(name: str) -> None:
    pack, contained = contained_in(name)
    assert contained
    for found in contained:
        aim = Verdict.ADVISED if found.rule.modality.advice else Verdict.VIOLATED
        examples = list(examples_of(pack, found.rule.name, aim))
        assert examples
        for example in examples:
            assert is_kept_by(pack, found, example), found.key


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(judged_histories(pack_of(POOL)))
def test_no_history_keeps_what_contains_it_and_breaks_it(example: Example) -> None:
    pack, contained = contained_in("pool")
    for found in contained:
        assert is_kept_by(pack, found, example), found.key


@settings(max_examples=40, deadline=None)
@given(documents)
def test_without_what_is_named_nothing_more_is_contained(rules: list[str]) -> None:
    pack = pack_of(rules)
    found = [i for i in inconsistencies(Ground(pack)) if i.kind in CONTAINED]
    gone = {i.rule.name for i in found}
    left = [text for number, text in enumerate(rules) if f"r{number}" not in gone]
    again = [i for i in inconsistencies(Ground(pack_of(left))) if i.kind in CONTAINED]
    assert again == []


@settings(max_examples=25, deadline=None)
@given(documents, st.randoms(use_true_random=False))
def test_contradictions_are_the_same_in_any_order(rules: list[str], chance: Random) -> None:
    rules = list(dict.fromkeys(rules))
    shuffled = list(rules)
    chance.shuffle(shuffled)

    def conflicts(texts: list[str]) -> set[frozenset[str]]:
        found = inconsistencies(Ground(pack_of(texts)))
        by_name = {f"r{n}": text for n, text in enumerate(texts)}
        said = [frozenset(by_name[n] for n in (i.rule.name, *i.others)) for i in found if i.kind is Kind.CONFLICT]
        return set(said)

    assert conflicts(rules) == conflicts(shuffled)
