"""`explain`: everything that stands behind a finding, on screen and as JSON."""

from __future__ import annotations

import json

import pytest

from policykit.model.text import Lang

from .conftest import FACTS, Check, Run

MINI = "packs/mini"

FINDINGS = {
    "late-answer": "57e4d9b717b749a6",
    "silence": "39118c5fbc80bdd2",
    "open-term": "41fb152da5fb07df",
    "advice": "697810c148e8138d",
}


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("name", FINDINGS)
def test_explanations(policykit: Run, check_snapshot: Check, name: str, lang: Lang) -> None:
    ran = policykit("explain", MINI, FINDINGS[name], *FACTS, "--lang", lang)
    assert (ran.status, ran.err) == (0, "")
    check_snapshot(f"explain-{name}.{lang}.txt", ran.out)


def test_as_json(policykit: Run) -> None:
    ran = policykit("explain", MINI, FINDINGS["late-answer"], *FACTS, "--format", "json")
    shown = json.loads(ran.out)
    assert shown["finding"]["id"] == FINDINGS["late-answer"]
    assert shown["clause"]["citation"] == "第三条"
    assert shown["rule"]["source"][0] == {
        "line": 32,
        "text": '  规则 answer_in_five_workdays "五个工作日内答复" / "Answered within five working days"',
    }
    assert [f["id"] for f in shown["facts"]] == ["e04", "e08"]
    assert shown["derivation"]["due_day"] == "2025-10-14"
    assert shown["derivation"]["due"] == shown["finding"]["due"]
    assert [s["number"] for s in shown["derivation"]["steps"] if s["counted"]] == [1, 2, 3, 4, 5]


def test_a_unique_beginning_of_the_id_will_do(policykit: Run) -> None:
    whole = policykit("explain", MINI, FINDINGS["late-answer"], *FACTS)
    assert policykit("explain", MINI, "57E4", *FACTS).out == whole.out


def test_free_text_is_not_repeated(policykit: Run) -> None:
    assert "某编辑" not in policykit("explain", MINI, "b746d413b1c1947c", *FACTS).out


@pytest.mark.parametrize("lang", list(Lang))
def test_every_finding_can_be_explained(policykit: Run, lang: Lang) -> None:
    report = json.loads(policykit("check", MINI, *FACTS, "--all", "--format", "json").out)
    assert len(report["findings"]) == 12
    for finding in report["findings"]:
        ran = policykit("explain", MINI, finding["id"], *FACTS, "--lang", lang)
        assert ran.status == 0
        assert finding["id"] in ran.out
