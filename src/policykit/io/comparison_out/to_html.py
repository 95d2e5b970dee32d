"""HTML: one page that stands alone: no network, no fonts, no images; for a desk, a phone and A4 in landscape.

In: a `Comparison` and the calendar whose rest days its timelines shade. Out: the page from `templates/compare.html`,
every value escaped by Jinja2. The page's own policy for content allows its one style sheet and its one script, by their
hashes, and nothing else: no rule can bring in a script. Without scripts all of it is open, as it is on paper.
"""

from __future__ import annotations

from typing import BinaryIO

from markupsafe import Markup

from policykit.analysis.compare.results import Comparison, Relation
from policykit.calendar import Calendar, NationalCalendar
from policykit.io.comparison_out import words
from policykit.io.comparison_out.reader import view
from policykit.io.comparison_out.view import WitnessView
from policykit.io.comparison_out.witness import draw_witness
from policykit.io.page import asset, environment, source_hash
from policykit.io.rule_pages.drawing import Drawing
from policykit.model.text import Lang, Text

_PACKAGE = "policykit.io.comparison_out"
_TIMELINES = "policykit.io.rule_pages"

_RULES_IN_A_CELL = 4
"""So many rules stand in a cell before it opens."""

_COLUMN = 13.5
_FIRST_COLUMN = 9.0
"""The width of a column, in rem: where there is no room for so much, rows become cards."""


def write_html(comparison: Comparison, lang: Lang, stream: BinaryIO, *, calendar: Calendar | None = None) -> None:
    """Write the comparison as one page."""
    shown = view(comparison, lang)
    days = calendar or NationalCalendar()
    style, script = _style(len(shown.parties)), asset(_PACKAGE, "compare.js")

    def say(text: Text) -> str:
        return text.show(lang)

    def draw(found: WitnessView) -> Drawing:
        return draw_witness(found.witness, comparison.entries.get(found.witness.breaks), days, lang)

    page = environment(_PACKAGE, _TIMELINES).get_template("compare.html")
    chunks = page.stream(
        lang="zh-CN" if lang is Lang.ZH else "en",
        view=shown,
        words=words,
        timeline_words={"AS_OF": Text(say(words.AS_OF), say(words.AS_OF))},
        say=say,
        draw=draw,
        relations=[r for r in Relation if r is not Relation.LOOSER],
        one_sided=Relation.STRICTER,
        rules_in_a_cell=_RULES_IN_A_CELL,
        # Trusted: both are files of this package, and numbers.
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        style_hash=source_hash(style),
        script_hash=source_hash(script),
    )
    # A chunk a few hundred pieces long keeps the writes few and the memory small.
    chunks.enable_buffering(500)
    stream.writelines(chunk.encode("utf-8") for chunk in chunks)


def _style(columns: int) -> str:
    """The style sheet: cards where the columns have no room, and what a topic opens to after the card that opened."""
    narrow = _FIRST_COLUMN + columns * _COLUMN
    cards = [asset(_PACKAGE, "cards.css")]
    for n in range(1, columns + 1):
        cards.append(f".cells > .c{n} {{ order: {2 * n}; }}\n")
        cards.append(f'.topic[data-open="{n}"] .panel > td {{ order: {2 * n + 1}; }}\n')
    return "".join(
        (
            asset(_PACKAGE, "compare.css"),
            asset(_TIMELINES, "timeline.css"),
            f"@media screen and (max-width: {narrow:g}rem) {{\n{''.join(cards)}}}\n",
            asset(_PACKAGE, "print.css"),
        )
    )
