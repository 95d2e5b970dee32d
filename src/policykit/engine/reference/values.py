"""What a condition is tested on, and the values of the expressions in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from policykit.calendar import Calendar, PeriodError, advance_day
from policykit.engine.reference.history import History
from policykit.engine.reference.register import Entity
from policykit.engine.reference.truth import Unknown
from policykit.model.extension import Extensions
from policykit.model.facts import Fact
from policykit.model.policy import conditions as m
from policykit.model.policy.periods import Period, PeriodUnit
from policykit.model.text import Text
from policykit.model.time import Instant, instant, legal_day

_MOST_DAYS = {
    PeriodUnit.DAY: 1,
    PeriodUnit.NATURAL_DAY: 1,
    PeriodUnit.WEEK: 7,
    PeriodUnit.MONTH: 31,
    PeriodUnit.HALF_YEAR: 184,
    PeriodUnit.YEAR: 366,
}


@dataclass(slots=True)
class Look:
    """What a condition is tested on: a fact or an entity, at an instant, with the rule's trigger if there is one.

    Not frozen: one is made for each finding, and freezing takes longer than the rest.
    """

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


def entity_of(kind: str, look: Look) -> Entity | None:
    """The entity of a kind that the look is at, by way of its fact or of the entity judged."""
    register = look.history.register
    if look.fact is not None:
        id_ = look.history.key(look.fact, kind)
        if id_ is not None:
            return register.entity(kind, id_)
    if look.entity is None:
        return None
    id_ = key_of_entity(look.entity, kind, look.at)
    return register.entity(kind, id_) if id_ else None


def key_of_entity(entity: Entity, kind: str, at: Instant) -> str | None:
    """The id of the entity itself, or of the one of that kind that it belongs to at the instant."""
    if entity.type.name == kind:
        return entity.id
    value = entity.value(kind, at)
    return value if isinstance(value, str) else None


def back_from(day: date, period: Period) -> date:
    """The earliest day from which the period (in calendar units, no roll) reaches `day`.

    So `a + P >= b` and `a >= b - P` say the same, also where months clamp.
    """
    first = day - timedelta(days=min(period.count * _MOST_DAYS[period.unit], day.toordinal() - 1))
    while advance_day(first, period) < day:
        first += timedelta(days=1)
    return first


def _field(ref: m.FieldRef, look: Look) -> object:
    if ref.owner in (m.Owner.EVENT, m.Owner.TRIGGER):
        return _of_fact(ref.field, look.fact if ref.owner is m.Owner.EVENT else look.trigger, look)
    kind = ref.owner.value
    type_ = look.history.vocabulary.entities[kind]
    entity = entity_of(kind, look)
    value = entity.value(ref.field, look.at) if entity else None
    if value is not None:
        return value
    label, name, which = type_.fields[ref.field].label, type_.label, entity.id if entity else "?"
    return Unknown(
        Text(f"未登记{name.zh} {which} 的“{label.zh}”", f"{label.en} of {name.en} {which} is not registered")
    )


def _of_fact(field: str, fact: Fact | None, look: Look) -> object:
    if fact is None:
        return Unknown(Text(f"没有事实可说明“{field}”", f"there is no fact to say {field}"))
    value = fact.value(field)
    if value is not None:
        return value
    label = look.history.vocabulary.events[fact.type].fields[field].label
    return Unknown(Text(f"没有说明“{fact.id}.{label.zh}”", f"{label.en} of {fact.id} is not said"))


def _sum(operator: str, left: object, right: object) -> object:
    for value in (left, right):
        if isinstance(value, Unknown):
            return value
    a, b = _as_day(left), _as_day(right)
    if isinstance(a, date) and isinstance(b, Period):
        return moved(operator, a, b)
    if isinstance(a, date) and isinstance(b, date):
        return (a - b).days
    if isinstance(a, int) and isinstance(b, int):
        return a + b if operator == "+" else a - b
    raise TypeError(f"{a!r} and {b!r} cannot be added")


def moved(operator: str, day: date, period: Period) -> date | Unknown:
    """The day so much later or earlier; facts may say any date: unknown past the last one that dates can express."""
    try:
        return advance_day(day, period) if operator == "+" else back_from(day, period)
    except PeriodError as beyond:
        return Unknown(beyond.text)


def _as_day(value: object) -> object:
    return legal_day(instant(value)) if isinstance(value, datetime) else value
