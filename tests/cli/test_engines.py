"""`check --engine` and `compile`: whichever engine judges, the findings are the same."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policykit.io.facts_in import Source, read_facts
from policykit.model.vocabulary import base_vocabulary

from .conftest import HERE, Run

ROOT = HERE.parents[1]
MINI = "packs/mini"

SAMPLE = ROOT / "examples" / "sample" / "facts.jsonl"
CHECK = ("check", "jiaxian", "--as-of", "2025-11-30", "--facts")


@pytest.mark.parametrize("format_", ["text", "json", "jsonl", "sarif", "junit", "html"])
def test_the_report_is_the_same(policykit: Run, format_: str) -> None:
    said = [policykit(*CHECK, str(SAMPLE), "--format", format_, "--engine", e) for e in ("reference", "columnar")]
    assert said[0].status == said[1].status == 1
    assert said[0].out == said[1].out


def test_every_finding_is_the_same(policykit: Run) -> None:
    said = [policykit(*CHECK, str(SAMPLE), "--format", "jsonl", "--all", "--engine", e) for e in ("auto", "columnar")]
    assert said[0].out.count('"pending"') > 0
    assert said[0].out == said[1].out


def test_a_folder_of_parquet_is_judged(policykit: Run, tmp_path: Path) -> None:
    facts = read_facts([Source(SAMPLE)], base_vocabulary()).facts
    for type_ in {f.type for f in facts}:
        rows = [f.model_dump(mode="python", exclude_unset=True) for f in facts if f.type == type_]
        columns = sorted({c for row in rows for c in row} - {"type"})
        values = {c: [sorted(v) if isinstance(v := row.get(c), frozenset) else v for row in rows] for c in columns}
        folder = tmp_path / f"type={type_}"
        folder.mkdir()
        pq.write_table(pa.table(values), folder / "part-0.parquet")
    found = policykit(*CHECK, str(tmp_path), "--format", "jsonl", "--memory", "1GB")
    assert found.status == 1
    assert found.out == policykit(*CHECK, str(SAMPLE), "--format", "jsonl").out


def test_findings_go_whole_into_a_file(policykit: Run, tmp_path: Path) -> None:
    to = tmp_path / "findings.jsonl"
    found = policykit(*CHECK, str(SAMPLE), "--format", "jsonl", "--engine", "columnar", "--output", str(to))
    assert (found.status, found.out) == (1, "")
    assert to.read_text("utf-8") == policykit(*CHECK, str(SAMPLE), "--format", "jsonl").out
    assert [p.name for p in tmp_path.iterdir()] == ["findings.jsonl"]


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "en",
            "note: the reference evaluator judged left/few (some message.received do not say of which account they",
        ),
        ("zh", "提示:规则 left/few 由参考引擎判定(有“收到留言”未说明所属的账号)"),
    ],
)
def test_a_rule_that_is_left_is_named(policykit: Run, tmp_path: Path, lang: str, expected: str) -> None:
    lines = [
        "文件 left 《试行办法》",
        "  施行 2024-01-01",
        '第一条 "留言" / "Messages"',
        '  要旨 "每周至多一条" / "At most one a week"',
        '  规则 few "每周至多一条" / "At most one a week"',
        "    对每个 账号",
        "    不得 每周 超过 1 次 收到留言",
        '  规则 some "每周有更新" / "Updates every week"',
        "    对每个 账号",
        "    应当 每周 至少 1 次 发布信息",
    ]
    pack = tmp_path / "left"
    pack.mkdir()
    (pack / "left.policy").write_text("\n".join(lines) + "\n", "utf-8")
    facts = [
        {"id": "f1", "type": "account.opened", "occurred_at": "2025-01-01T08:00:00+08:00", "account": "a", "unit": "u"},
        {"id": "f2", "type": "message.received", "occurred_at": "2025-01-02T08:00:00+08:00", "message": "m"},
    ]
    (tmp_path / "facts.jsonl").write_text("".join(f"{json.dumps(f)}\n" for f in facts), "utf-8")
    command = ["check", str(pack), "--facts", str(tmp_path / "facts.jsonl"), "--as-of", "2025-01-31", "--lang", lang]
    found = policykit(*command, "--engine", "columnar")
    assert found.err.startswith(expected)
    assert found.err.count("left/") == 1
    assert found.out == policykit(*command, "--engine", "reference").out
    assert policykit(*command, "--engine", "columnar", "--rule", "some").err == ""


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_rules_as_sql(policykit: Run, dialect: str) -> None:
    found = policykit("compile", MINI, "--as-of", "2025-11-30", "--dialect", dialect, "--lang", "en")
    assert found.status == 0
    assert found.out.startswith("-- ")
    assert "SELECT" in found.out


def test_the_plan_says_who_judges(policykit: Run) -> None:
    found = policykit("compile", "jiaxian", "--as-of", "2025-11-30", "--plan", "--lang", "en")
    assert found.status == 0
    assert "columnar   jiaxian/answer_in_five_workdays  response; " in found.out
    assert "jiaxian/two_posts_a_week  frequency; " in found.out
    assert "shared with other rules; acts by day shared with no_fourteen_days_of_silence\n" in found.out
    assert "judged by the reference evaluator" in found.out.splitlines()[-1]


def test_what_was_compiled_is_kept(policykit: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    command = ("compile", MINI, "--as-of", "2025-11-30", "--dialect", "duckdb")
    found = policykit(*command).out
    (kept,) = tmp_path.rglob("*.json")
    kept.write_text("as it was kept", "utf-8")
    assert policykit(*command).out == "as it was kept\n"
    kept.unlink()
    assert policykit(*command).out == found
    assert "as it was kept" not in policykit("compile", MINI, "--as-of", "2025-12-01", "--dialect", "duckdb").out


@pytest.mark.parametrize("engine", ["reference", "columnar"])
def test_findings_as_parquet(policykit: Run, tmp_path: Path, engine: str) -> None:
    to = tmp_path / "findings.parquet"
    found = policykit(*CHECK, str(SAMPLE), "--format", "parquet", "--engine", engine, "--output", str(to))
    assert (found.status, found.out) == (1, "")
    lines = policykit(*CHECK, str(SAMPLE), "--format", "jsonl").out.splitlines()
    table = pq.read_table(to)
    assert table["id"].to_pylist() == [json.loads(line)["id"] for line in lines]
    assert [p.name for p in tmp_path.iterdir()] == ["findings.parquet"]


def test_little_memory_is_enough(policykit: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = policykit(*CHECK, str(SAMPLE), "--format", "jsonl", "--engine", "columnar", "--memory", "100MB")
    assert found.out == policykit(*CHECK, str(SAMPLE), "--format", "jsonl").out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "error: not enough memory: DuckDB may take 976.5 KiB"),
        ("zh", "错误:内存不够:DuckDB 最多可用 976.5 KiB"),
    ],
)
def test_too_little_memory_is_said_with_what_to_do(policykit: Run, lang: str, said: str) -> None:
    asked = ("--format", "jsonl", "--engine", "columnar", "--memory", "1MB")
    found = policykit("--lang", lang, *CHECK, str(SAMPLE), *asked)
    assert found.status == 2
    assert found.err.startswith(said)
    assert "--memory" in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--database", "postgresql://nobody@127.0.0.1/none", "--engine", "reference"], "--engine reference"),
        (["--database", "postgresql://nobody@127.0.0.1/none", "--memory", "1GB"], "--memory"),
        (["--database", "postgresql://nobody@127.0.0.1/none", "--rejects", "rejects.jsonl"], "--rejects"),
        (["--facts", str(SAMPLE), "--engine", "reference", "--memory", "1GB"], "--memory"),
    ],
)
def test_options_that_would_do_nothing_are_refused(policykit: Run, options: list[str], said: str) -> None:
    ran = policykit("check", "jiaxian", "--as-of", "2025-11-30", *options, "--lang", "en")
    assert ran.status == 2
    assert f"{said} does nothing with" in ran.err
    assert ran.out == ""
