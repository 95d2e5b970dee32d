"""The words of reports, to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykit.io.report_out import words
from policykit.model.finding import RestsOn, Verdict
from policykit.model.policy.rule import Measure, Modality
from policykit.model.text import Text

MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "不足 1 分钟", "under 1 min"),
        (59, "不足 1 分钟", "under 1 min"),
        (MINUTE, "1 分钟", "1 min"),
        (HOUR - 1, "59 分钟", "59 min"),
        (HOUR, "1 小时", "1 h"),
        (4 * HOUR + 25 * MINUTE, "4 小时 25 分钟", "4 h 25 min"),
        (DAY - 1, "23 小时 59 分钟", "23 h 59 min"),
        (DAY, "1 天", "1 d"),
        (DAY + 59 * MINUTE, "1 天", "1 d"),
        (9 * DAY + 4 * HOUR + 25 * MINUTE, "9 天 4 小时", "9 d 4 h"),
        (400 * DAY, "400 天", "400 d"),
    ],
)
def test_late_by(seconds: int, zh: str, en: str) -> None:
    assert words.late_by(seconds) == Text(zh, en)


def test_a_lateness_is_not_negative() -> None:
    with pytest.raises(ValueError, match="-1 seconds"):
        words.late_by(-1)


@given(st.integers(0, 10**10))
def test_late_by_never_says_more_than_it_is_and_is_off_by_less_than_its_last_unit(seconds: int) -> None:
    sizes = {"d": DAY, "h": HOUR, "min": MINUTE}
    parts = words.late_by(seconds).en.removeprefix("under 1 min").split()
    said = sum(int(n) * sizes[unit] for n, unit in zip(parts[::2], parts[1::2], strict=True))
    assert said <= seconds < said + (HOUR if seconds >= DAY else MINUTE)


def test_every_verdict_modality_and_measure_has_words_in_both_languages() -> None:
    assert words.verdict(Verdict.MET_LATE) == Text("逾期履行", "met late")
    assert words.verdict(Verdict.VIOLATED) == Text("违反", "violated")
    shown = [words.verdict(v) for v in Verdict]
    shown += [words.modality(m.value) for m in Modality] + [words.measure(m.value) for m in Measure]
    assert all(text.zh and text.en and "_" not in text.en and not text.zh.isascii() for text in shown)


def test_words_of_plug_ins_stay_as_they_are() -> None:
    assert words.modality("宜") == Text("宜", "宜")
    assert words.measure("fine") == Text("fine", "fine")
    assert words.rests_on(RestsOn(kind="survey", zh="调查", en="a survey")) == Text("survey：调查", "survey: a survey")


def test_consequences_are_one_note() -> None:
    assert words.consequence(["interview", "ordered_closure"]) == Text(
        "后果：约谈、责令永久关停", "consequence: interview, ordered closure"
    )


@pytest.mark.parametrize(
    ("in_force", "zh", "en"),
    [
        ("2024-06-24..2026-06-24", "2024-06-24 至 2026-06-24 施行", "in force 2024-06-24 to 2026-06-24"),
        ("2021-01-01..", "自 2021-01-01 施行", "in force from 2021-01-01"),
        ("..2026-06-24", "施行至 2026-06-24", "in force to 2026-06-24"),
        ("..", "施行时间不限", "in force without bounds"),
        ("assumed", "假定始终施行", "assumed to be in force"),
    ],
)
def test_force(in_force: str, zh: str, en: str) -> None:
    assert words.force(in_force) == Text(zh, en)


@pytest.mark.parametrize(
    ("violations", "late", "zh", "en"),
    [
        (0, 0, "未发现违反", "no violations"),
        (1, 0, "违反 1 项", "1 violation"),
        (1, 1, "违反 1 项，其中逾期履行 1 项", "1 violation, 1 of them met late"),
        (1234, 2, "违反 1,234 项，其中逾期履行 2 项", "1,234 violations, 2 of them met late"),
    ],
)
def test_outcome(violations: int, late: int, zh: str, en: str) -> None:
    assert words.outcome(violations, late) == Text(zh, en)


def test_nothing_listed_is_said_so() -> None:
    assert words.listing([]) == Text("不逐项列出", "none one by one")
    assert words.listing([Verdict.PENDING, Verdict.MET]) == Text("待履行、已履行", "pending, met")
