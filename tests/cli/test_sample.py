"""The sample history: it is read whole, tells of every verdict that a supervisor meets, and can be explained."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from policykit.engine.check import Task, check
from policykit.engine.settings import Settings
from policykit.io.facts_in import Source, read_facts
from policykit.io.settings_in import read_settings
from policykit.packs import load_pack
from policykit.packs.explain import explain

from .conftest import Run

SAMPLE = Path(__file__).parents[2] / "examples" / "sample"
TASK = ["jiaxian", "--facts", str(SAMPLE / "facts.jsonl"), "--as-of", "2025-11-30"]


@pytest.fixture
def totals(policykit: Run) -> Counter[str]:
    return Counter(json.loads(policykit("check", *TASK, "--format", "json").out)["summary"]["totals"])


def test_it_is_read_whole_and_has_violations(policykit: Run) -> None:
    ran = policykit("check", *TASK)
    assert (ran.status, ran.err) == (1, "")


@pytest.mark.parametrize("verdict", ["met", "met_late", "violated", "pending", "excused", "advised"])
def test_it_tells_of_the_verdict(totals: Counter[str], verdict: str) -> None:
    assert totals[verdict] > 0


def test_it_leaves_nothing_undecided(totals: Counter[str]) -> None:
    assert totals["undecided"] == 0


def test_a_supervisor_can_read_it_in_a_page_or_two(totals: Counter[str]) -> None:
    assert 15 <= totals["violated"] + totals["met_late"] <= 30


@pytest.mark.parametrize("settings", [None, "settings.toml"])
def test_every_finding_can_be_explained(settings: str | None) -> None:
    pack = load_pack("jiaxian")
    loaded = read_facts([Source(SAMPLE / "facts.jsonl")], pack.plugins.vocabulary)
    house = read_settings(SAMPLE / settings) if settings else Settings()
    as_of = loaded.facts[-1].occurred_at
    report = check([Task(pack.document, pack.plugins)], loaded.facts, as_of, settings=house)
    for finding in report.findings:
        explanation = explain(pack, finding, loaded.facts, house)
        assert len(explanation.facts) == len(finding.evidence)


def test_house_values_make_open_duties_fall_due(policykit: Run) -> None:
    with_settings = ["--settings", str(SAMPLE / "settings.toml"), "--format", "json"]
    report = json.loads(policykit("check", *TASK, *with_settings).out)
    late = {f["rule"] for f in report["findings"]}
    assert {"opening_added_in_the_national_system", "impersonation_reported_to_the_cyberspace_office"} <= late
