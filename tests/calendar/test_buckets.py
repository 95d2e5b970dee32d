"""Calendar periods."""

from __future__ import annotations

from datetime import date

import pytest

from policykit.calendar import bucket, buckets_between
from policykit.model.policy.periods import Cadence
from policykit.model.text import Text


@pytest.mark.parametrize(
    ("cadence", "day", "first", "last", "label"),
    [
        (Cadence.DAY, "2025-10-01", "2025-10-01", "2025-10-01", Text("2025-10-01", "2025-10-01")),
        (Cadence.WORKDAY, "2025-10-09", "2025-10-09", "2025-10-09", Text("2025-10-09", "2025-10-09")),
        (Cadence.WEEK, "2025-10-01", "2025-09-29", "2025-10-05", Text("2025年第40周", "2025-W40")),
        (Cadence.WEEK, "2025-09-29", "2025-09-29", "2025-10-05", Text("2025年第40周", "2025-W40")),
        (Cadence.WEEK, "2025-10-05", "2025-09-29", "2025-10-05", Text("2025年第40周", "2025-W40")),
        (Cadence.WEEK, "2025-12-31", "2025-12-29", "2026-01-04", Text("2026年第1周", "2026-W01")),  # across New Year
        (Cadence.WEEK, "2021-01-03", "2020-12-28", "2021-01-03", Text("2020年第53周", "2020-W53")),
        (Cadence.MONTH, "2025-10-31", "2025-10-01", "2025-10-31", Text("2025年10月", "2025-10")),
        (Cadence.MONTH, "2024-02-01", "2024-02-01", "2024-02-29", Text("2024年2月", "2024-02")),
        (Cadence.QUARTER, "2025-03-31", "2025-01-01", "2025-03-31", Text("2025年第1季度", "2025-Q1")),
        (Cadence.QUARTER, "2025-12-31", "2025-10-01", "2025-12-31", Text("2025年第4季度", "2025-Q4")),
        (Cadence.HALF_YEAR, "2025-06-30", "2025-01-01", "2025-06-30", Text("2025年上半年", "2025-H1")),
        (Cadence.HALF_YEAR, "2025-07-01", "2025-07-01", "2025-12-31", Text("2025年下半年", "2025-H2")),
        (Cadence.YEAR, "2024-06-24", "2024-01-01", "2024-12-31", Text("2024年", "2024")),
    ],
)
def test_the_period_that_holds_a_day(cadence: Cadence, day: str, first: str, last: str, label: Text) -> None:
    found = bucket(cadence, date.fromisoformat(day))

    assert (found.first, found.last) == (date.fromisoformat(first), date.fromisoformat(last))
    assert found.label == label


@pytest.mark.parametrize(
    ("cadence", "first", "last", "labels"),
    [
        (Cadence.DAY, "2025-09-30", "2025-10-02", ["2025-09-30", "2025-10-01", "2025-10-02"]),
        (Cadence.WORKDAY, "2025-10-10", "2025-10-12", ["2025-10-10", "2025-10-11", "2025-10-12"]),
        (Cadence.WEEK, "2025-12-28", "2026-01-05", ["2025-W52", "2026-W01", "2026-W02"]),
        (Cadence.WEEK, "2025-12-29", "2026-01-04", ["2026-W01"]),
        (Cadence.MONTH, "2025-11-30", "2026-01-01", ["2025-11", "2025-12", "2026-01"]),
        (Cadence.QUARTER, "2025-03-31", "2025-04-01", ["2025-Q1", "2025-Q2"]),
        (Cadence.HALF_YEAR, "2024-06-24", "2025-07-01", ["2024-H1", "2024-H2", "2025-H1", "2025-H2"]),
        (Cadence.YEAR, "2024-06-24", "2026-06-24", ["2024", "2025", "2026"]),
        (Cadence.YEAR, "9998-06-24", "9999-12-31", ["9998", "9999"]),
        (Cadence.MONTH, "2025-10-02", "2025-10-01", []),
    ],
)
def test_the_periods_that_overlap_a_stretch(cadence: Cadence, first: str, last: str, labels: list[str]) -> None:
    found = buckets_between(cadence, date.fromisoformat(first), date.fromisoformat(last))

    assert [b.label.en for b in found] == labels
