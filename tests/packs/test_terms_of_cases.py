"""A case gives an open term a value that its rule can count in."""

from __future__ import annotations

from pathlib import Path

import pytest

from policykit.language import RuleFileError
from policykit.packs import load_cases, load_pack

POLICY = """文件 demo 《示例》
  施行 2025-01-01
第一条 巡检
  规则 patrol "定期巡检"
    对每个 账号
    应当 定期 日常巡检
  规则 reply "定期答复"
    每当 收到留言
    应当 定期 答复留言
"""
CASE = """案例 "约定" 于 {rule}
  约定 定期 = {value}
  2025-03-03 开设账号 a1
  截至 2025-03-31
  结果 无
"""


def errors(folder: Path, rule: str, value: str) -> list[str]:
    home = folder / "demo"
    home.mkdir()
    (home / "demo.policy").write_text(POLICY, "utf-8")
    (home / "cases.policy").write_text(CASE.format(rule=rule, value=value), "utf-8")
    try:
        load_cases(load_pack(str(home)))
    except RuleFileError as error:
        return [f"{d.code} {d.span.line}:{d.span.column} {d.message.en}" for d in error.diagnostics]
    return []


@pytest.mark.parametrize(
    ("rule", "value", "found"),
    [
        ("patrol", "2 周", []),
        ("reply", "3 个工作日", []),
        (
            "patrol",
            "3 个工作日",
            [
                "PK405 2:11 the silence of demo/patrol is counted by the calendar, not in '3 workdays'; "
                "use days, weeks, months or years"
            ],
        ),
    ],
)
def test_terms_of_cases(tmp_path: Path, rule: str, value: str, found: list[str]) -> None:
    assert errors(tmp_path, rule, value) == found
