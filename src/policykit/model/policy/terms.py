"""What comparisons are of: the expressions in them.

In: conditions. Out: their expressions, those within others too.
"""

from __future__ import annotations

from collections.abc import Iterator

from policykit.model.policy import conditions as m


def terms_of(condition: m.Condition) -> Iterator[m.Expression]:
    """The expressions that a comparison is of, and those within them; none of a condition made of others."""
    match condition:
        case m.Compare(_, left, right):
            terms: tuple[m.Expression, ...] = (left, right)
        case m.Member(value, options):
            terms = (value, *options)
        case m.Contains(container, values):
            terms = (container, *values)
        case m.Truth(value):
            terms = (value,)
        case m.Said(field):
            terms = (field,)
        case _:
            terms = ()
    for term in terms:
        yield from within(term)


def within(expression: m.Expression) -> Iterator[m.Expression]:
    """The expression and every expression within it."""
    yield expression
    match expression:
        case m.Sum(_, left, right):
            yield from within(left)
            yield from within(right)
        case m.Call(_, arguments):
            for argument in arguments:
                yield from within(argument)
        case _:
            pass
