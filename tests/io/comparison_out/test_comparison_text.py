"""Comparisons as text: what they say, that they line up and keep to their width."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from policykit.analysis.compare.results import Comparison
from policykit.io.comparison_out import ComparisonFormat
from policykit.model.text import Lang

from .conftest import HOSTILE, Check, Write

TEXT = ComparisonFormat.TEXT


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("width", [None, 60, 120])
def test_snapshots(comparison: Comparison, write: Write, check_snapshot: Check, width: int | None, lang: Lang) -> None:
    check_snapshot(f"{lang}.{width or 'pipe'}.text", write(comparison, TEXT, lang, width=width))


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_keeps_to_the_width(comparison: Comparison, write: Write, width: int, lang: Lang) -> None:
    text = write(comparison, TEXT, lang, width=width).decode("utf-8")
    assert [line for line in text.splitlines() if cell_len(line) > width] == []


@pytest.mark.parametrize(
    ("width", "head"),
    [(120, r"^  topic +Jiaxian +Linyi +Zhejiang$"), (80, r"^  updates$"), (None, r"^  updates$")],
)
def test_columns_where_there_is_room_and_a_list_where_not(
    comparison: Comparison, write: Write, width: int | None, head: str
) -> None:
    assert re.search(head, write(comparison, TEXT, width=width).decode("utf-8"), re.MULTILINE)


def test_a_gap_is_said_for_each_jurisdiction(comparison: Comparison, write: Write) -> None:
    gaps = sum(not rules for row in comparison.rows for rules in row.cells.values())
    assert write(comparison, TEXT).decode("utf-8").count("says nothing") == gaps
    assert write(comparison, TEXT, Lang.ZH, width=120).decode("utf-8").count("未作规定") == gaps


def test_every_pair_is_there_but_those_of_which_neither_side_says_anything(
    comparison: Comparison, write: Write
) -> None:
    text = write(comparison, TEXT).decode("utf-8")
    told = text.split("Relations\n")[1]
    assert (
        len(re.findall(r"is stricter|is looser|is equal|incomparable|unrelated|undetermined {2,}|: undet", told)) == 13
    )
    assert told.count("Linyi is equal to Zhejiang") == 1


def test_color_adds_escapes_and_nothing_else(comparison: Comparison, write: Write) -> None:
    for width in (80, 120):
        plain = write(comparison, TEXT, width=width).decode("utf-8")
        colored = write(comparison, TEXT, width=width, color=True).decode("utf-8")
        assert "\x1b" not in plain
        bare = re.sub(r"\x1b\[[\d;]*m", "", colored)
        assert bare != colored
        assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()


def test_no_text_steers_the_terminal(hostile: Comparison, write: Write) -> None:
    text = write(hostile, TEXT).decode("utf-8")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert HOSTILE.replace("\x1b", "\\u001b").replace("\u202e", "\\u202e") in text


def test_a_comparison_of_nothing(comparison: Comparison, write: Write) -> None:
    empty = comparison.model_copy(update={"rows": (), "entries": {}})
    for width in (None, 120):
        assert "0 topics" in write(empty, TEXT, width=width).decode("utf-8")
