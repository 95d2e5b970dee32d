"""The words of the language: read in every spelling, written in one."""

from __future__ import annotations

from datetime import date, time

import pytest

from policykit.language import words as w
from policykit.model.policy.periods import Cadence, PeriodUnit
from policykit.model.policy.rule import Modality

NUMERALS = [
    (1, "一"),
    (9, "九"),
    (10, "十"),
    (11, "十一"),
    (20, "二十"),
    (34, "三十四"),
    (100, "一百"),
    (101, "一百零一"),
    (110, "一百一十"),
    (119, "一百一十九"),
    (120, "一百二十"),
    (999, "九百九十九"),
]


@pytest.mark.parametrize(("number", "numeral"), NUMERALS)
def test_numerals_are_read_and_written(number: int, numeral: str) -> None:
    assert w.to_numeral(number) == numeral
    assert w.to_number(numeral) == number


def test_every_numeral_leads_back() -> None:
    assert [w.to_number(w.to_numeral(n)) for n in range(1, 1000)] == list(range(1, 1000))


@pytest.mark.parametrize(("numeral", "number"), [("一十", 10), ("一十九", 19), ("一百十", 110), ("一百十九", 119)])
def test_other_spellings_are_read(numeral: str, number: int) -> None:
    assert w.to_number(numeral) == number


@pytest.mark.parametrize("numeral", ["零", "一二", "十十", "二百三", "百百", "零一", "一零", "百零百"])
def test_what_is_no_numeral_is_refused(numeral: str) -> None:
    with pytest.raises(ValueError, match="no numeral"):
        w.to_number(numeral)


@pytest.mark.parametrize("number", [0, 1000, -1])
def test_numbers_without_a_numeral_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 999"):
        w.to_numeral(number)


@pytest.mark.parametrize(
    ("written", "canonical", "english"),
    [
        ("第十条", "第十条", "10"),
        ("第十条(四)", "第十条(四)", "10(4)"),
        ("第十条（四）", "第十条(四)", "10(4)"),
        ("第一十条(四)3", "第十条(四)3", "10(4).3"),
        ("第十条(四)３", "第十条(四)3", "10(4).3"),
        ("第十条3", "第十条3", "10.3"),
        ("第九条第二款", "第九条第二款", "9 para 2"),
        ("第九条第二款(一)(十二)", "第九条第二款(一)(十二)", "9 para 2(1)(12)"),
        ("10(4)", "第十条(四)", "10(4)"),
        ("１０（４）", "第十条(四)", "10(4)"),
        ("10(4).3", "第十条(四)3", "10(4).3"),
        ("9 para 2(1)", "第九条第二款(一)", "9 para 2(1)"),
        ("第二章", "第二章", "第二章"),
        ("附件（一）２", "附件(一)２", "附件(一)２"),
        ("Annex A", "Annex A", "Annex A"),
        ("10 (4)", "10 (4)", "10 (4)"),
    ],
)
def test_citations_have_one_form_in_each_surface(written: str, canonical: str, english: str) -> None:
    assert w.read_citation(written) == canonical
    assert w.read_citation(canonical) == canonical
    assert w.write_citation_en(canonical) == english
    assert w.read_citation(english) == canonical


@pytest.mark.parametrize("written", ["第一二条", "第十条(零)", "0", "1000", "10(0)", "10 para 0", "第零章"])
def test_citations_without_a_number_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"1 (to|and) 999"):
        w.read_citation(written)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("个工作日", PeriodUnit.WORKDAY),
        ("工作日", PeriodUnit.WORKDAY),
        ("个 工作日", PeriodUnit.WORKDAY),
        ("workdays", PeriodUnit.WORKDAY),
        ("workday", PeriodUnit.WORKDAY),
        ("个自然日", PeriodUnit.NATURAL_DAY),
        ("natural  days", PeriodUnit.NATURAL_DAY),
        ("天", PeriodUnit.DAY),
        ("日", PeriodUnit.DAY),
        ("days", PeriodUnit.DAY),
        ("个小时", PeriodUnit.HOUR),
        ("小时", PeriodUnit.HOUR),
        ("周", PeriodUnit.WEEK),
        ("个月", PeriodUnit.MONTH),
        ("月", PeriodUnit.MONTH),
        ("个半年", PeriodUnit.HALF_YEAR),
        ("half-years", PeriodUnit.HALF_YEAR),
        ("年", PeriodUnit.YEAR),
        ("years", PeriodUnit.YEAR),
    ],
)
def test_units_are_read(written: str, unit: PeriodUnit) -> None:
    assert w.read_unit(written) is unit


@pytest.mark.parametrize(
    ("written", "cadence"),
    [
        ("每日", Cadence.DAY),
        ("每天", Cadence.DAY),
        ("each day", Cadence.DAY),
        ("每个工作日", Cadence.WORKDAY),
        ("每工作日", Cadence.WORKDAY),
        ("each  workday", Cadence.WORKDAY),
        ("每周", Cadence.WEEK),
        ("每个月", Cadence.MONTH),
        ("每月", Cadence.MONTH),
        ("每个季度", Cadence.QUARTER),
        ("每半年", Cadence.HALF_YEAR),
        ("each half-year", Cadence.HALF_YEAR),
        ("每年", Cadence.YEAR),
        ("每年度", Cadence.YEAR),
    ],
)
def test_cadences_are_read(written: str, cadence: Cadence) -> None:
    assert w.read_cadence(written) is cadence


@pytest.mark.parametrize("cadence", w.SAME_PERIOD_WORDS)
def test_the_same_period_is_read_in_every_spelling(cadence: Cadence) -> None:
    zh, en = w.SAME_PERIOD_WORDS[cadence]
    for written in (
        f"同一{zh}",
        f"同一 {zh}",
        f"同一{zh}内",
        f"同一 {zh} 内",
        f"in the same {en}",
        f"in  the\nsame {en}",
    ):
        assert w.read_same_period(written) is cadence


@pytest.mark.parametrize(
    ("written", "bound"),
    [
        ("至少", "at least"),
        ("不少于", "at least"),
        ("at  least", "at least"),
        ("至多", "at most"),
        ("不超过", "at most"),
    ],
)
def test_bounds_are_read(written: str, bound: str) -> None:
    assert w.read_bound(written) == bound


@pytest.mark.parametrize(
    ("written", "operator"),
    [
        ("是", "="),
        ("等于", "="),
        ("is", "="),
        ("不是", "!="),
        ("不等于", "!="),
        ("is  not", "!="),
        ("≠", "!="),
        ("！＝", "!="),
        ("<=", "<="),
        ("≤", "<="),
        ("＜＝", "<="),
        ("＞", ">"),
        ("≥", ">="),
    ],
)
def test_comparisons_are_read(written: str, operator: str) -> None:
    assert w.read_comparison(written) == operator


@pytest.mark.parametrize("modality", Modality)
def test_modalities_are_read_in_both_surfaces(modality: Modality) -> None:
    assert w.read_modality(modality.zh) is modality
    assert w.read_modality(modality.value.replace(" ", "\n  ")) is modality


@pytest.mark.parametrize(
    ("word", "name"), [("及时", "promptly"), ("promptly", "promptly"), ("限时", "within_set_time"), ("备案", "备案")]
)
def test_open_terms_have_their_english_name(word: str, name: str) -> None:
    assert w.read_open_word(word).name == name


@pytest.mark.parametrize(
    ("written", "number"), [("0", 0), ("007", 7), ("１２", 12), ("0" * 5000 + "5", 5), ("9" * 9, 999_999_999)]
)
def test_numbers_are_read(written: str, number: int) -> None:
    assert w.read_integer(written) == number


def test_numbers_past_any_use_are_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        w.read_integer("1" * 10)


def test_dates_and_times_are_read() -> None:
    assert w.read_date("2024-06-24") == w.read_date("2024年6月24日") == date(2024, 6, 24)
    assert w.read_time("9:05") == w.read_time("09：05：00") == time(9, 5)
    assert w.read_time("23:59:59") == time(23, 59, 59)


@pytest.mark.parametrize("written", ["2024-02-30", "2024年13月1日", "0000-01-01"])
def test_days_that_do_not_exist_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"day|month|year"):
        w.read_date(written)


def test_times_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match="hour"):
        w.read_time("24:00")


@pytest.mark.parametrize("written", ['"甲"', "“甲”", "《甲》", "'甲'"])
def test_strings_lose_their_quotes(written: str) -> None:
    assert w.read_string(written) == "甲"
