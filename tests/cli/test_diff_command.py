"""`diff`: what it compares and judges, what it refuses, and the status it ends with."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path

import pytest

from policykit.model.text import Lang
from policykit.packs.pack import packs_folder

from .conftest import Run

POLICY = """文件 small 《小》 / "Small"
  施行 {first_day}

第一条 留言
  规则 answered "答复留言" / "Messages are answered"
    每当 收到留言
    应当 {limit} 答复留言
  规则 {name} "逾期上线" / "Back online"
    每当 临时下线
    应当 在 30 个自然日 内 恢复上线
"""
MESSAGE = (
    '{"id": "x1", "type": "message.received", "occurred_at": "2025-06-04T09:00:00+08:00", "account": "a1", '
    '"message": "m1"}\n'
    '{"id": "x2", "type": "message.answered", "occurred_at": "2025-06-10T09:00:00+08:00", "account": "a1", '
    '"message": "m1"}\n'
)


@pytest.fixture
def versions(tmp_path: Path) -> tuple[str, str]:
    """An older and a newer version of a pack, of the same name."""
    texts = {
        "old": POLICY.format(first_day="2024-01-01", limit="在 5 个工作日 内", name="back"),
        "new": POLICY.format(first_day="2025-01-01", limit="在 3 个工作日 内", name="back_online"),
    }
    folders = []
    for version, text in texts.items():
        folder = tmp_path / version / "small"
        folder.mkdir(parents=True)
        (folder / "small.policy").write_text(text, "utf-8")
        folders.append(str(folder))
    return folders[0], folders[1]


@pytest.fixture
def facts(tmp_path: Path) -> list[str]:
    path = tmp_path / "facts.jsonl"
    path.write_text(MESSAGE, "utf-8")
    return ["--facts", str(path), "--as-of", "2025-06-30"]


@pytest.mark.parametrize("lang", list(Lang))
def test_rules_alone(policykit: Run, versions: tuple[str, str], lang: Lang) -> None:
    ran = policykit("diff", *versions, "--lang", lang)
    assert (ran.status, ran.err) == (0, "")
    title = {Lang.ZH: "两个版本之间的改动", Lang.EN: "Changes between two versions"}[lang]
    stricter = {
        Lang.ZH: "\n更严\n  第一条 答复留言  answered\n",
        Lang.EN: "\nStricter\n  1 Messages are answered  answered\n",
    }
    assert ran.out.startswith(f"{title}\n")
    assert stricter[lang] in ran.out
    assert "back → back_online" in ran.out


def test_json_says_how_each_rule_stands(policykit: Run, versions: tuple[str, str]) -> None:
    rules = json.loads(policykit("diff", *versions, "--format", "json").out)["rules"]
    assert [(r["kind"], r["relation"]) for r in rules] == [("kept", "stricter"), ("renamed", "equal")]
    assert rules[0]["old_follows"]["outcome"] == "implied"
    assert rules[0]["new_follows"]["witness"]["breaks"] == "small/answered"


def test_the_other_way_round_it_is_looser(policykit: Run, versions: tuple[str, str]) -> None:
    rules = json.loads(policykit("diff", *reversed(versions), "--format", "json").out)["rules"]
    assert rules[0]["relation"] == "looser"


def test_findings_on_the_same_facts(policykit: Run, versions: tuple[str, str], facts: list[str]) -> None:
    ran = policykit("diff", *versions, *facts, "--format", "json")
    assert (ran.status, ran.err) == (0, "")
    found = json.loads(ran.out)["findings"]
    assert [(f["change"], f["before"]["verdict"], f["after"]["verdict"]) for f in found["findings"]] == [
        ("moved", "met", "met_late")
    ]
    shown = policykit("diff", *versions, *facts).out
    assert "Findings on the same facts" in shown
    assert found["findings"][0]["after"]["id"] in shown


def test_a_version_that_is_not_in_force_finds_nothing_unless_that_is_assumed(
    policykit: Run, versions: tuple[str, str], facts: list[str]
) -> None:
    path = Path(versions[1]) / "small.policy"
    path.write_text(path.read_text("utf-8").replace("2025-01-01", "2026-01-01"), "utf-8")
    changes = [
        [
            f["change"]
            for f in json.loads(policykit("diff", *versions, *facts, *more, "--format", "json").out)["findings"][
                "findings"
            ]
        ]
        for more in ([], ["--assume-in-force"])
    ]
    assert changes == [["vanished"], ["moved"]]


def test_status_3_if_facts_were_rejected(
    policykit: Run, versions: tuple[str, str], facts: list[str], tmp_path: Path
) -> None:
    Path(facts[1]).write_text(MESSAGE + "no JSON\n", "utf-8")
    rejects = tmp_path / "rejects.jsonl"
    ran = policykit("diff", *versions, *facts, "--rejects", str(rejects))
    assert ran.status == 3
    assert "1 row rejected" in ran.err
    assert len(rejects.read_text("utf-8").splitlines()) == 1


def test_a_single_rule_file_is_a_version_too(policykit: Run, versions: tuple[str, str], tmp_path: Path) -> None:
    alone = tmp_path / "before.policy"
    alone.write_text((Path(versions[0]) / "small.policy").read_text("utf-8"), "utf-8")
    ran = policykit("diff", str(alone), versions[1], "--format", "json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == policykit("diff", *versions, "--format", "json").out


def test_a_single_rule_file_has_the_plug_ins_of_the_other_version(policykit: Run, tmp_path: Path) -> None:
    name = "linyi"
    assert (packs_folder() / name / "plugin.py").is_file()
    alone = tmp_path / "before.policy"
    alone.write_text((packs_folder() / name / f"{name}.policy").read_text("utf-8"), "utf-8")
    for pair in ((str(alone), name), (name, str(alone))):
        ran = policykit("diff", *pair)
        assert (ran.status, ran.err) == (0, "")
        assert "nothing changed" in ran.out


def test_the_rule_file_of_a_pack_is_the_pack(policykit: Run, versions: tuple[str, str]) -> None:
    file = str(Path(versions[0]) / "small.policy")
    assert policykit("diff", file, versions[1]).out == policykit("diff", *versions).out


def test_a_type_of_event_that_one_version_knows_is_no_reject(
    policykit: Run, versions: tuple[str, str], facts: list[str]
) -> None:
    plugin = (
        "from typing import Literal\n\n"
        "from policykit.model.facts import Fact\n"
        "from policykit.model.facts.base import UnitId, named\n"
        "from policykit.plugins import hookimpl\n\n\n"
        'class PressHeld(Fact, name="press.held", zh="举行发布会", subject="unit"):\n'
        '    """A press conference is held."""\n\n'
        '    type: Literal["press.held"] = "press.held"\n'
        '    unit: UnitId = named("单位", "the unit", required=True)\n\n\n'
        "@hookimpl\ndef policykit_fact_types():\n    return [PressHeld]\n"
    )
    (Path(versions[1]) / "plugin.py").write_text(plugin, "utf-8")
    row = '{"id": "x3", "type": "press.held", "occurred_at": "2025-06-04T09:00:00+08:00", "unit": "u1"}\n'
    Path(facts[1]).write_text(MESSAGE + row, "utf-8")
    assert policykit("diff", *versions, *facts, "--with-plugins").status == 0
    (Path(versions[0]) / "plugin.py").write_text(plugin, "utf-8")
    assert policykit("diff", *versions, *facts, "--with-plugins").status == 0


def test_house_values_may_be_for_either_version(policykit: Run, versions: tuple[str, str], tmp_path: Path) -> None:
    path = Path(versions[0]) / "small.policy"
    path.write_text(path.read_text("utf-8").replace("在 5 个工作日 内", "及时"), "utf-8")
    settings = tmp_path / "settings.toml"
    settings.write_text('[packs.small.terms]\n"及时" = "2 个工作日"\n', "utf-8")
    rules = json.loads(policykit("diff", *versions, "--settings", str(settings), "--format", "json").out)["rules"]
    assert rules[0]["relation"] == "looser"
    settings.write_text('[packs.small.terms]\n"定期" = "2 个工作日"\n', "utf-8")
    ran = policykit("diff", *versions, "--settings", str(settings))
    assert (ran.status, "uses no such term" in ran.err) == (2, True)


def test_the_result_goes_to_a_file_whole(policykit: Run, versions: tuple[str, str], tmp_path: Path) -> None:
    to = tmp_path / "changes.md"
    ran = policykit("diff", *versions, "--format", "markdown", "--output", str(to))
    assert (ran.status, ran.out) == (0, "")
    assert to.read_text("utf-8").startswith("# Changes between two versions\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--facts", "facts.jsonl"], "--facts needs --as-of"),
        (["--as-of", "2025-11-01"], "--as-of is of use with --facts only"),
        (["--map", "map.toml"], "--map is of use with --facts only"),
        (["--rejects", "rejects.jsonl"], "--rejects is of use with --facts only"),
        (["--format", "html"], "--format is 'html'"),
        (["--facts", "facts.jsonl", "--as-of", "yesterday"], "--as-of is 'yesterday'"),
    ],
)
def test_what_cannot_be_done_is_refused(
    policykit: Run, versions: tuple[str, str], arguments: list[str], said: str
) -> None:
    ran = policykit("diff", *versions, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_what_is_no_version_is_refused(policykit: Run, versions: tuple[str, str], tmp_path: Path) -> None:
    assert policykit("diff", versions[0], str(tmp_path / "nowhere")).status == 2
    bad = tmp_path / "bad.policy"
    bad.write_text("文件 small\n  施行 昨天\n", "utf-8")
    ran = policykit("diff", str(bad), versions[1])
    assert (ran.status, os.fspath(bad) in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("lang", "said"), [(Lang.ZH, "请安装 policykit[analysis]"), (Lang.EN, "install policykit[analysis]")]
)
def test_without_the_extra_it_says_what_to_install(
    policykit: Run, versions: tuple[str, str], monkeypatch: pytest.MonkeyPatch, lang: Lang, said: str
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr("policykit.cli.extras.find_spec", lambda name: None if name == "z3" else found(name))
    ran = policykit("diff", *versions, "--lang", lang)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
