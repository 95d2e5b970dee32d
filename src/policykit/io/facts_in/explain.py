"""From pydantic's errors to problems in both languages that say what was found, what is accepted and what to do.

The wording is chosen by pydantic's error type and the vocabulary's type of the field; pydantic's own English never
shows. What a plug-in's model says of its own (`value_error`) is passed on as its author wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from policykit.io.facts_in.problems import Code, Problem, closest, field_name, quoted, show
from policykit.io.facts_in.times import DAY_FORM, MOMENT_FORM
from policykit.model.text import Text, join
from policykit.model.vocabulary import EventType, FieldDef, FieldType, Kind

_LIMITS: Mapping[str, tuple[str, Text]] = {
    "greater_than_equal": ("ge", Text("不小于 {limit} 的数", "a number not below {limit}")),
    "greater_than": ("gt", Text("大于 {limit} 的数", "a number above {limit}")),
    "less_than_equal": ("le", Text("不大于 {limit} 的数", "a number not above {limit}")),
    "less_than": ("lt", Text("小于 {limit} 的数", "a number below {limit}")),
    "multiple_of": ("multiple_of", Text("{limit} 的倍数", "a multiple of {limit}")),
    "string_too_long": ("max_length", Text("至多 {limit} 个字符", "at most {limit} characters")),
    "string_pattern_mismatch": ("pattern", Text("符合 {limit} 的文字", "text that matches {limit}")),
    "too_short": ("min_length", Text("至少 {limit} 项", "at least {limit} items")),
    "too_long": ("max_length", Text("至多 {limit} 项", "at most {limit} items")),
}
_WHOLE = frozenset({"int_type", "int_parsing", "int_from_float", "int_parsing_size"})


def expected(kind: FieldType) -> Text:
    """What values a field of this type accepts, with every choice of a list."""
    if kind.choices is not None:
        names = join([Text(f"{c.zh}({c.value})", f"{c.value} ({c.zh})") for c in kind.choices])
        return Text(f"下列之一:{names.zh}", f"one of {names.en}")
    if kind.element is not None:
        element = expected(kind.element)
        return Text(f"列表,其中每项为{element.zh}", f"a list, each item {element.en}")
    return {
        Kind.TRUTH: Text(" true 或 false", "true or false"),
        Kind.NUMBER: Text("数", "a number"),
        Kind.DATE: Text(f"日期,如 {DAY_FORM}", f"a date such as {DAY_FORM}"),
        Kind.INSTANT: Text(f"带时差的时间,如 {MOMENT_FORM}", f"a time with an offset such as {MOMENT_FORM}"),
    }.get(kind.kind, Text("非空的文字", "text that is not empty"))


def missing(field: FieldDef, event: EventType) -> Problem:
    """A required field that the fact does not say."""
    name, wanted = field_name(field), expected(field.type)
    return Problem(
        Code.MISSING_FIELD,
        Text(
            f"缺少必填的{name.zh};{event.label.zh}({event.name})必须写明,应为{wanted.zh}",
            f"{name.en} is missing; every {event.name} must say it: {wanted.en}",
        ),
        field.name,
    )


def bad_value(field: FieldDef, value: object, wanted: Text | None = None, *, item: bool = False) -> Problem:
    """A value that its field does not accept, with what it accepts (`wanted`, or what its type says).

    With `item`, the value is one item of a set.
    """
    accepts = field.type.element if item and field.type.element else field.type
    name, found, accepted = field_name(field), quoted(value), wanted or expected(accepts)
    hint = _close_choice(accepts, value) if wanted is None else Text("", "")
    return Problem(
        Code.BAD_VALUE,
        Text(
            f"{name.zh}的值{found.zh}不可用;应为{accepted.zh}{hint.zh}",
            f"{name.en} is {found.en}; expected {accepted.en}{hint.en}",
        ),
        field.name,
        show(value),
    )


def _close_choice(kind: FieldType, value: object) -> Text:
    if kind.choices is None or not isinstance(value, str):
        return Text("", "")
    found = closest(value, (name for c in kind.choices for name in (c.value, c.zh)))
    return Text(f";是否想写 {found}?", f"; did you mean {found}?") if found else Text("", "")


def explain(
    error: ValidationError, fields: Mapping[str, FieldDef], event: EventType, values: Mapping[str, object]
) -> list[Problem]:
    """The problems that pydantic found in `values`, one for each of its errors."""
    return [_problem(e, fields, event, values) for e in error.errors(include_url=False)]


def _problem(
    error: ErrorDetails, fields: Mapping[str, FieldDef], event: EventType, values: Mapping[str, object]
) -> Problem:
    kind, value = error["type"], error["input"]
    field = fields.get(str(error["loc"][0])) if error["loc"] else None
    if field is None:
        return _of_the_whole(error, values)
    if kind == "missing":
        return missing(field, event)
    if kind in {"value_error", "assertion_error"}:
        return bad_value(field, value, _authors_words(error))
    if kind in _LIMITS:
        key, text = _LIMITS[kind]
        limit = error.get("ctx", {}).get(key, "")
        return bad_value(field, value, text.fill(limit=f"{limit:g}" if isinstance(limit, float) else limit))
    if kind in _WHOLE:
        return bad_value(field, value, Text("整数", "a whole number"))
    if kind == "string_type" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return bad_value(field, value, Text("文字,由数字组成的编号请加引号", "text: put an id of digits in quotes"))
    if kind == "string_unicode":
        return bad_value(field, value, Text("有效的 Unicode 文字", "valid Unicode text"))
    if kind == "frozen_set_type" and isinstance(value, str):
        items = expected(field.type)
        return bad_value(
            field, value, Text(f"{items.zh};只有一项也请写成列表", f"{items.en}; write a single one as a list too")
        )
    return bad_value(field, value, item=len(error["loc"]) > 1)


def _authors_words(error: ErrorDetails) -> Text:
    cause = str(error.get("ctx", {}).get("error", ""))
    return Text(f"模型校验所接受的值({cause})", f"what the model's own check accepts ({cause})")


def _of_the_whole(error: ErrorDetails, values: Mapping[str, object]) -> Problem:
    """An error of a check over several fields: the one that every fact has, or one of a plug-in's model."""
    occurred, recorded = values.get("occurred_at"), values.get("recorded_at")
    if isinstance(occurred, datetime) and isinstance(recorded, datetime) and recorded < occurred:
        return Problem(
            Code.RECORDED_EARLY,
            Text(
                f"记录时间(recorded_at)「{show(recorded)}」早于发生时间(occurred_at)「{show(occurred)}」;"
                "事实不可能在发生前被记录,请核对两者",
                f"`recorded_at` is “{show(recorded)}”, before `occurred_at` “{show(occurred)}”; nothing is recorded"
                " before it happens, so check both",
            ),
            "recorded_at",
            show(recorded),
        )
    cause = _authors_words(error)
    return Problem(
        Code.BAD_VALUE, Text(f"各字段合起来不可用;应为{cause.zh}", f"the fields together are not {cause.en}")
    )
