"""The number in a rule, and whether two rules ask for the same with different numbers.

In: rules of one document. Out: whether two are of one form and differ only in how much or how soon, and pairs of limits
on one act of which neither contains the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from policykit.analysis.compare.sourced import Sourced
from policykit.analysis.compare.windows import After
from policykit.analysis.consistency.ground import Ground, acts, binding, triggers
from policykit.analysis.consistency.results import Inconsistency, Kind
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r
from policykit.model.policy.periods import OpenTerm, Period
from policykit.model.policy.rule import Rule
from policykit.model.text import Text

_BOTH_BIND = Text(
    "两条都约束:写明哪条优先(用“除非”或缩小范围),或统一数字;文件确是这样写的,在 consistency.toml 里说明",
    "both bind: say which comes first (by 'unless' or a narrower scope), or use one number; if the document has it so, "
    "explain it in consistency.toml",
)


def number_of(rule: Rule) -> Text | None:
    """How much or how soon a rule asks for, in words; None for what has no number."""
    match rule.requirement:
        case r.Response(limit=limit):
            return limit_in_words(limit)
        case r.Silence(limit=limit):
            return limit.label
        case r.Abstention(limit=limit):
            return limit.label
        case r.Precedence(within=within):
            return within.label if within is not None else Text("不限多早", "however long before")
        case r.Frequency(cadence=cadence, count=count):
            return Text(f"{cadence.zh} {count}", f"{count} a {cadence.value}")
        case r.Cardinality(count=count):
            return Text(str(count), str(count))
        case _:
            return None


def limit_in_words(limit: Period | OpenTerm | date | m.Expression) -> Text:
    """A limit as a person reads it."""
    if isinstance(limit, Period | OpenTerm):
        return limit.label
    if isinstance(limit, date):
        return Text(str(limit), str(limit))
    return Text("触发事实写明的日期", "the day that the trigger says")


def differ_in_number(one: Rule, other: Rule) -> bool:
    """Whether two rules are of one form and bound, and have different numbers."""
    a, b = one.requirement, other.requirement
    if type(a) is not type(b) or getattr(a, "bound", None) is not getattr(b, "bound", None):
        return False
    first, second = number_of(one), number_of(other)
    return first is not None and second is not None and first != second


def different_limits(ground: Ground) -> Iterator[Inconsistency]:
    """Two limits on one act in the same case, each now and then the stricter: neither contains the other."""
    limited = [s for s in ground.duties if binding(s.rule) and _limit(ground, s) is not None]
    for one, other in combinations(limited, 2):
        if not _comparable(one.rule, other.rule) or not _neither_within(ground, one, other):
            continue
        if _same_case(ground, one, other):
            a, b = number_of(one.rule), number_of(other.rule)
            message = Text(
                "规则 {x}({a})与 {y}({b})对同一行为定了不同的期限,有时前者严,有时后者严",
                "{x} ({a}) and {y} ({b}) set different limits on one act; now the one is the stricter, now the other",
            )
            message = message.fill(x=other.rule.name, a=b, y=one.rule.name, b=a)
            yield Inconsistency(Kind.LIMITS, other.rule, (one.rule.name,), message, _BOTH_BIND)


def _limit(ground: Ground, sourced: Sourced) -> After | None:
    """The window of an act owed, or forbidden, after a trigger or a breach, if it has a length."""
    rule = sourced.rule
    match rule.requirement:
        case r.Response(limit=limit, anchor=r.Anchor.TRIGGER):
            window = After(rule.jurisdiction, limit, rolls=True)
        case r.Abstention(limit=limit) | r.Silence(limit=limit):
            window = After(rule.jurisdiction, limit, rolls=False)
        case _:
            return None
    return window if ground.windows.value(window) is not None else None


def _comparable(one: Rule, other: Rule) -> bool:
    """Whether two rules may speak of one act in one case, as strongly."""
    return (
        type(one.requirement) is type(other.requirement)
        and one.modality.in_principle is other.modality.in_principle
        and one.scope.entity == other.scope.entity
        and one.scope.breach_of == other.scope.breach_of
        and (one.scope.trigger is None) is (other.scope.trigger is None)
        and (not triggers(one) or bool(triggers(one) & triggers(other)))
        and bool(acts(one) & acts(other))
    )


def _neither_within(ground: Ground, one: Sourced, other: Sourced) -> bool:
    first, second = _limit(ground, one), _limit(ground, other)
    if first is None or second is None or not ground.windows.comparable(first, second):
        return False
    return not ground.windows.within(first, second) and not ground.windows.within(second, first)


def _same_case(ground: Ground, one: Sourced, other: Sourced) -> bool:
    """Whether the act is the same, and one rule binds wherever the other does."""
    world = ground.world()
    (first,), (second,) = (tuple(_acts(s.own)) for s in (one, other))
    if not (world.covered(first, second) and world.covered(second, first)):
        return False
    a, b = (ground.binds(s, world) for s in (one, other))
    return world.valid([a], b) or world.valid([b], a)


def _acts(rule: Rule) -> Iterator[m.EventPattern]:
    match rule.requirement:
        case r.Response(pattern) | r.Abstention(pattern) | r.Silence(pattern):
            yield pattern
        case _:
            return
