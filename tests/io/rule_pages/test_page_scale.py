"""The scale of a timeline: in order, in proportion, long idle stretches cut out, labels apart."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykit.io.rule_pages.scale import LONGEST, SHORTEST, scale_of
from policykit.model.time import DAY_US, day_last, day_start

FIRST = date(2020, 1, 1)

days = st.integers(0, 4000).map(lambda n: FIRST + timedelta(days=n))
instants = st.lists(
    st.builds(lambda d, us: day_start(d) + us, days, st.integers(0, DAY_US - 1)), min_size=1, max_size=40
)


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2025-03-03", "2025-03-03", ["03-03", "03-04", "03-05", "03-06", "03-07", "03-08", "03-09"]),
        ("2025-09-30", "2025-10-14", ["09-30", "10-02", "10-04", "10-06", "10-08", "10-10", "10-12"]),
        ("2024-12-20", "2025-01-25", ["12-20", "12-30", "01-06", "01-13", "01-20"]),
        ("2025-01-10", "2025-06-20", ["01-10", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06"]),
    ],
)
def test_labels_are_days_weeks_or_months(first: str, last: str, labels: list[str]) -> None:
    scale = scale_of([day_start(date.fromisoformat(first)), day_last(date.fromisoformat(last))])
    assert [t.label for t in scale.ticks() if t.label] == labels


def test_the_year_is_said_where_it_changes() -> None:
    scale = scale_of([day_start(date(2024, 12, 20)), day_last(date(2025, 1, 25))])
    assert [(t.label, t.year) for t in scale.ticks() if t.year] == [("12-20", "2024"), ("01-06", "2025")]


def test_a_long_idle_stretch_is_cut_out() -> None:
    scale = scale_of([day_start(date(2018, 6, 1)), day_start(date(2021, 1, 1)), day_last(date(2021, 3, 1))])
    (cut,) = [s for s in scale.segments if s.cut]
    assert (cut.first, cut.end) == (date(2018, 6, 7), date(2020, 12, 27))
    assert cut.days == 934
    assert scale.drawn_days < LONGEST


def test_months_that_fit_are_not_cut() -> None:
    scale = scale_of([day_start(date(2025, 1, 1)), day_last(date(2025, 8, 1))])
    assert [s.cut for s in scale.segments] == [False]


def test_a_moment_takes_a_week() -> None:
    assert scale_of([day_start(FIRST)]).drawn_days == SHORTEST


def test_nothing_has_no_scale() -> None:
    with pytest.raises(ValueError, match="needs an instant"):
        scale_of([])


@given(instants)
def test_instants_stand_in_order_within_the_scale(found: list[int]) -> None:
    scale = scale_of(found)
    places = [scale.x(at) for at in sorted(found)]
    assert places == sorted(places)
    assert places[0] >= 0
    assert places[-1] <= 100
    assert scale.of_day(scale.segments[0].first) == 0


@given(instants)
def test_no_instant_lies_in_a_stretch_that_is_cut_out(found: list[int]) -> None:
    cuts = [s for s in scale_of(found).segments if s.cut]
    assert not any(day_start(c.first) <= at < day_start(c.end) for at in found for c in cuts)


@given(instants)
def test_segments_follow_each_other(found: list[int]) -> None:
    segments = scale_of(found).segments
    for before, after in pairwise(segments):
        assert before.end == after.first
        assert before.at + before.width == pytest.approx(after.at)
        assert before.cut is not after.cut
    assert all(s.width == s.days for s in segments if not s.cut)


@given(instants)
def test_labels_stand_apart(found: list[int]) -> None:
    shown = [t.x for t in scale_of(found).ticks() if t.label]
    assert shown[0] == 0
    assert all(b - a >= 12.9 for a, b in pairwise(shown))
