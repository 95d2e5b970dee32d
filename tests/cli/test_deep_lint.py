"""`lint --deep`: what rules say together, what explains it, and the document above."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from policykit.model.text import Lang

from .conftest import Check, Run

HEAD = """文件 {name} 《{title}》 / "{title}"
  施行 2024-01-01

第一条 "更新和公告" / "Updates and notices"
  要旨 "更新和公告" / "Updates and notices"
"""
WEEKLY = """  规则 weekly "每周更新" / "Weekly updates"
    对每个 账号
    应当 每周 至少 1 次 发布信息
"""
SILENCE = """  规则 no_long_silence "不长期停更" / "No long silence"
    对每个 账号
    不得 连续 超过 14 天 没有 发布信息
"""
SOON = """  规则 removed_soon "十日内撤下" / "Removed within ten days"
    每当 发布公告
    应当 在 10 个自然日 内 撤下公告
"""
STAYS = """  规则 stays_thirty_days "保留三十日" / "Stays for thirty days"
    每当 发布公告
    不得 在 30 个自然日 内 撤下公告
"""
ANSWERED = """  主题 留言办理
  规则 answered "{days}个工作日内答复" / "Answered within {days} working days"
    每当 收到留言
    应当 在 {days} 个工作日 内 答复留言
"""
PROMPTLY = """  规则 answered_promptly "及时答复" / "Answered promptly"
    每当 收到留言
    应当 及时 答复留言
"""
EXPLAINED = """[[explained]]
rule = "no_long_silence"
finding = "implied: weekly"
reason_zh = "文件两条都写了"
reason_en = "The document has both"
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(*rules: str, name: str = "county", explained: str = "") -> str:
    folder = Path("packs") / name
    folder.mkdir(parents=True, exist_ok=True)
    text = HEAD.format(name=name, title=name.title()) + "".join(rules)
    (folder / f"{name}.policy").write_text(text, encoding="utf-8")
    if explained:
        (folder / "consistency.toml").write_text(explained, encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize("lang", list(Lang))
def test_findings_are_warnings_with_timelines(policykit: Run, check_snapshot: Check, lang: Lang) -> None:
    write(WEEKLY, SILENCE, SOON, STAYS)
    ran = policykit("lint", "--deep", "packs", "--lang", lang)
    assert (ran.status, ran.err) == (0, "")
    check_snapshot(f"lint-deep.{lang}.txt", ran.out)


def test_without_deep_nothing_of_it_is_said(policykit: Run) -> None:
    write(WEEKLY, SILENCE)
    assert policykit("lint", "packs", "--strict").status == 0


def test_strict_does_not_pass_them(policykit: Run) -> None:
    write(WEEKLY, SILENCE)
    assert policykit("lint", "--deep", "packs").status == 0
    assert policykit("lint", "--deep", "--strict", "packs").status == 1


def test_what_is_explained_passes(policykit: Run) -> None:
    write(WEEKLY, SILENCE, explained=EXPLAINED)
    ran = policykit("lint", "--deep", "--strict", "packs/county/county.policy")
    assert (ran.status, ran.out) == (0, "1 file: 0 errors, 0 warnings, 1 explained\n")
    shown = policykit("lint", "--deep", "--strict", "--verbose", "packs/county")
    assert shown.status == 0
    assert "\n  = explained: The document has both\n" in shown.out


@pytest.mark.parametrize("lang", list(Lang))
def test_an_explanation_that_fits_nothing(policykit: Run, check_snapshot: Check, lang: Lang) -> None:
    write(WEEKLY, explained=EXPLAINED)
    ran = policykit("lint", "--deep", "--strict", "packs", "--lang", lang)
    assert (ran.status, ran.err) == (1, "")
    check_snapshot(f"lint-explains-nothing.{lang}.txt", ran.out)


def test_a_list_of_explanations_that_cannot_be_read(policykit: Run) -> None:
    write(WEEKLY, explained="[[explained]]\nrule = 3\n")
    ran = policykit("lint", "--deep", "packs")
    assert (ran.status, "consistency.toml cannot be read" in ran.err) == (2, True)


def test_as_json(policykit: Run) -> None:
    write(WEEKLY, SILENCE, SOON, STAYS, explained=EXPLAINED)
    (conflict,) = json.loads(policykit("lint", "--deep", "packs", "--format", "json").out)
    assert (conflict["code"], conflict["severity"]) == ("PK503", "warning")
    assert (conflict["path"], conflict["line"]) == ("packs/county/county.policy", 15)
    assert (conflict["rule"], conflict["finding"]) == ("county/stays_thirty_days", "conflict: removed_soon")
    assert (conflict["others"], conflict["explained"]) == (["removed_soon"], None)
    first, second = conflict["histories"]
    assert [f["type"] for f in first["facts"]] == ["notice.posted", "notice.removed"]
    assert {f["rule"]: f["verdict"] for f in first["findings"]} == {
        "removed_soon": "met",
        "stays_thirty_days": "violated",
    }
    assert {f["rule"]: f["verdict"] for f in second["findings"]} == {
        "removed_soon": "violated",
        "stays_thirty_days": "met",
    }
    shown = json.loads(policykit("lint", "--deep", "--verbose", "packs", "--format", "json", "--lang", "zh").out)
    assert [(d["code"], d["explained"]) for d in shown] == [("PK503", None), ("PK502", "文件两条都写了")]


def test_the_same_bytes_every_time(policykit: Run) -> None:
    write(WEEKLY, SILENCE, SOON, STAYS)
    assert policykit("lint", "--deep", "packs").raw == policykit("lint", "--deep", "packs").raw


# ---------------------------------------------------------------- the document above


@pytest.mark.parametrize("lang", list(Lang))
def test_looser_than_above(policykit: Run, check_snapshot: Check, lang: Lang) -> None:
    county = write(ANSWERED.format(days=15))
    province = write(ANSWERED.format(days=5), name="province")
    ran = policykit("lint", "--deep", "--above", province, county, "--lang", lang)
    assert (ran.status, ran.err) == (0, "")
    check_snapshot(f"lint-above.{lang}.txt", ran.out)


def test_as_strict_as_above(policykit: Run) -> None:
    county = write(ANSWERED.format(days=3))
    province = write(ANSWERED.format(days=5), name="province")
    ran = policykit("lint", "--deep", "--above", province, county)
    assert (ran.status, ran.out) == (0, "1 file: 0 errors, 0 warnings\n")


def test_a_difference_from_above_is_explained(policykit: Run) -> None:
    explained = EXPLAINED.replace("no_long_silence", "answered").replace("implied: weekly", "looser: province/answered")
    county = write(ANSWERED.format(days=15), explained=explained)
    province = write(ANSWERED.format(days=5), name="province")
    assert policykit("lint", "--deep", "--above", province, county, "--strict").status == 0
    # where it is not compared with the province, nothing is said of the explanation
    assert policykit("lint", "--deep", county, "--strict").status == 0
    write(ANSWERED.format(days=4), explained=explained)
    assert "PK506" in policykit("lint", "--deep", "--above", province, county).out


def test_what_cannot_be_told_is_a_note(policykit: Run, tmp_path: Path) -> None:
    county = write(ANSWERED.format(days=3))
    province = write("  主题 留言办理\n", PROMPTLY, name="province")
    asked = ("lint", "--deep", "--above", province, county)
    assert policykit(*asked).err == ""
    told = policykit(*asked, "--verbose")
    assert (told.status, told.err) == (
        0,
        "note: whether province/answered_promptly is met cannot be told: 'promptly' has no house value\n",
    )
    settings = tmp_path / "settings.toml"
    settings.write_text('[terms]\n"及时" = "2 个工作日"\n', encoding="utf-8")
    known = policykit(*asked, "--settings", str(settings))
    assert (known.status, known.err, "looser: province/answered_promptly" in known.out) == (0, "", True)


def test_a_pack_is_not_above_itself(policykit: Run) -> None:
    county = write(WEEKLY)
    ran = policykit("lint", "--deep", "--above", county, county)
    assert (ran.status, "cannot be above itself" in ran.err) == (2, True)


# ---------------------------------------------------------------- what stops it


@pytest.mark.parametrize("option", [["--above", "zhejiang"], ["--verbose"], ["--settings", "settings.toml"]])
def test_options_that_go_with_deep(policykit: Run, option: list[str]) -> None:
    write(WEEKLY)
    ran = policykit("lint", "packs", *option)
    assert (ran.status, f"{option[0]} goes with --deep" in ran.err) == (2, True)


def test_with_errors_rules_are_not_looked_at_together(policykit: Run) -> None:
    write(WEEKLY.replace("发布信息", "发布消息儿"), SILENCE)
    ran = policykit("lint", "--deep", "packs")
    assert (ran.status, "rules are not looked at together" in ran.err) == (2, True)
    assert "PK201" in ran.out


def test_what_is_no_pack_is_refused(policykit: Run) -> None:
    write(WEEKLY)
    (Path("packs") / "county" / "county.policy").rename(Path("packs") / "county" / "other.policy")
    ran = policykit("lint", "--deep", "packs/county/other.policy")
    assert (ran.status, "there is no pack" in ran.err) == (2, True)


def test_without_z3_it_says_what_to_install(policykit: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write(WEEKLY)
    found = importlib.util.find_spec

    def without(name: str, package: str | None = None) -> object:
        return None if name == "z3" else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without)
    ran = policykit("lint", "--deep", "packs")
    assert (ran.status, ran.out) == (2, "")
    assert "pip install policykit[analysis]" in ran.err
