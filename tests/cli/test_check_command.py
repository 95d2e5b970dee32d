"""`check`: what it prints where, in which format, and the status it ends with."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from policykit.model.text import Lang

from .conftest import FACTS, Check, Run

MINI = "packs/mini"

BAD_ROWS = (
    '{"id": "x1", "type": "message.received", "occurred_at": "2025-10-01T10:00:00", "account": "a1", "message": "m9"}\n'
    '{"id": "x2", "type": "message.recieved", "occurred_at": "2025-10-01T10:00:00+08:00", "message": "m9"}\n'
    '{"id": "x3", "type": "message.received", "occurred_at": "2025-10-01T10:00:00+08:00", "account": "a1"}\n'
)


@pytest.fixture
def bad_facts(tmp_path: Path) -> list[str]:
    path = tmp_path / "bad.jsonl"
    path.write_text(Path("facts.jsonl").read_text("utf-8") + BAD_ROWS, encoding="utf-8")
    return ["--facts", str(path), "--as-of", "2025-11-01"]


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize(
    ("name", "options"), [("check", []), ("check-pending", ["--pending"]), ("check-all", ["--all"])]
)
def test_reports(policykit: Run, check_snapshot: Check, name: str, options: list[str], lang: Lang) -> None:
    ran = policykit("check", MINI, *FACTS, *options, "--lang", lang)
    assert (ran.status, ran.err) == (1, "")
    check_snapshot(f"{name}.{lang}.txt", ran.out)


def test_status_0_without_violations(policykit: Run) -> None:
    ran = policykit("check", MINI, *FACTS, "--rule", "offline_thirty_days")
    assert (ran.status, ran.err) == (0, "")
    assert "no violations" in ran.out


def test_advice_is_no_violation(policykit: Run) -> None:
    assert policykit("check", MINI, *FACTS, "--rule", "answer_same_day").status == 0


def test_status_1_for_an_act_that_came_late(policykit: Run) -> None:
    ran = policykit("check", MINI, *FACTS, "--rule", "mini/answer_in_five_workdays", "--format", "json")
    assert ran.status == 1
    assert [f["verdict"] for f in json.loads(ran.out)["findings"]] == ["met_late"]


def test_status_3_if_facts_were_rejected_violations_or_not(policykit: Run, bad_facts: list[str]) -> None:
    assert policykit("check", MINI, *bad_facts).status == 3
    assert policykit("check", MINI, *bad_facts, "--rule", "offline_thirty_days").status == 3


@pytest.mark.parametrize("lang", list(Lang))
def test_rejects_are_said_on_standard_error(
    policykit: Run, check_snapshot: Check, bad_facts: list[str], lang: Lang
) -> None:
    ran = policykit("check", MINI, *bad_facts, "--lang", lang)
    check_snapshot(f"rejects.{lang}.txt", ran.err.replace(bad_facts[1], "bad.jsonl"))


def test_only_the_first_rejects_are_said_but_all_are_written(policykit: Run, tmp_path: Path) -> None:
    facts, rejects = tmp_path / "many.jsonl", tmp_path / "rejects.jsonl"
    facts.write_text("no JSON\n" * 25, encoding="utf-8")
    ran = policykit("check", MINI, "--facts", str(facts), "--as-of", "2025-11-01", "--rejects", str(rejects))
    assert ran.status == 3
    assert len(ran.err.splitlines()) == 11
    assert f"25 rows rejected, the rest were judged; {rejects} lists all of them" in ran.err
    written = [json.loads(line) for line in rejects.read_text("utf-8").splitlines()]
    assert [w["line"] for w in written] == list(range(1, 26))
    assert {"file", "line", "field", "code", "reason", "found"} == set(written[0])


def test_a_file_of_rejects_is_written_even_if_there_are_none(policykit: Run, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    rejects.write_text("from an earlier run", encoding="utf-8")
    assert policykit("check", MINI, *FACTS, "--rejects", str(rejects)).status == 1
    assert rejects.read_text("utf-8") == ""


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "sarif", "junit", "html"])
def test_standard_output_carries_the_report_alone(policykit: Run, form: str) -> None:
    ran = policykit("check", MINI, *FACTS, "--format", form)
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.endswith("\n")
    assert "57e4d9b717b749a6" in ran.out
    if form in {"json", "sarif"}:
        json.loads(ran.out)


def test_the_same_input_gives_the_same_bytes(policykit: Run) -> None:
    assert policykit("check", MINI, *FACTS).raw == policykit("check", MINI, *FACTS).raw


def test_output_to_a_file(policykit: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    ran = policykit("check", MINI, *FACTS, "--format", "json", "--output", str(report))
    assert (ran.status, ran.out, ran.err) == (1, "", "")
    assert len(json.loads(report.read_text("utf-8"))["findings"]) == 2
    assert list(tmp_path.iterdir()) == [report]


def test_a_failed_run_leaves_an_old_report_alone(policykit: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("old", encoding="utf-8")
    ran = policykit("check", MINI, "--facts", "nowhere.jsonl", "--as-of", "2025-11-01", "--output", str(report))
    assert (ran.status, report.read_text("utf-8")) == (2, "old")
    assert list(tmp_path.iterdir()) == [report]


def test_a_binary_report_is_not_shown_on_a_terminal(policykit: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    ran = policykit("check", MINI, *FACTS, "--format", "xlsx")
    assert (ran.status, ran.raw) == (2, b"")
    assert "xlsx is binary and not for a terminal; use --output FILE" in ran.err


def test_a_binary_report_goes_into_a_pipe(policykit: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr("policykit.cli.output.put", written.write)
    assert policykit("check", MINI, *FACTS, "--format", "xlsx").status == 1
    assert written.getvalue().startswith(b"PK")


def test_tables_with_one_map_for_all_or_one_for_each(policykit: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text(f"id,when,m\n{name},2025-10-01 10:00,m-{name}\n", encoding="utf-8")
    (tmp_path / "map.toml").write_text(
        'time_zone = "+08:00"\n[[fact]]\ntype = "message.received"\nid = "{id}"\n[fact.fields]\n'
        'occurred_at = { column = "when", format = "%Y-%m-%d %H:%M" }\naccount = { value = "a1" }\nmessage = "m"\n',
        encoding="utf-8",
    )
    tables = ["--facts", str(tmp_path / "one.csv"), "--facts", str(tmp_path / "two.csv")]
    map_ = ["--map", str(tmp_path / "map.toml")]
    rest = ["--as-of", "2025-11-01", "--rule", "answer_in_five_workdays", "--format", "jsonl", "--all"]
    for maps in (map_, map_ * 2):
        ran = policykit("check", MINI, *tables, *maps, *rest)
        assert {json.loads(line)["subject"] for line in ran.out.splitlines()} == {"m-one", "m-two"}
    assert policykit("check", MINI, *tables, *map_ * 3, *rest).status == 2
    assert "a CSV needs a map" in policykit("check", MINI, *tables, *rest).err


def test_settings_give_an_open_term_its_value(policykit: Run, tmp_path: Path) -> None:
    settings = tmp_path / "house.toml"
    settings.write_text('[packs.mini.terms]\n"及时" = "3 个工作日"\n', encoding="utf-8")
    ran = policykit(
        "check", MINI, *FACTS, "--rule", "offline_reported", "--settings", str(settings), "--format", "json"
    )
    (finding,) = json.loads(ran.out)["findings"]
    assert ran.status == 1
    assert finding["due"].startswith("2025-10-23")
    assert {"kind": "open_term", "text": "'promptly' is agreed as 3 workdays"} in finding["rests_on"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[packs.minni.terms]\n"及时" = "3 天"\n', "packs.minni: there is no such pack; did you mean mini?"),
        ('[packs.mini.terms]\n"定期" = "3 天"\n', "packs.mini.terms.regularly: mini uses no such term"),
        ("[packs.mini]\neffective = 2024-01-01\n", "the document itself names its day of force"),
        ("calender = 1\n", "calender: there is no such key"),
    ],
)
def test_settings_that_do_not_fit_are_refused(policykit: Run, tmp_path: Path, text: str, said: str) -> None:
    settings = tmp_path / "house.toml"
    settings.write_text(text, encoding="utf-8")
    ran = policykit("check", MINI, *FACTS, "--settings", str(settings))
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_a_house_value_that_a_silence_cannot_be_counted_in_is_refused(policykit: Run, tmp_path: Path) -> None:
    pack, settings = tmp_path / "regular", tmp_path / "house.toml"
    pack.mkdir()
    rule = '规则 patrol "定期巡检" 对每个 账号 应当 定期 日常巡检'
    (pack / "regular.policy").write_text(f"文件 regular 《定期》\n施行 2024-06-24\n第一条 甲 {rule}\n", "utf-8")
    settings.write_text('[terms]\n"定期" = "5 个工作日"\n', encoding="utf-8")
    ran = policykit("check", str(pack), *FACTS, "--settings", str(settings))
    assert (ran.status, ran.out) == (2, "")
    assert f"{settings}:terms.regularly: the silence of regular/patrol is counted by the calendar" in ran.err


def test_a_common_term_that_nothing_uses_is_noted(policykit: Run, tmp_path: Path) -> None:
    settings = tmp_path / "house.toml"
    settings.write_text('[terms]\n"定期" = "3 天"\n', encoding="utf-8")
    ran = policykit("check", MINI, *FACTS, "--settings", str(settings))
    assert ran.status == 1
    assert "terms.regularly: none of the documents judged uses this term" in ran.err


def test_assumed_force_and_provisional_dates_are_marked(policykit: Run, tmp_path: Path) -> None:
    facts = tmp_path / "late.jsonl"
    facts.write_text(
        '{"id": "e1", "type": "message.received", "occurred_at": "2026-12-30T10:00:00+08:00", "account": "a1",'
        ' "message": "m1"}\n',
        encoding="utf-8",
    )
    task = ["check", MINI, "--facts", str(facts), "--as-of", "2027-03-01", "--rule", "answer_in_five_workdays", "--all"]
    assert json.loads(policykit(*task, "--format", "json").out)["findings"] == []
    assumed = json.loads(policykit(*task, "--format", "json", "--assume-in-force").out)
    assert [f["verdict"] for f in assumed["findings"]] == ["undecided"]
    assert assumed["packs"][0]["in_force"] == "assumed"
    (finding,) = json.loads(policykit(*task, "--format", "json", "--assume-in-force", "--provisional").out)["findings"]
    assert (finding["verdict"], finding["rests_on"][-1]["kind"]) == ("violated", "provisional_calendar")


def test_rules_with_errors_are_shown_and_the_plugin_that_did_not_run_is_named(policykit: Run, tmp_path: Path) -> None:
    pack = tmp_path / "own"
    pack.mkdir()
    (pack / "own.policy").write_text(
        '文件 own "本地" / "Own"\n  施行 2024-01-01\n\n第一条 "一" / "One"\n  规则 r "查" / "Check"\n'
        "    对每个 账号\n    应当 通过 检查 is_fine\n",
        encoding="utf-8",
    )
    (pack / "plugin.py").write_text(
        "from policykit import Text, hookimpl\nfrom policykit.model.extension import Check, CheckResult\n\n"
        "@hookimpl\ndef policykit_checks():\n"
        '    fine = CheckResult(True, Text("好", "fine"))\n'
        '    return [Check(Text("没问题", "is_fine"), "account", lambda look: fine)]\n',
        encoding="utf-8",
    )
    ran = policykit("check", str(pack), *FACTS)
    assert (ran.status, ran.out) == (2, "")
    assert "unknown check `is_fine`" in ran.err
    assert f"the plug-in {pack / 'plugin.py'} was not run; if you trust it, add --with-plugins" in ran.err
    assert policykit("check", str(pack), *FACTS, "--with-plugins").status == 0
