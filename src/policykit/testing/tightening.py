"""A rule made stricter in one number: a shorter deadline, a higher minimum, a lower maximum, a shorter silence.

In: a rule. Out: rules that every history keeps less easily, never more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from policykit.model.policy import requirements as r
from policykit.model.policy.conditions import Expression
from policykit.model.policy.document import Document
from policykit.model.policy.periods import OpenTerm, Period
from policykit.model.policy.rule import Rule


def tightened(rule: Rule) -> Iterator[Rule]:
    """The stricter rules: each number moved by one and, where it can be moved further, by half.

    Numbers of scopes, exceptions and consequences are left alone, and so are open terms, which have none. A fixed date,
    and a deadline that runs from the day of force, are left alone on events and breaches: a shorter one is past before
    some of them happen, and no longer binds them. So is a day that the trigger says: the number is not the rule's.
    """
    requirement = rule.requirement
    match requirement:
        case r.Response(limit=limit, anchor=anchor):
            of_entity = rule.scope.trigger is None and rule.scope.breach_of is None
            if of_entity or (anchor is r.Anchor.TRIGGER and not isinstance(limit, date)):
                for shorter in _shorter(limit):
                    yield replace(rule, requirement=replace(requirement, limit=shorter))
        case r.Silence(limit=limit):
            for shorter in _shorter(limit):
                if isinstance(shorter, Period):
                    yield replace(rule, requirement=replace(requirement, limit=shorter))
        case r.Abstention(limit=limit):
            for more in (1, limit.count):
                longer = replace(limit, count=limit.count + more)
                yield replace(rule, requirement=replace(requirement, limit=longer))
        case r.Frequency(bound=bound, count=count) | r.Cardinality(bound=bound, count=count):
            numbers = (count + 1, count * 2) if bound is r.Bound.AT_LEAST else (count - 1, count // 2)
            for number in sorted({n for n in numbers if n >= 0} - {count}):
                yield replace(rule, requirement=replace(requirement, count=number))
        case r.Precedence(within=within) if within is not None and not rule.modality.negative:
            for shorter in _shorter(within):
                if isinstance(shorter, Period):
                    yield replace(rule, requirement=replace(requirement, within=shorter))
        case _:
            return


def with_rule(document: Document, rule: Rule) -> Document:
    """The document with the rule in place of the one of its name."""
    return replace(document, rules=tuple(rule if old.name == rule.name else old for old in document.rules))


def _shorter(limit: Period | OpenTerm | date | Expression) -> Iterator[Period | date]:
    if isinstance(limit, Period):
        for count in sorted({limit.count - 1, limit.count // 2} - {0, -1, limit.count}):
            yield replace(limit, count=count)
    elif isinstance(limit, date):
        yield limit - timedelta(days=1)
