"""`calendar due` and `calendar show`."""

from __future__ import annotations

import json

import pytest

from policykit.model.text import Lang

from .conftest import Check, Run


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("workdays", ["2025-09-30T10:00+08:00", "5工作日"]),
        ("half-a-year", ["2025-08-31", "半年"]),
        ("hours", ["2025-09-30T23:30+08:00", "24", "hours"]),
        ("same-day", ["2025-10-01", "the same day"]),
        ("provisional", ["2026-12-30", "5 workdays", "--provisional"]),
    ],
)
def test_derivations(policykit: Run, check_snapshot: Check, name: str, arguments: list[str], lang: Lang) -> None:
    ran = policykit("calendar", "due", *arguments, "--lang", lang)
    assert (ran.status, ran.err) == (0, "")
    check_snapshot(f"calendar-due-{name}.{lang}.txt", ran.out)


@pytest.mark.parametrize(
    ("start", "period", "due"),
    [
        ("2025-09-30T10:00+08:00", "5工作日", "2025-10-14T23:59:59.999999+08:00"),
        # 16:30 in UTC is half past midnight in Shanghai, a day later
        ("2025-09-30T16:30+00:00", "2自然日", "2025-10-03T23:59:59.999999+08:00"),
        ("2025-09-30T16:30Z", "24小时", "2025-10-02T00:30:00+08:00"),
        ("2025-08-31", "6个月", "2026-02-28T23:59:59.999999+08:00"),
    ],
)
def test_as_json(policykit: Run, start: str, period: str, due: str) -> None:
    ran = policykit("calendar", "due", start, period, "--format", "json", "--provisional")
    assert json.loads(ran.out)["due"] == due


@pytest.mark.parametrize("lang", list(Lang))
def test_a_year(policykit: Run, check_snapshot: Check, lang: Lang) -> None:
    ran = policykit("calendar", "show", "2025", "--lang", lang)
    assert (ran.status, ran.err) == (0, "")
    check_snapshot(f"calendar-show-2025.{lang}.txt", ran.out)


def test_a_year_as_json(policykit: Run) -> None:
    days = {d["day"]: d for d in json.loads(policykit("calendar", "show", "2025", "--format", "json").out)}
    assert len(days) == 365
    assert sum(d["working"] for d in days.values()) == 248
    assert days["2025-10-11"] == {
        "day": "2025-10-11",
        "working": True,
        "kind": "make-up working day",
        "name": "National Day",
        "provisional": False,
    }


def test_a_year_past_the_end_is_marked(policykit: Run) -> None:
    ran = policykit("calendar", "show", "2027", "--provisional")
    assert ran.status == 0
    assert "1?" in ran.out
    assert all(
        d["provisional"]
        for d in json.loads(policykit("calendar", "show", "2027", "--provisional", "--format", "json").out)
    )
