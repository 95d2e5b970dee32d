"""Witnesses that are not there for the asking: what keeps the ones also keeps the other, unless something else is said.

Every witness is judged anew, and nothing of it can be left out (`confirm`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from .small import compared, comparer, confirm, facts_of, pack_of, rules_of

_APPROVED = "每当 批准申请 其中 事项 = 开设 应当 此前 依次 已有"
_APPLIED = "每当 开设账号 应当 此前 依次 已有 提交申请 同一 申请, 批准申请 同一 申请"


@dataclass(frozen=True)
class Row:
    """Rules that are kept, and one that is broken all the same."""

    kept: tuple[str, ...]
    broken: str


ROWS = {
    "an opening has to name its application, or what is kept is undecided": Row(
        (_APPLIED,), "每当 开设账号 不得 单位.涉密 = 是"
    ),
    "an approval, not by the province": Row(
        (_APPLIED, "每当 批准申请 应当 批准层级 = 单位.层级"),
        "每当 开设账号 应当 已填 申请 且 (此前 已有 批准申请 同一 申请 其中 批准层级 = 省级)",
    ),
    "no approval that may have been by the province": Row(
        (_APPLIED,), "每当 开设账号 不得 未填 申请 或 (此前 没有 批准申请 同一 申请 其中 批准层级 = 省级)"
    ),
    "reviewed by the county, not by the unit's own level": Row(
        (f"{_APPROVED} 同意申请, 审核申请 其中 审核层级 = 县级",),
        f"{_APPROVED} 同意申请, 审核申请 其中 审核层级 = 单位.层级 或 (单位.层级 = 乡镇级 且 审核层级 = 县级)",
    ),
    "another of the steps": Row((f"{_APPROVED} 同意申请, 提交申请",), f"{_APPROVED} 同意申请, 审核申请, 提交申请"),
    "two names that both show the unit's": Row(
        ("对每个 账号 应当 认证主体 包含 单位.单位名称",), "对每个 单位 应当 账号 的 认证主体 一致"
    ),
    "identified in a bulletin": Row(
        ("认定 每当 公布考核 其中 等次 = 优秀 后果 表彰推广", "认定 每当 公布通报 其中 等次 = 优秀 后果 通报批评"),
        "认定 每当 公布考核 或 公布通报 其中 等次 = 优秀 后果 表彰推广",
    ),
    "the same year, not the same month: facts are moved with all that is known of their time": Row(
        ("每当 临时下线 不得 此前 同一 月 已有 临时下线",), "每当 临时下线 不得 此前 同一 年度 已有 临时下线"
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_witness_is_found(name: str) -> None:
    row = ROWS[name]
    one, other = pack_of(*row.kept, name="left"), pack_of(row.broken, name="right")
    found = comparer().implication(rules_of(one), *rules_of(other))
    assert found.outcome == "refuted", found.reason
    confirm(found, one, other)


def test_what_is_identified_for_as_much_by_another_rule_is_not_broken() -> None:
    more = "认定 每当 公布考核 或 公布通报 其中 等次 = 优秀 后果 表彰推广, 通报批评"
    pair = compared(more, "认定 每当 公布考核 或 公布通报 其中 等次 = 优秀 后果 表彰推广")
    assert [i.outcome for i in pair.forward] == ["implied"]


def test_of_what_has_no_order_a_witness_says_the_names_in_their_order() -> None:
    """A set has another order in every process; the same comparison has the same bytes."""
    one = pack_of("每当 提交申请 应当 附件 包含 {实施方案, 组织领导, 经费保障, 管理制度}", name="left")
    other = pack_of("每当 提交申请 应当 附件 包含 {备案登记表}", name="right")
    found = comparer().implication(rules_of(one), *rules_of(other))
    assert found.witness is not None
    (said,) = (f.fact["attachments"] for f in found.witness.facts if "attachments" in f.fact)
    assert isinstance(said, list)
    assert said == sorted(said)
    assert len(said) == 4
    assert any(len(getattr(f, "attachments", ())) == 4 for f in facts_of(found.witness, other))


def test_a_life_of_days_is_the_same_whatever_was_asked_before() -> None:
    (once_a_year,) = rules_of(pack_of("对每个 账号 应当 每年 至多 1 次 临时下线", name="right"))
    asking = comparer()
    found = [asking.implication([], once_a_year)]
    for rule in ("对每个 账号 应当 每月 至多 1 次 临时下线", "对每个 账号 应当 每周 至少 1 次 发布信息"):
        asking.implication(rules_of(pack_of(rule, name="left")), once_a_year)
        found.append(asking.implication([], once_a_year))
    assert found[0].witness is not None
    assert found[1:] == [found[0], found[0]]
