"""Evaluates conditions on a fact or an entity at an instant, in three-valued logic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from policykit.calendar import Calendar, bucket
from policykit.engine.reference.history import ENTITY_KEYS, History
from policykit.engine.reference.truth import Truth, Unknown, all_of, any_of, negate
from policykit.engine.reference.values import Look, back_from, key_of_entity, value_of
from policykit.model.errors import CalendarEnds
from policykit.model.facts import Fact
from policykit.model.policy import conditions as m
from policykit.model.policy.periods import Cadence, Period, PeriodUnit
from policykit.model.text import Text, fold
from policykit.model.time import FIRST_DAY, HOUR_US, Instant, day_start, instant, legal_day
from policykit.model.vocabulary import SUBJECTS

# ---------------------------------------------------------------- truth


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


def parts_of(condition: m.Condition) -> Iterator[m.Condition]:
    """The condition and every condition within it, those of look-backs included."""
    yield condition
    match condition:
        case m.And(items) | m.Or(items):
            inner = items
        case m.Not(item):
            inner = (item,)
        case m.LookBack(pattern) if pattern.where is not None:
            inner = (pattern.where,)
        case _:
            inner = ()
    for part in inner:
        yield from parts_of(part)


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
    if comparison in (m.Comparison.EQ, m.Comparison.NE):
        return (a == b) is (comparison is m.Comparison.EQ)
    if isinstance(a, date) and isinstance(b, date):
        return _in_order(comparison, a.toordinal() - b.toordinal())
    if isinstance(a, int | float) and isinstance(b, int | float):
        return _in_order(comparison, a - b)
    raise TypeError(f"{a!r} and {b!r} have no order")


def _in_order(comparison: m.Comparison, difference: float) -> bool:
    match comparison:
        case m.Comparison.LT:
            return difference < 0
        case m.Comparison.LE:
            return difference <= 0
        case m.Comparison.GT:
            return difference > 0
        case _:
            return difference >= 0


def _contains(container: object, values: list[object]) -> Truth:
    for value in (container, *values):
        if isinstance(value, Unknown):
            return value
    if isinstance(container, frozenset):
        held = {_comparable(v, None) for v in container}
        return all(_comparable(v, None) in held for v in values)
    return all(fold(str(v)) in fold(str(container)) for v in values)


# ---------------------------------------------------------------- looking back


def earlier(
    pattern: m.EventPattern,
    look: Look,
    within: Period | None = None,
    same: Cadence | None = None,
    *,
    strictly: bool = False,
) -> Iterator[tuple[Truth, Fact | None]]:
    """Whether each earlier fact of the pattern counts, latest first; an unknown comes without a fact.

    Earlier is: not after the instant looked from, and not the fact looked from itself; `strictly`: before the instant.
    """
    try:
        begin = window_start(look, within, same)
    except CalendarEnds as error:
        yield Unknown(error.text), None
        return
    end = look.at - 1 if strictly else look.at
    for belongs, fact in belonging(pattern, look):
        if fact is None:
            yield belongs, None
        elif begin <= fact.at <= end and fact is not look.fact:
            yield counts(pattern, fact, look, belongs), fact


def counts(pattern: m.EventPattern, fact: Fact, look: Look, belongs: Truth = True) -> Truth:
    """Whether a fact that belongs (or may belong) to the look also meets the pattern's condition."""
    if pattern.where is None or belongs is False:
        return belongs
    return all_of((belongs, holds(pattern.where, look.on(fact))))


def belonging(pattern: m.EventPattern, look: Look) -> Iterator[tuple[Truth, Fact | None]]:
    """The facts that share the pattern's key with the look, latest first, then those that may share it.

    First of all comes an unknown without a fact, where the records do not hold such facts or the key is not known.
    """
    history = look.history
    missing = history.not_covered(pattern.events)
    if missing:
        yield missing, None
    keys: list[tuple[str, str]] = []
    for kind in pattern.key:
        value = _key_of_look(kind, look)
        if value is None:
            label = SUBJECTS[kind]
            yield Unknown(Text(f"没有说明是哪个{label.zh}", f"it is not said which {label.en}")), None
            return
        keys.append((kind, value))
    if not keys:
        for fact in reversed(history.of(pattern.events)):
            yield True, fact
        return
    sure, unsure = history.sharing(pattern.events, *keys[0])
    for fact in (*reversed(sure), *reversed(unsure)):
        yield all_of(shares(fact, kind, value, history) for kind, value in keys), fact


def shares(fact: Fact, kind: str, value: str | None, history: History) -> Truth:
    """Whether the fact is about the entity or subject `value` of a kind; unknown where either is not said."""
    own = history.key(fact, kind)
    if own is not None and value is not None:
        return own == value
    if own is None and kind not in ENTITY_KEYS:
        return False
    label = SUBJECTS[kind]
    return Unknown(Text(f"{fact.id} 没有说明是哪个{label.zh}", f"{fact.id} does not say which {label.en}"))


def _key_of_look(kind: str, look: Look) -> str | None:
    if look.entity is not None and look.entity.type.name == kind:
        return look.entity.id
    if look.fact is not None:
        return look.history.key(look.fact, kind)
    return key_of_entity(look.entity, kind, look.at) if look.entity else None


def window_start(look: Look, within: Period | None, same: Cadence | None) -> Instant:
    """The first instant of the window looked back over. Raises `CalendarEnds` past the calendar's first day."""
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
    """The first day from which the end of `count` working days is not before `day`: the mirror of a deadline."""
    first, between = day - timedelta(days=1), 0
    while True:
        between += calendar.status(first).working
        if between >= count:
            return first
        first -= timedelta(days=1)
