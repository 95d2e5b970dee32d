"""From named values to a fact: the one path that JSONL, CSV and callers in Python share.

What comes in is a mapping as in the README (English field names; the event type and values of lists in English or
Chinese; times as text or as `datetime` with an offset). What goes out is the fact, or all problems at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import ValidationError

from policykit.io.facts_in.explain import bad_value, explain
from policykit.io.facts_in.problems import Code, Problem, did_you_mean, listed, quoted, show
from policykit.io.facts_in.times import read_day, read_moment
from policykit.model.facts import Fact
from policykit.model.text import Text
from policykit.model.vocabulary import EventType, FieldDef, FieldType, Kind, Vocabulary, fields_of

_ID = FieldDef("id", Text("编号", "id"), FieldType(Kind.ID), required=True)
_RECORDED = FieldDef("recorded_at", Text("记录时间", "recorded_at"), FieldType(Kind.INSTANT))
_GUARDED = frozenset({Kind.INSTANT, Kind.DATE, Kind.NUMBER})


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields that facts of one type may say (all but `type`), and those checked before pydantic sees them."""

    fields: Mapping[str, FieldDef]
    guarded: Mapping[str, FieldDef]


@cache
def _shape(model: type[Fact]) -> Shape:
    fields = {"id": _ID, **fields_of(model), "recorded_at": _RECORDED}
    return Shape(fields, {n: f for n, f in fields.items() if f.type.kind in _GUARDED})


def shape_of(event: EventType) -> Shape:
    """The fields of an event type with those that all facts have."""
    return _shape(event.model)


def parse_fact(data: Mapping[str, object], vocabulary: Vocabulary) -> Fact | tuple[Problem, ...]:
    """The fact that `data` says, or everything that is wrong with it. A value of None is a field not said.

    Raises nothing for bad data.
    """
    kind = data.get("type")
    event = vocabulary.event(kind.strip()) if isinstance(kind, str) else None
    if event is None:
        return (unknown_type(kind, vocabulary),)
    shape = shape_of(event)
    values: dict[str, object] = {"type": event.name}
    problems: list[Problem] = []
    for name, value in data.items():
        if value is None or name == "type":
            continue
        if name not in shape.fields:
            problems.append(unknown_field(name, shape, event))
            continue
        guarded = shape.guarded.get(name)
        checked = value if guarded is None else _guard(guarded, value)
        if isinstance(checked, Problem):
            problems.append(checked)
        else:
            values[name] = checked
    try:
        fact = event.model.model_validate(values)
    except ValidationError as error:
        told = {p.field for p in problems}
        problems += (p for p in explain(error, shape.fields, event, values) if p.field not in told or p.field is None)
    else:
        if not problems:
            return fact
    return tuple(problems)


def _guard(field: FieldDef, value: object) -> object | Problem:
    """What pydantic would take too kindly: times as bare numbers, dates as times, truths as numbers."""
    match field.type.kind:
        case Kind.INSTANT:
            return read_moment(value, field)
        case Kind.DATE:
            return read_day(value, field)
        case _:
            return bad_value(field, value) if isinstance(value, bool) else value


def unknown_type(kind: object, vocabulary: Vocabulary) -> Problem:
    """No event type of that name, or none said at all."""
    if kind is None:
        return Problem(
            Code.MISSING_FIELD,
            Text(
                "缺少必填的事件(type);应为事件类型的英文名或中文名,如 message.received 或 收到留言",
                "`type` is missing; every fact must say its event type by its English or Chinese name,"
                " such as message.received",
            ),
            "type",
        )
    found = quoted(kind)
    hint = did_you_mean(kind, vocabulary.event_names()) if isinstance(kind, str) else Text("", "")
    if not hint.en:
        hint = Text("(policykit schema facts 列出全部)", " (policykit schema facts lists them all)")
    return Problem(
        Code.UNKNOWN_TYPE,
        Text(
            f"未知事件类型{found.zh};应为事件类型的英文名或中文名{hint.zh}",
            f"unknown event type {found.en}; expected the English or Chinese name of one that exists{hint.en}",
        ),
        "type",
        show(kind),
    )


def unknown_field(name: str, shape: Shape, event: EventType) -> Problem:
    """A field that facts of this type do not have. Its value is not shown: it may be anything, a text too."""
    same = next((f.name for f in shape.fields.values() if f.label.zh == name), None)
    hint = Text(f";请写 {same}", f"; write {same}") if same else did_you_mean(name, shape.fields)
    found, known = quoted(name), listed(shape.fields)
    return Problem(
        Code.UNKNOWN_FIELD,
        Text(
            f"{event.label.zh}({event.name})没有字段{found.zh};可用字段:type、{known.zh}{hint.zh}",
            f"{event.name} has no field {found.en}; its fields are type, {known.en}{hint.en}",
        ),
        name,
    )
