"""Rejects as a file, and their codes beside the docs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from policykit.io.facts_in import Code, FactsError, write_rejects
from policykit.io.facts_in.problems import Problem, closest, show
from policykit.model.report import Reject
from policykit.model.text import Text

DOCS = Path(__file__).parents[3] / "docs" / "maps.md"


def test_rejects_are_written_one_a_line(tmp_path: Path) -> None:
    problem = Problem(Code.BAD_VALUE, Text("不可用", "no good"), "kind", "资询")
    path = tmp_path / "rejects.jsonl"
    path.write_text("what was there before")
    write_rejects([problem.at("f.csv", 3), Problem(Code.BAD_CSV, Text("坏", "bad")).at("f\udcff.csv", 4)], path)
    text = path.read_bytes().decode()
    assert text.endswith("\n")
    first, second = map(json.loads, text.splitlines())
    assert first == {
        "file": "f.csv",
        "line": 3,
        "field": "kind",
        "code": "bad_value",
        "reason": {"zh": "不可用", "en": "no good"},
        "found": "资询",
    }
    assert (second["file"], second["field"], second["found"]) == ("f\\udcff.csv", None, None)
    assert Reject.model_validate_json(text.splitlines()[0]) == problem.at("f.csv", 3)


def test_no_rejects_is_an_empty_file(tmp_path: Path) -> None:
    write_rejects([], tmp_path / "rejects.jsonl")
    assert (tmp_path / "rejects.jsonl").read_bytes() == b""


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FactsError) as caught:
        write_rejects([], tmp_path)
    assert caught.value.text == Text(f"{tmp_path} 是目录,不是文件", f"{tmp_path} is a directory, not a file")


def test_every_code_is_documented_and_no_other() -> None:
    section = DOCS.read_text(encoding="utf-8").split("## What a rejected row says")[1]
    assert sorted(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == sorted(c.value for c in Code)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\nb\t\x1b", "a\\nb\\t\\x1b"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        ("\n" * 80, "\\n" * 39 + "\\…"),
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        pytest.param(10**5000, "…", id="a number too long to write out"),
        ([1], "[…]"),
        ({"a": 1}, "{…}"),
    ],
)
def test_how_values_are_shown(value: object, shown: str) -> None:
    assert show(value) == shown


@pytest.mark.parametrize(
    ("word", "found"),
    [("体栽", "体裁"), ("Acount", "account"), ("xyzzy", None), ("account" * 9, None), ("", None)],
)
def test_the_closest_name(word: str, found: str | None) -> None:
    assert closest(word, ["体裁", "account", "message"]) == found
    assert closest(word, []) is None
