"""Conditions as scalar SQL over the columns of a frame: true, false, or NULL for unknown.

In: a condition, the frame it is tested on, and that of the trigger. Out: text. What SQL says otherwise than the
reference evaluator, or not at all, raises `NotCompiled`; nothing is approximated.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from policykit.engine.columnar import sql
from policykit.engine.columnar.errors import NotCompiled
from policykit.model.policy import conditions as m
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.text import Text
from policykit.model.vocabulary import Kind

if TYPE_CHECKING:
    from policykit.engine.columnar.frames import Frame

_DAYS = {PeriodUnit.DAY: 1, PeriodUnit.NATURAL_DAY: 1, PeriodUnit.WEEK: 7}
_LAST_DAY = sql.day_number(date.max)
_FIRST_DAY = sql.day_number(date.min)


def truth_of(condition: m.Condition, frame: Frame, trigger: Frame | None = None) -> str:
    """Whether the condition holds for the frame's row."""
    match condition:
        case m.And(items):
            return sql.all_of(truth_of(i, frame, trigger) for i in items)
        case m.Or(items):
            return sql.any_of(truth_of(i, frame, trigger) for i in items)
        case m.Not(item):
            return f"NOT ({truth_of(item, frame, trigger)})"
        case m.Truth(value):
            return _value(value, frame, trigger)
        case m.Said(field, negated):
            return f"({_value(field, frame, trigger)} IS {'NULL' if negated else 'NOT NULL'})"
        case m.Compare(comparison, left, right):
            return _compare(comparison, left, right, frame, trigger)
        case m.Member(value, options, negated):
            found = [_compare(m.Comparison.EQ, value, o, frame, trigger) for o in options]
            return f"{'NOT ' if negated else ''}({sql.any_of(found)})"
        case m.Contains(container, values, negated):
            return f"{'NOT ' if negated else ''}({_contains(container, values, frame, trigger)})"
        case m.LookBack(negated=negated):
            found_, _ = frame.look_back(condition, truth_of)
            return f"{'NOT ' if negated else ''}({found_})"


def _kind(expression: m.Expression) -> Kind | None:
    match expression:
        case m.Literal(value):
            if isinstance(value, datetime):
                return Kind.INSTANT
            if isinstance(value, date):
                return Kind.DATE
            return expression.type.kind
        case m.Duration():
            return None
        case _:
            return expression.type.kind


def _compare(
    comparison: m.Comparison, left: m.Expression, right: m.Expression, frame: Frame, trigger: Frame | None
) -> str:
    a, b = _value(left, frame, trigger), _value(right, frame, trigger)
    kinds = _kind(left), _kind(right)
    if kinds == (Kind.INSTANT, Kind.DATE):
        a = sql.day_of(a)
    elif kinds == (Kind.DATE, Kind.INSTANT):
        b = sql.day_of(b)
    if Kind.SET in kinds:
        raise NotCompiled(Text("整个集合的比较", "comparing whole sets"))
    operator = {m.Comparison.EQ: "=", m.Comparison.NE: "<>"}.get(comparison, comparison.value)
    return f"{a} {operator} {b}"


def _contains(container: m.Expression, values: tuple[m.Expression, ...], frame: Frame, trigger: Frame | None) -> str:
    held = _value(container, frame, trigger)
    wanted = [_value(v, frame, trigger) for v in values]
    if _kind(container) is Kind.SET:
        found = [f"list_contains({held}, {v})" for v in wanted]
    else:
        found = [f"contains({held}, {v})" for v in wanted]
    unsaid = " OR ".join(f"{v} IS NULL" for v in (held, *wanted))
    return f"CASE WHEN {unsaid} THEN NULL ELSE {sql.all_of(found)} END"


def _value(expression: m.Expression, frame: Frame, trigger: Frame | None) -> str:
    match expression:
        case m.Literal(value):
            return sql.literal(value)
        case m.FieldRef():
            return _field(expression, frame, trigger)
        case m.Sum(operator, left, right):
            return _sum(operator, left, right, frame, trigger)
        case m.Call(function, arguments):
            return _call(function, [_value(a, frame, trigger) for a in arguments], arguments, frame)
        case m.Duration():
            raise NotCompiled(Text("单独的时长", "a length of time by itself"))


def _field(ref: m.FieldRef, frame: Frame, trigger: Frame | None) -> str:
    if ref.owner is m.Owner.EVENT or (ref.owner is m.Owner.TRIGGER and trigger is not None):
        place = frame if ref.owner is m.Owner.EVENT else trigger
        if place is None or place.entity is not None:
            return sql.absent(ref.type)
        if ref.field == "occurred_at":
            return place.at
        return place.compared(ref.field, ref.type) if place.has_field(ref.field) else sql.absent(ref.type)
    if ref.owner is m.Owner.TRIGGER:
        return sql.absent(ref.type)
    if trigger is not None and trigger.entity is not None:
        raise NotCompiled(Text("所评对象的属性在他事实上", "an attribute of the entity judged, seen from another fact"))
    return frame.attribute(ref.owner.value, ref.field)


def _sum(operator: str, left: m.Expression, right: m.Expression, frame: Frame, trigger: Frame | None) -> str:
    a = _value(left, frame, trigger)
    if _kind(left) is Kind.INSTANT:
        a = sql.day_of(a)
    if isinstance(right, m.Duration):
        return _moved(operator, a, right.period)
    b = _value(right, frame, trigger)
    if _kind(right) is Kind.INSTANT:
        b = sql.day_of(b)
    return f"({a} {operator} {b})"


def _moved(operator: str, day: str, period: Period) -> str:
    """The day so much later or earlier; past the last day that can be expressed it is unknown."""
    length = _DAYS.get(period.unit)
    if length is None:
        raise NotCompiled(Text(f"日期加减{period.label.zh}", f"a date and {period.label.en}"))
    moved = f"(CAST({day} AS BIGINT) {operator} {length * period.count})"
    beyond = f"{moved} > {_LAST_DAY}" if operator == "+" else f"{moved} < {_FIRST_DAY}"
    return f"CASE WHEN {beyond} THEN NULL ELSE {moved} END"


def _call(function: str, values: list[str], arguments: tuple[m.Expression, ...], frame: Frame) -> str:
    raise NotCompiled(Text(f"函数 {function}", f"the function {function}"))
