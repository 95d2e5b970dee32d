"""Templates over columns."""

from __future__ import annotations

import pytest

from policykit.io.facts_in.template import columns_in, parse_template

COLUMNS = {"city": 0, "账号": 1, "a b": 2}
CELLS = ["甲", "a1", "x"]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{city}-{账号}", "甲-a1"),
        ("{账号}", "a1"),
        ("{a b}#{#}", "x#3"),
        ("plain", "plain"),
        ("{{{city}}}", "{甲}"),
        ("{city}{city}", "甲甲"),
    ],
)
def test_filling(text: str, filled: str) -> None:
    assert parse_template(text, COLUMNS).fill(CELLS, 3) == filled


def test_an_empty_cell_empties_the_whole() -> None:
    assert parse_template("{city}-{账号}", COLUMNS).fill(["", "a1", ""], 1) == ""


def test_what_a_template_uses() -> None:
    template = parse_template("{city}-{city}-{账号}-{#}", COLUMNS)
    assert (template.columns, template.indexes, template.numbered) == (("city", "账号"), (0, 0, 1), True)
    assert columns_in("{x}{#}{y}{x}") == ("x", "y")


@pytest.mark.parametrize("text", ["{city", "city}", "{}", "{a{b}", "{city}}"])
def test_braces_that_do_not_pair_up(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        columns_in(text)
