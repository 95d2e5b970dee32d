"""What a rule reads: the events and attributes that can matter to it. Two sets that share none are unrelated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

from policykit.analysis.compare.sourced import Sourced
from policykit.model.policy import conditions as m
from policykit.model.policy import requirements as r


def unrelated(left: Sequence[Sourced], right: Sequence[Sourced]) -> bool:
    """Whether no event and no attribute that a rule of the one side speaks of matters to the other side."""
    one = {part for sourced in left for part in footprint(sourced)}
    other = {part for sourced in right for part in footprint(sourced)}
    return one.isdisjoint(other)


def footprint(sourced: Sourced) -> frozenset[str]:
    """The event types that a rule names, and the attributes of entities that its requirement names."""
    rule = sourced.rule
    found = set(_names(rule.requirement))
    if rule.scope.trigger is not None:
        found |= set(_names(rule.scope.trigger))
    if rule.scope.breach_of is not None:
        found |= footprint(Sourced(sourced.pack, sourced.pack.document.rule(rule.scope.breach_of)))
    match rule.requirement:
        case r.Cardinality(counted=counted):
            found.add(f"number of {counted}")
        case r.Agreement(member, attribute):
            found.add(f"{member}.{attribute}")
        case r.Custom(check=check):
            found.add(f"check {check}")
        case r.Attestation():
            found.add(f"attestation of {rule.id}")
        case _:
            pass
    return frozenset(found)


def _names(node: object) -> Iterator[str]:
    if isinstance(node, m.EventPattern):
        yield from node.events
    elif isinstance(node, m.FieldRef) and node.owner not in (m.Owner.EVENT, m.Owner.TRIGGER):
        yield f"{node.owner.value}.{node.field}"
    if isinstance(node, tuple):
        for part in node:
            yield from _names(part)
    elif is_dataclass(node) and not isinstance(node, type):
        for part in fields(node):
            yield from _names(getattr(node, part.name))
