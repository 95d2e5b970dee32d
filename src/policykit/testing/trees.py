"""Walks conditions: the fields and constants that a comparison names, and the comparison with values in their place.

In: conditions. Out: slots, values, conditions. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from policykit.model.policy import conditions as m
from policykit.model.policy.terms import terms_of

Slot = tuple[str, str]
"""A field: of a fact (by the name of its frame) or of an entity (`unit`, `account`, `staff`)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A fact in a search: its name there, its type, and when it happens. The root frame of an entity has no type."""

    name: str
    event: str
    at: datetime


def slot_of(ref: m.FieldRef, frame: Frame, trigger: Frame | None) -> tuple[Slot, Frame | None]:
    """The field that a reference in a condition on the frame's fact means, and the frame that holds it, if one does."""
    if ref.owner is m.Owner.EVENT:
        return (frame.name, ref.field), frame
    if ref.owner is m.Owner.TRIGGER:
        place = trigger or frame
        return (place.name, ref.field), place
    return (ref.owner.value, ref.field), None


def refs_in(leaf: m.Condition) -> Iterator[m.FieldRef]:
    """The fields that a comparison names."""
    return (e for e in terms_of(leaf) if isinstance(e, m.FieldRef))


def literals_in(leaf: m.Condition) -> Iterator[object]:
    """The constants that a comparison names."""
    return (e.value for e in terms_of(leaf) if isinstance(e, m.Literal))


def written(leaf: m.Condition, values: Mapping[m.FieldRef, object]) -> m.Condition:
    """The comparison with values in place of its fields."""

    def put(expression: m.Expression) -> m.Expression:
        match expression:
            case m.FieldRef():
                return m.Literal(values[expression], expression.type)
            case m.Sum(left=left, right=right):
                return replace(expression, left=put(left), right=put(right))
            case m.Call(arguments=arguments):
                return replace(expression, arguments=tuple(map(put, arguments)))
            case _:
                return expression

    match leaf:
        case m.Compare(left=left, right=right):
            return replace(leaf, left=put(left), right=put(right))
        case m.Member(value=tested):
            return replace(leaf, value=put(tested))
        case m.Contains(container=container, values=held):
            return replace(leaf, container=put(container), values=tuple(map(put, held)))
        case m.Truth(value=tested):
            return replace(leaf, value=put(tested))
        case _:
            raise TypeError(f"{leaf!r} is no comparison")


def slots_of(condition: m.Condition, frame: Frame) -> set[Slot]:
    """The fields that a condition on the frame's fact names, those within its look-backs of other facts left out."""
    match condition:
        case m.And(items) | m.Or(items):
            return {s for item in items for s in slots_of(item, frame)}
        case m.Not(item):
            return slots_of(item, frame)
        case m.Said(ref):
            return {slot_of(ref, frame, None)[0]}
        case m.LookBack():
            return set()
        case _:
            return {slot_of(ref, frame, None)[0] for ref in refs_in(condition) if ref.field != "occurred_at"}
