"""Witnesses as drawings: what is placed, in which language, and how far a duty runs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from policykit.analysis.compare.results import Entry, Witness
from policykit.calendar import NationalCalendar
from policykit.io.comparison_out.witness import draw_witness
from policykit.io.rule_pages.drawing import Drawing
from policykit.model.text import Lang

from .sample import COMPARISON, HOLIDAY, ONE_POST, OPENED, said


def broken(witness: Witness) -> Entry:
    return COMPARISON.entries[witness.breaks]


def draw(witness: Witness, lang: Lang = Lang.ZH) -> Drawing:
    return draw_witness(witness, broken(witness), NationalCalendar(), lang)


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        (Lang.ZH, ["收到留言", "答复留言", "逾期履行"]),
        (Lang.EN, ["message received", "message answered", "met late"]),
    ],
)
def test_words_are_in_one_language(lang: Lang, names: list[str]) -> None:
    drawing = draw(HOLIDAY, lang)
    assert [label.name.zh for label in drawing.labels] == names
    texts = [t.title for t in (*drawing.bands, *drawing.dots, *drawing.bars)] + [x.name for x in drawing.labels]
    assert all(t.zh == t.en for t in texts)


def test_facts_in_order_of_time_the_due_date_and_how_far_it_was_overrun() -> None:
    drawing = draw(HOLIDAY.model_copy(update={"facts": HOLIDAY.facts[::-1]}))
    assert [d.x for d in drawing.dots] == sorted(d.x for d in drawing.dots)
    (bar,) = drawing.bars
    assert bar.due is not None
    assert bar.overrun is not None
    assert drawing.dots[0].x == bar.begin < bar.end == bar.due < bar.overrun == drawing.dots[1].x
    assert drawing.as_of_day == "2025-10-13 00:00"


def test_a_duty_without_end_or_trigger_runs_on_to_the_judgement() -> None:
    finding = ONE_POST.finding.model_copy(update={"due": None})
    lasting = ONE_POST.model_copy(update={"finding": finding})
    assert draw(lasting).bars[0].end == draw(lasting).as_of
    of_event = broken(ONE_POST).normal.model_copy(update={"when": said("每当", "on")})
    event = broken(ONE_POST).model_copy(update={"normal": of_event})
    assert draw_witness(lasting, event, NationalCalendar(), Lang.ZH).bars[0].end < draw(lasting).as_of


def test_a_witness_of_a_rule_that_is_not_compared_is_drawn_too() -> None:
    assert len(draw_witness(ONE_POST, None, NationalCalendar(), Lang.EN).dots) == 2


def test_rest_days_are_shaded_only_where_they_can_be_seen() -> None:
    def shaded(days: int) -> bool:
        late = OPENED.model_copy(update={"id": "w9", "occurred_at": OPENED.occurred_at + timedelta(days=days)})
        drawing = draw(ONE_POST.model_copy(update={"facts": (OPENED, late)}))
        return any(band.kind == "weekend" for band in drawing.bands)

    assert shaded(60)
    assert not shaded(200)
