"""Conditions as scalar SQL over the columns of a frame: true, false, or NULL for unknown.

In: a condition, the frame it is tested on, and that of the trigger. Out: text. What SQL says otherwise than the
reference evaluator, or not at all, raises `NotCompiled`; nothing is approximated.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from policykit.engine.columnar import sql
from policykit.engine.columnar.calls import Called, result
from policykit.engine.columnar.errors import NotCompiled
from policykit.engine.reference.values import moved
from policykit.model.policy import conditions as m
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.policy.terms import within
from policykit.model.text import Text, fold
from policykit.model.vocabulary import FieldType, Kind

if TYPE_CHECKING:
    from policykit.engine.columnar.frames import Frame

_DAYS = {PeriodUnit.DAY: 1, PeriodUnit.NATURAL_DAY: 1, PeriodUnit.WEEK: 7}
_DATE = FieldType(Kind.DATE)
_LAST_DAY = sql.day_number(date.max)
_FIRST_DAY = sql.day_number(date.min)


def truth_of(condition: m.Condition | None, frame: Frame, trigger: Frame | None = None) -> str:
    """Whether the condition holds for the frame's row: it does where there is none."""
    match condition:
        case None:
            return "TRUE"
        case m.And(items):
            return sql.all_of(truth_of(i, frame, trigger) for i in items)
        case m.Or(items):
            return sql.any_of(truth_of(i, frame, trigger) for i in items)
        case m.Not(item):
            return f"NOT ({truth_of(item, frame, trigger)})"
        case m.Truth(value):
            return value_of(value, frame, trigger)
        case m.Said(field, negated):
            return f"({value_of(field, frame, trigger)} IS {'NULL' if negated else 'NOT NULL'})"
        case m.Compare(comparison, left, right):
            return _compare(comparison, left, right, frame, trigger)
        case m.Member(value, options, negated):
            found = [_compare(m.Comparison.EQ, value, o, frame, trigger) for o in options]
            return f"{'NOT ' if negated else ''}({sql.any_of(found)})"
        case m.Contains(container, values, negated):
            return f"{'NOT ' if negated else ''}({_contains(container, values, frame, trigger)})"
        case m.LookBack(negated=negated):
            _refuse_afar(frame, condition)
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
    a, b = value_of(left, frame, trigger), value_of(right, frame, trigger)
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
    held = value_of(container, frame, trigger)
    wanted = [value_of(v, frame, trigger) for v in values]
    if _kind(container) is Kind.SET:
        found = [f"list_contains({held}, {v})" for v in wanted]
    else:
        found = [f"contains({held}, {v})" for v in wanted]
    unsaid = " OR ".join(f"{v} IS NULL" for v in (held, *wanted))
    return f"CASE WHEN {unsaid} THEN NULL ELSE {sql.all_of(found)} END"


def value_of(expression: m.Expression, frame: Frame, trigger: Frame | None = None) -> str:
    """The value of an expression at the frame's row; NULL for unknown."""
    match expression:
        case m.Literal(value):
            return sql.literal(value)
        case m.FieldRef():
            return _field(expression, frame, trigger)
        case m.Sum(operator, left, right):
            return _sum(operator, left, right, frame, trigger)
        case m.Call():
            return _call(expression, frame, trigger)[1]
        case m.Duration():
            raise NotCompiled(Text("单独的时长", "a length of time by itself"))


def _field(ref: m.FieldRef, frame: Frame, trigger: Frame | None) -> str:
    if ref.owner is m.Owner.EVENT or (ref.owner is m.Owner.TRIGGER and trigger is not None):
        place = frame if ref.owner is m.Owner.EVENT else trigger
        if place is None or place.entity is not None:
            return sql.absent(ref.type)
        if ref.field == "occurred_at":
            return place.occurred
        return place.compared(ref.field, ref.type) if place.has_field(ref.field) else sql.absent(ref.type)
    if ref.owner is m.Owner.TRIGGER:
        return sql.absent(ref.type)
    return _attribute(ref, frame)


def _attribute(ref: m.FieldRef, frame: Frame, *, raw: bool = False) -> str:
    """An attribute in the register. Raises `NotCompiled` where it may be that of the entity judged, not the fact's."""
    if frame.judged is not None:
        frame.refuse_unnamed(ref.owner.value)
    return frame.attribute(ref.owner.value, ref.field, raw=raw)


def _refuse_afar(frame: Frame, back: m.LookBack) -> None:
    """Raise `NotCompiled` where another fact looks back by the key of the entity judged, which is not its own."""
    if frame.judged is None or frame.judged not in back.pattern.key:
        return
    if frame.judged not in frame.tied:
        raise NotCompiled(Text("自行为回溯所评对象", "looking back from an act for the entity judged"))
    frame.refuse_unnamed(frame.judged)


def _sum(operator: str, left: m.Expression, right: m.Expression, frame: Frame, trigger: Frame | None) -> str:
    a = value_of(left, frame, trigger)
    if _kind(left) is Kind.INSTANT:
        a = sql.day_of(a)
    if isinstance(right, m.Duration):
        length = _DAYS.get(right.period.unit)
        if length is None:
            return _moved(operator, left, right.period, frame, trigger)
        return _days_off(operator, a, length * right.period.count)
    b = value_of(right, frame, trigger)
    if _kind(right) is Kind.INSTANT:
        b = sql.day_of(b)
    return f"({a} {operator} {b})"


def _days_off(operator: str, day: str, count: int) -> str:
    """The day so many days later or earlier; past the last day that can be expressed it is unknown."""
    moved = f"(CAST({day} AS BIGINT) {operator} {count})"
    beyond = f"{moved} > {_LAST_DAY}" if operator == "+" else f"{moved} < {_FIRST_DAY}"
    return f"CASE WHEN {beyond} THEN NULL ELSE {moved} END"


# ---------------------------------------------------------------- what Python must say


def _moved(operator: str, left: m.Expression, period: Period, frame: Frame, trigger: Frame | None) -> str:
    """The day so many months or years later or earlier."""

    def evaluate(day: object) -> object:
        return moved(operator, day, period) if isinstance(day, date) else None

    called = Called((operator, period), evaluate, _DATE)
    frame, left = _seat(left, frame, trigger)
    return result(called, [(left, _DATE)], frame, _day_of_row)[1]


def _day_of_row(expression: m.Expression, frame: Frame) -> str:
    value = value_of(expression, frame)
    return sql.day_of(value) if _kind(expression) is Kind.INSTANT else value


def _call(call: m.Call, frame: Frame, trigger: Frame | None) -> list[str]:
    """The result of a plug-in function: as it is, and as it is compared."""
    function = frame.query.tables.extensions.functions[call.function]
    seated = [_seat(a, frame, trigger) for a in call.arguments]
    places = {id(place): place for place, _ in seated}
    if len(places) > 1:
        raise NotCompiled(Text("函数参数取自两项事实", "a function of values of two facts"))
    place = next(iter(places.values()), frame)
    arguments = list(zip((a for _, a in seated), function.arguments, strict=True))
    raw = value_of if function.evaluate is fold else raw_of
    return result(Called(call.function, function.evaluate, function.returns), arguments, place, raw)


def _seat(expression: m.Expression, frame: Frame, trigger: Frame | None) -> tuple[Frame, m.Expression]:
    """The frame on whose rows alone an expression depends, and the expression as that frame says it."""
    owners = {e.owner for e in within(expression) if isinstance(e, m.FieldRef)}
    if trigger is None or m.Owner.TRIGGER not in owners:
        return frame, expression
    if owners != {m.Owner.TRIGGER}:
        raise NotCompiled(Text("函数参数取自两项事实", "a function of values of two facts"))
    return trigger, _as_event(expression)


def _as_event(expression: m.Expression) -> m.Expression:
    """An expression on the trigger as the trigger's own rows say it."""
    match expression:
        case m.FieldRef():
            return replace(expression, owner=m.Owner.EVENT)
        case m.Sum(_, left, right):
            return replace(expression, left=_as_event(left), right=_as_event(right))
        case m.Call(_, arguments):
            return replace(expression, arguments=tuple(map(_as_event, arguments)))
        case _:
            return expression


def raw_of(expression: m.Expression, frame: Frame) -> str:
    """A value as the facts say it: texts are not folded."""
    match expression:
        case m.Literal(str() as value) if expression.type.kind in (Kind.TEXT, Kind.ID):
            return sql.text(value)
        case m.FieldRef(m.Owner.EVENT, field) if frame.entity is None and frame.has_field(field):
            return frame.occurred if field == "occurred_at" else frame.field(field)
        case m.FieldRef(owner, type=FieldType(Kind.TEXT)) if owner not in (m.Owner.EVENT, m.Owner.TRIGGER):
            return _attribute(expression, frame, raw=True)
        case m.Call():
            return _call(expression, frame, None)[0]
        case _:
            return value_of(expression, frame)
