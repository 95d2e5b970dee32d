"""`mutate`, `test --coverage`, `source` and `form`: what they print, and their exit statuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

POLICY = """文件 small 《小》 / "Small"
  施行 2024-01-01

第一条 更新
  规则 weekly "每周至少一次" / "Once a week"
    对每个 账号
    应当 每周 至少 1 次 发布信息
"""
MET = """案例 "一次" 于 weekly
  2024-03-04 开设账号 a1
  2024-03-06 发布信息
  截至 2024-03-10
  结果 已履行 a1

"""
VIOLATED = """案例 "没有" 于 weekly
  2024-03-04 开设账号 a1
  截至 2024-03-10
  结果 违反 a1

"""
TEXT = "# 小办法\n\n第一条 账号每周更新。\n\n第二条 本办法自发布之日起施行。\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "small.policy").write_text(POLICY, "utf-8")
    (folder / "cases.policy").write_text(MET + VIOLATED, "utf-8")
    return folder


def test_every_mutant_is_caught(policykit: Run, small: Path) -> None:
    outcome = policykit("mutate", str(small))
    assert (outcome.status, outcome.out.split(":")[0]) == (0, "small")
    assert ", 0 not noticed" in outcome.out


def test_a_mutant_that_no_case_notices_is_named(policykit: Run, small: Path) -> None:
    (small / "cases.policy").write_text(MET, "utf-8")
    outcome = policykit("mutate", str(small))
    assert outcome.status == 1
    assert "weekly  not noticed: requirement: count 1 - 1" in outcome.out


def test_a_listed_mutant_is_equivalent(policykit: Run, small: Path) -> None:
    (small / "cases.policy").write_text(MET, "utf-8")
    survivors = [r for r in json.loads(policykit("mutate", str(small), "--format", "json").out) if r["survived"]]
    listed = [f"[[equivalent]]\nrule = '{r['rule']}'\nmutant = '{r['mutant']}'\nreason = 'x'\n" for r in survivors]
    (small / "mutants.toml").write_text("".join(listed), "utf-8")
    outcome = policykit("mutate", str(small))
    assert (outcome.status, f"{len(survivors)} equivalent" in outcome.out) == (0, True)


def test_a_list_of_equivalents_with_an_unknown_key_is_refused(policykit: Run, small: Path) -> None:
    (small / "mutants.toml").write_text("[[equivalents]]\nrule = 'x'\n", "utf-8")
    assert policykit("mutate", str(small)).status == 2


def test_coverage_names_the_kinds_that_are_missing(policykit: Run, small: Path) -> None:
    assert policykit("test", "--coverage", str(small)).status == 0
    (small / "cases.policy").write_text(MET, "utf-8")
    outcome = policykit("test", "--coverage", str(small))
    assert (outcome.status, outcome.out.splitlines()[0]) == (1, "small/weekly  lacks: violated, boundary")


def test_source_is_locked_and_verified(policykit: Run, small: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text(TEXT.split("第二条", maxsplit=1)[0], "utf-8")
    assert policykit("source", "lock", str(small), "--text", str(text)).status == 0
    assert "账号" not in (small / "source.lock").read_text("utf-8")
    same = policykit("source", "verify", str(small), "--text", str(text))
    assert (same.status, same.out) == (0, "small: as the official text\n")
    text.write_text(TEXT.replace("每周", "每日"), "utf-8")
    changed = policykit("source", "verify", str(small), "--text", str(text))
    assert (changed.status, changed.out) == (1, "changed  第一条  weekly\nadded  第二条  -\n")


def test_a_pack_that_leaves_out_a_clause_is_not_locked(policykit: Run, small: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text(TEXT, "utf-8")
    outcome = policykit("source", "lock", str(small), "--text", str(text))
    assert (outcome.status, "第二条" in outcome.err) == (2, True)


def test_verify_without_a_lock_says_what_to_do(policykit: Run, small: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text(TEXT, "utf-8")
    outcome = policykit("source", "verify", str(small), "--text", str(text))
    assert (outcome.status, "policykit source lock" in outcome.err) == (2, True)


EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "forms"


def test_a_form_is_checked(policykit: Run, tmp_path: Path) -> None:
    good = policykit("form", "jiaxian", str(EXAMPLES / "jiaxian.json"), "--stage", "completed")
    assert (good.status, good.out) == (0, "filled in rightly\n")
    data = json.loads((EXAMPLES / "jiaxian.json").read_text("utf-8"))
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({**data, "备案类型": "停更"}), "utf-8")
    outcome = policykit("form", "jiaxian", str(bad), "--stage", "completed", "--format", "json")
    problems = json.loads(outcome.out)
    assert (outcome.status, [p["field"] for p in problems]) == (1, ["kind"])


def test_a_form_is_printed(policykit: Run, tmp_path: Path) -> None:
    filled = policykit("form", "lanzhou", str(EXAMPLES / "lanzhou.json"), "--format", "html")
    assert (filled.status, filled.out.startswith("<!DOCTYPE html>")) == (0, True)
    blank = tmp_path / "blank.html"
    assert policykit("form", "lanzhou", "--format", "html", "--output", str(blank)).status == 0
    assert "<table" in blank.read_text("utf-8")


def test_what_is_no_form_is_refused(policykit: Run, tmp_path: Path) -> None:
    assert policykit("form", "nowhere").status == 2
    assert policykit("form", "jiaxian").status == 2
    text = tmp_path / "x.json"
    text.write_text("3", "utf-8")
    assert policykit("form", "jiaxian", str(text)).status == 2
