"""`parse_fact`, as a caller in Python uses it, and with the models of plug-ins."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Annotated, Literal, Self

import pytest
from pydantic import Field, field_validator, model_validator

from policykit.io.facts_in import Code, Problem, parse_fact
from policykit.model.facts import Fact
from policykit.model.facts.base import AccountId, Name, named
from policykit.model.text import Text
from policykit.model.time import SHANGHAI
from policykit.model.vocabulary import Vocabulary

BASE: dict[str, object] = {
    "id": "w1",
    "type": "waiver.approved",
    "occurred_at": datetime(2025, 10, 14, tzinfo=SHANGHAI),
    "waiver": "w",
    "rule": "r",
}


def problems(data: dict[str, object], vocabulary: Vocabulary) -> list[tuple[str | None, str, str]]:
    found = parse_fact(data, vocabulary)
    assert isinstance(found, tuple)
    return [(p.field, p.code, p.reason.en) for p in found]


def test_python_values_are_taken_as_they_are(vocabulary: Vocabulary) -> None:
    fact = parse_fact(BASE | {"from_day": date(2025, 10, 15), "unit": None}, vocabulary)
    assert isinstance(fact, Fact)
    assert fact.occurred_at == BASE["occurred_at"]
    assert fact.value("from_day") == date(2025, 10, 15)
    assert "unit" not in fact.said()


def test_a_naive_datetime_is_refused_and_the_data_left_alone(vocabulary: Vocabulary) -> None:
    data = BASE | {"occurred_at": datetime(2025, 10, 14), "recorded_at": date(2025, 10, 14)}
    before = dict(data)
    assert [(f, c) for f, c, _ in problems(data, vocabulary)] == [
        ("occurred_at", Code.NAIVE_TIME),
        ("recorded_at", Code.BAD_TIME),
    ]
    assert data == before


def test_a_datetime_is_no_date(vocabulary: Vocabulary) -> None:
    assert [(f, c) for f, c, _ in problems(BASE | {"until_day": BASE["occurred_at"]}, vocabulary)] == [
        ("until_day", Code.BAD_TIME)
    ]


@pytest.mark.parametrize(
    ("moment", "fine"),
    [
        (datetime(1991, 12, 31, 23, 59, 59, 999_999, SHANGHAI), False),
        (datetime(1992, 1, 1, tzinfo=SHANGHAI), True),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=SHANGHAI), True),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=7))), False),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=23))), False),
    ],
)
def test_times_from_1992_to_9999_in_china_are_read(vocabulary: Vocabulary, moment: datetime, fine: bool) -> None:
    found = parse_fact(BASE | {"occurred_at": moment}, vocabulary)
    if fine:
        assert isinstance(found, Fact)
    else:
        assert isinstance(found, tuple)
        assert [p.code for p in found] == [Code.TIME_OUT_OF_RANGE]


class BadgeAwarded(Fact, name="badge.awarded", zh="颁发徽章", subject="account"):
    """A plug-in's fact with checks of its own."""

    type: Literal["badge.awarded"] = "badge.awarded"
    account: AccountId = named("账号", "the account", required=True)
    score: Annotated[float | None, Field(gt=0, lt=10, json_schema_extra={"zh": "分数"})] = None
    grade: Annotated[Name | None, Field(max_length=2, json_schema_extra={"zh": "等级"})] = None
    by: Name | None = named("颁发者", "who awarded it")

    @field_validator("by")
    @classmethod
    def _not_itself(cls, value: str | None) -> str | None:
        if value == "itself":
            raise ValueError("nobody awards a badge to itself")
        return value

    @model_validator(mode="after")
    def _graded_or_scored(self) -> Self:
        if self.score is not None and self.grade is not None:
            raise ValueError("score or grade, not both")
        return self


@pytest.mark.parametrize(
    ("extra", "field", "zh", "en"),
    [
        (
            {"score": 10}, "score",
            "分数(score)的值「10」不可用;应为小于 10 的数", "`score` is “10”; expected a number below 10",
        ),
        (
            {"score": 0}, "score",
            "分数(score)的值「0」不可用;应为大于 0 的数", "`score` is “0”; expected a number above 0",
        ),
        ({"score": "x"}, "score", "分数(score)的值「x」不可用;应为数", "`score` is “x”; expected a number"),
        (
            {"grade": "AAA"}, "grade",
            "等级(grade)的值「AAA」不可用;应为至多 2 个字符", "`grade` is “AAA”; expected at most 2 characters",
        ),
        (
            {"by": "itself"}, "by",
            "颁发者(by)的值「itself」不可用;应为模型校验所接受的值(nobody awards a badge to itself)",
            "`by` is “itself”; expected what the model's own check accepts (nobody awards a badge to itself)",
        ),
        (
            {"score": 1, "grade": "A"}, None,
            "各字段合起来不可用;应为模型校验所接受的值(score or grade, not both)",
            "the fields together are not what the model's own check accepts (score or grade, not both)",
        ),
    ],
)  # fmt: skip
def test_models_of_plug_ins_are_explained_too(
    vocabulary: Vocabulary, extra: dict[str, object], field: str | None, zh: str, en: str
) -> None:
    data = {"id": "b", "type": "颁发徽章", "occurred_at": "2025-10-14T10:00Z", "account": "a", **extra}
    shown = None if field is None else str(extra[field])
    assert parse_fact(data, vocabulary.extended([BadgeAwarded])) == (
        Problem(Code.BAD_VALUE, Text(zh, en), field, shown),
    )
