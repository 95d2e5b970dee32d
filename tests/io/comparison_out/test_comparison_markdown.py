"""Comparisons as Markdown: tables whose rows have as many cells as their head, and no markup from outside."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from policykit.analysis.compare.results import Comparison
from policykit.io.comparison_out import ComparisonFormat
from policykit.io.comparison_out.to_markdown import fenced
from policykit.model.text import Lang

from .conftest import Check, Write

MARKDOWN = ComparisonFormat.MARKDOWN


@pytest.mark.parametrize("lang", list(Lang))
def test_snapshots(comparison: Comparison, write: Write, check_snapshot: Check, lang: Lang) -> None:
    check_snapshot(f"{lang}.md", write(comparison, MARKDOWN, lang))


@pytest.mark.parametrize("lang", list(Lang))
def test_tables_are_whole(comparison: Comparison, write: Write, lang: Lang) -> None:
    html = MarkdownIt("gfm-like", {"linkify": False}).render(write(comparison, MARKDOWN, lang).decode("utf-8"))
    assert html.count("<table>") == 3
    for table in re.findall(r"<table>(.*?)</table>", html, re.DOTALL):
        assert (
            len({row.count("<td>") + row.count("<th>") for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)}) == 1
        )


def test_nothing_hostile_becomes_markup(hostile: Comparison, write: Write) -> None:
    html = MarkdownIt("gfm-like", {"linkify": False}).render(write(hostile, MARKDOWN).decode("utf-8"))
    assert "<img" not in html
    assert "<strong>b</strong>" not in html
    assert "<code>c</code>" not in html


def test_a_fence_is_longer_than_any_in_the_text() -> None:
    assert list(fenced("a\n```\nb")) == ["````text", "a", "```", "b", "````"]
