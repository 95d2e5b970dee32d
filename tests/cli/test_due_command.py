"""`due`: what falls due, the soonest first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policykit.model.text import Lang

from .conftest import FACTS, Check, Run

MINI = "packs/mini"


@pytest.mark.parametrize("lang", list(Lang))
def test_the_table(policykit: Run, check_snapshot: Check, lang: Lang) -> None:
    ran = policykit("due", MINI, *FACTS, "--lang", lang)
    assert ran.status == 0
    check_snapshot(f"due.{lang}.txt", f"{ran.out}--\n{ran.err}")


@pytest.mark.parametrize(
    ("within", "due"),
    [
        ("1 natural day", []),
        ("2自然日", ["2025-11-03"]),
        ("3 workdays", ["2025-11-03"]),
        ("4 workdays", ["2025-11-03", "2025-11-06"]),
        ("半年", ["2025-11-03", "2025-11-06", "2025-11-19"]),
    ],
)
def test_within_a_period_from_the_as_of_time(policykit: Run, within: str, due: list[str]) -> None:
    ran = policykit("due", MINI, *FACTS, "--within", within, "--format", "json")
    assert [f["due"][:10] for f in json.loads(ran.out)] == due


def test_json_says_how_long_is_left(policykit: Run) -> None:
    first = json.loads(policykit("due", MINI, *FACTS, "--format", "json").out)[0]
    assert (first["rule"], first["seconds_left"]) == ("no_fourteen_days_of_silence", 2 * 86_400)


def test_nothing_due(policykit: Run, tmp_path: Path) -> None:
    empty = tmp_path / "none.jsonl"
    empty.write_text("", encoding="utf-8")
    ran = policykit("due", MINI, "--facts", str(empty), "--as-of", "2025-11-01")
    assert (ran.status, ran.out, ran.err) == (0, "nothing falls due\n", "")


def test_status_3_and_a_file(policykit: Run, tmp_path: Path) -> None:
    facts, to = tmp_path / "bad.jsonl", tmp_path / "due.txt"
    facts.write_text("{}\n", encoding="utf-8")
    ran = policykit("due", MINI, "--facts", str(facts), "--as-of", "2025-11-01", "--output", str(to))
    assert (ran.status, ran.out, to.read_text("utf-8")) == (3, "", "nothing falls due\n")
