"""`lint`, `fmt`, `test`, `clauses`, `packs`: the commands on rule files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from policykit.model.text import Lang

from .conftest import Check, Run

MINI = "packs/mini"


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the pack, in a folder of packs that is the current one."""
    copied = tmp_path / "packs" / "mini"
    shutil.copytree(MINI, copied)
    (tmp_path / "packs" / "notes").mkdir()
    monkeypatch.chdir(tmp_path)
    return Path("packs/mini")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# ---------------------------------------------------------------- lint


def test_lint_passes(policykit: Run) -> None:
    ran = policykit("lint", "packs")
    assert (ran.status, ran.out, ran.err) == (0, "2 files: 0 errors, 0 warnings\n", "")


@pytest.mark.parametrize("lang", list(Lang))
def test_lint_shows_errors_of_documents_and_cases(
    policykit: Run, check_snapshot: Check, pack: Path, lang: Lang
) -> None:
    edit(pack / "mini.policy", "每当 临时下线\n    应当 及时", "每当 临时下限\n    应当 及时")
    edit(pack / "mini.policy", '  要旨 "说明目的" / "States the purpose"', '  要旨 "说明目的"')
    ran = policykit("lint", "packs", "--lang", lang)
    assert (ran.status, ran.err) == (2, "")
    check_snapshot(f"lint-document.{lang}.txt", ran.out)
    shutil.copy(Path(__file__).parent / MINI / "mini.policy", pack)
    edit(pack / "cases.policy", "2025-10-14 23:59 答复留言", "2025-10-14 23:59 回复留言")
    ran = policykit("lint", "packs", "--lang", lang)
    assert (ran.status, ran.err) == (2, "")
    check_snapshot(f"lint-cases.{lang}.txt", ran.out)


def test_lint_lets_warnings_pass_unless_strict(policykit: Run, pack: Path) -> None:
    edit(pack / "mini.policy", '  要旨 "说明目的" / "States the purpose"', '  要旨 "说明目的"')
    assert policykit("lint", "packs").status == 0
    assert policykit("lint", "packs", "--strict").status == 1


def test_lint_as_json(policykit: Run, pack: Path) -> None:
    edit(pack / "mini.policy", "每当 临时下线\n    应当 及时", "每当 临时下限\n    应当 及时")
    (found,) = json.loads(policykit("lint", str(pack / "mini.policy"), "--format", "json").out)
    place = (found["path"], found["line"], found["column"], found["length"])
    assert place == ("packs/mini/mini.policy", 18, 8, 4)
    assert (found["code"], found["severity"]) == ("PK201", "error")
    assert "临时下线" in found["help"]


def test_a_file_that_is_not_utf8_is_said_so(policykit: Run, pack: Path) -> None:
    (pack / "mini.policy").write_bytes("文件 mini".encode("gb18030"))
    ran = policykit("lint", "packs")
    assert ran.status == 2
    assert "the file is not UTF-8" in ran.err


# ---------------------------------------------------------------- fmt


def test_fmt_writes_one_file_to_standard_output(policykit: Run) -> None:
    ran = policykit("fmt", f"{MINI}/mini.policy")
    assert (ran.status, ran.out) == (0, Path(MINI, "mini.policy").read_text("utf-8"))


def test_fmt_to_english_and_back(policykit: Run, check_snapshot: Check, pack: Path) -> None:
    before = {p: p.read_text("utf-8") for p in pack.iterdir()}
    check_snapshot("mini.en.policy.txt", policykit("fmt", f"{pack}/mini.policy", "--to", "en").out)
    assert policykit("fmt", "packs", "--to", "en", "--write").status == 0
    assert all(p.read_text("utf-8") != text for p, text in before.items())
    assert policykit("test", "packs").out == "mini: 3 cases, 3 passed\n"
    assert policykit("fmt", "packs", "--to", "zh", "--write").status == 0
    assert {p: p.read_text("utf-8") for p in pack.iterdir()} == before


def test_fmt_check_lists_what_would_change(policykit: Run, pack: Path) -> None:
    assert policykit("fmt", "packs", "--check").status == 0
    edit(pack / "mini.policy", "应当 在 30 个自然日 内", "应当 在30个自然日内")
    ran = policykit("fmt", "packs", "--check")
    assert (ran.status, ran.out) == (1, "packs/mini/mini.policy\n")
    assert "在30个自然日内" in (pack / "mini.policy").read_text("utf-8")
    assert policykit("fmt", "packs", "--write").out == "packs/mini/mini.policy\n"
    assert policykit("fmt", "packs", "--check").status == 0


def test_fmt_refuses_syntax_errors_and_writes_nothing(policykit: Run, pack: Path) -> None:
    edit(pack / "mini.policy", "应当 在 30 个自然日 内", "应当 在 30 自然日子 内")
    edit(pack / "cases.policy", "2025-10-14 23:59 答复留言", "2025-10-14   23:59 答复留言")
    ran = policykit("fmt", "packs", "--write")
    assert (ran.status, ran.out) == (2, "")
    assert "--> packs/mini/mini.policy:16:" in ran.err
    assert "2025-10-14   23:59" in (pack / "cases.policy").read_text("utf-8")


# ---------------------------------------------------------------- test


def test_cases_pass(policykit: Run) -> None:
    ran = policykit("test", "packs")
    assert (ran.status, ran.out, ran.err) == (0, "mini: 3 cases, 3 passed\n", "")
    assert policykit("test", MINI).out == ran.out


@pytest.mark.parametrize("lang", list(Lang))
def test_a_failure_is_a_timeline(policykit: Run, check_snapshot: Check, pack: Path, lang: Lang) -> None:
    edit(pack / "cases.policy", "2025-10-14 23:59 答复留言 m1", "2025-10-15 00:00 答复留言 m1")
    ran = policykit("test", "packs", "--lang", lang)
    assert (ran.status, ran.err) == (1, "")
    where = str(pack.resolve())
    check_snapshot(f"test-failure.{lang}.txt", ran.out.replace(where, "packs/mini"))


def test_cases_as_json(policykit: Run, pack: Path) -> None:
    edit(pack / "cases.policy", "2025-10-14 23:59 答复留言 m1", "2025-10-15 00:00 答复留言 m1")
    ran = policykit("test", "packs", "--format", "json")
    found = json.loads(ran.out)
    assert ran.status == 1
    assert [c["passed"] for c in found] == [False, True, True]
    assert found[0]["missing"] == ["met due 2025-10-14"]
    assert found[0]["surprising"] == [found[0]["findings"][0]["id"]]


def test_a_pack_without_cases_is_said_so(policykit: Run, pack: Path) -> None:
    (pack / "cases.policy").unlink()
    ran = policykit("test", "packs")
    assert (ran.status, ran.out) == (0, "mini: no cases\n")


def test_a_folder_with_rule_files_that_is_no_pack_is_not_passed_over(policykit: Run, pack: Path) -> None:
    (pack.parent / "notes" / "other.policy").write_text("", encoding="utf-8")
    ran = policykit("test", "packs")
    assert (ran.status, ran.out) == (2, "")
    assert "there is no pack and no folder packs/notes" in ran.err


# ---------------------------------------------------------------- clauses, packs


@pytest.mark.parametrize("lang", list(Lang))
def test_clauses(policykit: Run, check_snapshot: Check, lang: Lang) -> None:
    ran = policykit("clauses", MINI, "--lang", lang)
    assert (ran.status, ran.err) == (0, "")
    check_snapshot(f"clauses.{lang}.txt", ran.out)


def test_clauses_as_json(policykit: Run) -> None:
    found = json.loads(policykit("clauses", MINI, "--format", "json", "--lang", "zh").out)
    assert [c["citation"] for c in found] == ["第一条", "第二条(一)", "第二条(二)", "第三条"]
    assert found[0]["note"] == "不设义务"
    assert found[2]["rules"] == [
        {
            "name": "no_fourteen_days_of_silence",
            "title": "连续超过14天不更新",
            "form": "silence",
            "modality": "must not",
        }
    ]


def test_packs(policykit: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path("packs").resolve()
    monkeypatch.setattr("policykit.packs.pack.packs_folder", lambda: folder)
    (found,) = json.loads(policykit("packs", "--format", "json").out)
    assert (found["name"], found["rules"], found["in_force"]) == ("mini", 5, "2024-06-24..2026-06-24")
    assert "Trial Measures of a County" in policykit("packs").out
    # what is not named is what is installed
    assert policykit("test").out == "mini: 3 cases, 3 passed\n"
    assert policykit("lint").out == "2 files: 0 errors, 0 warnings\n"
