"""Reading: the examples, names in both languages, and what holds for any data at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policykit.packs.forms import FORMS, Form, Stage, validate_form
from policykit.packs.forms.cells import Sheet, label, nested
from policykit.packs.forms.read import form_type

ROOT = Path(__file__).parents[3]

Make = Callable[..., dict[str, object]]


@pytest.mark.parametrize(("name", "stage"), [("jiaxian", Stage.COMPLETED), ("lanzhou", Stage.SUBMITTED)])
def test_the_examples_are_in_order(name: str, stage: Stage) -> None:
    data = json.loads((ROOT / "examples" / "forms" / f"{name}.json").read_text(encoding="utf-8"))
    assert isinstance(validate_form(name, data, stage=stage), FORMS[name])


def _in_chinese(sheet: type[Sheet], data: object) -> object:
    if isinstance(data, list):
        return [_in_chinese(sheet, member) for member in data]
    if not isinstance(data, dict):
        return data
    return {
        label(sheet, name).zh: _in_chinese(inner, value) if (inner := nested(sheet, name)) else value
        for name, value in data.items()
    }


@pytest.mark.parametrize("name", FORMS)
def test_chinese_and_english_names_mean_the_same(make: Make, name: str) -> None:
    data = make(name)
    chinese = _in_chinese(FORMS[name], data)
    assert isinstance(chinese, dict)
    assert chinese.keys() != data.keys()
    form = validate_form(name, chinese, stage=Stage.COMPLETED)
    assert form == validate_form(name, data, stage=Stage.COMPLETED)
    assert isinstance(form, Form)
    assert FORMS[name].model_validate(chinese) == form


@pytest.mark.parametrize("name", FORMS)
def test_a_form_reads_back_as_it_was_written(make: Make, name: str) -> None:
    form = validate_form(name, make(name), stage=Stage.COMPLETED)
    assert isinstance(form, Form)
    assert validate_form(name, json.loads(form.model_dump_json()), stage=Stage.COMPLETED) == form
    assert validate_form(name, form.model_dump(), stage=Stage.COMPLETED) == form


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2025-03-04", date(2025, 3, 4)),
        (date(2025, 3, 4), date(2025, 3, 4)),
        (" 2025 年 3 月 4 日 ", date(2025, 3, 4)),
        ("2024年02月29日", date(2024, 2, 29)),
        ("1992-01-01", date(1992, 1, 1)),
        ("1991-12-31", None),
        ("2025-3-4", None),
        ("2025/03/04", None),
        ("20250304", None),
        ("2025-W10-2", None),
        ("2025-02-29", None),
        ("0年0月0日", None),
        (datetime.fromisoformat("2025-03-04T00:00:00+08:00"), None),
        (True, None),
    ],
)
def test_days(make: Make, value: object, day: date | None) -> None:
    found = validate_form("lanzhou", make("lanzhou", {"effective_on": value}), stage=Stage.COMPLETED)
    if day is None:
        assert isinstance(found, tuple)
        assert [(p.field, p.code.value) for p in found] == [("effective_on", "bad_date")]
    else:
        assert getattr(found, "effective_on", None) == day


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_form_lacks_every_cell_once(name: str) -> None:
    problems = validate_form(name, {}, stage=Stage.COMPLETED)
    assert isinstance(problems, tuple)
    fields = [p.field for p in problems]
    assert len(set(fields)) == len(fields)
    assert {p.code.value for p in problems} == {"missing", "not_signed", "not_sealed", "not_dated"}
    assert form_type(name)().problems(Stage.COMPLETED) == problems


_NAMES = sorted({n for form in FORMS.values() for n in (*form.model_fields, "seal", "date", "contact", "主办单位意见")})
_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["开设", "2025-03-04"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=12,
)


@given(
    name=st.sampled_from(sorted(FORMS)),
    data=st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=4), _ANYTHING, max_size=8),
    stage=st.sampled_from(list(Stage)),
)
def test_any_data_gives_problems_each_with_a_cell_and_both_languages(
    name: str, data: dict[str, object], stage: Stage
) -> None:
    found = validate_form(name, data, stage=stage)
    assert isinstance(found, tuple)
    assert found
    for problem in found:
        assert problem.message.zh.isprintable()
        assert problem.message.en.isprintable()
        assert problem.reason.zh != problem.reason.en
    assert found == validate_form(name, dict(reversed(data.items())), stage=stage)


@given(changes=st.dictionaries(st.sampled_from(_NAMES), _ANYTHING, max_size=4))
def test_a_form_is_either_in_order_or_has_problems(make: Make, changes: dict[str, object]) -> None:
    found = validate_form("jiaxian", {**make("jiaxian"), **changes}, stage=Stage.COMPLETED)
    if isinstance(found, Form):
        assert found.problems(Stage.COMPLETED) == ()
    else:
        assert found
