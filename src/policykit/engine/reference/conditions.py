"""Evaluates conditions on a fact or an entity at an instant, in three-valued logic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from policykit.calendar import Calendar, advance_day, bucket
from policykit.engine.reference.history import ENTITY_KEYS, History
from policykit.engine.reference.register import Entity
from policykit.engine.reference.truth import Truth, Unknown, all_of, any_of, negate
from policykit.model.errors import CalendarEnds
from policykit.model.extension import Extensions
from policykit.model.facts import Fact
from policykit.model.policy import conditions as m
from policykit.model.policy.periods import Cadence, Period, PeriodUnit
from policykit.model.text import Text, fold
from policykit.model.time import FIRST_DAY, HOUR_US, Instant, day_start, instant, legal_day
from policykit.model.vocabulary import SUBJECTS, Kind


@dataclass(frozen=True)
class Look:
    """What a condition is tested on: a fact or an entity, at an instant, with the rule's trigger if there is one."""

    history: History
    calendar: Calendar
    extensions: Extensions
    at: Instant
    fact: Fact | None = None
    trigger: Fact | None = None
    entity: Entity | None = None

    def on(self, fact: Fact) -> Look:
        """The look at another fact: the present one becomes the trigger."""
        return replace(self, fact=fact, at=fact.at, trigger=self.fact or self.trigger)


def holds(condition: m.Condition, look: Look) -> Truth:
    """Whether the condition holds."""
    match condition:
        case m.And(items):
            return all_of(holds(i, look) for i in items)
        case m.Or(items):
            return any_of(holds(i, look) for i in items)
        case m.Not(item):
            return negate(holds(item, look))
        case m.Truth(value):
            found = value_of(value, look)
            return found if isinstance(found, Unknown) else bool(found)
        case m.Said(field, negated):
            said = not isinstance(value_of(field, look), Unknown)
            return said is not negated
        case m.Compare(comparison, left, right):
            return _compare(comparison, value_of(left, look), value_of(right, look))
        case m.Member(value, options, negated):
            found = value_of(value, look)
            truth = any_of(_compare(m.Comparison.EQ, found, o.value) for o in options)
            return negate(truth) if negated else truth
        case m.Contains(container, values, negated):
            truth = _contains(value_of(container, look), [value_of(v, look) for v in values])
            return negate(truth) if negated else truth
        case m.LookBack(pattern, negated, within, same):
            truth = any_of(t for t, _ in earlier(pattern, look, within, same))
            return negate(truth) if negated else truth


def value_of(expression: m.Expression, look: Look) -> object:
    """The value of an expression, or `Unknown`."""
    match expression:
        case m.Literal(value):
            return value
        case m.FieldRef():
            return _field(expression, look)
        case m.Duration(period):
            return period
        case m.Sum(operator, left, right):
            return _sum(operator, value_of(left, look), value_of(right, look))
        case m.Call(function, arguments):
            values = [value_of(a, look) for a in arguments]
            unknown = next((v for v in values if isinstance(v, Unknown)), None)
            if unknown is not None:
                return unknown
            result = look.extensions.functions[function].evaluate(*values)
            reason = Text(f"函数 {function} 没有给出结果", f"the function {function} gave no result")
            return Unknown(reason) if result is None else result


def _field(ref: m.FieldRef, look: Look) -> object:
    if ref.owner in (m.Owner.EVENT, m.Owner.TRIGGER):
        fact = look.fact if ref.owner is m.Owner.EVENT else look.trigger
        value = fact.value(ref.field) if fact else None
        if value is None or fact is None:
            label = _event_field_label(ref, fact, look)
            return Unknown(Text(f"没有说明“{label.zh}”", f"{label.en} is not said"))
        return value
    kind = ref.owner.value
    label = look.history.vocabulary.entities[kind].fields[ref.field].label
    entity = entity_of(kind, look)
    value = entity.value(ref.field, look.at) if entity else None
    if value is None:
        which = entity.id if entity else "?"
        name = look.history.vocabulary.entities[kind].label
        return Unknown(
            Text(f"未登记{name.zh} {which} 的“{label.zh}”", f"{label.en} of {name.en} {which} is not registered")
        )
    return value


def _event_field_label(ref: m.FieldRef, fact: Fact | None, look: Look) -> Text:
    if fact is None:
        return Text(ref.field, ref.field)
    field = look.history.vocabulary.events[fact.type].fields[ref.field].label
    return Text(f"{fact.id}.{field.zh}", f"{field.en} of {fact.id}")


def entity_of(kind: str, look: Look) -> Entity | None:
    """The entity of a kind that the look is at, by way of its fact or of the entity judged."""
    register = look.history.register
    if look.fact is not None:
        id_ = look.history.key(look.fact, kind)
        if id_ is not None:
            return register.entity(kind, id_)
    if look.entity is None:
        return None
    if look.entity.type.name == kind:
        return look.entity
    parent = look.entity.value(kind, look.at) if kind in look.entity.type.fields else None
    return register.entity(kind, parent) if isinstance(parent, str) else None


def _comparable(value: object, other: object) -> object:
    if isinstance(value, datetime):
        at = instant(value)
        return at if isinstance(other, datetime) else legal_day(at)
    return fold(value) if isinstance(value, str) else value


def _compare(comparison: m.Comparison, left: object, right: object) -> Truth:
    for value in (left, right):
        if isinstance(value, Unknown):
            return value
    a, b = _comparable(left, right), _comparable(right, left)
    match comparison:
        case m.Comparison.EQ:
            return a == b
        case m.Comparison.NE:
            return a != b
    if not (isinstance(a, (int, date)) and isinstance(b, (int, date))):
        raise TypeError(f"{a!r} and {b!r} have no order")
    match comparison:
        case m.Comparison.LT:
            return bool(a < b)  # type: ignore[operator] # the checker compared the types
        case m.Comparison.LE:
            return bool(a <= b)  # type: ignore[operator] # the checker compared the types
        case m.Comparison.GT:
            return bool(a > b)  # type: ignore[operator] # the checker compared the types
        case m.Comparison.GE:
            return bool(a >= b)  # type: ignore[operator] # the checker compared the types


def _contains(container: object, values: list[object]) -> Truth:
    for value in (container, *values):
        if isinstance(value, Unknown):
            return value
    if isinstance(container, frozenset):
        return all(v in container for v in values)
    return all(fold(str(v)) in fold(str(container)) for v in values)


def _as_day(value: object) -> object:
    return legal_day(instant(value)) if isinstance(value, datetime) else value


def _sum(operator: str, left: object, right: object) -> object:
    for value in (left, right):
        if isinstance(value, Unknown):
            return value
    a, b = _as_day(left), _as_day(right)
    if isinstance(a, date) and isinstance(b, Period):
        return advance_day(a, b) if operator == "+" else back_from(a, b)
    if isinstance(a, date) and isinstance(b, date):
        return (a - b).days
    if isinstance(a, int) and isinstance(b, int):
        return a + b if operator == "+" else a - b
    raise TypeError(f"{a!r} and {b!r} cannot be added")


def back_from(day: date, period: Period) -> date:
    """The earliest day from which the period reaches `day` (calendar units, no roll)."""
    first = day
    while first > FIRST_DAY and advance_day(first - timedelta(days=1), period) >= day:
        first -= timedelta(days=1)
    return first


def earlier(
    pattern: m.EventPattern,
    look: Look,
    within: Period | None = None,
    same: Cadence | None = None,
) -> Iterator[tuple[Truth, Fact | None]]:
    """Whether each earlier fact of the pattern counts, latest first; an unknown without a fact if the records lack the type."""
    try:
        begin = _window_start(look, within, same)
    except CalendarEnds as error:
        yield Unknown(error.text), None
        return
    for truth, fact in belonging(pattern, look):
        if fact is None:
            yield truth, None
        elif begin <= fact.at <= look.at and fact is not look.fact:
            yield counts(pattern, fact, look, truth), fact


def counts(pattern: m.EventPattern, fact: Fact, look: Look, belongs: Truth = True) -> Truth:
    """Whether a fact that belongs (or may belong) to the trigger also meets the pattern's condition."""
    if pattern.where is None:
        return belongs
    return all_of((belongs, holds(pattern.where, look.on(fact))))


def belonging(pattern: m.EventPattern, look: Look) -> Iterator[tuple[Truth, Fact | None]]:
    """The facts that share the pattern's key with the look, latest first, and those that may share it.

    First of all comes an unknown without a fact, where the records do not hold such facts or the key itself is not known.
    """
    history = look.history
    missing = history.not_covered(pattern.events)
    if missing:
        yield missing, None
    values: list[tuple[str, str]] = []
    for kind in pattern.key:
        value = _key_of_look(kind, look)
        if value is None:
            label = SUBJECTS[kind]
            yield Unknown(Text(f"没有说明是哪个{label.zh}", f"it is not said which {label.en}")), None
            return
        values.append((kind, value))
    if not values:
        for fact in reversed(history.of(pattern.events)):
            yield True, fact
        return
    (kind, value), *others = values
    sure, unsure = history.sharing(pattern.events, kind, value)
    reason = Unknown(Text(f"有事实没有说明是哪个{SUBJECTS[kind].zh}", f"a fact does not say which {SUBJECTS[kind].en}"))
    for fact in reversed(sure):
        yield _shares(fact, others, history), fact
    for fact in reversed(unsure):
        yield all_of((reason, _shares(fact, others, history))), fact


def _shares(fact: Fact, keys: list[tuple[str, str]], history: History) -> Truth:
    for kind, value in keys:
        own = history.key(fact, kind)
        if own is None and kind in ENTITY_KEYS:
            return Unknown(
                Text(
                    f"{fact.id} 没有说明是哪个{SUBJECTS[kind].zh}", f"{fact.id} does not say which {SUBJECTS[kind].en}"
                )
            )
        if own != value:
            return False
    return True


def _key_of_look(kind: str, look: Look) -> str | None:
    if look.entity is not None and look.entity.type.name == kind:
        return look.entity.id
    if look.fact is not None:
        return look.history.key(look.fact, kind)
    entity = entity_of(kind, look)
    return entity.id if entity else None


def _window_start(look: Look, within: Period | None, same: Cadence | None) -> Instant:
    if same is not None:
        return day_start(bucket(same, legal_day(look.at)).first)
    if within is None:
        return day_start(FIRST_DAY)
    if within.unit is PeriodUnit.HOUR:
        return look.at - within.count * HOUR_US
    day = legal_day(look.at)
    if within.unit is PeriodUnit.WORKDAY:
        return day_start(_workdays_back(day, within.count, look.calendar))
    return day_start(back_from(day, within))


def _workdays_back(day: date, count: int, calendar: Calendar) -> date:
    """The day from which `count` working days lead to `day`: the mirror of a deadline."""
    left = count
    while left:
        left -= calendar.status(day).working
        day -= timedelta(days=1)
    return day
